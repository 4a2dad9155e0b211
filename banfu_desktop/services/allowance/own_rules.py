"""The rules other categories stand under (六(四)): what the office was told of each, from a day on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.allowance import OwnRule
from banfu_desktop.db.rows import row_of, stored
from banfu_desktop.rules import allowance as rules
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import Category
from banfu_desktop.services.attachments import bundles
from banfu_desktop.tables.allowance import OWN_RULES

ROOM = "allowance"
OTHERS = tuple(category for category in Category if category is not Category.CADRE)
"""The categories of 六(四)."""
_FIELDS = stored(OwnRule, of=OWN_RULES)


@dataclass(frozen=True)
class OwnRuleRow:
    """A rule of one category; attribute names are those of tables.allowance.OWN_RULES."""

    id: int
    bundle_id: int
    category: Category
    rule: str
    number: str | None
    payer: str | None
    amount: str | None
    start_on: date
    end_on: date | None
    remark: str | None

    @property
    def words(self) -> str:
        """The paper with its number, and who pays."""
        named = f"{self.rule}（{self.number}）" if self.number else self.rule
        return f"{named}，由{self.payer}负担" if self.payer else named


def listing(session: Session) -> list[OwnRuleRow]:
    """Every rule, by category, the latest first."""
    records = session.scalars(sa.select(OwnRule).order_by(OwnRule.start_on.desc(), OwnRule.id.desc()))
    rows = [row_of(OwnRuleRow, record) for record in records]
    return sorted(rows, key=lambda row: OTHERS.index(row.category))


def in_force(rows: Sequence[OwnRuleRow], category: Category, day: date) -> OwnRuleRow | None:
    """The rule of a category on a day: the latest that has begun, unless it has ended."""
    begun = [row for row in rows if row.category is category and row.start_on <= day]
    last = max(begun, key=lambda row: row.start_on, default=None)
    return last if last is not None and day in Period(last.start_on, last.end_on) else None


def on(session: Session, category: Category, day: date) -> OwnRuleRow | None:
    """The rule of a category on a day; None where nobody has told one."""
    return in_force(listing(session), category, day)


def save(session: Session, values: Mapping[str, Any], rule_id: int | None = None) -> int:
    """Write down a rule, or correct one. Returns its id.

    Args:
        values: of tables.allowance.OWN_RULES; of an existing one only what changes.

    Raises:
        UserError: 驻镇干部, who stand under 六(一); a day that has a rule already; one that ends before it
            begins; or no name.
    """
    record = None if rule_id is None else session.get_one(OwnRule, rule_id)
    merged = {name: values.get(name, getattr(record, name, None)) for name in _FIELDS}
    if merged["category"] is None:
        raise UserError(
            "没有选人员类别", f"可选：{'、'.join(row.label for row in OTHERS)}", rules.OTHERS_CLAUSE
        )
    if merged["category"] not in OTHERS:
        raise UserError("驻镇干部按六(一)执行", f"可选：{'、'.join(row.label for row in OTHERS)}")
    if not (merged["rule"] or "").strip():
        raise UserError(
            "没有填写规定名称", "请照收到的文件填写名称；没有收到文件的先不登记", rules.OTHERS_CLAUSE
        )
    if merged["start_on"] is None:
        raise UserError("没有填写起始日期", "请填写从哪天起执行", rules.OTHERS_CLAUSE)
    rules.refuse_rule(merged["start_on"], merged["end_on"])
    same = sa.select(OwnRule.id).filter_by(category=merged["category"], start_on=merged["start_on"])
    if session.scalar(same.where(OwnRule.id != (rule_id or 0))) is not None:
        said = f"{merged['category'].label}从{merged['start_on']}起的规定已经登记"
        raise UserError(said, "请修改那一条，或写另一个起始日期")
    label = f"{merged['category'].label}执行的规定“{merged['rule']}”"
    if record is None:
        record = OwnRule(bundle_id=bundles.new_bundle(session, ROOM, label))
    else:
        bundles.label(session, record.bundle_id, label)
    for name, value in merged.items():
        setattr(record, name, value)
    session.add(record)
    session.flush()
    return record.id


def remove(session: Session, rule_id: int) -> None:
    """Remove a rule written down by mistake.

    Raises:
        UserError: it has papers.
    """
    record = session.get_one(OwnRule, rule_id)
    if bundles.listing(session, record.bundle_id):
        raise UserError("这条规定有附件，不能删除", "请先移出附件；不再执行的请填写截止日期")
    bundle_id = record.bundle_id
    session.delete(record)
    session.flush()
    bundles.remove_bundle(session, bundle_id)
