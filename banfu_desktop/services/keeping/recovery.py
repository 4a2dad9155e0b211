"""The recovery card: issued, printed, remembered as printed."""

from datetime import date, datetime
from pathlib import Path

from banfu_desktop.backup.identity import CARD_PAPER
from banfu_desktop.backup.identity import mark_of as mark_of_card
from banfu_desktop.db import keys
from banfu_desktop.db.card import card_public
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.db.troubles import translated
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.roles import Act
from banfu_desktop.services.keeping import appointing, unlocking

ISSUED = "生成新的恢复卡"
_MARK_BYTES = 10


def printed_on(folder: Path) -> date | None:
    """When the card of a data folder was put on paper; None when it never was.

    Raises:
        UserError: the key file is missing or damaged.
        MachineError: it cannot be read.
    """
    with translated():
        return keys.read_keys(folder).recovery_printed_on


def checked_on(folder: Path) -> date | None:
    """When the card on paper was proven to be right; None when it never was.

    Raises:
        UserError: the key file is missing or damaged.
        MachineError: it cannot be read.
    """
    with translated():
        return keys.read_keys(folder).recovery_checked_on


def fingerprint(folder: Path) -> str:
    """The mark on the card of a data folder, by which a card and its data are matched; not secret.

    Raises:
        UserError: the key file is missing or damaged.
        MachineError: it cannot be read.
    """
    with translated():
        return mark_of(keys.read_keys(folder).lasting)


def mark_of(key_fingerprint: bytes) -> str:
    """A data key's fingerprint as papers show it."""
    return paper_key.show(key_fingerprint[:_MARK_BYTES])


def card_mark(text: str) -> str:
    """Which card this is, as it and transfer sheets print it, from its recovery key.

    Raises:
        UserError: not a recovery key.
    """
    return paper_key.show(bytes.fromhex(mark_of_card(card_public(paper_key.read(text, CARD_PAPER)))))


def reissue(database: Database, actor: str, now: datetime) -> str:
    """A new recovery key, as printed; the card before it opens nothing any more; on record.

    Raises:
        RoleRefusalError: where there are roles, that is the reviewer's business.
        MachineError: the key file cannot be written; the card before it stays good.
    """
    database.permit(Act.KEYS, Deed(ISSUED, actor, now))
    if not keys.read_keys(database.folder).of("password"):
        return appointing.reissue_card(database, ISSUED, actor, now)
    made: list[str] = []  # no new data key can be sealed to a password of format 2
    unlocking.on_record(
        database,
        ISSUED,
        actor,
        now,
        lambda: made.append(keys.new_recovery(database.folder, database.data_key)),
    )
    return made[0]


def note_printed(folder: Path, day: date) -> None:
    """Remember that the card is on paper.

    Raises:
        MachineError: the key file cannot be written.
    """
    with translated():
        keys.note_recovery_printed(folder, day)


def note_checked(folder: Path, day: date) -> None:
    """Remember that the card was typed back and is right, so that nobody is reminded any more.

    Raises:
        MachineError: the key file cannot be written.
    """
    with translated():
        keys.note_recovery_checked(folder, day)


def check(folder: Path, typed: str, day: date) -> None:
    """Prove a card that is on paper: what was typed off it opens the office.

    Raises:
        UserError: it does not; a wrong group is named.
        MachineError: the key file cannot be read or written.
    """
    with translated():
        keys.unlock_with_recovery(folder, typed)
        keys.note_recovery_checked(folder, day)
