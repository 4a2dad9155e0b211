"""Who may do what, where an office has switched roles on; without roles everybody may do everything.

A deed is judged by what it changed, not by what it is called: the entries of the audit trail say that
(rights.py). So no page, command or import can forget to ask.
"""

from collections.abc import Mapping

from banfu_desktop.rules.errors import RefusedError
from banfu_desktop.rules.words import Word

PERSONS_ON = "启用人员"
"""The deed that gives persons passwords of their own."""
_ACTORS = ("经办", "命令行")


class Role(Word):
    """Whose password opened the office."""

    CLERK = "clerk", "经办"
    REVIEWER = "reviewer", "审核"
    VISITOR = "visitor", "只读"


class Act(Word):
    """What a deed comes to; the labels stand after 不能."""

    COPY = "copy", "导出隐藏号码的清单"
    ENTER = "enter", "登记或修改"
    TAKE_OUT = "take_out", "另存或打印附件"
    SEAL = "seal", "封存"
    CLOSE = "close", "月结或年结"
    APPROVE = "approve", "审批报销"
    REVEAL = "reveal", "查看完整号码"
    PRINT_FULL = "print_full", "打印完整号码"
    EXPORT_FULL = "export_full", "导出完整号码"
    SETTINGS = "settings", "更改设置"
    KEYS = "keys", "管理密码、人员和恢复卡"
    ERASE = "erase", "销毁到期的个人信息"
    RESTORE = "restore", "恢复备份"
    REPAIR = "repair", "修复表结构"


_EVERYBODY = frozenset(Role)
_STAFF = frozenset({Role.CLERK, Role.REVIEWER})
_REVIEWER = frozenset({Role.REVIEWER})
ALLOWED: Mapping[Act, frozenset[Role]] = {
    Act.COPY: _EVERYBODY,
    Act.ENTER: _STAFF,
    Act.TAKE_OUT: _STAFF,
    Act.SEAL: _REVIEWER,
    Act.CLOSE: _REVIEWER,
    Act.APPROVE: _REVIEWER,
    Act.REVEAL: _REVIEWER,
    Act.PRINT_FULL: _REVIEWER,
    Act.EXPORT_FULL: _REVIEWER,
    Act.SETTINGS: _REVIEWER,
    Act.KEYS: _REVIEWER,
    Act.ERASE: _REVIEWER,
    Act.RESTORE: _REVIEWER,
    Act.REPAIR: _REVIEWER,
}
"""The table of deeds and roles."""
SEPARATED = frozenset({Act.SEAL, Act.CLOSE, Act.APPROVE})
"""What the maker must not do, where maker and checker are kept apart."""


class Disclosed(Word):
    """Why an entry stands among 登录、查看与导出; the codes are stored, and say what was done.

    Up to schema 7 a full export was an `export` and a package with a code a `package`: they keep those codes
    and are never judged again, since only what a deed is about to save is.
    """

    LOGIN = "login", "登录"
    REFUSED_LOGIN = "refused_login", "密码输错"
    PASSWORD = "password", "管理密码"
    REFUSAL = "refusal", "拒绝办理"
    NEW_COMPUTER = "new_computer", "在新电脑上打开"
    CLOCK_BACK = "clock_back", "时钟倒退"
    CLOCK_RIGHT = "clock_right", "确认电脑日期"
    REPAIR = "repair", "修复表结构"
    REVEAL = "reveal", "查看完整号码"
    FULL_PRINT = "full_print", "打印完整号码"
    EXPORT = "export", "导出隐藏号码的清单"
    FULL_EXPORT = "full_export", "导出完整号码的清单"
    LEDGER = "ledger", "导出经费台账"
    ATTACHMENT = "attachment", "另存或打印附件"
    PACKAGE = "package", "导出县公钥加密的上报包"
    CODED_PACKAGE = "coded_package", "导出用传递码打开的上报包"
    PACK = "pack", "打印一个月的纸张"


class RoleRefusalError(RefusedError):
    """Whoever is at work may not do this; the refusal is on record."""


class MakerRefusalError(RoleRefusalError):
    """Whoever approves had a hand in the making; somebody else may vouch for it, or he says a reason."""

    def __init__(self, act: Act, who: str, touched: int) -> None:
        super().__init__(
            f"“{who}”参与了编制，不能再{act.label}",
            f"已开启“制单与审核分开”：请由没有参与编制的人办理，或请另一个人核对他改的{touched}处；"
            "没有别人时，写明原因仍可办理",
        )


def may(role: Role | None, act: Act | None) -> bool:
    """Whether a role may do something."""
    return role is None or act is None or role in ALLOWED[act]


def refuse(role: Role | None, act: Act | None) -> None:
    """Refuse what a role may not do.

    Raises:
        RoleRefusalError: it may not; the advice says who may.
    """
    if act is not None and role is not None and not may(role, act):
        raise RoleRefusalError(f"“{role.label}”不能{act.label}", f"请由{who_may(act)}办理")


def who_may(act: Act) -> str:
    """The roles that may, for the clerk to read."""
    return "、".join(f"“{role.label}”" for role in Role if role in ALLOWED[act])


def signed(person: str, name: str) -> str:
    """Who is at work, where persons sign: 陈立, 陈立·命令行."""
    where = name.rpartition("·")[2]
    return f"{person}·{where}" if where == _ACTORS[1] else person


def actor(role: Role | None, name: str) -> str:
    """Who is at work, as the audit trail says it: 审核, 审核·命令行."""
    if role is None or name.split("·")[0] == role.label:
        return name
    return role.label if name == _ACTORS[0] else f"{role.label}·{name}"


def role_named(actor: str) -> Role | None:
    """The role that an actor of the trail names, if any."""
    return next((role for role in Role if role.label == actor.split("·")[0]), None)


def switches_roles(deed: str) -> bool | None:
    """Whether a deed about passwords, by its name, puts roles in force (True), ends them, or neither.

    The reviewer's password comes first and goes last; one for all ends roles, and so do persons.
    """
    reviewers = f"“{Role.REVIEWER.label}”的密码"
    if deed in (f"设置{reviewers}", f"更改{reviewers}"):
        return True
    return False if deed in (f"取消{reviewers}", "取消密码", "设置密码", "更改密码", PERSONS_ON) else None
