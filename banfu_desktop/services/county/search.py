"""Find anything of a county by a part of its name or by pinyin initials, for the window's finder.

Towns come first, then people (masked, as the county has them), questions, findings, tables.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain, islice

from sqlalchemy.orm import Session

from banfu_desktop.services.county import findings, papers, people, questions, register
from banfu_desktop.services.pinyin import spell, spell_name

_MOST = 8
"""So many of a kind are found."""
TOWNS, PEOPLE, QUESTIONS, FINDINGS, TABLES = "镇（街）", "人员", "问题", "待办", "表册"


@dataclass(frozen=True)
class Hit:
    """Something found: what it says, where it is, the room and the key that lead there."""

    label: str
    hint: str
    kind: str
    room: str
    key: str


def find(session: Session, text: str, today: date, limit: int = _MOST) -> list[Hit]:
    """What holds a text in its name, its words or its initials; an empty text finds nothing.

    Args:
        today: people are those who are at a post then.
    """
    typed = text.strip().casefold()
    if not typed:
        return []
    finders = (
        _towns(session, typed), _people(session, typed, today), _questions(session, typed),
        _findings(session, typed), _tables(typed),
    )  # fmt: skip
    return list(chain.from_iterable(islice(finder, limit) for finder in finders))


def _towns(session: Session, typed: str) -> Iterator[Hit]:
    for town in register.lines(session):
        holds = (town.name, town.code, town.contact, town.phone)
        if _holds(typed, holds) or _begins(typed, town.name):
            number = f"第{town.number}号" if town.number else "还没有收过"
            room = "reporting" if town.listed else "towns"
            yield Hit(town.name, f"{number}　{town.contact}".strip(), TOWNS, room, town.name)


def _people(session: Session, typed: str, today: date) -> Iterator[Hit]:
    """Somebody by the surname, the unit or the village, with the town; erased people have no name."""
    for posted in people.roster(session, today, holding="" if typed.isascii() else typed):
        found = _holds(typed, (posted.name, posted.unit, posted.village))
        if found or _is_surname(typed, posted.name.strip("*")):
            hint = f"{posted.town}　{posted.unit}"
            yield Hit(posted.name, hint, PEOPLE, "people", people.key_of(posted))


def _questions(session: Session, typed: str) -> Iterator[Hit]:
    for asked in questions.listing(session):
        if _holds(typed, (asked.text, asked.answer, f"{asked.town}第{asked.no}号")):
            hint = f"{asked.town}第{asked.no}号　{asked.state.label}"
            yield Hit(asked.text, hint, QUESTIONS, "questions", f"{asked.town}/{asked.no}")


def _findings(session: Session, typed: str) -> Iterator[Hit]:
    for shared in findings.across(session):
        about = (shared.first_name, shared.second_name, shared.kind.label)
        if _holds(typed, about):
            hint = f"{shared.first_town} {shared.first_name}　{shared.second_town} {shared.second_name}"
            yield Hit(shared.kind.label, hint, FINDINGS, "findings", findings.key_of(shared))
    for own in (*findings.against_itself(session), *findings.own(session, holding=typed)):
        if _holds(typed, (own.text,)):
            yield Hit(own.text, own.town, FINDINGS, "findings", findings.key_of(own))


def _tables(typed: str) -> Iterator[Hit]:
    for name, paper in papers.TABLES.items():
        if _holds(typed, (paper.title, name)) or (typed.isascii() and typed in spell(paper.title).initials):
            yield Hit(paper.title, "表册", TABLES, "tables", name)


def _begins(typed: str, name: str) -> bool:
    """Whether letters begin the initials of a name; nothing is spelt for what was typed in Chinese."""
    return typed.isascii() and _spelt(name).startswith(typed)


def _is_surname(typed: str, surname: str) -> bool:
    return typed.isascii() and bool(surname) and _spelt_name(surname) == typed


@lru_cache(maxsize=4096)
def _spelt(name: str) -> str:
    return spell(name).initials


@lru_cache(maxsize=1024)
def _spelt_name(surname: str) -> str:
    return spell_name(surname).initials


def _holds(typed: str, texts: Iterable[str]) -> bool:
    return any(typed in text.casefold() for text in texts)
