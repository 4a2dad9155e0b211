"""Letters in the demonstration office: every unit told, all but one answered; three rules of four told."""

from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.allowance import LetterState
from banfu_desktop.rules.words import Category
from banfu_desktop.services.allowance import letters, own_rules

_TODAY, _SENT, _ANSWERED, _PAID = date(2026, 10, 31), date(2026, 7, 8), date(2026, 7, 20), date(2026, 7, 5)
_RULES = (
    (Category.SPECIALIST, "科技特派员服务管理办法（演示）", "演示〔2026〕1号", "派出单位"),
    (Category.GRADUATE, "“三支一扶”计划实施方案（演示）", "演示〔2026〕2号", "省级财政"),
    (Category.VOLUNTEER, "大学生志愿服务西部计划实施方案（演示）", "演示〔2026〕3号", "省级财政"),
)
"""Papers nobody has issued; of 金融助理 nothing was told."""


def fill(session: Session) -> None:
    """The letters of July with their answers, the last unit still silent; three rules."""
    due = [row for row in letters.listing(session, _TODAY) if row.state is LetterState.UNTOLD]
    rows = [row for row in due if row.eligible_on <= _SENT]
    for row in rows:
        letters.save(session, row.id, {"sent_on": _SENT, "number": "梅党函〔2026〕12号"}, _TODAY)
    for row in rows[:-1]:
        said = {"confirmed_on": _ANSWERED, "paid_from": _PAID, "reply": "从满六个月之日起随工资发放"}
        letters.save(session, row.id, said, _TODAY)
    for category, rule, number, payer in _RULES:
        values = {"category": category, "rule": rule, "number": number, "payer": payer}
        own_rules.save(session, {**values, "start_on": date(2026, 1, 5)})
