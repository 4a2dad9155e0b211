"""Reception: what a county makes of a package that is whole, signed and addressed to it.

A verdict is a pair, who sends and how the trail goes on, since either can be wrong while the other is right.
What is taken at once is a known sender whose trail goes on from what was received; everything else changes
nothing until somebody at the county decides, with a reason (docs/package-format.md, “Receiving”).
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from banfu_desktop.rules.words import Word


class Sender(Word):
    """Whether the sender is the one the county knows; all but the first are held."""

    KNOWN = "known", "已登记"
    FIRST = "first", "首次上报"
    UNKNOWN_TOWN = "unknown_town", "不在本县名单"
    RENAMED = "renamed", "换了镇名"
    NEW_KEY_SIGNED = "new_key_signed", "换了签名钥匙（旧钥匙认可）"
    NEW_KEY_UNSIGNED = "new_key_unsigned", "换了签名钥匙"
    REFOUNDED = "refounded", "另一份办公数据"


class History(Word):
    """How a package's trail stands to what was received of that town."""

    NEXT = "next", "接得上"
    GAP = "gap", "接得上，中间缺包"
    RESTORED = "restored", "恢复过备份"
    OLDER = "older", "比收过的旧"
    BRANCHED = "branched", "与收过的不同"


class Handling(Word):
    """What becomes of a package."""

    TAKEN = "taken", "收下"
    REPEATED = "repeated", "重复"
    KEPT = "kept", "留存，不计"
    HELD = "held", "待确认"


@dataclass(frozen=True)
class Restore:
    """A restore that a package declares.

    Attributes:
        entry: of the trail, that says so.
        kept: entries that were kept, ending in `head` (hex).
        lost: entries there had been.
        generation: of the office's data from then on.
    """

    entry: int
    kept: int
    head: str
    lost: int
    generation: int


@dataclass(frozen=True)
class Successor:
    """A new signing key of an office; `holds` where the old one has signed for it. Keys in hex."""

    old: str
    new: str
    holds: bool


@dataclass(frozen=True)
class Sheet:
    """A sealed sheet as a package names it: month 2026-10, the net sum in fen, its check code."""

    month: str
    payer: str
    number: str
    version: int
    state: str
    net_fen: int
    check_code: str


@dataclass(frozen=True)
class Arrived:
    """A package that is whole and signed.

    Attributes:
        code: the town's code on the county's list, or empty.
        previous: the digest of the package before, or empty.
        digest: SHA-256 (hex) of its manifest.
        since: entries before the first link it brings.
        heads: of the trail after entry `since`, `since` + 1, …: 32 bytes each.
    """

    town: str
    code: str
    office: str
    verify_key: str
    generation: int
    number: int
    digest: str
    previous: str
    since: int
    heads: Sequence[bytes]
    restores: Sequence[Restore] = ()
    succession: Sequence[Successor] = ()
    sheets: Sequence[Sheet] = ()

    @property
    def entries(self) -> int:
        """How long its trail is."""
        return self.since + len(self.heads) - 1


@dataclass(frozen=True)
class Known:
    """What a county knows of a town's office, from the packages it took.

    Attributes:
        office: its lasting name; empty where only packages of format 1 have come.
        since: entries before the first head that was proven here; what lies before is not judged.
        heads: after entry `since`, `since` + 1, …; empty where only packages of format 1 have come.
        sheets: as the last package named them.
    """

    office: str
    verify_key: str
    generation: int
    number: int
    digest: str
    since: int
    heads: Sequence[bytes]
    sheets: Sequence[Sheet] = ()

    @property
    def end(self) -> int:
        """The last entry that is known."""
        return self.since + len(self.heads) - 1

    def head(self, entry: int) -> bytes:
        """The head after an entry that is known."""
        return self.heads[entry - self.since]


@dataclass(frozen=True)
class Listed:
    """A town on the county's own list."""

    name: str
    code: str = ""


@dataclass(frozen=True)
class Verdict:
    """What a county makes of a package.

    Attributes:
        town: under which it is registered or would be.
        from_entry: the first entry that the county knows otherwise, or that is gone; 0 where none is.
        to_entry: the last such entry.
        lost_sheets: sheets that the last package named and this one does not.
        unsigned: the first approval that lacks its person's signature; 0 where none does.
    """

    handling: Handling
    sender: Sender
    history: History | None
    town: str
    sentence: str
    from_entry: int = 0
    to_entry: int = 0
    lost_sheets: Sequence[Sheet] = field(default=())
    unsigned: int = 0

    @property
    def words(self) -> str:
        """The verdict as it is stored and compared: new_key_signed+branched, next+unsigned, repeated."""
        if self.handling is Handling.REPEATED:
            return self.handling.value
        sender = "" if self.sender is Sender.KNOWN else self.sender.value
        history = "" if self.history is None or (sender and self.history in GOES_ON) else self.history.value
        return "+".join(word for word in (sender, history, "unsigned" if self.unsigned else "") if word)


GOES_ON = frozenset({History.NEXT, History.GAP, History.RESTORED})
"""Where what was received stays, but for what a declared restore has lost."""


def judge(
    arrived: Arrived, known: Mapping[str, Known], listed: Iterable[Listed], received: Iterable[str]
) -> Verdict:
    """The verdict on a package.

    Args:
        known: what the county knows, by town.
        listed: the towns of the county; none where it keeps no list.
        received: digests of the packages it has taken.
    """
    if arrived.digest in received:
        town = _owner(arrived, known) or arrived.town
        sentence = "这份包已经收过，没有重复登记。"
        return Verdict(Handling.REPEATED, Sender.KNOWN, None, town, sentence)
    places = tuple(listed)
    owner = _owner(arrived, known)
    town = owner or _place(arrived, places)
    sender, about_sender = _sender(arrived, known.get(town), town, places)
    if town not in known:
        return Verdict(Handling.HELD, sender, None, arrived.town, about_sender)
    history, about_trail, first, last = _history(arrived, known[town])
    return Verdict(
        _handling(sender, history),
        sender,
        history,
        town,
        about_sender + about_trail,
        first,
        last,
        _lost_sheets(arrived, known[town]),
    )


def without_signature(verdict: Verdict, entry: int) -> Verdict:
    """A verdict where an approval lacks its person's signature (0: none does): such a package is held."""
    if not entry or verdict.handling is Handling.REPEATED:
        return verdict
    handling = Handling.HELD if verdict.handling is Handling.TAKEN else verdict.handling
    return replace(verdict, handling=handling, unsigned=entry)


def taken(arrived: Arrived, before: Known | None, history: History | None) -> Known:
    """What the county knows once it has taken a package, by itself or by somebody's decision."""
    since, heads = arrived.since, tuple(arrived.heads)
    if before is not None and history in GOES_ON and before.heads and before.since <= arrived.since:
        since, heads = before.since, (*before.heads[: arrived.since - before.since], *heads)
    return Known(
        arrived.office,
        arrived.verify_key,
        arrived.generation,
        arrived.number,
        arrived.digest,
        since,
        heads,
        tuple(arrived.sheets),
    )


def _handling(sender: Sender, history: History) -> Handling:
    if sender is Sender.KNOWN and history in GOES_ON:
        return Handling.TAKEN
    if sender is Sender.KNOWN and history is History.OLDER:
        return Handling.KEPT
    return Handling.HELD


def _owner(arrived: Arrived, known: Mapping[str, Known]) -> str:
    """Under which town this office or its key is registered; empty where neither is."""
    by_office = [town for town, there in known.items() if there.office == arrived.office]
    by_key = [town for town, there in known.items() if there.verify_key == arrived.verify_key]
    return next(iter((*by_office, *by_key)), "")


def _place(arrived: Arrived, listed: Sequence[Listed]) -> str:
    """The town's name on the list, by its name or by its code; its own name where neither is there."""
    if any(place.name == arrived.town for place in listed):
        return arrived.town
    return next((place.name for place in listed if arrived.code and place.code == arrived.code), arrived.town)


def _sender(arrived: Arrived, known: Known | None, town: str, listed: Sequence[Listed]) -> tuple[Sender, str]:
    if known is None:
        return _newcomer(arrived, town, listed)
    if town != arrived.town:
        return Sender.RENAMED, f"这份数据登记在{town}名下，现在自称{arrived.town}。"
    if known.office and known.office != arrived.office:
        return Sender.REFOUNDED, f"{town}登记的是另一份办公数据，这一份是重新建立的，或者不是{town}的。"
    if known.verify_key == arrived.verify_key:
        return Sender.KNOWN, ""
    if _succeeds(arrived, known.verify_key):
        return Sender.NEW_KEY_SIGNED, f"{town}换了签名钥匙，旧钥匙签字认可；请核对核对码。"
    return Sender.NEW_KEY_UNSIGNED, f"{town}换了签名钥匙，旧钥匙没有签字认可；请核对核对码。"


def _newcomer(arrived: Arrived, town: str, listed: Sequence[Listed]) -> tuple[Sender, str]:
    if not listed or any(place.name == arrived.town for place in listed):
        return Sender.FIRST, f"{arrived.town}第一次上报，请打电话核对核对码。"
    if town != arrived.town:
        return Sender.RENAMED, f"代码{arrived.code}在名单上是{town}，这份包自称{arrived.town}。"
    likely = _look_alike(arrived.town, listed)
    alike = f"，与“{likely}”相像而不相同" if likely else ""
    return Sender.UNKNOWN_TOWN, f"“{arrived.town}”不在本县的名单上{alike}。"


def _look_alike(name: str, listed: Sequence[Listed]) -> str:
    """A town of the list that a name could be taken for: compatibility forms, spaces, one in the other."""
    plain = _plain(name)
    return next(
        (
            place.name
            for place in listed
            if _plain(place.name) in plain or _one_apart(_plain(place.name), plain)
        ),
        "",
    )


def _plain(name: str) -> str:
    """Letters and digits in their ordinary form; what nobody sees is left out."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", name) if letter.isprintable()).replace(
        " ", ""
    )


def _one_apart(name: str, other: str) -> bool:
    """Whether two names differ in one character only (镇, 鎮)."""
    return len(name) == len(other) and sum(a != b for a, b in zip(name, other, strict=True)) == 1


def _succeeds(arrived: Arrived, key: str) -> bool:
    """Whether statements, each signed by the key before, lead from a key to the package's."""
    for step in arrived.succession:
        if step.old == key and step.holds:
            key = step.new
    return key == arrived.verify_key


def _history(arrived: Arrived, known: Known) -> tuple[History, str, int, int]:
    """How the trail goes on, a sentence, and the first and the last entry that are not as known."""
    if not known.heads:
        return History.GAP, "以前收到的是旧格式的包，留痕从这一份起接。", 0, 0
    low = max(arrived.since, known.since)
    if low > known.end:
        told = f"县里只知道到第{known.end}条，这份包从第{arrived.since + 1}条讲起，接不上。"
        return History.BRANCHED, told, known.end + 1, arrived.since
    if low > arrived.entries or not _same(arrived, known, low):
        return History.BRANCHED, f"从第{low}条起或更早就与收过的不同。", low, known.end
    common = _common(arrived, known, low)
    if common == known.end:
        if known.digest == arrived.previous or arrived.number == known.number + 1:
            return History.NEXT, "", 0, 0  # an office made of that very package does not know its digest
        return History.GAP, "与上次收到的之间还有没收到的包。", 0, 0
    if _declared(arrived, known, common):
        gone = f"镇里恢复过备份，县里已知的第{common + 1}–{known.end}条没有了。"
        return History.RESTORED, gone, common + 1, known.end
    if common == arrived.entries:
        return History.OLDER, "这份包比收过的旧，是迟到的。", 0, 0
    return History.BRANCHED, f"从第{common + 1}条起与收过的不同。", common + 1, known.end


def _same(arrived: Arrived, known: Known, entry: int) -> bool:
    return arrived.heads[entry - arrived.since] == known.head(entry)


def _common(arrived: Arrived, known: Known, low: int) -> int:
    """The last entry up to which both trails are one; they are at `low`, and once apart they stay so."""
    high = min(arrived.entries, known.end)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _same(arrived, known, middle) else (low, middle - 1)
    return low


def _declared(arrived: Arrived, known: Known, common: int) -> bool:
    """Whether the package declares a restore to exactly this entry, later than what is known."""
    head = known.head(common).hex()
    return any(
        restore.kept == common
        and restore.head == head
        and common < restore.entry <= arrived.entries
        and known.generation < restore.generation <= arrived.generation
        for restore in arrived.restores
    )


def _lost_sheets(arrived: Arrived, known: Known) -> tuple[Sheet, ...]:
    """Sheets that the last package named and this one does not; one that was paid or voided is no loss."""
    codes = {(sheet.payer, sheet.number, sheet.check_code) for sheet in arrived.sheets}
    return tuple(s for s in known.sheets if (s.payer, s.number, s.check_code) not in codes)
