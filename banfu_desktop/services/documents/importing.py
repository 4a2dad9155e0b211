"""Documents and plan items from Excel; the exported lists come back."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.rules import documents as rules
from banfu_desktop.rules.documents import Direction, DocKind, ItemState
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.worklog import refuse_personal
from banfu_desktop.services.documents import documents, plans
from banfu_desktop.services.office import plain_imports
from banfu_desktop.services.office.plain_imports import PlainDoor, Values
from banfu_desktop.tables.documents import DOCUMENTS, PLAN_ITEMS

_KNOWN_BY = ("direction", "kind", "dated", "title")


def _documents(session: Session, today: date) -> PlainDoor:
    """Documents by direction, kind, day and title."""
    stored = {tuple(getattr(row, name) for name in _KNOWN_BY): row for row in documents.listing(session)}

    def check(values: Values, _: Any) -> None:
        if values["kind"] is DocKind.HALF_REPORT and values["direction"] is not Direction.IN:
            raise UserError("半年报告不从 Excel 导入", "请用“起草半年报告”")
        if values["dated"] > today:
            raise UserError(f"文件日期{values['dated']}还没有到", "请核对日期")
        days = (values.get(name) for name in ("period_start", "period_end", "reply_due"))
        rules.refuse_days(values["dated"], *days)
        refuse_personal(value for value in values.values() if type(value) is str)

    return PlainDoor("documents", "份", DOCUMENTS, "title", _KNOWN_BY, stored, check)


def _save_document(session: Session, values: Values, key: int | None, today: date) -> None:
    documents.save(session, values, today, key)


DOCUMENT_READING = plain_imports.reading("文件登记", _documents, _save_document)


def _items(session: Session, today: date) -> PlainDoor:
    """Items of plans; their plan is registered before."""
    stored = {(row.plan, row.task): row for row in plans.listing(session)}
    titles = {row.title for row in plans.plans(session)}

    def check(values: Values, _: Any) -> None:
        if values["plan"] not in titles:
            known = "、".join(sorted(titles)) or "还没有"
            raise UserError(f"没有叫“{values['plan']}”的规划或计划", f"请先登记计划；已有：{known}")
        done_on = values.get("done_on")
        if done_on is not None and (done_on > today or values.get("state") is not ItemState.DONE):
            raise UserError(f"完成日期{done_on}与状态不符", "已完成的填完成日期，其他状态不填")
        refuse_personal(value for value in values.values() if type(value) is str)

    return PlainDoor("plan-items", "项", PLAN_ITEMS, "task", ("plan", "task"), stored, check)


def _save_item(session: Session, values: Values, key: int | None, today: date) -> None:
    plan = plans.plan_titled(session, values.pop("plan"))
    plans.save(session, {**values, "document_id": plan.id}, today, key)


ITEM_READING = plain_imports.reading("计划任务", _items, _save_item)
