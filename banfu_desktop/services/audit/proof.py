"""Whether rows and trail are what the program wrote, said to the clerk place by place."""

from collections.abc import Iterator
from itertools import chain, islice

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db import (
    judging,
    judging_approvals,
    judging_deeds,
    judging_erasures,
    judging_persons,
    judging_rights,
    judging_sealed,
    replay,
)
from banfu_desktop.db.judging_rights import Unrightful
from banfu_desktop.db.replay import Differing
from banfu_desktop.rules.dates import to_the_minute
from banfu_desktop.services.audit.trail import Names, label_of, record_words, value_words

_ENTRY = "SELECT at, actor, name, table_name, row_id, before, after FROM audit WHERE id = ?"
_COLUMNS_TOLD, _TOLD = 3, 20


def doubt(session: Session) -> str:
    """What first is wrong with rows or entries of a trail whose chain holds; empty if nothing is."""
    first = next(chain(differing_rows(session), doubtful_entries(session)), "")
    return f"{first}（检查数据可以看到全部）" if first else ""


def differing_rows(session: Session) -> Iterator[str]:
    """Every row that was changed, removed or put in behind the trail's back."""
    names = Names(session)
    for row in replay.differing(session.connection()):
        yield _differing(row, names)


def doubtful_entries(session: Session) -> Iterator[str]:
    """Every entry that does not follow the one before, was erased unrecorded, or says what is forbidden."""
    connection, names = session.connection(), Names(session)
    for entry in judging.unreadable(connection):
        yield f"{_told(connection, entry, names)}：内容不成文，本程序不会这样写"
    for entry in judging_deeds.misnumbered(connection):
        yield f"{_told(connection, entry, names)}：不是它那次办理里的，本程序不会这样写"
    for entry in judging_deeds.misdated(connection):
        yield f"{_told(connection, entry, names)}：写的时间或日子不是电脑日期，本程序不会这样写"
    for entry in judging_deeds.forged_upgrades(connection):
        yield f"{_told(connection, entry, names)}：升级的记录不合规矩，本程序没有这样升级过"
    for entry, signer in judging_persons.misnamed(connection):
        yield f"{_told(connection, entry, names)}：签名的是{signer}，写的却是别人"
    for entry, signer in judging_persons.put_on_others(connection):
        yield f"{_told(connection, entry, names)}：签名的是{signer}，里面写的却是别人办的"
    for entry in judging_persons.untrue_keys(connection):
        yield f"{_told(connection, entry, names)}：这个密码是谁设置的，写得与办理的人不符"
    for gap in replay.gaps(connection):
        yield f"{_told(connection, gap.entry, names)}：改动前的内容与它上一次的留痕不符，两次之间被改过"
    for entry in replay.unlisted_erasures(connection):
        yield f"{_told(connection, entry, names)}：内容被抹去的情况与销毁记录不符"
    for entry in judging_erasures.untimely(connection):
        yield f"{_told(connection, entry, names)}：抹去的不是保存期限已满的人的"
    for entry in sorted({*judging.forbidden_entries(connection), *judging_sealed.past_a_seal(connection)}):
        yield f"{_told(connection, entry, names)}：记录已封存，本程序不会这样改它"
    for entry in judging_approvals.unseparated(connection):
        yield f"{_told(connection, entry, names)}：办的人参与了编制，没有别人核对，也没有写明原因"
    for found in judging_rights.unrightful(connection):
        yield f"{_told(connection, found.entry, names)}：{_no_right(found)}"
    for entry in judging_rights.undated(connection):
        yield f"{_told(connection, entry, names)}：没有写明办理的日子，不是本程序写入的"


def verify(session: Session) -> tuple[list[str], list[str]]:
    """What holds of rows and entries, and what does not, the first so many of each."""
    good, bad = [], []
    for sentence, doubts in (
        ("每条留痕都接得上、合规矩", doubtful_entries(session)),
        ("每一行数据都与留痕相符", differing_rows(session)),
    ):
        first = list(islice(doubts, _TOLD))
        more = sum(1 for _ in doubts)
        bad += [*first, f"另有{more}处"] if more else first
        good += [] if first else [sentence]
    return good, bad


def _differing(row: Differing, names: Names) -> str:
    where = f"留痕第{row.entry}条"
    if row.entry is None:
        return f"{_record(row, row.now, names)}不是由本程序写入的，留痕里没有它"
    if row.said is None:
        return f"{_record(row, row.now, names)}在{where}已经删除，现在又有了"
    if row.now is None:
        return f"{_record(row, row.said, names)}不见了，留痕里没有删除它的记录（最后是{where}）"
    told = "；".join(_column(row, column, names) for column in row.columns[:_COLUMNS_TOLD])
    more = "等" if len(row.columns) > _COLUMNS_TOLD else ""
    return f"{_record(row, row.said, names)}与{where}不符：{told}{more}"


def _record(row: Differing, text: str | None, names: Names) -> str:
    return f"{record_words(row.table, row.row_id, replay.values(text), names)}（第{row.row_id}号）"


def _column(row: Differing, column: str, names: Names) -> str:
    label = label_of(row.table, column)
    trail_value, now = (replay.values(text).get(column) for text in (row.said, row.now))
    old, new = (value_words(row.table, column, value, names) for value in (trail_value, now))
    return f"{label}留痕为“{old}”，现为“{new}”" if old != new else f"{label}不同"


def _no_right(found: Unrightful) -> str:
    if found.role is None or found.act is None:
        return "谁都没有权限这样改，本程序不会这样写"
    return f"“{found.role.label}”不能{found.act.label}，本程序不会让他办"


def _told(connection: sa.Connection, entry: int, names: Names) -> str:
    row = connection.exec_driver_sql(_ENTRY, (entry,)).first()
    if row is None:
        return f"留痕第{entry}条"
    record = record_words(row.table_name, row.row_id, replay.values(row.after or row.before), names)
    return f"留痕第{entry}条（{to_the_minute(row.at or '')}，{row.actor}，{row.name}，{record}）"
