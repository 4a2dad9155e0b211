"""Fund projects under 双签 (四(四)): proposed, signed by both, paid from, completed.

A project's rounds keep what was put before the signers. Until one has signed, a round may be corrected;
once both have, it is sealed with the project's papers, and what changes afterwards (amount, name, source,
reason) is a further round, in force from its own second signature on. Until then the earlier one holds.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from banfu_desktop.db.models.assets import Asset
from banfu_desktop.db.models.funds import FundVoucher
from banfu_desktop.db.models.projects import Project, ProjectRound, ProjectSignature
from banfu_desktop.db.rows import row_of, stored
from banfu_desktop.rules import projects as rules
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.funds import Flow, VoucherState
from banfu_desktop.rules.projects import DOUBLE_SIGN, Signer, Stage
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.pinyin import spell
from banfu_desktop.services.projects.rows import ProjectRow, RoundRow, SignatureRow
from banfu_desktop.tables.projects import ROUND_FORM

__all__ = [
    "ProjectRow", "RoundRow", "SignatureRow", "listing", "move", "named", "refuse_payment", "remove", "save",
    "set_contractor", "show", "sign", "supplement", "unsign", "withdraw",
]  # fmt: skip
_CONTENT = stored(ProjectRound, of=ROUND_FORM)


def listing(session: Session) -> list[ProjectRow]:
    """Every project, the latest first."""
    rounds, paid = _rounds(session), _paid(session)
    cards = dict(_counted(session, Asset.project_id))
    return [
        _row(row, tuple(rounds[row.id]), paid.get(row.id, (0, 0)), cards.get(row.id, 0))
        for row in session.scalars(sa.select(Project).order_by(Project.id.desc()))
    ]  # fmt: skip


def _row(project: Project, rounds: tuple[RoundRow, ...], paid: tuple[int, int], cards: int) -> ProjectRow:
    fen, vouchers = paid
    return row_of(ProjectRow, project, rounds=rounds, paid_fen=fen, vouchers=vouchers, assets=cards)


def show(session: Session, project_id: int) -> ProjectRow:
    """One project.

    Raises:
        UserError: it is no longer there.
    """
    project = next((row for row in listing(session) if row.id == project_id), None)
    if project is None:
        raise UserError("这个项目已不在了", "请刷新后再看")
    return project


def named(session: Session, text: str) -> ProjectRow:
    """A project by its name, or by a part only one has.

    Raises:
        UserError: none or several; the advice lists them.
    """
    rows = listing(session)
    exact = [row for row in rows if row.name == text.strip()]
    matching = exact or [row for row in rows if text.strip() and text.strip() in row.name]
    if len(matching) == 1:
        return matching[0]
    what = f"没有名为“{text}”的项目" if not matching else f"有{len(matching)}个项目的名称含“{text}”"
    names = "、".join(row.name for row in rows)
    raise UserError(what, f"可选：{names}" if rows else "请先登记项目")


def _rounds(session: Session) -> dict[int, list[RoundRow]]:
    signatures: defaultdict[int, dict[Signer, SignatureRow]] = defaultdict(dict)
    for signature in session.scalars(sa.select(ProjectSignature)):
        signatures[signature.round_id][signature.signer] = row_of(SignatureRow, signature)
    rounds: defaultdict[int, list[RoundRow]] = defaultdict(list)
    for row in session.scalars(sa.select(ProjectRound).order_by(ProjectRound.number)):
        rounds[row.project_id].append(row_of(RoundRow, row, signatures=signatures[row.id]))
    return rounds


def _paid(session: Session) -> dict[int, tuple[int, int]]:
    """What posted vouchers paid from each project less what was reversed (fen), and how many name it."""
    red = aliased(FundVoucher)
    posted = sa.and_(FundVoucher.state == VoucherState.POSTED, FundVoucher.flow == Flow.EXPENSE)
    named = FundVoucher.project_id > 0  # and not IS NOT NULL, for which SQLite reads every voucher
    first = sa.func.coalesce(FundVoucher.reverses_id, 0) == 0  # nor IS NULL: its index would be taken
    net = sa.case((posted, FundVoucher.amount_fen + sa.func.coalesce(red.amount_fen, 0)), else_=0)
    statement = (
        sa.select(FundVoucher.project_id, sa.func.sum(net), sa.func.count())
        .outerjoin(red, sa.and_(red.reverses_id == FundVoucher.id, red.state == VoucherState.POSTED))
        .where(named, first)
        .group_by(FundVoucher.project_id)
    )
    return {project: (fen, count) for project, fen, count in session.execute(statement) if project}


def _counted(session: Session, column: Any) -> list[tuple[int, int]]:
    statement = sa.select(column, sa.func.count()).where(column.is_not(None)).group_by(column)
    return [(key, count) for key, count in session.execute(statement)]


def refuse_payment(session: Session, project_id: int, amount_fen: int, day: date, reason: str = "") -> None:
    """Whether a voucher of so many fen may be posted against a project on a day (四(四)).

    The voucher itself, a draft until then, counts for nothing yet. The database refuses a project without
    both signatures too, whoever writes.

    Args:
        reason: why more is paid than was approved (the voucher's 例外原因).

    Raises:
        UserError: see rules.projects.refuse_payment.
    """
    rules.refuse_payment(show(session, project_id).standing, amount_fen, day, reason)


def save(session: Session, values: Mapping[str, Any], project_id: int | None = None) -> int:
    """Propose a project, or correct a proposal nobody has signed. Returns its id.

    Args:
        values: of tables.projects.PROJECT_FORM; of an existing project only what changes.

    Raises:
        UserError: the name is taken, the amount is nothing, or somebody has signed already.
    """
    if project_id is None:
        project = Project(
            bundle_id=bundles.new_bundle(session, "projects", f"项目“{values['name']}”"),
            stage=Stage.PLANNED,
        )
        session.add(project)
        session.flush()
        round_ = ProjectRound(project_id=project.id, number=1)
    else:
        project = session.get_one(Project, project_id)
        round_ = _open_round(session, project_id)
    _write(session, round_, values)
    if "contractor" in values:
        project.contractor = values["contractor"]
    if round_.number == 1:
        bundles.label(session, project.bundle_id, f"项目“{round_.name}”")
    return project.id


def supplement(session: Session, project_id: int, values: Mapping[str, Any]) -> None:
    """Put a change of a signed project (追加金额 and the like) before the two signers again.

    Raises:
        UserError: the project is not signed yet, waits for a signature, or is over.
    """
    row = show(session, project_id)
    if row.stage.over:
        raise UserError(f"项目“{row.name}”{row.stage.label}", "不能再追加双签", DOUBLE_SIGN)
    if row.pending is not None:
        raise UserError(f"项目“{row.name}”还有一轮双签没有完成", "请先完成，或直接更正这一轮", DOUBLE_SIGN)
    last = row.rounds[-1]
    earlier = {name: getattr(last, name) for name in _CONTENT}
    _write(session, ProjectRound(project_id=project_id, number=last.number + 1), {**earlier, **values})


def set_contractor(session: Session, project_id: int, name: str | None) -> None:
    """Write down who carries a project out (承建单位), also after the signatures; None: nobody yet.

    It is found by asking for prices once both have signed, like the day it was begun, and is of no round.

    Raises:
        UserError: the project is over.
    """
    row = show(session, project_id)
    if row.stage.over:
        raise UserError(f"项目“{row.name}”{row.stage.label}", "办结以后不再改承建单位", DOUBLE_SIGN)
    session.get_one(Project, project_id).contractor = (name or "").strip() or None


def withdraw(session: Session, project_id: int) -> None:
    """Take back a supplement that nobody has signed.

    Raises:
        UserError: there is none, or somebody has signed it.
    """
    round_ = _open_round(session, project_id)
    if round_.number == 1:
        raise UserError("没有待签的追加双签", "不再需要的项目请删除或终止")
    session.delete(round_)


def _open_round(session: Session, project_id: int) -> ProjectRound:
    """The latest round, if nobody has signed it."""
    row = show(session, project_id)
    latest = row.rounds[-1]
    if latest.signatures:
        advice = "请办理追加双签" if not latest.missing else "请先撤回签字，再更正"
        raise UserError(f"项目“{row.name}”已有人签字，内容不能改动", advice, DOUBLE_SIGN)
    return session.get_one(ProjectRound, latest.id)


def _write(session: Session, round_: ProjectRound, values: Mapping[str, Any]) -> None:
    for name in _CONTENT:
        if name in values:
            setattr(round_, name, values[name])
    if not round_.amount_fen or round_.amount_fen <= 0:
        raise UserError("项目金额必须大于零", "请填写申请批准的金额")
    with session.no_autoflush:
        taken = [row for row in listing(session) if row.id != round_.project_id and row.name == round_.name]
    if taken:
        raise UserError(f"已有名为“{round_.name}”的项目", "请在名称中写明年度或地点以便区分")
    round_.initials = spell(round_.name).initials
    session.add(round_)
    session.flush()


def sign(
    session: Session,
    project_id: int,
    signer: Signer,
    name: str,
    signed_on: date,
    today: date,
    attachment_id: int | None = None,
) -> ProjectRow:
    """Write down that one of the two has signed; the second signature seals the round and the papers.

    Args:
        attachment_id: the scan of the signed form, in the project's bundle.

    Raises:
        UserError: nothing waits for this signature, the date cannot be, or the other one signed is the same
            person.
    """
    row = show(session, project_id)
    waiting = row.pending
    if waiting is None or row.stage is Stage.ABANDONED:
        raise UserError(f"项目“{row.name}”没有待签的内容", "金额等有变化的，请先办理追加双签", DOUBLE_SIGN)
    if signer in waiting.signatures:
        raise UserError(
            f"{signer.label}已于{waiting.signatures[signer].signed_on}签字", "请核对", DOUBLE_SIGN
        )
    rules.refuse_signature(signed_on, waiting.proposed_on, today)
    rules.refuse_same_person(name, [other.name for other in waiting.signatures.values()])
    session.add(
        ProjectSignature(
            round_id=waiting.id, signer=signer, name=name, signed_on=signed_on, attachment_id=attachment_id
        )
    )
    session.flush()
    if waiting.missing == (signer,):
        _approve(session, row)
    return show(session, project_id)


def _approve(session: Session, row: ProjectRow) -> None:
    project = session.get_one(Project, row.id)
    bundles.seal(session, project.bundle_id)
    if project.stage is Stage.PLANNED:
        project.stage = Stage.APPROVED
    session.flush()


def unsign(session: Session, project_id: int, signer: Signer) -> None:
    """Take back a signature written down by mistake, while the other is missing.

    Raises:
        UserError: there is none in the round that waits; a round both have signed stays.
    """
    row = show(session, project_id)
    waiting = row.pending
    if waiting is None or signer not in waiting.signatures:
        raise UserError(
            f"项目“{row.name}”没有可以撤回的{signer.label}签字", "完成双签后不能撤回", DOUBLE_SIGN
        )
    session.execute(sa.delete(ProjectSignature).filter_by(round_id=waiting.id, signer=signer))


def move(
    session: Session, project_id: int, stage: Stage, day: date, today: date, note: str | None = None
) -> None:
    """Start, complete, abandon or open again a project.

    Args:
        day: when that was.
        note: how it was completed, or why it was abandoned (must be said).

    Raises:
        UserError: not from this stage, a day still to come or before the start, no reason.
    """
    row = show(session, project_id)
    if not rules.may_follow(row.stage, stage) or stage is Stage.APPROVED:
        raise UserError(
            f"项目“{row.name}”{row.stage.label}，不能改为{stage.label}", _advice(row), DOUBLE_SIGN
        )
    if day > today:
        raise UserError(f"日期{day}还没有到", "请核对日期")
    start = row.started_on or row.since or row.proposed_on
    if stage is Stage.UNDER_WAY:
        start = row.proposed_on
    if day < start:
        raise UserError(f"日期{day}早于{start}", "不能早于项目申报、双签或开工的日期")
    if stage is Stage.ABANDONED and not note:
        raise UserError("没有写明终止原因", "请写明为什么终止")
    project = session.get_one(Project, project_id)
    project.stage = stage
    if stage is Stage.UNDER_WAY:
        project.started_on = row.started_on or day
    project.ended_on, project.ending = (day, note) if stage.over else (None, None)


def _advice(row: ProjectRow) -> str:
    return "请先完成双签" if row.stage is Stage.PLANNED else "请核对项目的阶段"


def removable(row: ProjectRow) -> bool:
    """Whether nobody has signed a project and nothing names it."""
    return not (any(signed.signatures for signed in row.rounds) or row.vouchers or row.assets)


def remove(session: Session, project_id: int) -> None:
    """Remove a project that nobody has signed and nothing names.

    Raises:
        UserError: it has a signature, a voucher or an asset card.
    """
    row = show(session, project_id)
    if not removable(row):
        raise UserError(
            f"项目“{row.name}”已有签字、凭证或资产", "不再实施的请办理终止，写明原因", DOUBLE_SIGN
        )
    session.execute(sa.delete(ProjectRound).filter_by(project_id=project_id))
    session.delete(session.get_one(Project, project_id))
    session.flush()
    bundles.remove_bundle(session, row.bundle_id)
