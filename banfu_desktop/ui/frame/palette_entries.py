"""What the finder lists: commands, pages, records; matched by name or pinyin initials, kind by kind."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from banfu_desktop.ui.page.initials import initials

MOST, _MOST_OF_A_KIND = 12, 5
COMMAND, PAGE = "命令", "页面"
_ICONS = {
    "人员": "users", "单位": "building-2", "凭证": "wallet", "发票": "file-text", "报销": "receipt",
    "保单": "shield-check", "金额": "banknote", "流水": "table", "文件": "folder-open", "发放表": "banknote",
    "项目": "signature", "资产": "clipboard-list", "设置": "settings", "再找": "search",
    "镇（街）": "building-2", "问题": "circle-question-mark", "待办": "copy", "表册": "printer",
}  # fmt: skip


@dataclass(frozen=True)
class Words:
    """What the finder says before anything is found: in the empty line, below it, and where nothing was.

    Attributes:
        trail: the room in which deeds are looked for.
    """

    hint: str
    examples: str
    where_else: str
    trail: str


OF_OFFICE = Words(
    "人、单位、命令、凭证号、发票号、金额，或拼音首字母",
    "可以输入　zlx 钟立新　·　dyffb 打印发放表　·　018 凭证　·　370.38 金额　·　5018 手机尾号",
    "可以查：人员、单位、命令和设置、凭证号、发票号、报销单号、保单号、金额、手机后四位、文件。\n"
    "发票号、手机号至少输入4位；金额至少3位，不用写“元”；姓名可用拼音首字母。",
    "audit",
)
OF_COUNTY = Words(
    "镇、人员、问题、疑点、表册、命令，或拼音首字母",
    "可以输入　mkz 梅坑镇　·　scfk 生成反馈　·　县司法局 单位　·　未参保 待办　·　花名册 表册",
    "可以查：镇（街）、联系人、人员（姓名只有姓）、派出单位、问题和答复、疑点待办、表册、命令。\n"
    "县里没有身份证号、账号和手机号，查不到。",
    "trail",
)


@dataclass(frozen=True)
class Entry:
    """A line of the finder.

    Attributes:
        kind: the word it is listed under (命令, 人员).
        hint: where it is, at the right.
        keys: what does the same, as Qt writes it.
        refusal: why it cannot be done now; it is grey then, and Enter says so.
        name: of a command, so that it is known what is used most.
    """

    label: str
    hint: str
    icon: str
    run: Callable[[], object]
    kind: str = COMMAND
    keys: str = ""
    refusal: str = ""
    name: str = ""

    @property
    def picture(self) -> str:
        """Its icon's name."""
        return self.icon or _ICONS.get(self.kind, "chevron-right")


def rank(label: str, typed: str) -> int:
    """How well a label answers a text: 0 begins with it, 1 its initials do, 2 holds it, 3 not at all."""
    name, short = label.casefold(), initials(label)
    if name.startswith(typed):
        return 0
    if short.startswith(typed):
        return 1
    return 2 if typed in name or typed in short else 3


def matching(entries: Iterable[Entry], text: str) -> list[Entry]:
    """Entries that hold the text in their name or initials; those that begin with it first."""
    typed = text.casefold().strip()
    ranked = [(rank(entry.label, typed), entry) for entry in entries]
    return [entry for place, entry in sorted(ranked, key=lambda pair: pair[0]) if place < 3]


def arranged(commands: Sequence[Entry], found: Sequence[Entry], text: str) -> list[Entry]:
    """Kind below kind, the kind with the best answer first, at most MOST lines.

    Args:
        commands: those that match, best first.
        found: records, which matched where they were looked for.
    """
    typed = text.casefold().strip()
    best: dict[str, int] = {}
    kinds: dict[str, list[Entry]] = {}
    for entry in (*found, *commands) if any(letter.isdigit() for letter in typed) else (*commands, *found):
        kinds.setdefault(entry.kind, []).append(entry)
        best[entry.kind] = min(best.get(entry.kind, 9), min(rank(entry.label, typed), 2))
    ordered = sorted(kinds, key=lambda kind: best[kind])
    most = MOST if len(ordered) == 1 else _MOST_OF_A_KIND
    return [entry for kind in ordered for entry in kinds[kind][:most]][:MOST]


def marked(label: str, text: str) -> tuple[int, int]:
    """Where the typed text stands in a label, by its characters or their initials: (start, end)."""
    typed = text.casefold().strip()
    start = label.casefold().find(typed) if typed else -1
    if start >= 0:
        return start, start + len(typed)
    places = [place for place, letter in enumerate(label) if initials(letter)]
    short = initials(label).find(typed) if typed else -1
    if short < 0 or short + len(typed) > len(places):
        return 0, 0
    return places[short], places[short + len(typed) - 1] + 1
