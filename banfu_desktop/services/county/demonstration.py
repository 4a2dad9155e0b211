"""The demonstration county: seven towns, ten months, every verdict; October's inbox is left to the user."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from banfu_desktop.backup.county_file import TownEntry
from banfu_desktop.backup.identity import Reader, new_county_secret
from banfu_desktop.db.troubles import translated
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.reception import Sheet
from banfu_desktop.rules.words import Category, TeamRole
from banfu_desktop.services.county import calls, founding, inbox, pins, questions
from banfu_desktop.services.county import desk as desks
from banfu_desktop.services.county.desk import CountyDesk
from banfu_desktop.services.county.modelled import ModelledOffice
from banfu_desktop.services.keeping import county
from banfu_desktop.services.keeping.report import tag
from banfu_desktop.services.pairings import pairings
from banfu_desktop.services.program.demonstration import cleared

COUNTY = "新丰县"
LAST = Month(2026, 10)
INBOX = "10月收件"
_PEOPLE = (("钟**", 0), ("潘**", 1), ("罗**", 2), ("黎**", 3))
_GROSS = 200_000
_CALLED = ("张主任", "李思敏", "朱文斌", "曹丽芳", "范永胜", "邓小红", "陈建国")


@dataclass(frozen=True)
class ShownCounty:
    """What was made: the county's folder, the inbox that waits, and what to say of it."""

    folder: Path
    inbox: Path
    lines: tuple[str, ...]


@dataclass
class _Story:
    """The towns at work, and the county that receives them."""

    desk: CountyDesk
    towns: list[ModelledOffice]
    inboxes: Path
    tag_key: bytes

    def send(self, place: int, month: Month, inbox_: Path, name: str = "", county_: str = COUNTY) -> Path:
        """A town seals a month and sends its package on the second of the next."""
        town, made = self.towns[place], datetime.combine(month.shift(1).first.replace(day=2), _NINE)
        town.deed(f"封存{month}")
        inbox_.mkdir(parents=True, exist_ok=True)
        path = inbox_ / (name or f"{town.town}-上报包-{town.number + 1:03}.bfb")
        sheets, told = tuple(_sheets(place, month)), _sections(place, month, self.tag_key)
        town.export(path, county_, self.desk.reader.public, sheets, told, made)
        return path


_NINE = datetime(2026, 1, 1, 9).time()


def show(folder: Path) -> ShownCounty:
    """Build the demonstration county in a fresh folder: received up to September, October waiting.

    A folder that an earlier demonstration made is emptied first; any other that is not empty is refused.

    Raises:
        UserError: the folder holds something else.
        MachineError: not writable, disk full.
    """
    with translated():
        cleared(folder)
    place, inboxes = folder / "县里", folder / "收件"
    towns = [row.town for row in pairings.annex()]
    rescue, card = founding.found(place, COUNTY, "440233", "", practice=True, database="")
    kinds = {row.town: row.kind.label for row in pairings.annex()}
    county.set_towns(place, tuple(TownEntry(town, "", kinds[town]) for town in towns))
    with translated(), desks.at(place) as desk:
        story = _Story(
            desk, [ModelledOffice(town, f"演示 {town}") for town in towns], inboxes, county.of(place).tag_key
        )
        _introduce(story)
        for number in range(1, LAST.number):
            _month(story, Month(2026, number))
        _october(story)
        _ask(story)
    return ShownCounty(
        place,
        inboxes / INBOX,
        (
            f"演示县：{COUNTY}，{len(towns)}个镇，1—9月已收，10月的上报包在 {inboxes / INBOX}",
            f"看一遍：banfu-desktop county inbox {place} {inboxes / INBOX}",
            f"收下：banfu-desktop --today 2026-11-05 county receive {place} {inboxes / INBOX}",
            f"上报情况：banfu-desktop --today 2026-11-06 county status {place} --month {LAST}",
            f"救援钥匙：{rescue}",
            f"县里数据的恢复密钥：{card}",
        ),
    )


def _introduce(story: _Story) -> None:
    """Every town was rung up before its first package."""
    first = datetime(2026, 1, 5, 9)
    desks.renew_list(story.desk, first)
    for town, contact in zip(story.towns, _CALLED, strict=True):
        pins.pin(story.desk, town.town, town.fingerprint, f"问了{contact}，与传递单一致", first)
        calls.set_contact(story.desk, town.town, contact, "", first)


def _month(story: _Story, month: Month) -> None:
    """A month's packages in time, but for one late, one lost and one after a restore."""
    folder = story.inboxes / f"{month.number}月"
    late: list[Path] = []
    for place in range(len(story.towns)):
        if (place, month.number) == (4, 3):
            story.send(place, month, folder).unlink()  # lost on its way: April's tells that one is missing
            continue
        if (place, month.number) == (2, 6):
            copy = story.towns[place].copy()
            story.towns[place].deed("恢复前的一天")
            story.send(place, month, folder)
            _receive(story, folder, datetime.combine(month.shift(1).first.replace(day=3), _NINE))
            story.towns[place].restore(copy)
            continue
        path = story.send(place, month, folder)
        if (place, month.number) in ((1, 5), (6, 8)):
            late.append(path.rename(path.with_suffix(".迟")))
    _receive(story, folder, datetime.combine(month.shift(1).first.replace(day=3), _NINE))
    for path in late:
        path.rename(path.with_suffix(".bfb"))
    if late:
        _receive(story, folder, datetime.combine(month.shift(1).first.replace(day=9), _NINE))


def _october(story: _Story) -> None:
    """What lies in the inbox: in time, a new key, two histories, the same again, damaged, strangers."""
    folder, month = story.inboxes / INBOX, LAST
    stale = story.towns[3].copy()
    stale.links = stale.links[:-3]
    for place in (0, 2, 4):
        story.send(place, month, folder)
    story.towns[1].change_key("演示 换过的钥匙")
    story.send(1, month, folder)
    story.towns[3] = stale
    story.send(3, month, folder)
    whole = story.send(5, month, folder)
    content = whole.read_bytes()
    (folder / f"{story.towns[5].town}-再拷一份.bfb").write_bytes(content)
    (folder / "损坏的.bfb").write_bytes(content[:-600] + b"x" + content[-599:])
    (folder / "新版程序写的.bfb").write_bytes(content.replace(b"BANFU2", b"BANFU3", 1))
    story.towns.append(ModelledOffice("石塘镇", "演示 石塘"))
    story.send(7, month, folder, "不在名单上的镇.bfb")
    story.towns.append(ModelledOffice("东坪镇", "演示 东坪"))
    story.send(8, month, folder, "别的县的.bfb", "乳源县")
    elsewhere = Reader.of_county(new_county_secret()).public
    lost = ModelledOffice("东坪镇", "演示 东坪")
    lost.export(folder / "打不开的.bfb", COUNTY, elsewhere, (), {}, datetime(2026, 11, 2, 9))
    del story.towns[7:]


def _ask(story: _Story) -> None:
    """Two questions wait for the next feedback."""
    at = datetime(2026, 10, 20, 9)
    town = story.towns[5].town
    asked: Sequence[tuple[str, str]] = (
        ("罗**意外险何时补办", "六(二)"),
        ("5 万元经费执行不到三成，是否有四季度计划", "七"),
    )
    for text, clause in asked:
        questions.ask(story.desk, town, text, date(2026, 11, 20), at, clause=clause)


def _receive(story: _Story, folder: Path, now: datetime) -> None:
    inbox.receive_folder(story.desk, folder, lambda: now)


def _payers(place: int) -> tuple[str, str]:
    units = ("县司法局", "县林业局", "县医保局", "县工信局", "县交通运输局")
    return units[place % 5], units[(place + 2) % 5]


def _net(place: int, person: int, month: Month) -> int:
    """Net fen; one month one person was away for some days."""
    return _GROSS - (6_452 * (1 + place % 3) if (person + month.number) % 5 == 0 else 0)


def _sheets(place: int, last: Month) -> Iterator[Sheet]:
    for number in range(1, last.number + 1):
        month = Month(2026, number)
        for which, payer in enumerate(_payers(place)):
            net = sum(_net(place, person, month) for _, person in _PEOPLE if person % 2 == which)
            serial = f"2026年第{2 * number - 1 + which:03}号"
            yield Sheet(str(month), payer, serial, 1, "paid", net, f"{place + 2}K7Q-{number:02}{which}X")


def _sections(place: int, last: Month, tag_key: bytes) -> dict[str, list[dict[str, Any]]]:
    """The body as the rooms of an office would write it."""
    both = _payers(place)

    def tags(person: int) -> dict[str, str]:
        # somebody of the sixth town is posted in the seventh too, and two towns share an account
        owner = 5 if (place, person) == (6, 2) else place
        account = 1 if (place, person) == (2, 1) else place
        return {
            "identity": tag(tag_key, "identity", f"演示 {owner} {person}"),
            "account": tag(tag_key, "account", f"演示 {account} {person}"),
        }

    lines = [
        {
            "sheet": f"2026年第{2 * number - 1 + person % 2:03}号", "month": f"2026-{number:02}",
            "payer": both[person % 2], "person": person + 1, "name": name, "unit": both[person % 2],
            "role": TeamRole.MEMBER.label, "about": f"2026-{number:02}", "difference": False,
            "one_off": False, "days_posted": 30, "days_present": 21, "gross_fen": _GROSS,
            "deducted_fen": _GROSS - _net(place, person, Month(2026, number)),
            "net_fen": _net(place, person, Month(2026, number)), "paid_on": f"2026-{number:02}-05",
            "waived_on": None, "tags": tags(person),
        }
        for number in range(1, last.number + 1)
        for name, person in _PEOPLE
    ]  # fmt: skip
    roles = (TeamRole.LEADER, TeamRole.FIRST_SECRETARY, TeamRole.MEMBER, TeamRole.MEMBER)
    roster = [
        {
            "person": person + 1, "posting": person + 1, "name": name, "sex": "男" if person % 2 else "女",
            "category": Category.CADRE.label, "unit": both[person % 2], "rank": None,
            "role": roles[person].label, "village": "梅坑村" if person == 1 else None, "selected_on": None,
            "arrived_on": "2026-01-05", "planned_until": f"{2027 + person}-01-04", "left_on": None,
            "relations_moved_on": "2026-01-25", "filed_on": "2026-02-01" if place % 2 else None,
            "tags": tags(person),
        }
        for name, person in _PEOPLE
    ]  # fmt: skip
    return {
        "lines": lines,
        "roster": roster,
        "counts": [
            {"what": "在岗", "number": 4, "wanted": "", "enough": True},
            {"what": "队长", "number": 1, "wanted": "1人", "enough": True},
            {"what": "专业技术人员", "number": 0, "wanted": "1名以上", "enough": place % 3 == 0},
            {"what": "意外险未参保", "number": place % 2},
            {"what": "2026年体检未体检", "number": place % 3},
        ],
        **_told(place, last, tag_key),
    }  # fmt: skip


def _told(place: int, last: Month, tag_key: bytes) -> dict[str, list[dict[str, Any]]]:
    """Money, projects, invoices and what is still to be done."""
    spent = 400_000 + 113_620 * place
    return {
        "books": [
            {
                "book": "工作队工作经费", "kind": "工作队经费", "source": "县财政", "village": None,
                "year": 2026, "opening_fen": 0, "budget_fen": 5_000_000, "allotted_fen": 5_000_000,
                "income_fen": 5_000_000, "expense_fen": spent, "returned_fen": 0,
                "balance_fen": 5_000_000 - spent, "vouchers": 6 + place, "drafts": 0,
                "closed_to": f"{last.shift(-1)}", "closed_on": None,
            }
        ],
        "projects": [
            {
                "project": "村文化广场照明改造", "stage": "双签中", "source": "工作经费",
                "amount_fen": 1_200_000, "paid_fen": 0, "signed": "队长未签", "since": None,
                "started_on": None, "ended_on": None,
            }
        ],
        "invoices": [
            {
                "kind": "电子发票", "issued_on": "2026-09-01", "amount_fen": 37_038,
                "tags": {"invoice": tag(tag_key, "invoice", "演示发票" if place in (0, 1) else f"{place}")},
            }
        ],
        "dues": [
            {"room": "members", "urgency": "red", "clause": "六(二)", "until": None,
             "text": "罗**自 2026-01-05 起未参保"},
            {"room": "members", "urgency": "amber", "clause": "二(三)", "until": None,
             "text": "潘**：第一书记尚未登记备案日期"},
        ],
    }  # fmt: skip
