"""Every printed form goes through here: preview_form by its name, preview_paper for a paper of its own.

preview_form(ctx, "subsidy-sheet", month=month, payers=("县司法局", "县林业局"))
preview_paper(ctx, "请假审批表", lambda session: papers.leave(session, leave_id, now))
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from banfu_desktop.exchange.saving import refuse_target
from banfu_desktop.printing.catalogue import Variant
from banfu_desktop.rules.dates import Month
from banfu_desktop.services.attachments import intake
from banfu_desktop.services.hall import papers
from banfu_desktop.services.hall.papers import Paper
from banfu_desktop.ui.boxes.dialogs import XLSX, Dialogs, placed
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.preview.preview_box import VARIANTS, Done, Failed, Job, Preview, Print
from banfu_desktop.ui.tasks import Session

if TYPE_CHECKING:
    from banfu_desktop.printing.forms.recovery_sheet import CardKind

OFFSET_RIGHT, OFFSET_DOWN = "print/offset_right_mm", "print/offset_down_mm"
"""Where the settings keep how far this printer needs everything moved, in mm."""
ALL = "全部单位"


def offset_mm(settings: QSettings) -> tuple[float, float]:
    """How far to the right and down this printer needs everything."""
    right, down = (settings.value(name, 0.0) for name in (OFFSET_RIGHT, OFFSET_DOWN))
    return float(str(right or 0)), float(str(down or 0))


def preview_form(
    ctx: Context,
    form: str,
    *,
    month: Month | None = None,
    year: int | None = None,
    payers: Sequence[str] = (),
    payer: str | None = None,
) -> None:
    """Show a form of the catalogue.

    Args:
        payers: the units whose paper can be had alone.
        payer: the unit shown first; None shows all of them.
    """
    chosen = papers.find(form)
    names = [ALL, *payers] if len(payers) > 1 else list(payers)
    if payer in names:
        names = [name for name in names if name == payer] + [name for name in names if name != payer]
    units = [None if name == ALL else name for name in names] or [None]

    def make(choice: int, variant: Variant, done: Done, failed: Failed) -> None:
        now, today, moved = ctx.now(), ctx.today, offset_mm(ctx.settings)

        def work(session: Session) -> Print:
            paper = papers.make(
                session, form, month=month, year=year, payer=units[choice], variant=variant, now=now,
                today=today, offset_mm=moved,
            )  # fmt: skip
            return Print(paper, papers.pdf(paper))

        if variant == "full":
            deed = f"打印{chosen.label}（完整号码）"
            ctx.tasks.long_write(deed, lambda s, _: work(s), done, failed, notice=None, undo=False)
        else:
            ctx.tasks.long_read(f"生成{chosen.label}", lambda s, _: work(s), done, failed)

    variants = [variant for variant in VARIANTS if chosen.has(variant)]
    _show(ctx, Job(chosen.label, make, names, variants, ctx.tasks.long, settings=ctx.settings))


def preview_paper(ctx: Context, title: str, paper: Callable[[Session], Paper], *, keep: bool = True) -> None:
    """Show a paper of its own (one leave, a transfer note); `keep` is whether it may be saved as a file."""

    def work(session: Session) -> Print:
        made = papers.moved(paper(session), offset_mm(ctx.settings))
        return Print(made, papers.pdf(made))

    job = Job(
        title,
        lambda choice, variant, done, failed: ctx.tasks.long_read(
            f"生成{title}", lambda s, _: work(s), done, failed
        ),
        run=ctx.tasks.long if keep else None,
        leaving=lambda made, how, then: _on_record(ctx, made, how, then),
        settings=ctx.settings,
    )
    _show(ctx, job)


def _on_record(ctx: Context, paper: Paper, how: str, then: Callable[[], object]) -> None:
    """Attachments do not leave unrecorded: first the record, then the paper."""
    if paper.enclosed is None or not paper.enclosed.sheets:
        then()
        return
    now = ctx.now()
    ctx.tasks.long_write(
        f"{how}附件",
        lambda session, _: intake.put_on_record(session, paper, how, now),
        lambda _: then(),
        notice=None,
        undo=False,
    )


def preview_recovery_card(
    text: str,
    whose: str,
    now: datetime,
    look: Look,
    dialogs: Dialogs,
    parent: QWidget | None = None,
    *,
    fingerprint: str = "",
    kind: "CardKind | None" = None,
) -> bool:
    """Show a recovery card before any office is open; it goes onto paper only, never into a file.

    Gives whether it went to a printer.

    Args:
        whose: the town or county.
        fingerprint: of the data that it opens; empty where it opens none of its own.
        kind: an office's where none is named.
    """
    from banfu_desktop.printing.forms import recovery_sheet
    from banfu_desktop.printing.forms.parts import clock
    from banfu_desktop.services.keeping.recovery import card_mark

    kind = kind or recovery_sheet.OFFICE
    mark = card_mark(text) if fingerprint else ""
    card = recovery_sheet.Recovery(
        f"{whose}{kind.bearer}", text, fingerprint, mark, now.date(), clock(now), kind
    )
    documents = recovery_sheet.build(card)
    paper = Paper(documents[0].name, documents)
    job = Job(kind.title, lambda choice, variant, done, failed: done(Print(paper, papers.pdf(paper))))
    box = Preview(look, dialogs, job, parent)
    dialogs.run(box)
    return box.printed


def save_workbook(ctx: Context, form: str, month: Month) -> None:
    """Save a form that is a workbook only, with full account numbers (audited) or masked ones."""
    label = papers.find(form).label
    whole, masked = "完整账号（交银行）", "隐藏账号（存档）"
    text = "完整账号只供发放单位财务交银行使用，导出会记入操作留痕。"
    chosen = ctx.dialogs.choose(label, text, [whole, masked])
    path = ctx.dialogs.save_file(label, f"{month.label}{label}.xlsx", XLSX) if chosen else None
    if path is None:
        return
    variant: Variant = "full" if chosen == whole else "file"
    now, today = ctx.now(), ctx.today

    def make(session: Session) -> Paper:
        refuse_target(path, ".xlsx")
        return papers.make(session, form, month=month, variant=variant, now=now, today=today)

    def write(paper: Paper) -> None:
        notice = f"已保存：{placed(path)}"
        ctx.tasks.long(f"保存{label}", lambda _: papers.write(paper, path), lambda _: ctx.say(notice))

    if variant == "full":  # on record before there is a file
        deed = f"导出{label}（完整账号）"
        ctx.tasks.long_write(deed, lambda s, _: make(s), write, notice=None, undo=False)
    else:
        ctx.tasks.long_read(f"导出{label}", lambda s, _: make(s), write)


def _show(ctx: Context, job: Job) -> None:
    ctx.dialogs.run(Preview(ctx.look, ctx.dialogs, job, ctx.dialogs.window))
