"""Seven towns and twelve months of packages: everything that can happen to a county, as files in folders.

Each folder is what lay in the inbox on a day. The sums that each town has printed are kept beside, so that a
test adds them up by itself.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from banfu_desktop.backup.identity import Reader, new_county_secret
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.reception import Sheet
from banfu_desktop.rules.words import TeamRole
from banfu_desktop.services.keeping.report import tag
from tests.county_packages import Post, with_sheets
from tests.rules import test_reception as steps

TOWNS = ("丰城街道", "马头镇", "遥田镇", "回龙镇", "黄磔镇", "梅坑镇", "沙田镇")
FENG, MA, YAO, HUI, HUANG, MEI, SHA = TOWNS
STRANGER = "石塘镇"
PAYERS = ("县司法局", "县林业局")
PEOPLE = 3
SECRETS = ("440233199001010015", "6222020200112233445", "13800000000")
"""What no town may send: the beginning of every identity number, account and telephone number here."""
Place = tuple[str, str, str]
"""Town, month (2026-10), payer."""


@dataclass
class Town:
    """A town's office in the model, and what its sheets print."""

    name: str
    place: int
    office: steps.Office
    printed: dict[Place, int] = field(default_factory=dict)

    def person(self, number: int) -> str:
        """An identity number; the first of 梅坑镇 is posted in 沙田镇 too."""
        place = TOWNS.index(MEI) if (self.name, number) == (SHA, 0) else self.place
        return f"44023319900101{place:02}{number:02}"

    def account(self, number: int) -> str:
        """A bank account; the second of 遥田镇 has that of somebody in 回龙镇."""
        place = TOWNS.index(HUI) if (self.name, number) == (YAO, 1) else self.place
        return f"62220202001122{place:02}{number:02}"

    def invoice(self) -> str:
        """An invoice; 丰城街道 and 马头镇 use the same."""
        return "044002600111 00000001" if self.name in (FENG, MA) else f"044002600111 1000000{self.place}"


@dataclass
class Story:
    """A year's packages as they are written."""

    folder: Path
    post: Post
    tag_key: bytes
    towns: dict[str, Town] = field(default_factory=dict)
    sent: dict[tuple[str, int], Path] = field(default_factory=dict)

    def month(self, town: Town, month: Month, **how: Any) -> Path:
        """A town seals a month and sends its package on the second of the next."""
        return self.package(town, month, f"{month}", datetime(*_day(month.shift(1)), 9, town.place), **how)

    def package(self, town: Town, month: Month, inbox: str, made_at: datetime, **how: Any) -> Path:
        """A package into the inbox of a day."""
        town.office.deed(f"封存 {month} {town.name}")
        changed = how.pop("sections", lambda sections: sections)
        sent = with_sheets(town.office.export(), tuple(_sheets(town, month)))
        path = self.folder / inbox / f"{town.name}-{sent.number:03}.bfb"
        path.parent.mkdir(parents=True, exist_ok=True)
        links = steps.LINKS[sent.digest]
        sections = changed(_sections(town, month, self.tag_key))
        self.post.write(path, sent, links, sections, made_at=made_at, proven=False, **how)
        self.sent[town.name, month.number] = path
        return path


def write(folder: Path, desk_key: str, tag_key: bytes) -> Story:
    """Write the whole year 2026 up to November into folders named by the month they report."""
    story = Story(folder, Post(desk_key, kind_of_use="demo"), tag_key)
    for place, name in enumerate(TOWNS):
        office = steps.Office(name, f"key {name}", f"office {name}")
        story.towns[name] = Town(name, place, office)
    copies: dict[str, steps.Office] = {}
    for number in range(1, 12):
        month = Month(2026, number)
        for town in story.towns.values():
            _happens(story, town, month, copies)
    return story


def _happens(story: Story, town: Town, month: Month, copies: dict[str, steps.Office]) -> None:
    """What a town does in a month; most send one package in time."""
    name, number = town.name, month.number
    if (name, number) == (HUI, 10):
        return  # nothing comes; November's package tells of it
    if (name, number) == (YAO, 5):
        path = story.month(town, month)
        path.rename(_late(story, path, "2026-05-late"))
        return
    if (name, number) == (SHA, 4):
        story.month(town, month).unlink()  # lost on its way
        return
    if (name, number) == (MA, 6):
        town.office.restore(copies[MA])
    if (name, number) == (MA, 10):
        town.office.new_key(f"key {MA} 2")
    if (name, number) == (HUANG, 10):
        town.office = copies[HUANG]  # an old folder was copied back, and nobody says so
    if (name, number) in ((MA, 5), (HUANG, 8)):
        copies[name] = deepcopy(town.office)
    if (name, number) == (MEI, 3):
        story.month(town, month, sections=_of_an_older_program, program="0.0.9")
    elif (name, number) == (MEI, 6):
        story.month(town, month, sections=_of_a_newer_program, program="0.9.0")
    else:
        path = story.month(town, month)
        if (name, number) == (MEI, 7):
            again = path.with_name(f"{name}-再拷一份.bfb")
            again.write_bytes(path.read_bytes())
        if (name, number) == (YAO, 8):
            whole = path.read_bytes()
            path.with_name(f"{name}-坏的.bfb").write_bytes(whole[:-900] + b"x" + whole[-899:])
    if (name, number) == (FENG, 9):
        _strangers(story, month)


def _strangers(story: Story, month: Month) -> None:
    """Packages that are nobody's: another county's, an unknown town's, a newer program's, a broken trail."""
    inbox, made_at = f"{month}", datetime(*_day(month.shift(1)), 10)
    feng = story.towns[FENG]
    other = Town(STRANGER, 0, steps.Office(STRANGER, "key 石塘", "office 石塘"))
    path = story.package(other, month, inbox, made_at)
    path.rename(path.with_name("不在名单.bfb"))
    guest = Town("云溪镇", 0, steps.Office("云溪镇", "key 云溪", "office 云溪"))
    path = story.package(guest, month, inbox, made_at, county="乳源县")
    path.rename(path.with_name("别的县.bfb"))
    elsewhere = replace(story.post, desk_key=Reader.of_county(new_county_secret()).public, digests={})
    lost = steps.Office("云溪镇", "key 云溪", "office 云溪")
    sent = lost.export()
    elsewhere.write(story.folder / inbox / "打不开.bfb", sent, steps.LINKS[sent.digest])
    whole = story.sent[FENG, month.number].read_bytes()
    (story.folder / inbox / "新格式.bfb").write_bytes(whole.replace(b"BANFU2", b"BANFU3", 1))
    broken = deepcopy(feng.office).export()
    links = [b"x" * 32 for _ in steps.LINKS[broken.digest]]
    story.post.write(story.folder / inbox / "断链.bfb", broken, links, made_at=made_at, proven=False)


def _late(story: Story, path: Path, inbox: str) -> Path:
    (story.folder / inbox).mkdir(exist_ok=True)
    return story.folder / inbox / path.name


def _day(month: Month) -> tuple[int, int, int]:
    first = month.first
    return first.year, first.month, 2


def _sheets(town: Town, last: Month) -> Iterator[Sheet]:
    """Every month's sheets of both payers, and a voided one that counts nowhere."""
    town.printed.clear()
    for number in range(1, last.number + 1):
        month = Month(2026, number)
        for place, payer in enumerate(PAYERS):
            net = sum(_net(town, person, month) for person in range(PEOPLE) if person % 2 == place)
            town.printed[town.name, str(month), payer] = net
            serial = f"2026年第{2 * number + place:03}号"
            yield Sheet(str(month), payer, serial, 1, "paid", net, f"K7QM-{number:02}{place}X")
    yield Sheet("2026-01", PAYERS[0], "2026年第001号", 1, "voided", 999_999, "VOID-0000")


def _net(town: Town, person: int, month: Month) -> int:
    """Net fen of a person; nothing round, so that a lost fen shows."""
    return 200_000 - 1_290 * person - 317 * town.place - 13 * month.number


def _sections(town: Town, last: Month, tag_key: bytes) -> dict[str, list[dict[str, Any]]]:
    """The body as the rooms write it, for the months up to one."""
    people = range(PEOPLE)

    def tags(person: int) -> dict[str, str]:
        return {
            "identity": tag(tag_key, "identity", town.person(person)),
            "account": tag(tag_key, "account", town.account(person)),
        }

    lines = [
        {
            "sheet": f"2026年第{2 * number + person % 2:03}号", "month": f"2026-{number:02}",
            "payer": PAYERS[person % 2], "person": person + 1, "name": "罗**", "unit": PAYERS[person % 2],
            "role": "队员", "about": f"2026-{number:02}", "difference": False, "one_off": False,
            "days_posted": 30, "days_present": 21, "gross_fen": 200_000,
            "deducted_fen": 200_000 - _net(town, person, Month(2026, number)),
            "net_fen": _net(town, person, Month(2026, number)), "paid_on": f"2026-{number:02}-03",
            "waived_on": None, "tags": tags(person),
        }
        for number in range(1, last.number + 1)
        for person in people
    ]  # fmt: skip
    roster = [
        {
            "person": person + 1, "posting": person + 1, "name": "罗**", "sex": "男", "category": "驻镇干部",
            "unit": PAYERS[person % 2], "rank": None,
            "role": TeamRole.FIRST_SECRETARY.label if person == 2 else "队员",
            "village": "梅坑村" if person == 2 else None, "selected_on": None, "arrived_on": "2026-01-05",
            "planned_until": f"202{person + 7}-01-04", "left_on": None, "relations_moved_on": None,
            "filed_on": None, "tags": tags(person),
        }
        for person in people
    ]  # fmt: skip
    return {
        "lines": lines,
        "roster": roster,
        "counts": [
            {"what": "队长", "number": 0, "wanted": "1人", "enough": False},
            {"what": "2026年体检未体检", "number": 2},
        ],
        "books": [
            {
                "book": "工作队工作经费", "kind": "工作队经费", "source": "县财政", "village": None,
                "year": 2026, "opening_fen": 0, "budget_fen": 5_000_000, "allotted_fen": 5_000_000,
                "income_fen": 5_000_000, "expense_fen": 1_136_207, "returned_fen": 0,
                "balance_fen": 3_863_793, "vouchers": 11, "drafts": 0, "closed_to": "2026-09",
                "closed_on": None,
            }
        ],
        "projects": [
            {
                "project": "文化广场照明", "stage": "双签中", "source": "工作经费", "amount_fen": 1_200_000,
                "paid_fen": 0, "signed": "待队长签字", "since": None, "started_on": None, "ended_on": None,
            }
        ],
        "invoices": [
            {
                "kind": "电子发票", "issued_on": "2026-03-01", "amount_fen": 12_000,
                "tags": {"invoice": tag(tag_key, "invoice", town.invoice())},
            }
        ],
        "dues": [
            {
                "room": "insurance", "urgency": "red", "clause": "六(二)",
                "text": f"罗**未参保（{town.name}）", "until": str(date(2026, last.number, 28)),
            }
        ],
    }  # fmt: skip


def _of_an_older_program(sections: dict[str, Any]) -> dict[str, Any]:
    """Without what came later: no projects, no day of the payment."""
    lines = [{name: value for name, value in row.items() if name != "waived_on"} for row in sections["lines"]]
    return {name: rows for name, rows in sections.items() if name != "projects"} | {"lines": lines}


def _of_a_newer_program(sections: dict[str, Any]) -> dict[str, Any]:
    """With a section and a column that nobody knows yet."""
    roster = [row | {"degree": "本科"} for row in sections["roster"]]
    return sections | {"roster": roster, "weather": [{"what": "晴"}]}
