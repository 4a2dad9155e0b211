"""Commands of the retention period: who is due, and the erasure."""

from typing import Any

from banfu_desktop.cli.arguments import add, group
from banfu_desktop.cli.run import ACTOR, Run, say, say_json
from banfu_desktop.rules.errors import UserError


def declare(commands: Any) -> None:
    """The commands of retention."""
    desk = group(commands, "retention", "个人信息保存期限")
    shown = add(desk, "show", show, "看谁离岗满了保存年数")
    shown.add_argument("--json", action="store_true", help="给其他程序用的格式")
    gone = add(desk, "erase", erase, "销毁到期的身份证号、银行账号、电话和附件，不能恢复")
    gone.add_argument("--yes", action="store_true", help="确认销毁")
    gone.add_argument("--copies", action="store_true", help="再做一份新备份，删除更早的本机备份")


def show(run: Run) -> None:
    """Who is due."""
    from banfu_desktop.services.audit import retention

    with run.read() as session:
        due = retention.overview(session, run.today)
    if run.args.json:
        names = ("name", "organisation", "numbers", "attachments", "kept_attachments", "waits")
        people = [
            {name: getattr(row, name) for name in names} | {"left_on": str(row.left_on)} for row in due.people
        ]
        say_json({"years": due.years, "gone_before": str(due.gone_before), "people": people})
        return
    for row in due.people:
        kept = f"，另有凭证附件{row.kept_attachments}份保留" if row.kept_attachments else ""
        what = row.waits or f"号码{row.numbers}个、附件{row.attachments}份{kept}"
        say(f"{row.name}（{row.organisation}）{row.left_on}离岗：{what}")
    if due.years:
        say(f"离岗满{due.years}年（{due.gone_before}以前）、可以销毁的{len(due.ready)}人")
    else:
        say("“个人信息保存年数”是0，没有期限")


def erase(run: Run) -> None:
    """Erase, and with --copies make a fresh copy and delete the older ones.

    Raises:
        UserError: not confirmed, or nobody is due.
    """
    from banfu_desktop.db.store import Deed
    from banfu_desktop.services.audit import retention
    from banfu_desktop.services.keeping import copies

    if not run.args.yes:
        raise UserError("销毁以后不能恢复", "请先用 retention show 核对，再加上 --yes")
    with run.office() as database:
        with database.write(Deed("销毁到期个人信息", ACTOR, run.now)) as session:
            number = retention.erase(session, run.today, ACTOR)
            (done,) = [
                certificate for certificate in retention.certificates(session) if certificate.number == number
            ]
        say(f"已销毁{len(done.people)}人的个人信息")
        say(f"请打印第{number}号销毁证明：print destruction --out 销毁证明.pdf")
        if run.args.copies:
            say(f"已做新备份，删除了{copies.renew(database, run.now)}份旧备份")
        else:
            say("更早的本机备份里还有这些号码，可加 --copies 删除")
