"""Batches, changes of post, filings and party relations from Excel; the exported lists come back."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.rules import rotation as rules
from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.rules.imports import Asking, ImportPlan, Options
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

_BATCHES, _CHANGES, _FILINGS, _RELATIONS = "轮换批次", "轮换", "备案", "组织关系"
_FILING_DAYS = ("sent_on", "confirmed_on")


def look_batches(session: Session, path: Path, today: date, options: Options | None = None) -> ImportPlan:
    """Read batches and say what importing them will do; who is in one is chosen in the window.

    Raises:
        UserError: not a table that can be read, one without a single row, or a wrong answer.
    """
    stored = {(row.name,): row for row in batches.listing(session, today)}

    def check(values: Values, _: BatchRow | None) -> None:
        rules.refuse_batch(values["start_on"], values["planned_end"])

    door = PlainDoor("batches", _BATCHES, "批", BATCHES, "name", ("name",), stored, check)
    return plain_imports.look(session, path, door, options)


def carry_out_batches(session: Session, planned: ImportPlan) -> int:
    """Save every batch of a plan. Returns how many were saved.

    Raises:
        ProblemsError: something is wrong or open; nothing is saved.
        UserError: the office changed since the plan was made; nothing is saved.
    """
    return plain_imports.carry_out(
        session, planned, _BATCHES, lambda values, key: batches.save(session, values, key)
    )


def look_changes(session: Session, path: Path, today: date, options: Options | None = None) -> ImportPlan:
    """Read how far changes of post have come and say what importing them will do.

    Raises:
        UserError: not a table that can be read, one without a single row, or a wrong answer.
    """
    places = rotation.listing(session, today)
    people = _of(session, (row.id for row in places))

    def find(
        number: int, values: Mapping[str, Any], asking: Asking, problems: list[Problem]
    ) -> Values | None:
        found = posting_named(session, number, values, people, asking, problems, among="在岗和刚离岗的人里")
        return None if found is None else {"posting_id": found.id}

    def check(values: Values, row: PlaceRow) -> None:
        rotation.refuse(values, row, today)

    door = PlainDoor(
        "rotation", _CHANGES, "人", CHANGES_FILE, "name", ("posting_id",),
        {(row.id,): row for row in places}, check, find, ("name", "organisation"),
    )  # fmt: skip
    return plain_imports.look(session, path, door, options)


def carry_out_changes(session: Session, planned: ImportPlan) -> int:
    """Save every change of a plan. Returns how many were saved.

    Raises:
        ProblemsError: something is wrong or open; nothing is saved.
        UserError: the office changed since the plan was made; nothing is saved.
    """
    today = session.info["deed"].at.date()

    def save(values: Values, _: int | None) -> None:
        rotation.save(session, values.pop("posting_id"), values, today)

    return plain_imports.carry_out(session, planned, _CHANGES, save)


def look_filings(session: Session, path: Path, today: date, options: Options | None = None) -> ImportPlan:
    """Read where first secretaries were filed and say what importing it will do.

    A row without a village is of the present one; filings of an earlier village are only recognised.

    Raises:
        UserError: not a table that can be read, one without a single row, or a wrong answer.
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

    door = PlainDoor(
        "filings", _FILINGS, "条", FILINGS_FILE, "name", ("posting_id", "village", "body"),
        {(row.posting_id, row.village, row.body): row for row in rows}, check, find,
        ("name", "organisation", "village"),
    )  # fmt: skip
    return plain_imports.look(session, path, door, options)


def carry_out_filings(session: Session, planned: ImportPlan) -> int:
    """Save every filing of a plan; the roster's day follows. Returns how many were saved.

    Raises:
        ProblemsError: something is wrong or open; nothing is saved.
        UserError: the office changed since the plan was made; nothing is saved.
    """
    today = session.info["deed"].at.date()

    def save(values: Values, _: int | None) -> None:
        posting_id, body = values.pop("posting_id"), values.pop("body")
        filings.save(session, posting_id, body, values, today)

    return plain_imports.carry_out(session, planned, _FILINGS, save)


def look_relations(session: Session, path: Path, today: date, options: Options | None = None) -> ImportPlan:
    """Read how party relations were moved and say what importing it will do.

    Raises:
        UserError: not a table that can be read, one without a single row, or a wrong answer.
    """
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

    door = PlainDoor(
        "relations", _RELATIONS, "条", RELATIONS_FILE, "name", ("posting_id", "direction"),
        {(row.posting_id, row.direction): row for row in rows}, check, find, ("name", "organisation"),
    )  # fmt: skip
    return plain_imports.look(session, path, door, options)


def carry_out_relations(session: Session, planned: ImportPlan) -> int:
    """Save every move of a plan; of a move in, the roster's days follow. Returns how many were saved.

    Raises:
        ProblemsError: something is wrong or open; nothing is saved.
        UserError: the office changed since the plan was made; nothing is saved.
    """
    today = session.info["deed"].at.date()

    def save(values: Values, _: int | None) -> None:
        relations.save(session, values.pop("posting_id"), values.pop("direction"), values, today)

    return plain_imports.carry_out(session, planned, _RELATIONS, save)


def _of(session: Session, posting_ids: Iterable[int]) -> list[MemberRow]:
    """The people that a list is of."""
    here = set(posting_ids)
    return [row for row in members.listing(session) if row.id in here]
