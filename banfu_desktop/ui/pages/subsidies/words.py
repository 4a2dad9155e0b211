"""How a month's amounts, sheets and payments are explained: where each comes from, and by whose choice."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.policy import Mode, SubsidyPolicy
from banfu_desktop.rules.roles import Act
from banfu_desktop.rules.subsidies_sheets import SheetState, version_words
from banfu_desktop.rules.words import MonthState
from banfu_desktop.services.subsidies.overview import LinePaid, MonthView
from banfu_desktop.services.subsidies.sheets import PayerSheet, SheetLine
from banfu_desktop.tables.members import OWN_CHOICE
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.record_form import Fact

_MONTHS = {MonthState.DRAFT: Tone.GREY, MonthState.SEALED: Tone.GREEN, MonthState.PAID: Tone.BLUE}
Run = Callable[[str], Callable[[], object]]
"""Gives what a command of the page does, by its name."""


def rate_words(policy: SubsidyPolicy) -> str:
    """What everybody earns (六(一))."""
    if policy.mode is Mode.DAILY:
        return f"每天 {yuan(policy.daily_rate_fen)} 元，含伙食补助"
    return f"每月 {yuan(policy.rate_fen).removesuffix('.00')} 元，含伙食补助"


# A line.


def about_days(row: SheetLine, policy: SubsidyPolicy | None) -> list[Fact]:
    """What is to be decided, arrivals, departures and leave, days at the post; no policy: a sealed month."""
    if row.is_difference or row.is_one_off:
        return [Fact(row.reason)]
    facts = [Fact(text, OWN_CHOICE, "field-warning") for text in (row.held, row.warning) if text]
    facts += [Fact(_edge(part, policy)) for part in row.reason.split("；") if part]
    facts.append(Fact(_days(row)))
    return facts


def about_amount(row: SheetLine, policy: SubsidyPolicy | None) -> list[Fact]:
    """The formula, the choice of the office behind it, and what is deducted."""
    facts = [Fact(row.formula, "" if row.is_difference or row.is_one_off else "六(一)")]
    if policy is not None and not row.is_difference and not row.is_one_off:
        if policy.mode is Mode.DAILY:
            facts.append(Fact(f"计发方式：{policy.mode.label}", OWN_CHOICE, "secondary"))
        elif row.days_posted < row.days_in_month:
            facts.append(Fact(f"到岗、离岗当月{policy.part_month.label}", OWN_CHOICE, "secondary"))
    if row.deducted_fen:
        facts.append(Fact(f"{yuan(row.gross_fen)} − {yuan(row.deducted_fen)} = {yuan(row.net_fen)}"))
    return facts


def _days(row: SheetLine) -> str:
    """Days at the post of those due; of an older sheet by the calendar."""
    if row.work_days_due is None or row.work_days_present is None:
        return f"在岗 {row.days_present} 天 / 当月 {row.days_in_month} 天"
    on_duty = f"，值班 {row.duty_days:g} 天" if row.duty_days else ""
    return f"在岗 {row.work_days_present:g} 天 / 应在岗 {row.work_days_due:g} 天{on_duty}"


def _edge(part: str, policy: SubsidyPolicy | None) -> str:
    """10月12日到岗（当日计）."""
    if policy is None or not part.endswith(("到岗", "离岗")):
        return part
    counts = policy.arrival_counts if part.endswith("到岗") else policy.departure_counts
    return f"{part}（当日{'计' if counts else '不计'}）"


def about_payment(paid: LinePaid | None, run: Run) -> list[Fact]:
    """Whether a line of a sealed sheet was paid, when and by which paper; and the way to correct it."""
    if paid is None:
        return []
    if paid.waived:
        return [Fact(f"不再发放：{paid.waived}", "", "secondary")]
    if paid.paid_on is None:
        return [Fact("还没有发放", "", "secondary", "不再发放…", run("waive_line"), Act.SEAL)]
    reference = f"，{paid.reference}" if paid.reference else ""
    return [
        Fact(f"{paid.paid_on} 发放{reference}", "", "secondary", "更正…", run("correct_payment"), Act.ENTER)
    ]


# A sheet.


def about_sheet(view: MonthView, sheet: PayerSheet, run: Run) -> list[Fact]:
    """A sheet's number, code, seal, payment, what was left off, earlier versions; each with its way on."""
    left = [
        Fact(f"未列入：{row.name}{row.about.label}（暂缓：{row.reason}）", OWN_CHOICE, "secondary")
        for row in sheet.deferred
    ]
    old = [
        Fact(
            f"第{row.version}版 {row.number} 已作废：{row.reason}",
            "",
            "secondary",
            "打印…",
            run(f"old/{row.version}"),
        )
        for row in sheet.voided
    ]
    if sheet.is_draft:
        held = [Fact(f"{row.name}：{row.reason}", OWN_CHOICE, "field-warning") for row in sheet.held]
        return [_sums(sheet), *held, *left, *_sealing(view, sheet, run), *old]
    return [*_marks(sheet), _sums(sheet), *_payments(view, sheet, run), *left, *_voiding(sheet, run), *old]


def _sums(sheet: PayerSheet) -> Fact:
    carried = sum(line.net_fen for line in sheet.lines if line.is_difference or line.is_one_off)
    parts = f"应发 {yuan(sheet.gross_fen - carried)}"
    if sheet.deducted_fen:
        parts += f" − 扣减 {yuan(sheet.deducted_fen)}"
    if carried:
        parts += f" {'＋' if carried > 0 else '−'} 补扣 {yuan(abs(carried))}"
    return Fact(
        f"实发 {yuan(sheet.net_fen)} = {parts}" if "扣" in parts else f"实发 {yuan(sheet.net_fen)}", "六(一)"
    )


def _marks(sheet: PayerSheet) -> list[Fact]:
    version = version_words(sheet.version, sheet.replaces)
    facts = [Fact("　".join(part for part in (sheet.number or "升级前整月封存，没有编号", version) if part))]
    facts.append(Fact(f"校验码 {sheet.check_code}"))
    if sheet.sealed_at is not None:
        facts.append(Fact(f"{sheet.sealed_at:%Y-%m-%d %H:%M} 封存，{sheet.sealed_by}", "", "secondary"))
    if sheet.as_of is not None:
        facts.append(Fact(f"提前封存，在岗截至 {sheet.as_of}", OWN_CHOICE, "field-warning"))
    return facts


def _sealing(view: MonthView, sheet: PayerSheet, run: Run) -> list[Fact]:
    refusal = view.refusals.get(sheet.payer_id, "")
    if sheet.held:
        return []
    if refusal:
        return [Fact(f"暂不能封存：{refusal}", "", "field-warning")]
    return [Fact("可以单独封存这一张", "", "secondary", "封存…", run("seal_sheet"), Act.SEAL)]


def _payments(view: MonthView, sheet: PayerSheet, run: Run) -> list[Fact]:
    """Payments by day, then who is unpaid, then who is not paid any more."""
    paid = {line.person_id: view.paid.get((sheet.sheet_id or 0, line.person_id)) for line in sheet.lines}
    days = _by_day(paid)
    facts = [
        Fact(f"{day} 发放 {people} 人" + (f"，{reference}" if reference else ""), "", "secondary", "更正…",
             run("correct_payment"), Act.ENTER)
        for (day, reference), people in days.items()
    ]  # fmt: skip
    unpaid = [
        line
        for line in sheet.lines
        if (own := paid[line.person_id]) and own.paid_on is None and not own.waived
    ]
    people = {line.person_id for line in unpaid}
    fen = sum(line.net_fen for line in unpaid)
    if people and sheet.state is not SheetState.PAID:
        text = f"未发放 {len(people)} 人，{yuan(fen)} 元"
        facts.append(Fact(text, "", "field-warning", "登记发放…", run("pay_sheet"), Act.ENTER))
    names = dict.fromkeys(line.name for line in sheet.lines if (own := paid[line.person_id]) and own.waived)
    return facts + ([Fact(f"不再发放：{'、'.join(names)}", "", "secondary")] if names else [])


def _by_day(paid: Mapping[int, LinePaid | None]) -> dict[tuple[date, str], int]:
    found: dict[tuple[date, str], int] = {}
    for own in paid.values():
        if own is not None and own.paid_on is not None:
            key = (own.paid_on, own.reference)
            found[key] = found.get(key, 0) + 1
    return found


def _voiding(sheet: PayerSheet, run: Run) -> list[Fact]:
    if sheet.state is SheetState.SEALED:
        return [
            Fact(
                "还没有发放，发现错误可以作废重封", "", "secondary", "作废重封…", run("void_sheet"), Act.SEAL
            )
        ]
    return []


def sheet_banner(sheet: PayerSheet) -> str:
    """Why a sheet is not edited here, and how it is corrected."""
    if sheet.is_draft:
        return "草稿：随任职、考勤和设置自动计算，封存时编号。"
    if sheet.state is SheetState.SEALED:
        return "已封存，不能改动。没有发放的可以作废重封；更正也可以由差异补发或扣回。"
    return "已发放，不能改动。更正由差异列入以后的表补发或扣回。"


def payers_of(sheets: Iterable[PayerSheet]) -> list[str]:
    """Names to choose a paper by."""
    return list(dict.fromkeys(sheet.payer for sheet in sheets))


def month_words(view: MonthView) -> tuple[str, Tone]:
    """The chip of the month: how far its sheets have come, and whether a later fact differs."""
    assert view.sheets is not None
    state = view.sheets.state
    sealed = sum(not sheet.is_draft for sheet in view.sheets.sheets)
    said = state.label
    if state is MonthState.DRAFT and sealed:
        said = f"已封存 {sealed} / {len(view.sheets.sheets)} 张"
    elif any(sheet.state is SheetState.PART_PAID for sheet in view.sheets.sheets):
        said = SheetState.PART_PAID.label
    return (f"{said} · 有差异", Tone.AMBER) if view.changed else (said, _MONTHS[state])
