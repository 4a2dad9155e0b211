"""Every form with so many people: ordinary ones, and with names, units and reasons as long as they come."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from banfu_desktop.printing.engine.blocks import Document
from tests.printing.a_form import names as form_names
from tests.printing.a_form import newest

COUNTS = (1, 8, 13, 30, 120)
ROWS = {
    "subsidy_sheet": "lines",
    "subsidy_summary": "payers",
    "bank_list": "transfers",
    "differences": "lines",
    "attendance_sheet": "lines",
    "presence_certificate": "lines",
    "roster": "people",
    "pairings_annex": "towns",
    "receivables": "lines",
    "unpaid": "lines",
    "fund_ledger": "lines",
    "fund_notice": "items",
    "asset_list": "cards",
    "exam_sheet": "lines",
    "insurance_sheet": "people",
    "expense_claim": "lines",
    "travel_claim": "lines",
    "medical_claim": "lines",
    "destruction": "lines",
    "exam_settlement": "lines",
    "insurance_settlement": "lines",
    "insured_list": "people",
    "blank_attendance": "names",
    "sign_in": "names",
    "raise_list": "lines",
    "idea_list": "lines",
    "audit_seal": "actors",
    "assessment_list": "lines",
    "feedback_letter": "lines",
    "training_sign_in": "people",
    "training_year": "lines",
    "handover_list": "lines",
    "work_log": "people",
    "work_record": "people",
    "filing_letter": "lines",
    "relations_list": "lines",
    "plan_list": "lines",
    "commendation_list": "lines",
    "rotation_plan": "lines",
    "document_list": "lines",
    "allowance_letter": "lines",
    "others_list": "lines",
}
"""What of a form's data grows with people; the others are about one thing."""
TEAM = ("attendance_sheet", "exam_sheet", "insurance_sheet", "subsidy_sheet", "roster")
"""考勤表 体检表 意外险表 发放表 花名册: a team of up to sixteen stands on one page of each."""
_NAMES = ("钟立新", "潘秀云", "罗海涛", "谭䶮", "廖小满", "巫启明", "邓雨桐", "冼伟健", "曾国梁", "欧阳文静")
_UNITS = (
    "县司法局",
    "县林业局",
    "县工信局",
    "县人社局",
    "县交通运输局",
    "县农业农村局",
    "省农科院",
    "团省委",
)
_LONG_NAME = "阿卜杜热合曼·买买提江·吐尔逊"
_LONG_UNIT = "广东省新丰县农业农村和水利水电事务服务中心"
_LONG_TEXT = "因参加县委组织部举办的乡村振兴专题培训班并顺道返回原单位办理工作交接手续，经镇党委研究同意"
_NAMED = ("name", "holder")
_OF_UNIT = ("organisation", "payer", "unit", "place", "insurer")
_TEXTS = ("reason", "remark", "summary", "note", "disposal")


def ordinary(name: str, count: int) -> tuple[Document, ...]:
    """The form with so many people as there are in most teams."""
    return _made(name, count, hard=False)


def hard(name: str, count: int) -> tuple[Document, ...]:
    """The same with everything long."""
    return _made(name, count, hard=True)


def everything() -> list[str]:
    """Every form there is."""
    return sorted(form_names())


def _made(name: str, count: int, *, hard: bool) -> tuple[Document, ...]:
    module = newest(name)
    data = module.SAMPLE
    if name == "subsidy_year":
        whole = next(payer.lines[0] for payer in data.payers)
        lines = tuple(_row(whole, number, hard) for number in range(count))
        data = replace(data, payers=(replace(data.payers[0], lines=lines),), whole=False)
    elif name in ROWS:
        if name == "subsidy_sheet" and not hard:  # a first version, nobody left off, nothing carried
            data = replace(data, version="", left_out="", lines=data.lines[:2])
        if name == "attendance_sheet" and not hard:  # a month in which nobody stays away without leave
            data = replace(data, lines=tuple(line for line in data.lines if line.name != "巫启明"))
        rows = _grown(getattr(data, ROWS[name]), count, hard)
        more = {"approved": None} if hasattr(data, "approved") else {}
        data = replace(data, **{ROWS[name]: rows}, **more)
    elif hard:
        data = _row(data, 0, hard)
    documents: tuple[Document, ...] = module.build(data)
    return documents


def _grown(rows: Sequence[Any], count: int, hard: bool) -> tuple[Any, ...]:
    """Rows of the sample, those with a long name left to the hard case."""
    plain = [row for row in rows if "·" not in getattr(row, "name", "")] or list(rows)
    return tuple(_row(plain[number % len(plain)], number, hard) for number in range(count))


def _row(row: Any, number: int, hard: bool) -> Any:
    """The same record of another person."""
    if isinstance(row, str):
        return _LONG_NAME if hard else _NAMES[number % len(_NAMES)]
    if isinstance(row, tuple):
        return (_row("", number, hard), _LONG_UNIT if hard else _UNITS[number % len(_UNITS)])
    texts = {field.name for field in fields(row) if isinstance(getattr(row, field.name), str)}
    values: dict[str, Any] = {}
    for name in texts & {*_NAMED}:
        values[name] = _LONG_NAME if hard else _NAMES[number % len(_NAMES)]
    for name in texts & {*_OF_UNIT}:
        if getattr(row, name):
            values[name] = _LONG_UNIT if hard else _UNITS[number % len(_UNITS)]
    for name in texts & {*_TEXTS} if hard else ():
        values[name] = _LONG_TEXT
    return replace(row, **values)
