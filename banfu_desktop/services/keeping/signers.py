"""Whether a town's persons signed what they approved, as its county can tell from a report.

The county keeps which person had which key and role from which entry on, as the town's own trail told it.
What it knows of before a report is only asked for what the report does not tell again. Where persons sign, a
sheet that is new to the county must come with the entries that sealed it: whoever writes a report by another
program could otherwise leave out what nobody signed, and name sheets or sums that nobody sealed.
"""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from banfu_desktop.backup.body import PublicEntry
from banfu_desktop.backup.report import Report
from banfu_desktop.db.persons import signed_text_of
from banfu_desktop.db.slots import signed_by
from banfu_desktop.rules.reception import Sheet
from banfu_desktop.rules.rights import Change, UnknownChangeError
from banfu_desktop.rules.rights_by_table import acts_of
from banfu_desktop.rules.roles import SEPARATED, Act, Role, may
from banfu_desktop.rules.subsidies_sheets import number_words
from banfu_desktop.rules.text import readable
from banfu_desktop.rules.trail import COVERED

_PERSON, _NAME, _ACTOR, _OP = (COVERED.index(name) for name in ("person", "name", "actor", "op"))
_PERSONS, _UPGRADES = "persons", "upgrades"
_SHEETS, _LINES = "subsidy_sheets", "subsidy_lines"
_TOLD = 3
_KEY = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class PersonKey:
    """From an entry on a person signs with a key (hex) in a role.

    Attributes:
        key: empty where he is not at work any more.
        role: empty where the county learnt of him when it did not keep that.
    """

    entry: int
    person: int
    key: str
    role: str = ""


@dataclass(frozen=True)
class Signing:
    """What a report proves of who approved what in it.

    Attributes:
        keys: everybody's, with those of before, as they stand after the report.
        proven: so many entries that approve bear their person's signature.
        unknown: so many bear one of somebody of whom the county has no key.
        broken: the first entry without the signature it should have; 0 where none is.
        sentences: what somebody at the county should know, each a sentence.
    """

    keys: tuple[PersonKey, ...]
    proven: int = 0
    unknown: int = 0
    broken: int = 0
    sentences: tuple[str, ...] = ()


def prove(
    report: Report,
    known: Sequence[PersonKey],
    *,
    complete: bool,
    after: int,
    sheets: Collection[Sheet] | None = None,
) -> Signing:
    """Prove the signatures of what a report approves.

    Args:
        known: keys that the county has from earlier reports of the same trail.
        complete: whether those go back to the beginning, so that a person without a key is none.
        after: what stands up to this entry was proven before.
        sheets: those that the county knows; None where it cannot tell which are new.
    """
    since = report.manifest.trail.since
    proof = _Proof(report, [each for each in known if each.entry <= since], complete)
    for _, deed in groupby(proof.entries, lambda entry: entry.deed):
        proof.judge(list(deed), after)
    if sheets is not None:
        proof.judge_sheets(sheets)
    return Signing(
        tuple(proof.history),
        proof.proven,
        proof.unknown,
        proof.broken,
        tuple(filter(None, (proof.doubt, *_sentences(proof, report, after)))),
    )


class _Proof:
    """A report gone through deed by deed."""

    def __init__(self, report: Report, history: list[PersonKey], complete: bool) -> None:
        manifest, body = report.manifest, report.body
        both = {entry.entry: entry for entry in (*body.persons, *body.approvals)}
        self.entries = [both[number] for number in sorted(both)]
        self.history, self._complete = history, complete
        self._there, self._office, self._since = both, manifest.office, manifest.trail.since
        self._heads, self._manifest = body.heads(manifest), manifest
        self.proven = self.unknown = self.broken = 0
        self.doubt = ""
        self.by_card: list[int] = []

    def judge(self, deed: list[PublicEntry], after: int) -> None:
        """Prove a deed by the keys in force before it, then learn from it."""
        keys = {person: each for person, each in _latest(self.history).items() if each.key}
        by_upgrade = any(entry.record[0] == _UPGRADES for entry in deed)
        for entry in deed:
            if entry.entry > after and not self.broken:
                self._prove(entry, {person: each.key for person, each in keys.items()})
                self._judge_role(entry, keys.get(entry.person), by_upgrade=by_upgrade)
        self.history += [known for entry in deed if (known := _learned(entry)) is not None]

    def _prove(self, entry: PublicEntry, keys: Mapping[int, str]) -> None:
        if not entry.person and not entry.covered[_PERSON]:
            if entry.record[0] == _PERSONS:
                self.by_card += [entry.entry] if keys else []
            elif keys:
                self._breaks(entry)
        elif entry.person not in keys and not self._complete:
            self.unknown += 1
        elif self._is_signed(entry, keys.get(entry.person, "")):
            self.proven += 1
        else:
            self._breaks(entry)

    def _judge_role(self, entry: PublicEntry, who: PersonKey | None, *, by_upgrade: bool) -> None:
        """A good signature of somebody whose role may not approve is none; an upgrade only carries over."""
        role = next((role for role in Role if who is not None and role.value == who.role), None)
        if self.broken or role is None or by_upgrade:
            return
        if any(not may(role, act) for act in _acts(entry)):
            self._breaks(entry, f"是“{role.label}”签的，他没有这个权限")

    def judge_sheets(self, known: Collection[Sheet]) -> None:
        """Where persons sign, hold every sheet against what sealed it, or what the county knows of it."""
        if self.broken or not any(each.key for each in _latest(self.history).values()):
            return
        sums = {_place(sheet): sheet.net_fen for sheet in known}
        sealed = _sealed(self.entries)
        for sheet in self._manifest.sheets:
            place = _place(sheet)
            right = {sums[place]} if place in sums else sealed.get((sheet.number, sheet.check_code), set())
            if not right & {sheet.net_fen, None}:
                self.broken = self._manifest.trail.entries
                why = "合计与封存时不同" if right else "没有封存它的留痕"
                told = f"{sheet.month} {sheet.payer}{sheet.number}（{sheet.check_code}）"
                self.doubt = readable(f"{told}{why}。")
                return

    def _is_signed(self, entry: PublicEntry, key: str) -> bool:
        """Whether its deed's last entry, which came along, bears the person's signature of its link."""
        last = self._there.get(entry.signed)
        if last is None or last.deed != entry.deed or last.entry < entry.entry:
            return False
        if entry.covered[_PERSON] != entry.person:
            return False
        link = self._heads[last.entry - self._since]
        try:
            return signed_by(bytes.fromhex(key), signed_text_of(self._office, link), entry.signature)
        except ValueError:
            return False

    def _breaks(self, entry: PublicEntry, why: str = "没有本人的签名，或签名不对，谁批准的无法证明") -> None:
        self.broken = entry.entry
        what = readable(f"{entry.covered[_ACTOR]}，{entry.covered[_NAME]}")
        self.doubt = f"第{entry.entry}条（{what}）{why}。"


def _latest(history: Iterable[PersonKey]) -> dict[int, PersonKey]:
    return {each.person: each for each in history}


def _place(sheet: Sheet) -> tuple[str, str, str]:
    """What a sheet is known by; a month that was sealed as a whole gave all its sheets one code."""
    return sheet.payer, sheet.number, sheet.check_code


def _sealed(entries: Iterable[PublicEntry]) -> Mapping[tuple[str, str], set[int | None]]:
    """The sums in fen of the sheets sealed here, by number and code; None of one older than the persons."""
    sheets, lines = dict[int, tuple[str, str, bool]](), defaultdict[int, dict[int, int]](dict)
    for entry in entries:
        (table, row_id), row = entry.record, _row(entry)
        if table == _SHEETS and row.get("check_code"):
            number = number_words(_number(row.get("year")) or None, _number(row.get("serial")) or None)
            sheets[row_id] = number, str(row["check_code"]), entry.covered[_PERSON] is not None
        elif table == _LINES:
            lines[_number(row.get("sheet_id"))][row_id] = _number(row.get("net_fen"))
    found = defaultdict[tuple[str, str], set[int | None]](set)
    for sheet, (number, code, signed) in sheets.items():
        found[number, code].add(sum(lines[sheet].values()) if signed or lines[sheet] else None)
    return found


def _acts(entry: PublicEntry) -> frozenset[Act]:
    """What an entry comes to that is kept apart; nothing where this program does not know."""
    sides = (_side(text) for text in entry.covered[-2:])
    try:
        return acts_of(Change(str(entry.covered[_OP]), *entry.record, *sides)) & SEPARATED
    except (UnknownChangeError, TypeError):  # of a program with other tables, or of none
        return frozenset()


def _learned(entry: PublicEntry) -> PersonKey | None:
    """What an entry about a person says of his key; None of any other entry, and of one that no trail has."""
    table, person = entry.record
    if table != _PERSONS or type(person) is not int:
        return None
    row = _row(entry)
    key = "" if row.get("left_on") else str(row.get("verify_key") or "")
    role = next((role.value for role in Role if role.value == row.get("role")), "")
    return PersonKey(entry.entry, person, key if _KEY.fullmatch(key) else "", role)


def _row(entry: PublicEntry) -> Mapping[str, Any]:
    return _side(entry.covered[-1])


def _side(text: Any) -> Mapping[str, Any]:
    try:
        row = json.loads(text or "{}")
    except (ValueError, TypeError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}


def _sentences(proof: _Proof, report: Report, after: int) -> Iterator[str]:
    if proof.by_card:
        told = "、".join(f"第{entry}条" for entry in proof.by_card[-_TOLD:])
        yield f"镇里用恢复卡设过人员密码（{told}），请打电话核对。"
    if proof.unknown:
        yield f"有{proof.unknown}处的签字人县里还没有公钥，没有核对签字。"
    alone = [row for row in report.body.sections.get("alone", ()) if _number(row.get("entry")) > after]
    if alone:
        told = "；".join(
            f"{row.get('about')}，{row.get('by')}：{row.get('reason')}" for row in alone[-_TOLD:]
        )
        more = "，最近的是" if len(alone) > _TOLD else "："
        yield readable(f"参与编制又自己审核的有{len(alone)}处{more}{told}。")


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
