"""Commands of persons: who has a password of his own."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli.arguments import Parser, add, group, month
from banfu_desktop.cli.asking import read
from banfu_desktop.cli.passwords import say_card
from banfu_desktop.cli.run import ACTOR, Run, say

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from banfu_desktop.rules.roles import Role
    from banfu_desktop.services.persons.vouching import Subject


def declare(commands: Any) -> None:
    """The commands of persons."""
    desk = group(commands, "person", "给每个人设密码；谁办的事由谁签名")
    add(desk, "list", show, "列出人员")
    _with_password(add(desk, "on", switch_on, "启用人员：第一个人是“审核”，恢复卡随之换新"))
    taken_on = add(desk, "add", take_on, "登记人员，并设置他的第一个密码")
    _with_password(taken_on)
    taken_on.add_argument("--as", dest="role", required=True, metavar="角色", help="审核、经办或只读")
    _with_password(add(desk, "reset", reset, "某人忘记密码时重新设置"))
    appointed = add(desk, "appoint", appoint, "改任角色")
    appointed.add_argument("name", metavar="姓名")
    appointed.add_argument("role", metavar="角色", help="审核、经办或只读")
    add(desk, "leave", leave, "某人离开，他的密码从此无用").add_argument("name", metavar="姓名")
    vouched = add(desk, "vouch", vouch, "看“审核”自己改过哪几处；加 --yes 表示都核对过了")
    vouched.add_argument("month", type=month, metavar="月份", nargs="?", help="这个月的发放表")
    vouched.add_argument("--log", action="store_true", help="改为这个月的工作日志")
    vouched.add_argument("--claim", metavar="编号", help="改为一张报销单")
    vouched.add_argument("--book", metavar="账本", help="改为一个账本还没有月结的凭证")
    vouched.add_argument("--yes", action="store_true", help="都核对过了，记入留痕")
    add(desk, "off", switch_off, "停用人员，以后这台电脑直接打开")


def show(run: Run) -> None:
    """Everybody there is or was."""
    from banfu_desktop.services.persons import persons

    with run.read() as session:
        rows = persons.listing(session)
    for row in rows:
        gone = f"{row.left_on} 离开" if row.left_on else row.standing
        say(f"{row.name}\t{row.role.label}\t{row.since} 起\t{gone}")
    if not rows:
        say("没有给每个人设密码")


def switch_on(run: Run) -> None:
    """Persons, beginning with the reviewer."""
    from banfu_desktop.services.keeping import appointing

    with run.office() as database:
        new = read(run.args.new_password_file, "新密码", twice=True)
        say_card(appointing.switch_on(database, run.args.name, new, ACTOR, run.now))
    say(f"已启用人员：{run.args.name}，审核。以后打开时用 --person 写明是谁")


def take_on(run: Run) -> None:
    """One more person."""
    from banfu_desktop.services.keeping import appointing

    role = _role(run.args.role)
    with run.office() as database:
        new = read(run.args.new_password_file, "他的第一个密码", twice=True)
        appointing.add(database, run.args.name, role, new, ACTOR, run.now)
    say(f"已登记{run.args.name}，{role.label}。请他用 password change 改成自己的密码")


def reset(run: Run) -> None:
    """Another password for somebody who has forgotten his."""
    from banfu_desktop.services.keeping import appointing

    with run.office() as database:
        new = read(run.args.new_password_file, "新密码", twice=True)
        appointing.reset(database, run.args.name, new, ACTOR, run.now)
    say(f"已重设{run.args.name}的密码。请他用 password change 改成自己的密码")


def appoint(run: Run) -> None:
    """Another role for a person."""
    from banfu_desktop.services.keeping import appointing

    role = _role(run.args.role)
    with run.office() as database:
        appointing.appoint(database, run.args.name, role, ACTOR, run.now)
    say(f"{run.args.name}已改任{role.label}")


def leave(run: Run) -> None:
    """Somebody is not at work any more."""
    from banfu_desktop.services.keeping import appointing

    with run.office() as database:
        appointing.leave(database, run.args.name, ACTOR, run.now)
    say(f"{run.args.name}已离开，他的密码从此无用")


def vouch(run: Run) -> None:
    """What reviewers changed themselves, looked over by somebody else."""
    from banfu_desktop.services.persons import vouching

    label = _asked(run)
    if run.args.yes:
        with run.deed(f"核对{label}的改动") as session:
            number = vouching.vouch(session, _subject(run, session))
        say(f"已核对{label}的{number}处改动")
        return
    with run.read() as session:
        rows = vouching.listing(session, _subject(run, session))
    for row in rows:
        say(row.sentence)
    say(f"共{len(rows)}处。都核对过了，请加 --yes" if rows else f"{label}没有要核对的改动")


def _asked(run: Run) -> str:
    """What is looked over, as it is called.

    Raises:
        UserError: that was not said.
    """
    from banfu_desktop.rules.errors import UserError

    args = run.args
    if args.claim:
        return f"报销单{args.claim}"
    if args.book:
        return f"“{args.book}”未月结的凭证"
    if args.month is None:
        raise UserError("没有写明核对什么", "请写月份，或 --claim 报销单编号，或 --book 账本")
    return f"{args.month.label}工作日志" if args.log else args.month.label


def _subject(run: Run, session: "Session") -> "Subject":
    """What is looked over: a month's sheets, its work log, a claim, or what a book has not closed.

    Raises:
        UserError: no such claim or book.
    """
    from banfu_desktop.services.funds import funds
    from banfu_desktop.services.persons import vouching
    from banfu_desktop.services.reimbursements import reimbursements

    args, label = run.args, _asked(run)
    if args.claim:
        return vouching.of_claim(reimbursements.find(session, args.claim).id, label)
    if args.book:
        year = args.month.year if args.month else run.today.year
        view = funds.view(session, funds.named(session, args.book).id, year)
        return vouching.of_year(view.id, view.closed_to, label)
    return vouching.of_log(args.month) if args.log else vouching.of_month(args.month)


def switch_off(run: Run) -> None:
    """No persons and no passwords."""
    from banfu_desktop.services.keeping import appointing

    with run.office() as database:
        appointing.switch_off(database, ACTOR, run.now)
    say("已停用人员，密码也已取消，这台电脑直接打开办公数据")


def _with_password(command: Parser) -> None:
    command.add_argument("name", metavar="姓名")
    command.add_argument("--new-password-file", metavar="FILE", help="从文件的第一行读新密码")


def _role(text: str) -> "Role":
    from banfu_desktop.rules.roles import Role

    return Role.parse(text)
