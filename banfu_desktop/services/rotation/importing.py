"""Batches and changes of post from Excel; the exported lists come back."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.rules import rotation as rules
from banfu_desktop.rules.errors import Problem
from banfu_desktop.rules.imports import Asking, ImportPlan, Options
from banfu_desktop.services.members import members
from banfu_desktop.services.members.named_rows import posting_named
from banfu_desktop.services.office import plain_imports
from banfu_desktop.services.office.plain_imports import PlainDoor, Values
from banfu_desktop.services.rotation import batches, rotation
from banfu_desktop.services.rotation.batches import BatchRow
from banfu_desktop.services.rotation.rotation import PlaceRow
from banfu_desktop.tables.rotation import BATCHES, CHANGES_FILE

_BATCHES, _CHANGES = "轮换批次", "轮换"


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
    here = {row.id for row in places}
    people = [row for row in members.listing(session) if row.id in here]

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
