"""What lies in an inbox, as its page shows it: covers, verdicts beforehand, what became of each.

Nothing is written here. Packages that are in order already are shown as what they were taken for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reception import Handling, Verdict
from banfu_desktop.services.county import inbox, judging, ledger, province, register
from banfu_desktop.services.county.calls import Call, call_for
from banfu_desktop.services.county.desk import CountyDesk
from banfu_desktop.services.county.inbox import HELD, REFUSED, TAKEN, Glanced
from banfu_desktop.services.keeping.package import open_report

MOST_JUDGED = 300
"""So many packages are judged beforehand; a city's inbox is judged while it is received."""
GOOD, LATER = "可收", "收下时判定"
_WORDS = {
    "next": GOOD, "gap": "缺包", "restored": "恢复过备份", "older": "比收过的旧", "branched": "历史分叉",
    "first": "首次上报", "unknown_town": "不在名单", "renamed": "换了镇名", "new_key_signed": "新钥匙",
    "new_key_unsigned": "新钥匙", "refounded": "另一份数据", "repeated": "重复", "unsigned": "没有签字",
    "wrong_county": "不是本县", "not_ours": "不是本县", "newer": "新版程序", "newer_format": "新版程序",
    "newer_schema": "新版程序", "practice": "练习用的", "not_practice": "真的，不收", "format_1": "旧格式",
}  # fmt: skip
_OF_REPORTS = {"county_ready": GOOD, "county_first": "没有核对过", "own_report": "本县自己的"}
"""What is said of another county's report."""
_DAMAGED = "损坏"


@dataclass(frozen=True)
class Seen:
    """A package in an inbox.

    Attributes:
        place: 已收, 待确认, 退回, or empty for what is still to be received.
        words: the verdict's pair, or why it is refused; empty where it is judged later.
        sentence: what is said of it.
        verdict: of one that could be judged now; None else.
        call: whom to ring; None where nobody need be rung.
        known_entries: how long the trail is that the county knows of its town.
        entries: how long its own is.
        is_report: whether it is no package but another county's report.
    """

    glanced: Glanced
    place: str
    words: str
    sentence: str = ""
    verdict: Verdict | None = None
    call: Call | None = None
    known_entries: int = 0
    entries: int = 0
    is_report: bool = False

    @property
    def word(self) -> str:
        """The verdict in one or two words."""
        return word_of(self.words) if self.words else LATER

    @property
    def handling(self) -> Handling | None:
        """What would become of it now; None where that is not known."""
        if self.is_report:
            return next((each for each, word in _BY_HANDLING.items() if word == self.words), None)
        return self.verdict.handling if self.verdict else None

    @property
    def waits(self) -> bool:
        """Whether somebody has to decide on it now: it is held, and nothing has settled it meanwhile.

        One that could not be moved, as on a stick that is read only, is known to be held.
        """
        if self.is_report:
            return self.handling is Handling.HELD
        is_held = self.place == HELD or (not self.place and self.glanced.known == Handling.HELD.value)
        return is_held and (self.handling is Handling.HELD or self.words == "format_1")

    @property
    def is_ready(self) -> bool:
        """Whether it was held and can be taken now without any decision."""
        return self.place == HELD and self.handling is Handling.TAKEN

    @property
    def asks_who(self) -> bool:
        """Whether it is in doubt who sends, so that a fingerprint must be heard."""
        return any(word not in _OF_HISTORY for word in self.words.split("+"))


def word_of(words: str) -> str:
    """A verdict's pair, or why a package was refused, in one or two words each."""
    return "、".join((_WORDS | _OF_REPORTS).get(each, _DAMAGED) for each in words.split("+"))


_BY_HANDLING = {
    Handling.TAKEN: "county_ready", Handling.HELD: "county_first", Handling.KEPT: "older",
    Handling.REPEATED: "repeated",
}  # fmt: skip
_OF_HISTORY = frozenset({"next", "gap", "restored", "older", "branched", "unsigned", "repeated", ""})


def seen(desk: CountyDesk, folder: Path, now: datetime) -> list[Seen]:
    """What lies in an inbox and in the folders of what is in order there: packages, and counties' reports.

    Raises:
        UserError: no such folder.
        MachineError: it cannot be read.
    """
    fresh = inbox.look(desk, folder, now)
    found = [_judged(desk, each, "") if len(fresh) <= MOST_JUDGED else Seen(each, "", "") for each in fresh]
    for place in (HELD, REFUSED, TAKEN):
        if (folder / place).is_dir():
            found += _in_order(desk, folder / place, place, now)
    for place in ("", HELD, REFUSED, TAKEN):
        if (folder / place).is_dir():
            found += [_report(desk, path, place) for path in inbox.reports(folder / place)]
    return found


def _in_order(desk: CountyDesk, folder: Path, place: str, now: datetime) -> Iterator[Seen]:
    for each in inbox.look(desk, folder, now):
        if place == HELD:
            yield _judged(desk, each, place)
        elif each.trouble:
            yield Seen(each, place, each.code, each.trouble)
        else:
            with desk.roll_up.read() as session:
                row = ledger.last_of(session, each.digest)
            yield Seen(each, place, row.words if row else "", row.sentence if row else "")


def _report(desk: CountyDesk, path: Path, place: str) -> Seen:
    """Another county's report, by what would become of it now."""
    try:
        arrival = province.look(desk, path)
    except PackageError as error:
        return Seen(Glanced(path, trouble=str(error)), place, error.code, str(error), is_report=True)
    report, handling = arrival.report, arrival.handling
    words, said = _BY_HANDLING[handling], arrival.sentence
    if place == TAKEN and handling is Handling.REPEATED:
        words, said = "county_ready", "已经收下"
    glanced = Glanced(
        path, report.county, report.number, made_at=report.made_at, fingerprint=report.fingerprint,
        digest=report.digest,
    )  # fmt: skip
    said = f"{report.county}写的县级汇总，{len(report.towns)}个镇，没有人员信息。{said}。"
    return Seen(glanced, place, words, said, is_report=True)


def _judged(desk: CountyDesk, glanced: Glanced, place: str) -> Seen:
    if glanced.code == "format_1":
        return Seen(glanced, place, "format_1", glanced.trouble)
    with desk.roll_up.read() as session:
        if glanced.trouble:
            call = call_for(session, glanced.town, glanced.code, glanced.number)
            return Seen(glanced, place, glanced.code, glanced.trouble, call=call)
        try:
            return _weighed(session, desk, glanced, place)
        except PackageError as error:
            call = call_for(session, glanced.town, error.code, glanced.number)
            return Seen(glanced, place, error.code, str(error), call=call)
        except UserError as error:
            return Seen(glanced, place, "", str(error))


def _weighed(session: Session, desk: CountyDesk, glanced: Glanced, place: str) -> Seen:
    report = open_report(glanced.path, (desk.reader,))
    judging.refuse_other_county(report.manifest, desk.county)
    sent = judging.arrived(report)
    verdict, signing = judging.judged(session, report, sent, register.listed(session))
    there = register.of(session, register.id_of(session, verdict.town))
    needed = verdict.handling is Handling.HELD or "gap" in verdict.words
    call = call_for(session, glanced.town, verdict.words, glanced.number) if needed else None
    return Seen(
        glanced, place, verdict.words, judging.told(verdict, signing), verdict, call,
        there.known.end if there else 0, sent.entries,
    )  # fmt: skip


__all__ = ["GOOD", "HELD", "LATER", "REFUSED", "TAKEN", "Seen", "seen", "word_of"]
