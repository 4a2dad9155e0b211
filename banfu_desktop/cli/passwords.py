"""Commands of the password."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli.arguments import add, group
from banfu_desktop.cli.asking import read
from banfu_desktop.cli.run import ACTOR, Run, say
from banfu_desktop.rules.errors import UserError

if TYPE_CHECKING:
    from banfu_desktop.rules.roles import Role


def declare(commands: Any) -> None:
    """The commands of passwords."""
    desk = group(commands, "password", "设置、更改、取消密码")
    for name, job, text in (("set", set_new, "设置密码"), ("change", change, "更改密码")):
        command = add(desk, name, job, text)
        command.add_argument("--new-password-file", metavar="FILE", help="从文件的第一行读新密码")
    add(desk, "suggest", suggest, "想一个好记、难猜的口令")
    add(desk, "remove", remove, "取消密码，以后这台电脑直接打开")
    role = add(desk, "role", set_role, "更改一个角色的密码（旧版设置的；以后请用 person 给每个人设密码）")
    role.add_argument("whose", metavar="角色", help="审核、经办或只读")
    role.add_argument("--new-password-file", metavar="FILE", help="从文件的第一行读新密码")


def set_new(run: Run) -> None:
    """A password where there is none."""
    from banfu_desktop.services.keeping import unlocking

    if unlocking.is_locked(run.folder):
        raise UserError("已经设有密码", "要换一个，请用 password change")
    _set(run)
    say("已设置密码。以后打开办公数据都要输入它；忘记时用恢复卡打开")


def suggest(_run: Run) -> None:
    """A passphrase to be taken as a password, or not."""
    from banfu_desktop.services.keeping import unlocking

    words, typed = unlocking.think_of_phrase()
    say(f"记住这五个词：{words}")
    say(f"照拼音输入：{typed}")


def change(run: Run) -> None:
    """Another password, after the present one."""
    from banfu_desktop.services.keeping import unlocking

    if not unlocking.is_locked(run.folder):
        raise UserError("还没有设置密码", "请用 password set")
    _set(run)
    say("已更改密码，原来的密码不再有用")


def set_role(run: Run) -> None:
    """The password of a role."""
    from banfu_desktop.rules.roles import Role

    role = Role.parse(run.args.whose)
    _set(run, role)
    say(f"已更改“{role.label}”的密码")


def remove(run: Run) -> None:
    """No password any more."""
    from banfu_desktop.services.keeping import unlocking

    with run.office() as database:
        say_card(unlocking.remove(database, ACTOR, run.now))
    say("已取消密码，这台电脑直接打开办公数据")


def _set(run: Run, role: "Role | None" = None) -> None:
    from banfu_desktop.services.keeping import unlocking

    with run.office() as database:
        new = read(run.args.new_password_file, "新密码", twice=True)
        own = None if database.person else role or database.role
        say_card(unlocking.set_password(database, new, ACTOR, run.now, own))


def say_card(text: str | None) -> None:
    """A recovery card that takes the place of the one before, if there is one."""
    if text is not None:
        say(f"新的恢复密钥（请抄下或打印后存入保险柜，以前的恢复卡作废）：{text}")
