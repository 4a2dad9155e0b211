"""Documents of the demonstration office: a year's register, a plan with its items, two reports."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules import documents_text
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.documents import Direction, DocKind, HalfYear, ItemState, Way
from banfu_desktop.rules.documents_text import Paragraph, Part, Run
from banfu_desktop.rules.worklog import Duty
from banfu_desktop.services.documents import documents, plans, reports
from banfu_desktop.services.worklog import worklog

_LEADER = "钟立新"
_REGISTER: tuple[tuple[date, dict[str, Any]], ...] = (
    (
        date(2026, 1, 12),
        {
            "direction": Direction.IN, "kind": DocKind.OTHER, "title": "关于报送2026年度帮扶计划的通知",
            "their_number": "新农发〔2026〕3号", "party": "县农业农村局", "reply_due": date(2026, 3, 31),
            "replied_on": date(2026, 3, 20), "reply": "已报年度计划",
        },
    ),
    (
        date(2026, 1, 20),
        {
            "direction": Direction.OWN, "kind": DocKind.AGREEMENT, "title": "结对帮扶协议（县交通运输局）",
            "party": "县交通运输局", "period_start": date(2026, 1, 1), "period_end": date(2026, 12, 31),
            "signed_on": date(2026, 1, 20), "content": "派员驻镇、支持村道管护、消费帮扶，每季度对接一次",
        },
    ),
    (
        date(2026, 3, 12),
        {
            "direction": Direction.OWN, "kind": DocKind.MINUTES, "title": "年度帮扶计划讨论会纪要",
            "place": "镇政府三楼会议室", "people": "主持：钟立新；参加：全体队员、镇农业农村办",
            "content": "通过年度计划初稿，任务分到人，三月底前报县",
        },
    ),
    (
        date(2026, 5, 28),
        {
            "direction": Direction.OUT, "kind": DocKind.RESEARCH, "title": "梅坑镇油茶产业现状和建议",
            "drafter": "罗海涛", "content": "走访 6 个基地，提出统一烘干和品牌建议",
        },
    ),
    (
        date(2026, 9, 15),
        {
            "direction": Direction.OUT, "kind": DocKind.SITUATION, "title": "秋茶采摘用工情况反映",
            "drafter": "潘秀云",
        },
    ),
    (
        date(2026, 10, 20),
        {
            "direction": Direction.IN, "kind": DocKind.OTHER, "title": "关于开展冬季防返贫排查的通知",
            "their_number": "新农发〔2026〕41号", "party": "县农业农村局", "reply_due": date(2026, 11, 25),
        },
    ),
)  # fmt: skip
_PLAN = "梅坑镇2026年度帮扶计划"
_ITEMS: tuple[tuple[str, str, str, date, str, str | None, ItemState, date | None, Duty], ...] = (
    ("监测对象季度走访", "队员包村，逐户核对“三保障”和饮水", "潘秀云", date(2026, 12, 20), "4 轮", "3 轮",
     ItemState.UNDER_WAY, None, Duty.MONITORING),
    ("茶园扩种和管护", "引进企业，合作社组织劳力", "罗海涛", date(2026, 9, 30), "60 亩", "60 亩",
     ItemState.DONE, date(2026, 9, 28), Duty.LIVELIHOOD),
    ("利坑村饮水管改造", "申报项目库，双签后实施", "罗海涛", date(2026, 12, 31), "3.2 公里", None,
     ItemState.UNDER_WAY, None, Duty.FUNDS),
    ("支部共建", "每季度与派出单位支部联办一次", "钟立新", date(2026, 12, 10), "4 次", "3 次",
     ItemState.UNDER_WAY, None, Duty.PARTY),
    ("村级档案规范整理", "一村一柜，按年度归档", "廖小满", date(2026, 11, 30), "4 个村", None,
     ItemState.WAITING, None, Duty.OTHER),
)  # fmt: skip
_OWN_WORDS = {
    "产业民生治理": "茶园、油茶由合作社组织管护，工作队每月到基地一次，结合走访一并进行。",
    "其他": "完成镇党委、政府交办的防汛、档案等工作。",
}
"""What the clerk writes where the log says nothing."""
_FIRST, _SECOND = HalfYear(2026, 1), HalfYear(2026, 2)


def fill(database: Database, by: str) -> None:
    """Enter the year's documents, issue and send the report of the first half, draft that of the second."""

    def do(day: date, name: str, deed: Callable[[Session, datetime], object]) -> None:
        at = datetime.combine(day, time(10))
        with database.write(Deed(name, by, at)) as session:
            deed(session, at)

    for day, values in _REGISTER:
        do(day, f"登记文件 {values['title']}", lambda session, at, said=values: _enter(session, at, said))  # type: ignore[misc]
    do(date(2026, 3, 18), f"登记计划 {_PLAN}", _plan)
    do(date(2026, 7, 6), f"起草{_FIRST.label}工作报告",
       lambda session, at: reports.draft(session, _FIRST, at, _LEADER))  # fmt: skip
    do(date(2026, 7, 7), f"签发{_FIRST.label}工作报告", lambda session, at: _issue(session, at, by))
    do(date(2026, 7, 8), f"报送{_FIRST.label}工作报告", _send)
    do(date(2026, 10, 28), f"起草{_SECOND.label}工作报告",
       lambda session, at: reports.draft(session, _SECOND, at, _LEADER))  # fmt: skip


def _enter(session: Session, at: datetime, said: dict[str, Any]) -> None:
    replied: dict[str, Any] = {name: said[name] for name in ("replied_on", "reply") if name in said}
    first = {name: value for name, value in said.items() if name not in replied}
    key = documents.save(session, {"dated": at.date(), **first}, at.date())
    if replied:
        documents.save(session, replied, replied["replied_on"], key)
    if said["direction"] is not Direction.IN:
        documents.issue(session, key, at.date())


def _plan(session: Session, at: datetime) -> None:
    key = plans.add_plan(session, _PLAN, DocKind.PLAN_YEAR, 2026, at.date(), drafter=_LEADER)
    documents.issue(session, key, at.date())
    entries = worklog.listing(session, Period(date(2026, 1, 1), date(2026, 10, 31)))
    for task, measure, owner, due, target, actual, state, done_on, duty in _ITEMS:
        values = {
            "document_id": key, "task": task, "measure": measure, "owner": owner, "due": due,
            "target": target, "actual": actual, "state": state, "done_on": done_on,
        }  # fmt: skip
        item = plans.save(session, values, done_on or at.date())
        if state is not ItemState.WAITING:
            plans.work_on(session, item, [entry.id for entry in entries if entry.duty is duty][-6:])


def _issue(session: Session, at: datetime, by: str) -> None:
    report = reports.latest(session, _FIRST)
    text = documents_text.load(report.body)
    for section in reversed(documents_text.sections(text)):
        if not section.parent and not section.characters:
            said = Paragraph(Part.BODY, (Run(_OWN_WORDS[documents_text.subject(section.title)]),))
            text = (*text[: section.index + 1], said, *text[section.index + 1 :])
    reports.edit(session, report.id, text)
    reports.refresh(session, report.id, at)
    reports.issue(session, report.id, by, at, {})


def _send(session: Session, at: datetime) -> None:
    report = reports.latest(session, _FIRST)
    day = at.date()
    documents.send(session, report.document_id, None, day, Way.HAND, day)
    for row in documents.one(session, report.document_id).recipients[:-1]:
        documents.receive(session, report.document_id, row.name, day, "已签收", day)
