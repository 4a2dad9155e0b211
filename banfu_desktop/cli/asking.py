"""Asking for passwords: typed unseen or read from a file, never an argument that others could see."""

import sys
from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from banfu_desktop.rules.errors import UserError

if TYPE_CHECKING:
    from banfu_desktop.rules.roles import Role
    from banfu_desktop.services.keeping.unlocking import Unlocked

_LONGEST = 4096


def declare_options(top: Any) -> None:
    """What every command takes where the office has a password."""
    top.add_argument("--person", metavar="姓名", help="给每个人设了密码以后：是谁")
    top.add_argument("--alone", metavar="原因", help="制单与审核分开而没有别人时：写明原因仍办理，印在表上")
    top.add_argument("--role", metavar="角色", help="旧版的角色密码：经办、审核或只读")
    top.add_argument(
        "--password-file", metavar="FILE", help="从文件的第一行读密码；- 是标准输入，/dev/fd/3 是已打开的文件"
    )


def _role(folder: Path, typed: str | None) -> "Role | None":
    """Whose password is asked for.

    Raises:
        UserError: roles are switched on and none, or one without a password, was said.
    """
    from banfu_desktop.rules.roles import Role
    from banfu_desktop.services.keeping import unlocking

    roles = unlocking.roles(folder)
    if not roles:
        return None
    if typed is None:
        raise UserError("已启用角色", f"请用 --role 写明：{'、'.join(role.label for role in roles)}")
    return Role.parse(typed)


def _person(folder: Path, typed: str | None) -> int:
    """Whose password is asked for, by his number; 0 where persons have none of their own.

    Raises:
        UserError: each person has one, and nobody, or somebody who has none, was said.
    """
    from banfu_desktop.services.keeping import unlocking

    owners = unlocking.owners(folder)
    owner = next((owner for owner in owners if owner.name == typed), None)
    if owner is not None:
        return owner.person
    if owners:
        there = "、".join(owner.name for owner in owners)
        what = "已给每个人设了密码" if typed is None else f"人员名单里没有“{typed}”"
        raise UserError(what, f"请用 --person 写明姓名：{there}")
    return 0


def asked_for(folder: Path, args: Namespace, now: datetime) -> "Unlocked | None":
    """What the password unlocks; None where the office has none.

    Raises:
        UserError: no password was given, or not the right one.
    """
    from banfu_desktop.services.keeping import unlocking

    if not unlocking.is_locked(folder):
        return None
    person, role = _person(folder, args.person), _role(folder, args.role)
    return unlocking.unlock(folder, read(args.password_file, "密码"), now, role, person)


def read(source: str | None, what: str, *, twice: bool = False) -> str:
    """A password from a file's first line, else typed unseen.

    Raises:
        UserError: neither a file nor anybody at the keyboard; the file cannot be read; typed differently.
    """
    if source is not None:
        return _from(source, what)
    if sys.stdin is None or not sys.stdin.isatty():
        raise UserError(f"需要{what}", "请在终端里运行，或用 --password-file 指定写有密码的文件")
    from getpass import getpass

    typed = getpass(f"{what}：")
    if twice and getpass(f"再输入一次{what}：") != typed:
        raise UserError("两次输入的密码不一样", "请再做一次")
    return typed


def _from(source: str, what: str) -> str:
    try:
        line = sys.stdin.buffer.readline(_LONGEST) if source == "-" else _first_line(Path(source))
        text = line.decode("utf-8-sig").rstrip("\r\n")
    except (OSError, ValueError):
        raise UserError(f"读不出写有{what}的文件", "请核对文件的位置，文件要是 UTF-8 文本") from None
    if not text:
        raise UserError(f"写有{what}的文件第一行是空的", "请把密码写在第一行")
    return text


def _first_line(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.readline(_LONGEST)
