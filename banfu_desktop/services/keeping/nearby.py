"""What the office and its people are called: the first that whoever knows them tries as a password."""

from collections.abc import Callable, Iterable, Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.members import Person as Member
from banfu_desktop.db.models.office import Office, Organisation
from banfu_desktop.db.models.persons import OfficePerson
from banfu_desktop.db.store import Database
from banfu_desktop.rules.passwords import refuse_weak
from banfu_desktop.services.pinyin import Spelling, spell, spell_name

_KINDS = ("人民政府", "镇政府", "镇", "乡", "街道", "县", "市", "区", "局", "村")


def refuse_near(database: Database, password: str, *names: str) -> None:
    """Refuse a password that is easily guessed, above all by whoever knows the office.

    Args:
        names: of people it does not know yet.

    Raises:
        UserError: see rules/passwords.refuse_weak.
    """
    refuse_weak(password, {*words(database), *_spelled(names, spell_name)})


def words(database: Database) -> set[str]:
    """What they are called, in characters, in pinyin and by initials."""
    with database.read() as session:
        units, people = set(_units(session)), set(_people(session))
    return {*_spelled(units, spell), *_spelled(people, spell_name)}


def _units(session: Session) -> Iterator[str]:
    office = session.scalar(sa.select(Office))
    called = [office.town, office.county] if office is not None else []
    for name in filter(None, (*called, *session.scalars(sa.select(Organisation.name)))):
        yield name
        short = next((name.removesuffix(kind) for kind in _KINDS if name.endswith(kind)), name)
        if len(short) > 1:
            yield short


def _people(session: Session) -> Iterator[str]:
    for column in (Member.name, OfficePerson.name):
        yield from session.scalars(sa.select(column))


def _spelled(names: Iterable[str], how: Callable[[str], Spelling]) -> Iterator[str]:
    for name in names:
        spelling = how(name)
        yield name
        if name[2:]:
            yield name[1:]  # a given name without the surname
        for written in (*spelling.full.split(), *spelling.initials.split()):
            if len(written) > 1:
                yield written
