"""A password from the command line: from a file or the keyboard, never an argument."""

import getpass
import io
import shutil
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from banfu_desktop.cli import program
from banfu_desktop.db import passwords
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.services.office import settings
from tests.cli.conftest import DATA, TODAY, Call

GOOD, OTHER = "guihua-bayue-kai", "jinju-zhengyue"
CHEAP = {"passes": 1, "memory": 8192}


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "ARGON2ID", CHEAP)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A file with the password in its first line."""
    path = tmp_path / "password"
    path.write_text(f"{GOOD}\r\nsomething else\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def with_a_password(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office with a password, made once."""
    folder = tmp_path_factory.mktemp("locked")
    (folder / "password").write_text(GOOD, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "ARGON2ID", CHEAP)
        for words in (
            ("init", "--town", "梅坑镇", "--practice"),
            ("password", "set", "--new-password-file", str(folder / "password")),
        ):
            argv = ["--data", str(folder / "office"), "--today", TODAY, *words]
            assert program.main(argv, lambda office, clock, package=None: program.BUG) == program.DONE
    return folder / "office"


@pytest.fixture
def locked(with_a_password: Path, call: Call, tmp_path: Path) -> Call:
    """The program, with a copy of that office."""
    shutil.copytree(with_a_password, tmp_path / "office")
    return call


class Keyboard(io.StringIO):
    """Somebody at a terminal."""

    def isatty(self) -> bool:
        return True


def test_with_it_commands_work_and_without_it_they_say_how(locked: Call, written: Path) -> None:
    refused = locked("leave", "show")
    assert refused.code == program.REFUSED
    assert "--password-file" in refused.err
    assert locked("--password-file", written, "leave", "show").code == program.DONE


def test_it_is_typed_unseen(locked: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(sys, "stdin", Keyboard())
    monkeypatch.setattr(getpass, "getpass", lambda prompt: asked.append(prompt) or GOOD)
    assert locked("leave", "show").code == program.DONE
    assert asked == ["密码："]


def test_typed_differently_the_second_time_nothing_changes(
    locked: Call, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter((OTHER, OTHER + "!"))
    monkeypatch.setattr(sys, "stdin", Keyboard())
    monkeypatch.setattr(getpass, "getpass", lambda _: next(typed))
    assert "两次输入的密码不一样" in locked("--password-file", written, "password", "change").err
    assert locked("--password-file", written, "leave", "show").code == program.DONE


def test_it_comes_through_the_standard_input(locked: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(f"{GOOD}\n".encode()))
    monkeypatch.setattr(sys, "stdin", stream)
    assert locked("--password-file", "-", "leave", "show").code == program.DONE


def test_changed_and_removed(locked: Call, written: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.write_text(OTHER, "utf-8")
    assert "已经设有密码" in locked("password", "set").err
    assert locked("--password-file", written, "password", "change", "--new-password-file", new).code == 0
    assert "密码不对" in locked("--password-file", written, "leave", "show").err
    assert locked("--password-file", new, "password", "remove").code == program.DONE
    assert locked("leave", "show").code == program.DONE
    assert "没有设置密码" in locked("password", "remove").err
    assert "还没有设置密码" in locked("password", "change").err


@pytest.mark.parametrize(("content", "said"), [(b"\n", "第一行是空的"), (b"\xff\xfe\x00", "读不出")])
def test_a_file_without_a_password_is_named(locked: Call, tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "bad").write_bytes(content)
    assert said in locked("--password-file", tmp_path / "bad", "leave", "show").err
    assert "读不出" in locked("--password-file", tmp_path / "none", "leave", "show").err


def test_too_many_wrong_ones_cost_a_wait(locked: Call, tmp_path: Path, written: Path) -> None:
    (tmp_path / "wrong").write_text(OTHER, "utf-8")
    said = [locked("--password-file", tmp_path / "wrong", "leave", "show").err for _ in range(4)]
    assert "再试要等5秒" in said[2]
    assert "请等" in said[3]
    assert "连续输错3次" in locked("--password-file", written, "leave", "show").err


def test_no_option_takes_a_password_itself(call: Call) -> None:
    assert call("--password", GOOD, "leave", "show").code != program.DONE


def test_persons_hold_on_the_command_line(call: Call, written: Path, tmp_path: Path) -> None:
    clerks, own = tmp_path / "clerks", tmp_path / "own"
    clerks.write_text(OTHER, "utf-8")
    own.write_text("xiangmi-dashu-qing", "utf-8")
    assert call("init", "--town", "梅坑镇", "--practice").code == program.DONE
    assert call("import", "members", DATA / "roster-meikeng.xlsx").code == program.DONE
    assert "没有给每个人设密码" in call("person", "list").out
    assert "请先启用人员" in call("person", "add", "李明", "--as", "经办", "--new-password-file", clerks).err
    on = call("person", "on", "陈立", "--new-password-file", written)
    assert (on.code, on.err) == (program.DONE, "")
    assert "新的恢复密钥" in on.out
    reviewer = ("--person", "陈立", "--password-file", written)
    clerk = ("--person", "李明", "--password-file", clerks)
    assert call(*reviewer, "person", "add", "李明", "--as", "经办", "--new-password-file", clerks).code == 0
    assert "请用 --person 写明姓名：陈立、李明" in call("--password-file", written, "leave", "show").err
    assert "没有“王芳”" in call("--person", "王芳", "--password-file", written, "leave", "show").err
    assert call(*clerk, "subsidy", "make", "2026-10").code == program.DONE
    refused = call(*clerk, "subsidy", "seal", "2026-10")
    assert refused.code == program.REFUSED
    assert "“经办”不能封存，请由“审核”办理" in refused.err
    assert "不能导出完整号码" in call(*clerk, "export", "members", tmp_path / "m.xlsx", "--full").err
    assert not (tmp_path / "m.xlsx").exists()
    assert call(*clerk, "export", "members", tmp_path / "m.xlsx").code == program.DONE
    assert call(*reviewer, "subsidy", "seal", "2026-10").code == program.DONE
    assert call(*reviewer, "person", "vouch", "2026-11").out == "2026年11月没有要核对的改动\n"
    assert (
        call(*reviewer, "person", "vouch", "2026-10", "--log").out == "2026年10月工作日志没有要核对的改动\n"
    )
    assert "没有写明核对什么" in call(*reviewer, "person", "vouch").err
    assert call(*reviewer, "person", "vouch", "--claim", "2026-014").code == 1, "there is no such claim"
    assert call(*reviewer, "person", "vouch", "--book", "没有的账本").code == 1
    assert call(*clerk, "password", "change", "--new-password-file", own).code == program.DONE
    assert call(*clerk, "leave", "show").code == program.REFUSED
    clerk = ("--person", "李明", "--password-file", own)
    listed = call(*clerk, "person", "list").out
    assert "李明\t经办\t2026-11-02 起\t本人设置" in listed
    assert "都有本人的签名" in call(*reviewer, "check").out
    assert call(*reviewer, "person", "reset", "李明", "--new-password-file", clerks).code == program.DONE
    assert call(*reviewer, "person", "appoint", "李明", "审核").code == program.DONE
    assert call(*reviewer, "person", "leave", "李明").code == program.DONE
    assert "李明\t审核\t2026-11-02 起\t2026-11-02 离开" in call(*reviewer, "person", "list").out
    assert call(*reviewer, "person", "off").code == program.DONE
    assert call("leave", "show").code == program.DONE
    assert "都有本人的签名" in call("check").out


def test_roles_of_an_earlier_release_hold_until_there_are_persons(
    call: Call, written: Path, tmp_path: Path
) -> None:
    assert call("init", "--town", "梅坑镇").code == program.DONE
    assert "请启用人员" in call("password", "role", "审核", "--new-password-file", written).err


def test_makers_and_checkers_are_kept_apart_on_the_command_line(
    call: Call, written: Path, tmp_path: Path
) -> None:
    clerks = tmp_path / "clerks"
    clerks.write_text(OTHER, "utf-8")
    assert call("init", "--town", "梅坑镇").code == program.DONE
    assert call("import", "members", DATA / "roster-meikeng.xlsx").code == program.DONE
    office = Database.open(tmp_path / "office")
    with office.write(Deed("设置", "经办", datetime(2026, 11, 2))) as session:
        settings.choose(session, "maker_checker", "是", date(2026, 1, 1), "")
    office.close()
    assert call("person", "on", "陈立", "--new-password-file", written).code == program.DONE
    reviewer = ("--person", "陈立", "--password-file", written)
    clerk = ("--person", "李明", "--password-file", clerks)
    assert call(*reviewer, "person", "add", "李明", "--as", "经办", "--new-password-file", clerks).code == 0
    assert call(*reviewer, "subsidy", "make", "2026-10").code == program.DONE
    assert "你核对的不算数" in call(*clerk, "person", "vouch", "2026-10").err
    own = tmp_path / "own"
    own.write_text("xiangmi-dashu-qing", "utf-8")
    assert call(*clerk, "password", "change", "--new-password-file", own).code == program.DONE
    clerk = ("--person", "李明", "--password-file", own)
    refused = call(*reviewer, "subsidy", "seal", "2026-10")
    assert refused.code == program.REFUSED
    assert "“陈立”参与了编制，不能再封存" in refused.err
    listed = call(*clerk, "person", "vouch", "2026-10").out
    assert "（陈立）" in listed
    assert "请加 --yes" in listed
    assert call(*reviewer, "--alone", "只有一人在岗", "subsidy", "seal", "2026-10").code == program.DONE
    assert call(*reviewer, "check").code == program.DONE
