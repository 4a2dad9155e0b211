"""What a careless or unlucky call meets: a sentence, the right code, nothing half-done."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from banfu_desktop.cli import program
from banfu_desktop.db.models.office import Disclosure
from banfu_desktop.db.store import Database
from banfu_desktop.services.hall import lists, papers
from tests.cli.conftest import Call


def disclosures(folder: Path) -> list[str]:
    database = Database.open(folder)
    try:
        with database.read() as session:
            return [row.what for row in session.query(Disclosure)]
    finally:
        database.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("subsidy", "show", "2026-13"), "月份 “2026-13”不是月份，请写成 2026-10"),
        (("subsidy", "show"), "缺少月份"),
        (("subsidy", "show", "2026-10", "again"), "多出了again"),
        (("nonsense",), "没有“nonsense”这个命令"),
        (("print", "roster", "--year", "26.5", "--out", "x.pdf"), "--year “26.5”不是年度"),
        (("print", "roster", "--out"), "--out后面没有写内容"),
        (("print", "roster", "--out", ""), "--out 没有写明文件或文件夹"),
        (("print", "roster", "--out", "\udcff.pdf"), "--out 名称里有认不出的字符"),
    ],
)
def test_wrong_usage_says_what_is_wrong(call: Call, words: tuple[str, ...], said: str) -> None:
    answer = call(*words)
    assert answer.code == program.USAGE
    assert f"参数不对：{said}" in answer.err


def test_an_empty_data_folder_is_not_the_folder_one_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        program.main(["--data", "", "init", "--town", "梅坑镇"], lambda folder, clock: 0)
    assert "--data 没有写明文件或文件夹" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["office.db", "keys.json"])
def test_nothing_is_written_over_the_office(meikeng: Call, tmp_path: Path, name: str) -> None:
    file = tmp_path / "office" / name
    for words in (("export", "members"), ("template", "members"), ("print", "roster", "--out")):
        before = file.read_bytes()
        answer = meikeng(*words, file)
        assert (answer.code, answer.out) == (program.REFUSED, "")
        assert "不是可以保存的文件类型" in answer.err
        assert file.read_bytes() == before


@pytest.mark.parametrize("words", [("export", "members"), ("print", "roster", "--out")])
def test_a_place_that_cannot_be_leaves_no_record(
    meikeng: Call, tmp_path: Path, words: tuple[str, ...]
) -> None:
    answer = meikeng(*words, tmp_path / "没有" / "名册.xlsx", "--full")
    assert (answer.code, "没有“" in answer.err) == (program.REFUSED, True)
    assert disclosures(tmp_path / "office") == []


def test_full_numbers_are_on_record_before_there_is_a_file(
    meikeng: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills in between leaves a record without a file, never a file without a record."""
    written: list[str] = []
    monkeypatch.setattr(lists, "write", lambda *given: written.extend(disclosures(tmp_path / "office")))
    monkeypatch.setattr(
        papers, "write", lambda *given, **options: written.extend(disclosures(tmp_path / "office"))
    )
    meikeng("export", "members", tmp_path / "名册.xlsx", "--full")
    meikeng("print", "roster", "--full", "--out", tmp_path / "名册.pdf")
    assert written == ["成员任职13行（完整号码）", "成员任职13行（完整号码）", "花名册（完整号码版）"]


def test_a_name_can_be_too_long(meikeng: Call, tmp_path: Path) -> None:
    answer = meikeng("print", "roster", "--out", tmp_path / f"{'长' * 300}.pdf")
    assert (answer.code, "太长" in answer.err) == (program.REFUSED, True)


def test_copies_of_no_office_are_not_none(call: Call, tmp_path: Path) -> None:
    answer = call("backup", "list", data=tmp_path / "nowhere")
    assert (answer.code, "没有本机备份" in answer.err) == (program.REFUSED, True)


def test_a_file_is_no_folder(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for words in (("county", "keygen", file), ("county", "keygen", file / "x"), ("demo", file)):
        answer = call(*words)
        assert (answer.code, answer.err) == (
            program.REFUSED,
            "这个位置不能用作文件夹，请核对路径，或换一个文件夹。\n",
        )
    assert call("init", "--town", "梅坑镇", data=file / "x").code == program.REFUSED


def test_a_path_too_deep_for_the_database(call: Call, tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["很长的名称" * 5] * 6)
    answer = call("init", "--town", "梅坑镇", data=deep)
    assert (answer.code, "路径太长" in answer.err) == (program.REFUSED, True)
    assert not deep.exists()


def test_another_computer_is_sent_to_the_window(
    meikeng: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "other"))
    if sys.platform != "win32":
        assert "请先在窗口中打开它，输入恢复卡上的恢复密钥" in meikeng("check").err


def test_what_a_name_holds_does_not_steer_the_terminal(meikeng: Call) -> None:
    answer = meikeng("attendance", "set", "\x1b[31m\u202e罗", "2026-10-05", "病假")
    assert "“�[31m�罗”" in answer.err


def test_spaces_around_a_name_do_not_matter(meikeng: Call) -> None:
    assert meikeng("attendance", "set", " 罗海涛\u3000", "2026-10-05", "病假").code == program.DONE


def test_trouble_with_a_file_is_said_without_english(meikeng: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    from banfu_desktop.services.program import checking

    def broken(database: object) -> None:
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))

    monkeypatch.setattr(checking, "check", broken)
    answer = meikeng("check")
    assert (answer.code, "No such" in answer.err) == (program.MACHINE, False)
    assert f"系统错误{errno.ENODEV}" in answer.err


def as_program(folder: Path, *words: str, out: int) -> subprocess.CompletedProcess[bytes]:
    """The program as a shell starts it, its output going to a file descriptor."""
    command = [sys.executable, "-m", "banfu_desktop", "--data", str(folder), "--today", "2026-11-02", *words]
    return subprocess.run(command, stdout=out, stderr=subprocess.PIPE, timeout=60, check=False)


def test_a_reader_that_has_left_does_not_undo_what_was_done(meikeng: Call, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = as_program(tmp_path / "office", "subsidy", "make", "2026-10", out=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (program.DONE, b"")
    assert meikeng("subsidy", "show", "2026-10").code == program.DONE


def test_an_output_that_cannot_be_written_says_that_the_deed_is_done(meikeng: Call, tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = as_program(tmp_path / "office", "subsidy", "make", "2026-10", out=full.fileno())
    assert done.returncode == program.MACHINE
    assert done.stderr.decode() == "要显示的内容写不出去。命令已经做完。请检查输出到的磁盘是否已满。\n"
    assert meikeng("subsidy", "show", "2026-10").code == program.DONE
