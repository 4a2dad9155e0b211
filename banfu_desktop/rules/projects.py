"""Fund projects under 双签 (四(四)): how far one has come, who must sign, what may be paid from it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.words import Word

DOUBLE_SIGN = "四(四)"
NEARLY = 900
"""From this share of the approved amount on (in tenths of a per cent) the office is told."""


class Stage(Word):
    """How far a project has come."""

    PLANNED = "planned", "拟立项", "立项"
    APPROVED = "approved", "已批准", "批准"
    UNDER_WAY = "under_way", "实施中", "在建"
    COMPLETED = "completed", "已完成", "完工"
    ABANDONED = "abandoned", "已终止", "终止"

    @property
    def over(self) -> bool:
        """Whether nothing more is to be done."""
        return self in (Stage.COMPLETED, Stage.ABANDONED)


class Signer(Word):
    """The two whose signatures a project needs (四(四))."""

    SECRETARY = "secretary", "镇党委书记", "乡镇党委书记", "党委书记", "书记"
    LEADER = "leader", "队长", "工作队队长"


_FOLLOWING: dict[Stage, tuple[Stage, ...]] = {
    Stage.PLANNED: (Stage.APPROVED, Stage.ABANDONED),
    Stage.APPROVED: (Stage.UNDER_WAY, Stage.COMPLETED, Stage.ABANDONED),
    Stage.UNDER_WAY: (Stage.COMPLETED, Stage.ABANDONED),
    Stage.COMPLETED: (Stage.UNDER_WAY,),
    Stage.ABANDONED: (),
}


def may_follow(now: Stage, next_stage: Stage) -> bool:
    """Whether a project may go from one stage to another; a completed one may be opened again."""
    return next_stage in _FOLLOWING[now]


@dataclass(frozen=True)
class Approved:
    """A project as spending meets it: `amount_fen` and `since` are None until both have signed."""

    name: str
    stage: Stage
    amount_fen: int | None
    since: date | None
    paid_fen: int


def missing_signers(signed: Collection[Signer]) -> tuple[Signer, ...]:
    """Who has not signed yet."""
    return tuple(signer for signer in Signer if signer not in signed)


def refuse_payment(project: Approved, amount_fen: int, day: date, reason: str = "") -> None:
    """Whether so many fen may be paid from a project on a day (四(四)).

    Paying beyond what was approved needs a reason, which stays on the voucher.

    Raises:
        UserError: not signed by both, dated before the second signature, abandoned, or beyond the approved
            amount without a reason.
    """
    if project.amount_fen is None or project.since is None:
        raise UserError(
            f"项目“{project.name}”还没有完成双签", "请先由镇党委书记和队长签字，再列支", DOUBLE_SIGN
        )
    if project.stage is Stage.ABANDONED:
        raise UserError(f"项目“{project.name}”已终止", "请核对项目，或不选项目", DOUBLE_SIGN)
    if day < project.since:
        raise UserError(
            f"项目“{project.name}”{project.since}才完成双签", "支出日期不能早于双签日期", DOUBLE_SIGN
        )
    beyond = project.paid_fen + amount_fen - project.amount_fen
    if beyond > 0 and not reason:
        raise UserError(
            f"项目“{project.name}”批准 {yuan(project.amount_fen)} 元，已支 {yuan(project.paid_fen)} 元，"
            f"这一笔将超出 {yuan(beyond)} 元",
            "请先办理追加双签，或写明超支原因",
            DOUBLE_SIGN,
        )


def refuse_same_person(name: str, others: Collection[str]) -> None:
    """Whether somebody may sign beside others: 双签 is by two different people (四(四)).

    Raises:
        UserError: one of the others is the same person.
    """
    if name.strip() in {other.strip() for other in others}:
        raise UserError(f"{name.strip()}已经签过字", "双签须由镇党委书记和队长两个人分别签字", DOUBLE_SIGN)


def is_nearly_spent(approved_fen: int, paid_fen: int) -> bool:
    """Whether nine tenths of what was approved have been paid, and the project is worth a look."""
    return paid_fen * 1000 >= approved_fen * NEARLY


def refuse_signature(signed_on: date, proposed_on: date, today: date) -> None:
    """Whether a signature may bear a date.

    Raises:
        UserError: later than today, or before the project was proposed.
    """
    if signed_on > today:
        raise UserError(f"签字日期{signed_on}还没有到", "请核对签字日期")
    if signed_on < proposed_on:
        raise UserError(f"签字日期{signed_on}早于申报日期{proposed_on}", "请核对签字日期")
