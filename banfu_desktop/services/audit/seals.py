"""The audit trail on paper: its code, what breaks it, and whether a printed code is in it."""

from collections import Counter
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.audit import ChainReport, chain_head, verify_chain
from banfu_desktop.db.integrity import any_text
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.dates import to_the_minute
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.text import readable
from banfu_desktop.services import rooms
from banfu_desktop.services.audit import proof
from banfu_desktop.services.audit.trail import word_of

_CHAIN_LETTERS, _CHECK_LETTERS = 16, 8
_ENTRY = "SELECT id, at, actor, name, table_name, hash FROM audit WHERE id = ?"
_TOLD = 6
"""So many kinds of records that have changed since are named."""
_SINCE = "SELECT table_name, count(*) FROM audit WHERE id > ? GROUP BY table_name"
_TYPO = "请对照纸面逐组核对"


@dataclass(frozen=True)
class Place:
    """Where in the trail a printed code stands.

    Attributes:
        paper: what the code seals (工作补助发放表, 审计封条).
        entry: the number of the last entry it covers; 0 when it was printed before the first.
        told: when, by whom and by which deed that entry was written.
        later: entries since.
        changed: of what the entries since are, the most frequent first: (请假, 5).
    """

    paper: str
    entry: int
    told: str
    later: int
    changed: tuple[tuple[str, int], ...] = ()

    @property
    def sentence(self) -> str:
        """What the clerk is told."""
        what = "、".join(f"{word}{count}条" for word, count in self.changed[:_TOLD])
        more = "等" if len(self.changed) > _TOLD else ""
        told = f"（{what}{more}）" if what else ""
        since = f"，之后又有{self.later}条{told}" if self.later else "，之后没有新的记录"
        return f"对得上：{self.paper}封到第{self.entry}条（{self.told}）{since}，至此全部相符，没有被改动。"


def head_code(session: Session) -> str:
    """The present head as papers print it."""
    return paper_key.chain_code(chain_head(session))


def breach(session: Session, report: ChainReport) -> str:
    """Where a chain breaks and what that means, in sentences; empty when it holds."""
    if report.broken_at is None:
        return ""
    connection = session.connection()
    with any_text(connection):
        row = connection.exec_driver_sql(_ENTRY, (report.broken_at,)).one()
    before = connection.exec_driver_sql("SELECT max(id) FROM audit WHERE id < ?", (row.id,)).scalar() or 0
    if before + 1 < row.id:
        gap = f"第{before + 1}条" if before + 2 == row.id else f"第{before + 1}条至第{row.id - 1}条"
        what = f"{gap}不见了"
    elif row.hash is None:
        what = f"第{row.id}条（{word_of(readable(row.table_name))}）不是由本程序写入的"
    else:
        what = f"第{row.id}条（{_told(row)}）或它前面的记录被改动、插入或删除过"
    good = f"第1条至第{before}条相符，可以采信" if before else "没有一条可以采信"
    return f"从第{row.id}条起对不上：{what}。{good}；之后的内容无法证明。"


def against(session: Session, typed: str) -> Place:
    """Find a printed code in the trail: a 留痕码 of 16 letters, or a sealed sheet's 校验码 of 8.

    Raises:
        UserError: no code, not in the trail, the trail is broken before the place it stands at, or rows are
            not what it says.
    """
    plain = paper_key.letters_of(typed)
    if len(plain) == _CHECK_LETTERS:
        paper, head = _sealed_by(session, typed)
    elif len(plain) == _CHAIN_LETTERS:
        paper, head = "留痕码", plain
    else:
        raise UserError(
            f"“{typed}”不是印在纸上的码", "留痕码有4组、每组4个字符，校验码有2组；请把它们照抄过来"
        )
    place = _find(session, paper, head)
    report = verify_chain(session)
    if report.broken_at is not None and report.broken_at <= place.entry:
        raise UserError(
            f"找到了这个码（第{place.entry}条），但{breach(session, report)}",
            "请保留现有文件，联系维护人员核查",
        )
    if wrong := proof.doubt(session):
        raise UserError(f"留痕里有这个码（第{place.entry}条），但{wrong}", "请保留现有文件，联系维护人员核查")
    return replace(place, changed=_changed(session, place.entry))


def _changed(session: Session, entry: int) -> tuple[tuple[str, int], ...]:
    """What the entries after one are about, in the clerk's words, the most frequent first."""
    counts: Counter[str] = Counter()
    for table, count in session.connection().exec_driver_sql(_SINCE, (entry,)):
        counts[word_of(readable(table))] += count
    return tuple(counts.most_common())


def _find(session: Session, paper: str, letters: str) -> Place:
    """The entry whose link begins with a code, by the format of the time when it was printed."""
    entries = session.connection().exec_driver_sql("SELECT count(*), max(id) FROM audit").one()
    if set(letters) == {"0"}:
        return Place(paper, 0, "第一条之前", int(entries[0]))
    head = _unpacked(letters)
    row = (
        session.connection()
        .exec_driver_sql(
            "SELECT id, at, actor, name FROM audit"
            " WHERE substr(hash, 1, ?1) = ?2 OR substr(hash1, 1, ?1) = ?2",
            (len(head), head),
        )
        .first()
    )
    if row is None:
        raise UserError(
            f"留痕里没有这个码（现有{entries[0]}条）",
            f"{_TYPO}；抄写无误，就是打印之后留痕被改写、换过，或者恢复过更早的备份，请保留文件，联系维护人员核查",
        )
    return Place(paper, row.id, _told(row), int(entries[1]) - row.id)


def _sealed_by(session: Session, typed: str) -> tuple[str, str]:
    """Which sealed paper bears a check code, and the head of the chain it was sealed over."""
    letters = "".join(ch for ch in typed.upper() if ch.isascii() and ch.isalnum())
    code = f"{letters[:4]}-{letters[4:]}"
    for sealed in rooms.offered("sealed"):
        if (seal := sealed(session, code)) is not None:
            paper, head = seal
            return paper, _letters(head)
    raise UserError(f"没有校验码为 {code} 的封存表", f"{_TYPO}；没有封存或付款的单据不在留痕封存之列")


def _letters(head_hex: str) -> str:
    return paper_key.chain_code(head_hex).replace("-", "")


def _unpacked(letters: str) -> bytes:
    """The bytes behind the letters of a code.

    Raises:
        UserError: a letter that never stands in one.
    """
    if strange := set(letters) - set(paper_key.ALPHABET):
        raise UserError(f"“{min(strange)}”不会出现在留痕码里", _TYPO)
    return paper_key.pack(letters.rjust(_CHAIN_LETTERS, "0"))


def _told(row: sa.Row[tuple[object, ...]]) -> str:
    return readable(f"{to_the_minute(row.at)}，{row.actor}，{row.name}")
