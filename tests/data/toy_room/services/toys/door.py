"""What the toys room offers the halls."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop.printing.catalogue import Form
from banfu_desktop.printing.engine.blocks import Document, Paragraph
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.imports import ImportPlan, Options
from banfu_desktop.services.door import Documents, Hit, Import, List, MonthPaper, Reading, Tracked, Wish
from banfu_desktop.tables.spec import Field, Table

TOYS = Table("toys", "玩具", (Field("name", "名称"), Field("maker", "厂家")))
TABLES = {"toys": Tracked("玩具", (TOYS,), undoable=True)}


@dataclass(frozen=True)
class Toy:
    """A toy."""

    name: str
    maker: str


def _toys(_session: Session) -> list[Toy]:
    return [Toy("布偶", "东莞")]


LISTS = {"toys": List(TOYS, _toys)}


def _paper(session: Session, _wish: Wish) -> Documents:
    return (Document("玩具表", tuple(Paragraph(toy.name) for toy in _toys(session))),)


def monthly(_session: Session, _month: Month, _today: date) -> Iterator[MonthPaper]:
    """The list of toys, for the town."""
    yield MonthPaper("toy-list", note="1 个")


PAPERS = {Form("toy-list", "玩具表", None, "none"): _paper}


def _look(_session: Session, path: Path, _today: date, _options: Options | None) -> ImportPlan:
    return ImportPlan("toys", path.name)


def _carry_out(_session: Session, _plan: ImportPlan) -> int:
    return 0


def _reading() -> Reading:
    return _look, _carry_out


IMPORTS = {"toys": Import("玩具", TOYS, _reading)}


def due(_session: Session, _today: date) -> list[Due]:
    """Always something."""
    return [Due("布偶还没有清点", "本单位自定", "grey", "去清点", "toys")]


def find(session: Session, text: str) -> Iterator[Hit]:
    """Toys by name."""
    return (Hit(toy.name, toy.maker, "toys", toy.name) for toy in _toys(session) if text in toy.name)


def holds(_session: Session, _posting_id: int) -> str:
    """Whoever has a toy stays."""
    return "玩具"
