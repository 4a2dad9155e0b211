"""Whether a town's persons signed what they approved, as its county can tell from a report.

The county keeps which person had which key from which entry on, as the town's own trail told it. What it
knows of before a report is only asked for what the report does not tell again.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from banfu_desktop.backup.body import PublicEntry
from banfu_desktop.backup.report import Report
from banfu_desktop.db.persons import signed_text_of
from banfu_desktop.db.slots import signed_by
from banfu_desktop.rules.text import readable
from banfu_desktop.rules.trail import COVERED

_PERSON, _NAME, _ACTOR = (COVERED.index(name) for name in ("person", "name", "actor"))
_PERSONS = "persons"
_TOLD = 3
_KEY = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class PersonKey:
    """From an entry on a person signs with a key (hex); empty where he is not at work any more."""

    entry: int
    person: int
    key: str


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


def prove(report: Report, known: Sequence[PersonKey], *, complete: bool, after: int) -> Signing:
    """Prove the signatures of what a report approves.

    Args:
        known: keys that the county has from earlier reports of the same trail.
        complete: whether those go back to the beginning, so that a person without a key is none.
        after: what stands up to this entry was proven before.
    """
    since = report.manifest.trail.since
    proof = _Proof(report, [each for each in known if each.entry <= since], complete)
    for _, deed in groupby(proof.entries, lambda entry: entry.deed):
        proof.judge(list(deed), after)
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
        self._heads = body.heads(manifest)
        self.proven = self.unknown = self.broken = 0
        self.doubt = ""
        self.by_card: list[int] = []

    def judge(self, deed: list[PublicEntry], after: int) -> None:
        """Prove a deed by the keys in force before it, then learn from it."""
        keys = {person: key for person, key in _latest(self.history).items() if key}
        for entry in deed:
            if entry.entry > after and not self.broken:
                self._prove(entry, keys)
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

    def _breaks(self, entry: PublicEntry) -> None:
        self.broken = entry.entry
        what = readable(f"{entry.covered[_ACTOR]}，{entry.covered[_NAME]}")
        self.doubt = f"第{entry.entry}条（{what}）没有本人的签名，或签名不对，谁批准的无法证明。"


def _latest(history: Iterable[PersonKey]) -> dict[int, str]:
    return {each.person: each.key for each in history}


def _learned(entry: PublicEntry) -> PersonKey | None:
    """What an entry about a person says of his key; None of any other entry, and of one that no trail has."""
    table, person = entry.record
    if table != _PERSONS or type(person) is not int:
        return None
    row = _row(entry)
    key = "" if row.get("left_on") else str(row.get("verify_key") or "")
    return PersonKey(entry.entry, person, key if _KEY.fullmatch(key) else "")


def _row(entry: PublicEntry) -> Mapping[str, Any]:
    try:
        row = json.loads(entry.covered[-1] or "{}")
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
