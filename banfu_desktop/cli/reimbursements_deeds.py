"""The steps of a claim: accepted, handed in, approved, paid and sealed, refused, reversed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from banfu_desktop.cli import arguments
from banfu_desktop.cli.run import ACTOR, Run, say
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import parse_yuan, yuan

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from banfu_desktop.services.reimbursements.reimbursements import ClaimRow


@contextmanager
def claim_deed(run: Run, name: str) -> "Iterator[tuple[Session, ClaimRow]]":
    """A deed on the claim that is named, as it was before."""
    from banfu_desktop.services.reimbursements import reimbursements

    with run.deed(f"{name} {run.args.claim}") as session:
        yield session, reimbursements.find(session, run.args.claim)


def accept(run: Run) -> None:
    """Accept a warning for a written reason."""
    from banfu_desktop.services.reimbursements import checks

    with claim_deed(run, "说明报销提醒") as (session, row):
        verdict = checks.accept(session, row.id, run.args.check, run.args.reason, run.today)
    say(f"{row.said}：{verdict.text}。已说明：{run.args.reason}")


def hand_in(run: Run) -> None:
    """Hand a draft to the unit."""
    from banfu_desktop.services.reimbursements import deeds

    with claim_deed(run, "报销单交单位") as (session, row):
        number = deeds.hand_in(session, row.id, run.args.on or run.today, run.today)
    say(f"报销单{number}已交{row.unit}，申报 {yuan(row.claimed_fen)} 元")


def withdraw(run: Run) -> None:
    """Take a claim back to go on writing it."""
    from banfu_desktop.services.reimbursements import deeds

    with claim_deed(run, "报销单退回草稿") as (session, row):
        deeds.withdraw(session, row.id)
    say(f"{row.said}已退回草稿")


def approve(run: Run) -> None:
    """Record what the unit approved: all of it, an amount, or line by line."""
    from banfu_desktop.services.reimbursements import deeds

    args = run.args
    with claim_deed(run, "登记报销审批") as (session, row):
        total = parse_yuan(args.amount) if args.amount else None
        lines = _by_line(row, args.line) if args.line else None
        approval = deeds.Approval(lines, total, args.reason)
        deeds.approve(session, row.id, args.on or run.today, approval, run.today)
        approved = _approved(session, row.id)
    say(f"{row.said}核定 {yuan(approved)} 元（申报 {yuan(row.claimed_fen)} 元）")


def unapprove(run: Run) -> None:
    """Take back an approval written down wrongly."""
    from banfu_desktop.services.reimbursements import deeds

    with claim_deed(run, "撤回报销审批") as (session, row):
        deeds.unapprove(session, row.id)
    say(f"{row.said}已撤回审批，请重新登记")


def _by_line(row: "ClaimRow", given: list[str]) -> list[int]:
    """2=100: line 2 is approved with 100 yuan, the others as claimed."""
    amounts = [line.claimed_fen for line in row.lines]
    for text in given:
        number, equals, amount = text.partition("=")
        if not equals or not number.strip().isdecimal() or not 1 <= int(number) <= len(amounts):
            raise UserError(f"“{text}”看不懂", f"请写成 行号=金额，行号从1到{len(amounts)}，如 1=100.00")
        amounts[int(number) - 1] = parse_yuan(amount)
    return amounts


def _approved(session: "Session", claim_id: int) -> int:
    from banfu_desktop.services.reimbursements import reimbursements

    return reimbursements.one(session, claim_id).approved_fen or 0


def refuse(run: Run) -> None:
    """Record that the unit does not pay."""
    from banfu_desktop.services.reimbursements import deeds

    with claim_deed(run, "登记拒报") as (session, row):
        deeds.refuse(session, row.id, run.args.reason, run.args.on or run.today, run.today)
    say(f"{row.said}已登记拒报，发票可以重新登记")


def pay(run: Run) -> None:
    """Record that the unit paid; the claim is sealed."""
    from banfu_desktop.services.reimbursements import deeds

    with claim_deed(run, "登记报销付款") as (session, row):
        deeds.pay(session, row.id, run.args.on or run.today, ACTOR, run.now)
    say(f"{row.said}已登记付款 {yuan(row.approved_fen or 0)} 元，已封存")


def reverse(run: Run) -> None:
    """Take a paid claim back."""
    from banfu_desktop.services.reimbursements import deeds, reimbursements

    with claim_deed(run, "冲销报销单") as (session, row):
        key = deeds.reverse(session, row.id, run.args.reason, ACTOR, run.now)
        number = reimbursements.one(session, key).number
    say(f"{row.said}已由{number}冲销 {yuan(row.approved_fen or 0)} 元，发票可以重新登记")


def of_claim(desk: Any, name: str, job: arguments.Job, text: str) -> arguments.Parser:
    """A command on one claim."""
    command = arguments.add(desk, name, job, text)
    command.add_argument("claim", metavar="编号", help="如 2026-014；草稿写序号")
    return command


def declare(desk: Any) -> None:
    """The steps and their arguments."""
    of_claim(desk, "withdraw", withdraw, "退回草稿")
    of_claim(desk, "unapprove", unapprove, "撤回登记错的审批")
    accepting = of_claim(desk, "accept", accept, "说明一条提醒")
    accepting.add_argument("check", metavar="提醒", help="claim show 在方括号中列出的名称")
    approving = of_claim(desk, "approve", approve, "登记单位审批")
    approving.add_argument("--amount", metavar="元", help="核定总额，不写是全额")
    approving.add_argument("--line", action="append", metavar="行号=元", help="逐行核定，没写的行是全额")
    approving.add_argument("--reason", default="", metavar="原因", help="核减的原因")
    dated = (
        of_claim(desk, "hand-in", hand_in, "交单位"),
        approving,
        of_claim(desk, "pay", pay, "登记付款，封存"),
        of_claim(desk, "refuse", refuse, "登记拒报，或作废已编号的草稿"),
    )
    for command in dated:
        command.add_argument("--on", type=arguments.moment, metavar="日期", help="不写是今天")
    reasoned = (accepting, dated[-1], of_claim(desk, "reverse", reverse, "冲销已付款的报销单"))
    for command in reasoned:
        command.add_argument("--reason", required=True, metavar="原因")
