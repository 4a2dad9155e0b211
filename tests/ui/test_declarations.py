"""What a list page says of its columns is checked when its class is made, not when somebody visits it."""

from dataclasses import dataclass
from typing import Any

import pytest

from banfu_desktop.rules.words import MonthState
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.registry import ROOMS, Room

FRUIT = Table(
    "fruit",
    "水果",
    (
        Field("name", "名称"),
        Field("state", "状态", Kind.CHOICE, words=MonthState),
        Field("remark", "备注", listed=False),
    ),
)


@dataclass(frozen=True)
class Fruit:
    """A row."""

    id: int
    name: str
    remark: str

    @property
    def state(self) -> MonthState:
        """A column may be computed."""
        return MonthState.DRAFT


def declare(**names: Any) -> type[ListPage]:
    """A page class that says this of itself."""
    said = {"room": "fruit", "title": "水果", "table": FRUIT, "row_class": Fruit}
    return type("FruitPage", (ListPage,), said | names)


def test_what_is_there_may_be_named() -> None:
    page = declare(
        key="name",
        filters=("state", "remark"),
        preset={"state": MonthState.DRAFT.label},
        tones={"state": {MonthState.DRAFT: Tone.GREY}.get},
    )
    assert page.key == "name"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({"filters": ("state", "unit")}, "the filter unit is no field of fruit"),
        ({"preset": {"state": "草稿"}}, "the preset state is no filter"),
        (
            {"filters": ("state",), "preset": {"state": "半成品"}},
            "the preset state is none of its words: 半成品",
        ),
        ({"tones": {"remark": lambda _: Tone.GREY}}, "the tone remark is no column of fruit"),
        ({"tones": {"colour": lambda _: Tone.GREY}}, "the tone colour is no column of fruit"),
        ({"key": "number"}, "the field number is no attribute of Fruit"),
        (
            {"table": Table("fruit", "水果", (Field("name", "名称"), Field("weight", "重量")))},
            "the field weight is no attribute of Fruit",
        ),
    ],
)
def test_what_is_not_there_fails_at_once_and_is_named(names: dict[str, Any], said: str) -> None:
    with pytest.raises(TypeError, match=f"FruitPage: .*{said}"):
        declare(**names)


def test_every_page_of_the_program_is_made() -> None:
    lists = [page for room in ROOMS if issubclass(page := room.load(), ListPage)]
    assert len(lists) == 21


OPEN_TO_PAGES = {"_copy", "_draw", "_make_desk", "_make_model", "_month_chosen"}
"""What of its own a frame lets a page put another in the place of."""


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_no_page_puts_something_of_its_own_in_the_place_of_the_frames_by_accident(room: Room) -> None:
    """A work log's `_is_open` once made the frame take a record for open that was not."""
    frame, own = _names(room, "banfu_desktop.ui.page."), _names(room, "banfu_desktop.ui.pages.")
    private = {name for name in frame & own if name.startswith("_") and not name.endswith("__")}
    assert private <= OPEN_TO_PAGES, room.title


def _names(room: Room, package: str) -> set[str]:
    """What the classes of a page declare in a package."""
    kinds = (kind for kind in room.load().__mro__ if kind.__module__.startswith(package))
    return {name for kind in kinds for name in vars(kind)}
