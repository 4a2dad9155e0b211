"""Passwords as the office meets them: asked for, wrong ones counted and told, set, changed, taken away.

Asking whether a password is needed, and opening with one, load no database: the window asks first of all.
"""

import math
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from banfu_desktop import clock
from banfu_desktop.db import attempts, passwords
from banfu_desktop.db.keys import WrongRecoveryError, read_keys
from banfu_desktop.db.machine import this_machine
from banfu_desktop.db.passwords import Owner, Unlocked, WrongPasswordError
from banfu_desktop.rules.errors import DiskFullError, UserError
from banfu_desktop.rules.passwords_phrase import think_of
from banfu_desktop.rules.roles import Act, Disclosed, Role
from banfu_desktop.services.keeping import remembered
from banfu_desktop.services.pinyin import spell

if TYPE_CHECKING:
    from banfu_desktop.db.store import Database

LOGIN, _RECOVERY = "登录", "恢复密钥"
UNCOUNTED = 5
"""Seconds that a wrong password costs which cannot be counted, since the disk is full."""
__all__ = [
    "Owner",
    "Unlocked",
    "is_locked",
    "login",
    "owners",
    "recover",
    "remove",
    "roles",
    "set_password",
    "unlock",
    "waiting",
]


def is_locked(folder: Path) -> bool:
    """Whether the office of a folder wants a password; False where its keys cannot be read."""
    try:
        return read_keys(folder).locked
    except (UserError, OSError):
        return False


def roles(folder: Path) -> tuple[Role, ...]:
    """Whose passwords open the office; empty where roles are not switched on.

    Raises:
        UserError: the key file is missing or malformed.
    """
    return passwords.roles(folder)


def waiting(folder: Path) -> int:
    """Whole seconds until the next password is looked at, 0 for at once."""
    return math.ceil(attempts.read(folder).wait(attempts.since_start()))


def owners(folder: Path) -> tuple[Owner, ...]:
    """Whose passwords open the office, where each person has one.

    Raises:
        UserError: the key file is missing or malformed.
    """
    return passwords.persons(folder, this_machine())


def unlock(folder: Path, password: str, now: datetime, role: Role | None = None, person: int = 0) -> Unlocked:
    """What opens the office: give it to Database.open, then tell the audit trail with `login`.

    Args:
        role: whose password it is, where each role has one.
        person: whose password it is, where each person has one.

    Raises:
        UserError: not the password, too soon after wrong ones, or this computer has not been admitted.
    """
    seconds = waiting(folder)
    if seconds:
        raise UserError(f"密码连续输错{attempts.read(folder).number}次", f"请等{duration(seconds)}再输入")
    try:
        return passwords.unlock_with_password(folder, password, this_machine(), role, person)
    except WrongPasswordError as refusal:
        try:
            attempts.note(folder, now, f"第{person}号人员" if person else role.label if role else "")
        except OSError:
            time.sleep(UNCOUNTED)
            raise refusal from None
        if seconds := waiting(folder):
            raise UserError(
                refusal.what, f"再试要等{duration(seconds)}；忘记密码时可以用恢复卡打开"
            ) from None
        raise


def recover(folder: Path, typed: str) -> Unlocked:
    """What the recovery key opens; from now on this computer is admitted, its password being as it was.

    Raises:
        UserError: not the recovery key; a wrong group is named. Another office's is told at the next login.
        OSError: the key file cannot be written.
    """
    try:
        unlocked = passwords.unlock(folder, recovery=typed)
    except WrongRecoveryError:
        with suppress(OSError):
            attempts.note(folder, clock.now(), _RECOVERY, counted=False)
        raise
    passwords.admit(folder, unlocked.key, this_machine())
    return unlocked


def login(database: "Database", actor: str, now: datetime, how: str = "用密码打开") -> None:
    """Put a good login on record, and the wrong passwords before it; they are forgotten then.

    On a full disk the office is only read from now on, so that nothing is done that is not on record.

    Raises:
        MachineError: it cannot be written.
    """
    from banfu_desktop.db.store import Deed
    from banfu_desktop.services.office import office

    before = attempts.read(database.folder)
    try:
        with database.write(Deed(LOGIN, actor, now)) as session:
            if before.said:
                office.disclose(session, Disclosed.REFUSED_LOGIN, _told(before), now)
            office.disclose(session, Disclosed.LOGIN, how, now)
    except DiskFullError:
        database.only_read()
    else:
        attempts.forget(database.folder)


def _told(before: attempts.Attempts) -> str:
    """The wrong passwords and recovery keys before a good login, each with its time."""
    keys = sum(entry.endswith(_RECOVERY) for entry in before.said)
    counts = ((before.number, "密码"), (keys, _RECOVERY))
    told = "、".join(f"{what}输错{number}次" for number, what in counts if number)
    return f"此前{told}：{'、'.join(before.said)}"


def set_password(
    database: "Database", password: str, actor: str, now: datetime, role: Role | None = None
) -> str | None:
    """Set or change the password of the office, or that of whoever is at work; on record.

    Up to format 2 of the key file an office may have one for each role: one for all ends those. Returns the
    text of a new recovery card where the present one is of that time and can open nothing any more.

    Raises:
        UserError: it is too easily guessed, or there is no such role's password to be changed.
        RoleRefusalError: somebody else's password is the reviewer's business.
        MachineError: no room, or not writable; everything is as before then.
    """
    from banfu_desktop.services.keeping.nearby import refuse_near

    refuse_near(database, password)
    present = roles(database.folder)
    if role is not None and role not in present:
        raise UserError("角色不再各有密码", "请启用人员，给每个人设一个密码")
    from banfu_desktop.services.keeping import appointing

    if database.person is not None:
        appointing.change_own(database, password, actor, now)
        return None
    again = role in present if role is not None else is_locked(database.folder) and not present
    whose = f"“{role.label}”的密码" if role else "密码"
    deed = f"{'更改' if again else '设置'}{whose}"
    if role is None or role is not database.role:
        _permit(database, deed, actor, now)
    if role is None:
        return appointing.set_office_password(database, password, deed, actor, now)
    on_record(
        database,
        deed,
        actor,
        now,
        lambda: passwords.set_password(database.folder, database.data_key, password, this_machine(), role),
    )
    return None


def remove(database: "Database", actor: str, now: datetime, role: Role | None = None) -> str | None:
    """Take all passwords away, or a role's; without any this computer opens the office by itself; on record.

    Returns the text of a new recovery card where the present one can open nothing any more.

    Raises:
        UserError: there is none, or the reviewer's is to go before the others.
        RoleRefusalError: passwords of roles are the reviewer's business.
        MachineError: the key file cannot be written; the passwords stay then.
    """
    present = roles(database.folder)
    if not is_locked(database.folder) or (role is not None and role not in present):
        raise UserError("没有设置密码", "不需要取消")
    if role is Role.REVIEWER and len(present) > 1:
        raise UserError(f"“{role.label}”的密码要留到最后", "请先取消其他角色的密码")
    deed = f"取消“{role.label}”的密码" if role else "取消密码"
    from banfu_desktop.services.keeping import appointing

    if database.person is not None:
        appointing.switch_off(database, actor, now)
        return None
    _permit(database, deed, actor, now)
    if role is None or present == (role,):
        return appointing.remove_passwords(database, deed, actor, now)
    on_record(
        database,
        deed,
        actor,
        now,
        lambda: passwords.remove_passwords(database.folder, database.data_key, this_machine(), role),
    )
    return None


def permit_restore(database: "Database", actor: str, now: datetime) -> None:
    """Refuse that an earlier copy takes the office's place, where that is somebody else's business.

    Raises:
        RoleRefusalError: it is; that is on record.
    """
    from banfu_desktop.db.store import Deed

    database.permit(Act.RESTORE, Deed("恢复备份", actor, now))


def _permit(database: "Database", deed: str, actor: str, now: datetime) -> None:
    from banfu_desktop.db.store import Deed

    database.permit(Act.KEYS, Deed(deed, actor, now))


def on_record(database: "Database", deed: str, actor: str, now: datetime, work: Callable[[], object]) -> None:
    """Change the key file within the deed that tells of it, so that neither is without the other."""
    from banfu_desktop.db.store import Deed
    from banfu_desktop.db.troubles import translated
    from banfu_desktop.services.office import office

    with translated(), database.write(Deed(deed, actor, now)) as session:
        office.disclose(session, Disclosed.PASSWORD, deed, now)
        session.flush()
        work()
    remembered.forget(database.folder)


def duration(seconds: int) -> str:
    """Seconds as a clerk says them."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}分{rest:02}秒" if minutes and rest else f"{minutes}分钟" if minutes else f"{rest}秒"


def think_of_phrase() -> tuple[str, str]:
    """A new passphrase: as it is kept in mind (青山 白鹅 …), and as it is typed (qingshan baie …)."""
    words = think_of(secrets.choice)
    return " ".join(words), " ".join(spell(word).full.split()[0] for word in words)
