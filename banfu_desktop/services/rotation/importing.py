"""Batches, changes of post, filings and party relations from Excel; the exported lists come back."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.rules import rotation as rules
from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.rules.imports import Asking
from banfu_desktop.rules.rotation import FILING_CLAUSE, RELATIONS_CLAUSE
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.members.named_rows import posting_named
from banfu_desktop.services.office import plain_imports
from banfu_desktop.services.office.plain_imports import PlainDoor, Values
from banfu_desktop.services.rotation import batches, filings, relations, rotation
from banfu_desktop.services.rotation.batches import BatchRow
from banfu_desktop.services.rotation.filings import FilingRow
from banfu_desktop.services.rotation.relations import RelationRow
from banfu_desktop.services.rotation.rotation import PlaceRow
from banfu_desktop.tables.rotation import BATCHES, CHANGES_FILE, FILINGS_FILE, RELATIONS_FILE

_FILING_DAYS = ("sent_on", "confirmed_on")


def _batches(session: Session, today: date) -> PlainDoor:
    """Batches by their names; who is in one is chosen in the window."""
    stored = {(row.name,): row for row in batches.listing(session, today)}

    def check(values: Values, _: BatchRow | None) -> None:
        rules.refuse_batch(values["start_on"], values["planned_end"])

    return PlainDoor("batches", "批", BATCHES, "name", ("name",), stored, check)


def _save_batch(session: Session, values: Values, key: int | None, _: date) -> None:
    batches.save(session, values, key)


BATCH_READING = plain_imports.reading("轮换批次", _batches, _save_batch)


def _changes(session: Session, today: date) -> PlainDoor:
    """How far changes of post have come, a row a person."""
    places = rotation.listing(session, today)
    people = _of(session, (row.id for row in places))

    def find(
        number: int, values: Mapping[str, Any], asking: Asking, problems: list[Problem]
    ) -> Values | None:
        found = posting_named(session, number, values, people, asking, problems, among="在岗和刚离岗的人里")
        return None if found is None else {"posting_id": found.id}

    def check(values: Values, row: PlaceRow) -> None:
        rotation.refuse(values, row, today)

    return PlainDoor(
        "rotation", "人", CHANGES_FILE, "name", ("posting_id",),
        {(row.id,): row for row in places}, check, find, ("name", "organisation"),
    )  # fmt: skip


def _save_change(session: Session, values: Values, _: int | None, today: date) -> None:
    rotation.save(session, values.pop("posting_id"), values, today)


CHANGE_READING = plain_imports.reading("轮换", _changes, _save_change)


def _filings(session: Session, today: date) -> PlainDoor:
    """Where first secretaries were filed; a row without a village is of the present one.

    Filings of an earlier village, or with a body of then, are only recognised.
    """
    rows = filings.listing(session, today)
    people = _of(session, (row.posting_id for row in rows))

    def find(
        number: int, values: Mapping[str, Any], asking: Asking, problems: list[Problem]
    ) -> Values | None:
        found = posting_named(session, number, values, people, asking, problems, among="第一书记里")
        if found is None:
            return None
        village = values.get("village") or found.village
        if village is None:
            problems.append(Problem(number, "驻村", f"{found.name}还没有登记驻村", "请先在成员任职填写驻村"))
        return None if village is None else {"posting_id": found.id, "village": village}

    def check(values: Values, row: FilingRow | None) -> None:
        if row is None:
            filings.refuse_body(session, values["body"], today)
            raise UserError(f"现驻村不是{values['village']}", "驻村变动的请先改成员任职", FILING_CLAUSE)
        if not row.wanted:
            raise UserError("以前驻村、以前机关的备案不能再改", "请删去这一行", FILING_CLAUSE)
        sent_on, confirmed_on = (values.get(name, getattr(row, name)) for name in _FILING_DAYS)
        rules.refuse_filing(sent_on, confirmed_on, today)

    return PlainDoor(
        "filings", "条", FILINGS_FILE, "name", ("posting_id", "village", "body"),
        {(row.posting_id, row.village, row.body): row for row in rows}, check, find,
        ("name", "organisation", "village"),
    )  # fmt: skip


def _save_filing(session: Session, values: Values, _: int | None, today: date) -> None:
    posting_id, body = values.pop("posting_id"), values.pop("body")
    filings.save(session, posting_id, body, values, today)


FILING_READING = plain_imports.reading("备案", _filings, _save_filing)


def _relations(session: Session, today: date) -> PlainDoor:
    """How party relations were moved; only what is to be moved now can be."""
    rows = relations.listing(session, today)
    people = _of(session, (row.posting_id for row in rows))

    def find(
        number: int, values: Mapping[str, Any], asking: Asking, problems: list[Problem]
    ) -> Values | None:
        found = posting_named(session, number, values, people, asking, problems, among="党员里")
        return None if found is None else {"posting_id": found.id}

    def check(values: Values, row: RelationRow | None) -> None:
        if row is None:
            way = values["direction"].label
            raise UserError(f"现在没有要{way}的组织关系", "离岗的人才转回；请核对方向", RELATIONS_CLAUSE)
        relations.refuse(values.get("branch", row.branch), values, today)

    return PlainDoor(
        "relations", "条", RELATIONS_FILE, "name", ("posting_id", "direction"),
        {(row.posting_id, row.direction): row for row in rows}, check, find, ("name", "organisation"),
    )  # fmt: skip


def _save_relation(session: Session, values: Values, _: int | None, today: date) -> None:
    relations.save(session, values.pop("posting_id"), values.pop("direction"), values, today)


RELATION_READING = plain_imports.reading("组织关系", _relations, _save_relation)


def _of(session: Session, posting_ids: Iterable[int]) -> list[MemberRow]:
    """The people that a list is of."""
    here = set(posting_ids)
    return [row for row in members.listing(session) if row.id in here]
