"""`print pack`: a month's papers as one PDF or a folder, what is missing said first."""

import json
import shutil
from pathlib import Path

import pytest

from banfu_desktop.cli import program
from banfu_desktop.db.models.office import Disclosure
from banfu_desktop.db.store import Database
from banfu_desktop.printing.preview import page_count
from tests.cli.conftest import TODAY, Call

PACK = ("print", "pack", "--month", "2026-10", "--out")


@pytest.fixture(scope="module")
def with_october(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the office of 梅坑镇 with October sealed, made once."""
    folder = shutil.copytree(imported, tmp_path_factory.mktemp("october") / "office")
    for deed in ("make", "seal"):
        argv = ["--data", str(folder), "--today", TODAY, "subsidy", deed, "2026-10"]
        assert program.main(argv, lambda office, clock, package=None: program.BUG) == program.DONE
    return folder


@pytest.fixture
def sealed(with_october: Path, call: Call, tmp_path: Path) -> Call:
    """The program, with a copy of that office."""
    shutil.copytree(with_october, tmp_path / "office")
    return call


def test_a_month_becomes_one_pdf(sealed: Call, tmp_path: Path) -> None:
    target = tmp_path / "十月.pdf"
    done = sealed(*PACK, str(target))
    assert done.code == program.DONE
    lines = done.out.splitlines()
    assert lines[0].startswith("镇里存档\t工作补助汇总表、考勤表\t")
    assert "县司法局\t工作补助发放表、银行代发清单、驻镇情况证明\t3 页" in lines
    assert lines[-1] == f"已写出：{target}（{24} 种，{page_count(target.read_bytes())} 页）"


def test_what_is_missing_is_said_first(meikeng: Call, tmp_path: Path) -> None:
    done = meikeng(*PACK, str(tmp_path / "十月.pdf"))
    assert done.code == program.DONE
    assert done.out.splitlines()[0] == "缺\t镇里存档\t工作补助汇总表\t2026年10月的发放表还没有编制"


def test_a_folder_and_what_went_in_for_another_program(sealed: Call, tmp_path: Path) -> None:
    done = sealed(*PACK, str(tmp_path), "--payer", "县司法局", "--archive", "--json")
    told = json.loads(done.out)
    assert told["month"] == "2026-10"
    assert told["out"] == str(tmp_path / "2026年10月")
    assert {(paper["unit"], paper["form"], paper["pages"]) for paper in told["papers"]} == {
        ("县司法局", "subsidy-sheet", 1),
        ("县司法局", "bank-list", 1),
        ("县司法局", "presence-certificate", 1),
    }
    assert told["missing"] == []
    for file in Path(told["out"]).rglob("*.pdf"):
        assert b"pdfaid:part>2<" in file.read_bytes()


def test_some_forms_alone_in_their_copies_for_both_sides(sealed: Call, tmp_path: Path) -> None:
    target = tmp_path / "表.pdf"
    wanted = ("--payer", "县司法局", "--only", "subsidy-sheet", "--only", "驻镇情况证明")
    told = json.loads(sealed(*PACK, str(target), *wanted, "--copies", "--duplex", "--json").out)
    assert [(paper["form"], paper["copies"]) for paper in told["papers"]] == [
        ("subsidy-sheet", 2),
        ("presence-certificate", 1),
    ]
    assert page_count(target.read_bytes()) == 5  # each in front, the back of the first two blank


def test_whole_numbers_leave_a_record(sealed: Call, tmp_path: Path) -> None:
    assert sealed(*PACK, str(tmp_path / "a.pdf"), "--full").code == program.DONE
    database = Database.open(tmp_path / "office")
    with database.read() as session:
        (record,) = session.query(Disclosure).all()
    database.close()
    assert record.kind == "full_print"
    assert record.what.startswith("2026年10月本月打印（完整号码版）：镇里存档、县交通运输局、")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("print", "pack", "--out", "x"), "没有写明打印哪个月"),
        ((*PACK, "x", "--public"), "没有公示版"),
        ((*PACK, "没有的文件夹"), "没有"),
        ((*PACK, "x.pdf", "--payer", "县财政局"), "没有“县财政局”的纸张"),
        ((*PACK, ".", "--copies"), "一张表只存一份"),
        ((*PACK, "x.pdf", "--only", "花名册"), "没有“花名册”要打印"),
        (("print", "roster", "--out", "x.pdf", "--duplex"), "只用于 pack"),
        (("print", "pack", "--month", "2019-10", "--out", "x.pdf"), "2019年10月没有可以打印的纸张"),
    ],
)
def test_what_cannot_be_packed_is_refused(sealed: Call, words: tuple[str, ...], said: str) -> None:
    done = sealed(*words)
    assert done.code == program.REFUSED
    assert said in done.err
