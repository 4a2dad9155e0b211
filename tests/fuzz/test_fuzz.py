"""Hostile input at every door: taken or refused in a sentence, never a crash (longer: make soak, fuzz)."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.audit import seals
from banfu_desktop.services.keeping.exporting import export_package
from banfu_desktop.services.keeping.package import code_desk, verify_package
from banfu_desktop.ui.pages.attendance.grid_model import GridModel
from tests.conftest import Count
from tests.fuzz.mutation import mutated
from tests.fuzz.targets import TARGETS, Target, assert_plain, assert_seen, packed
from tests.services.conftest import NOW

SHORT, LONG = 60, 20_000
DOSES = [pytest.param(SHORT, id="a short dose"), pytest.param(LONG, id="a long dose", marks=pytest.mark.soak)]
CALM = settings(
    max_examples=SHORT, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
NASTY = st.text(
    st.sampled_from("钟立新·=+-@\t\r\n\0\u202e\u2066\u200b\ufeff\ud800'\"<>&/\\.%;|\x1b𠮷e\u0301０１")
    | st.characters(),
    max_size=40,
)


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("times", DOSES)
@pytest.mark.timeout(3600)
def test_a_mutated_input_is_taken_or_refused(
    founded: Path, tmp_path: Path, name: str, times: int, count: Count
) -> None:
    shutil.copytree(founded, tmp_path / "office")
    door, dice, taken = TARGETS[name], random.Random(times), 0
    times = times // 20 if name == "command-line" and times == LONG else times  # each opens the office
    for _ in range(times):
        taken += door.run(mutated(dice, door.seeds), tmp_path)
    assert taken < times
    count(f"fuzz executions, {name}; 0 crashes", times)


def test_the_seeds_are_taken(founded: Path, tmp_path: Path) -> None:
    """Else the mutations would all be refused at the first look."""
    shutil.copytree(founded, tmp_path / "office")
    for name in ("xlsx", "sheet-xml", "attachment", "statement-csv", "paste"):
        assert TARGETS[name].run(TARGETS[name].seeds[0], tmp_path), name
    assert TARGETS["command-line"].run(b"forms", tmp_path)


def test_a_crash_is_seen(tmp_path: Path) -> None:
    def broken(content: bytes, folder: Path) -> bool:
        raise KeyError(content)

    with pytest.raises(KeyError):
        Target("broken", (b"",), broken).run(b"x", tmp_path)


@CALM
@given(name=NASTY, number=NASTY, kind=st.sampled_from(["str", "inlineStr", "s", "n", "b", "e", "d", "?"]))
def test_a_cell_of_any_text_and_kind(tmp_path: Path, name: str, number: str, kind: str) -> None:
    from xml.sax.saxutils import escape

    cells = "".join(f"<c t='{kind}'><v>{escape(text)}</v></c>" for text in (name, number))
    seed = TARGETS["sheet-xml"].seeds[0].decode()
    sheet = seed.replace("</row></sheetData>", f"</row><row>{cells}</row></sheetData>", 1)
    taken = TARGETS["sheet-xml"].run(sheet.encode("utf-8", "surrogatepass"), tmp_path)
    assert taken in (True, False)  # refused in words, or read; anything else is a crash


@CALM
@given(name=NASTY, content=st.binary(max_size=64))
def test_an_attachment_of_any_name_and_content(founded_open: Database, name: str, content: bytes) -> None:
    for start in (b"", b"%PDF-1.7\n", b"\xff\xd8\xff", b"PK\x03\x04OFD.xml"):
        try:
            with founded_open.write(Deed("添加附件", "经办", NOW)) as session:
                bundle = bundles.new_bundle(session, "invoices", "第1号")
                kept = bundles.add(session, bundle, name, start + content, NOW)
                (row,) = bundles.listing(session, bundle)
                assert_seen(row.name)
                assert Path(row.name).name == row.name
                assert bundles.content(session, kept) == start + content
        except UserError as refusal:
            assert_plain(str(refusal))


@pytest.mark.parametrize(
    "times", [pytest.param(40, id="short"), pytest.param(20_000, marks=pytest.mark.soak)]
)
@pytest.mark.timeout(3600)
def test_a_mutated_package_is_never_accepted(at_work: Path, tmp_path: Path, times: int, count: Count) -> None:
    database = Database.open(shutil.copytree(at_work, tmp_path / "office"))
    path = tmp_path / "上报包.bfb"
    sent = export_package(database, path, NOW, "经办")
    database.close()
    assert sent.code is not None
    good, desk, dice = path.read_bytes(), code_desk(sent.code), random.Random(times)
    assert verify_package(path, desk).number == 1
    tried = 0
    for content in (mutated(dice, (good,)) for _ in range(times)):
        if content != good:
            path.write_bytes(content)
            with pytest.raises(UserError) as refused:
                verify_package(path, desk)
            assert_plain(str(refused.value))
            tried += 1
    count("fuzz executions, package; 0 accepted", tried)


@pytest.fixture(scope="module")
def cells(at_work: Path, tmp_path_factory: pytest.TempPathFactory) -> GridModel:
    """October's grid of 13 people, as the page holds it."""
    database = Database.open(shutil.copytree(at_work, tmp_path_factory.mktemp("grid") / "office"))
    with database.read() as session:
        grid = attendance.grid(session, Month(2026, 10))
    database.close()
    model = GridModel()
    model.show_grid(grid, NOW.date())
    return model


BLOCK = st.lists(
    st.lists(st.sampled_from(["", "事", "病", "✓", "事假", "=1+1", "\u202e假"]) | NASTY, max_size=40),
    max_size=20,
)


@settings(CALM, max_examples=300)
@given(
    block=BLOCK,
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    at=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 30)), max_size=9),
)
def test_a_block_of_anything_is_pasted_or_refused(
    cells: GridModel, block: list[list[str]], end: str, at: list[tuple[int, int]]
) -> None:
    try:
        cells.paste(at, end.join("\t".join(line) for line in block))
    except UserError as refusal:
        assert_plain(str(refusal))


def test_a_whole_worksheet_is_refused_before_it_is_read(cells: GridModel) -> None:
    with pytest.raises(UserError, match="复制的内容太大"):
        cells.paste([(0, 0)], "事\t" * 16_384 + "\n" * 1_048_576)


def test_huge_dimensions_cost_nothing(tmp_path: Path) -> None:
    """A sheet that claims to have all rows and columns there are is read as far as it goes."""
    far, merged = TARGETS["sheet-xml"].seeds[2:4]
    for sheet in (far, merged):
        TARGETS["sheet-xml"].run(sheet, tmp_path)
    claims = b"<dimension ref='A1:XFD1048576'/><cols><col min='1' max='16384'/></cols><sheetData>"
    assert TARGETS["sheet-xml"].run(TARGETS["sheet-xml"].seeds[0].replace(b"<sheetData>", claims), tmp_path)


def test_names_in_an_archive_never_leave_it(tmp_path: Path, make_evil: Callable[[], bytes]) -> None:
    before = {path.name for path in tmp_path.parent.iterdir()}
    TARGETS["xlsx"].run(make_evil(), tmp_path)
    assert {path.name for path in tmp_path.parent.iterdir()} == before


@pytest.fixture
def make_evil() -> Callable[[], bytes]:
    """A workbook whose parts have names that climb out, in every spelling."""
    names = ("../evil", "..\\evil", "/evil", "C:\\evil", "xl/../../evil", "\u202eevil", "evil\x00.xml")
    return lambda: packed(TARGETS["sheet-xml"].seeds[0], {**dict.fromkeys(names, "x")})


@settings(CALM, max_examples=300)
@given(typed=NASTY | st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ- ", max_size=24))
def test_a_code_of_anything_is_found_or_refused(founded_open: Database, typed: str) -> None:
    """What is copied from an audit seal or a pay sheet."""
    with founded_open.read() as session:
        try:
            assert "对得上" in seals.against(session, typed).sentence
        except UserError as refusal:
            assert_plain(str(refusal))
