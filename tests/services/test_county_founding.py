"""A county is founded whole or not at all: a bad folder, address, server or list leaves nothing behind."""

from collections.abc import Callable
from pathlib import Path

import pytest

from banfu_desktop.backup.county_file import TownEntry
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.services.county import desk as desks
from banfu_desktop.services.county import founding
from banfu_desktop.services.keeping import county
from tests.a_server import Server

MEI, SHA = TownEntry("梅坑镇", "440233101", "重点帮扶镇"), TownEntry("沙田镇", "", "")
KEY_LETTERS = 8 * 4 + 7


def found(
    folder: Path, name: str = "新丰县", *, database: str = "", towns: tuple[TownEntry, ...] = ()
) -> str:
    """Found a county with a document number; gives its recovery key."""
    rescue, card = founding.found(
        folder, name, "440233", "新农组〔2026〕1号", practice=False, database=database, towns=towns
    )
    assert len(rescue) == KEY_LETTERS
    return card


def everything(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_a_county_stands_with_its_list_and_both_keys(tmp_path: Path) -> None:
    card = found(tmp_path / "县里", towns=(MEI, SHA))
    assert len(card) == KEY_LETTERS
    own = county.of(tmp_path / "县里")
    assert (own.county, own.code, own.document_no, own.towns) == (
        "新丰县", "440233", "新农组〔2026〕1号", (MEI, SHA)
    )  # fmt: skip
    assert {path.name for path in tmp_path.iterdir()} == {"县里"}
    with desks.at(tmp_path / "县里") as desk:
        assert (desk.name, desk.roll_up.card) == ("新丰县", "")


def test_a_key_pair_that_is_there_stays_in_use(tmp_path: Path) -> None:
    public = county.keygen(tmp_path / "县里")
    found(tmp_path / "县里")
    assert county.reader_of(tmp_path / "县里").public == public


def _file(folder: Path) -> None:
    folder.write_text("不是文件夹")


def _county(folder: Path) -> None:
    found(folder)


def _office(folder: Path) -> None:
    folder.mkdir()
    (folder / "office.db").touch()


@pytest.mark.parametrize(
    ("before", "told", "said"),
    [
        (_file, {}, "是一个文件"),
        (_county, {}, "已有县里的登记"),
        (_office, {}, "镇里的办公数据"),
        (None, {"name": "  "}, "没有写明县名"),
        (None, {"name": "新丰县" * 40}, "写得太长"),
        (None, {"name": "新丰\n县"}, "看不见的字符"),
        (None, {"towns": (MEI, MEI)}, "出现了两次"),
        (None, {"database": "县里的服务器"}, "写得不对"),
        (county.keygen, {"database": "postgresql+psycopg://banfu@db.xinfeng/c"}, "加密连接"),
    ],
)
def test_what_cannot_be_founded_leaves_the_folder_as_it_was(
    tmp_path: Path, before: Callable[[Path], object] | None, told: dict[str, object], said: str
) -> None:
    if before is not None:
        before(tmp_path / "县里")
    there = everything(tmp_path)
    with pytest.raises(UserError, match=said):
        found(tmp_path / "县里", **told)  # type: ignore[arg-type]
    assert everything(tmp_path) == there


@pytest.mark.parametrize("before", [None, county.keygen])
def test_a_server_out_of_reach_leaves_no_half_county(
    tmp_path: Path, before: Callable[[Path], object] | None
) -> None:
    """Not in a fresh folder, nor in one that has its key pair already."""
    if before is not None:
        before(tmp_path / "县里")
    there = everything(tmp_path)
    with pytest.raises(MachineError, match="连不上"):
        found(tmp_path / "县里", database=f"postgresql+psycopg://banfu@/county?host={tmp_path}")
    assert everything(tmp_path) == there


def test_a_place_that_is_no_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "U盘").touch()
    with pytest.raises(UserError, match="不能用作文件夹"):
        found(tmp_path / "U盘" / "县里")
    assert everything(tmp_path) == {"U盘"}


def test_a_database_on_a_server_is_one_countys(postgresql: Server, tmp_path: Path) -> None:
    """Another county is never mixed in, and a second desk is no second founding."""
    url = postgresql.url(postgresql.create())
    assert found(tmp_path / "县里", database=url) == ""
    there = everything(tmp_path)
    for name in ("翁源县", "新丰县"):
        with pytest.raises(UserError, match="这个数据库里已有新丰县的数据"):
            found(tmp_path / "另一处", name, database=url)
    assert everything(tmp_path) == there
    with desks.at(tmp_path / "县里") as desk:
        assert (desk.name, desk.roll_up.embedded) == ("新丰县", False)
