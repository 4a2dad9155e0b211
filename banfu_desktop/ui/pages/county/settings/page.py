"""设置: the county's deadlines, the calendar it hands to its towns, its keys, and this computer's letters."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from banfu_desktop.backup.county_file import CalendarEntry
from banfu_desktop.rules.dates import parse_year
from banfu_desktop.rules.errors import ProblemsError
from banfu_desktop.rules.words import Word
from banfu_desktop.services.county import folder, settings
from banfu_desktop.services.county.desk import CountyDesk
from banfu_desktop.services.county.open_county import AtWork
from banfu_desktop.services.county.settings import Chosen
from banfu_desktop.services.keeping import county as own
from banfu_desktop.services.keeping import recovery
from banfu_desktop.tables.members import OWN_CHOICE
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.boxes.dialogs import placed
from banfu_desktop.ui.frame.county_cards import CountyCards
from banfu_desktop.ui.look.look import Scale, Tone
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.habits import SCALE, DayKind, Size
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.pages.county.county_list import CountyList
from banfu_desktop.ui.tasks import Query, Session

_HOLIDAYS = "节假日安排 (*.ics *.csv *.txt)"


class Group(Word):
    """What a line is about."""

    TERM = "term", "期限"
    COUNTY = "county", "本县"
    CALENDAR = "calendar", "调休"
    COMPUTER = "computer", "本机"


_TABLE = Table(
    "county_settings",
    "设置",
    (
        Field("group", "分组", Kind.CHOICE, words=Group, width=84),
        Field("label", "设置", width=190, kept=True),
        Field("shown", "现行", width=230, kept=True),
        Field("since", "何时起", width=116),
        Field("clause", "依据", width=112),
        Field("help", "说明", Kind.NOTE, width=380),
    ),
)
_FORM = Table(
    "county_setting",
    "设置",
    (
        Field("value", "改为", longest=20),
        Field("since", "从哪天起", Kind.DATE, required=True),
        Field("day", "日期", Kind.DATE, required=True),
        Field("kind", "这一天", Kind.CHOICE, required=True, words=DayKind),
        Field("name", "名称", longest=20, help="如 春节、国庆调休"),
        Field("size", "界面大小", Kind.CHOICE, required=True, words=Size),
    ),
)
_OF_DAY = ("day", "kind", "name")
_HELP = {
    settings.DUE_DAY: "上个月的上报包在这一天以前收到算按时，收到的日子以县里为准；填 1 到 28",
    settings.REPORTS_FROM: "这个月以前的不算应报，如 2026-01；不填是从最早报来的那个月起",
    settings.KEEP_MONTHS: "收下的上报包文件到期后列在“备份销毁”里，由县里销毁；填 1 到 600",
}


@dataclass(frozen=True)
class Line:
    """A setting as the list shows it; `values` fill the panel, and name its fields."""

    key: str
    group: Group
    label: str
    shown: str
    since: str
    clause: str
    help: str
    values: Mapping[str, Any]
    history: Sequence[Chosen] = ()


class SettingsPage(CountyList):
    """Every choice, since when."""

    room, title, table, key = "settings", "设置", _TABLE, "key"
    row_class = Line
    filters = ("group",)
    editable = True
    unit, hint = "项", "设置名称或说明"
    tones: ClassVar[Tones] = {"clause": lambda clause: Tone.GREY if clause else None}

    def commands(self) -> Sequence[Command]:
        """What is set here besides the list's own lines."""
        return (
            Command("new_day_off", "登记调休…", self.new_record, act=None, icon="calendar", keys="Ctrl+N",
                    place=Place.BAR, help="某一天休息或上班与公布的不同；随县文件发给各镇"),
            Command("remove_day_off", "删除调休", self._remove_day, act=None, icon="trash-2", keys="Delete",
                    rows=Rows.ONE, enabled=self._is_day, why="请选一天调休",
                    help="这一天重新按公布的日历"),
            Command("import_calendar", "导入节假日…", self._import_year, act=None, icon="calendar-days",
                    help="新一年的节假日安排：日历文件，或存成文本的通知全文"),
            Command("save_public_key", "另存公钥…", self._save_public, act=None, icon="save",
                    help="旧版程序的镇用它加密；下级县写汇总时要用上级的公钥"),
            Command("new_sign_key", "换签名钥匙…", self._new_sign_key, act=None, icon="key-round",
                    help="旧钥匙签字认可；要重新生成县文件，各镇再核对一次核对码"),
            Command("new_card", "重新生成恢复密钥…", self._new_card, act=None, icon="key-round",
                    help="恢复密钥丢了，或怕被人看过；以前的那一张作废"),
            Command("new_rescue", "重新生成救援钥匙…", self._new_rescue, act=None, icon="key-round",
                    help="救援钥匙丢了、没有印下来，或怕被人看过；要重新生成县文件发给各镇"),
        )  # fmt: skip

    # What is shown.

    def query(self) -> Query:
        """The choices in force today, the county, its calendar, this computer's letters."""
        today, database = self.ctx.today, self.ctx.database
        size = str(self.ctx.settings.value(SCALE, Scale.STANDARD.label))
        assert database is not None

        def read(session: Session) -> list[Line]:
            desk = database()
            letters = _line("size", Group.COMPUTER, "界面大小", size, "重新打开程序后生效",
                            {"size": Size.parse(size)})  # fmt: skip
            return [*_choices(session, today), *_of_county(desk), *_days(desk), letters]

        return read

    # The record.

    def form_table(self) -> Table:
        """The panel shows the fields of the line."""
        return _FORM

    def heading(self, row: Line | None) -> tuple[str, str]:
        """The setting and its group."""
        return ("登记调休", "") if row is None else (row.label, row.group.label)

    def fields(self, row: Line | None) -> Collection[str]:
        """Those of the setting."""
        return _OF_DAY if row is None else tuple(row.values)

    def values(self, row: Line) -> Values:
        """As in force; a change counts from today unless somebody says otherwise."""
        return {**row.values, "since": self.ctx.today} if "since" in row.values else dict(row.values)

    def facts(self, row: Line) -> Sequence[Fact]:
        """What it decides, and what was chosen before."""
        facts = [Fact(row.help, row.clause, "secondary")] if row.help else []
        if not row.values and row.shown:
            facts.insert(0, Fact(row.shown))
        return [*facts, *(Fact(f"{each.since}起：{each.value}", "", "secondary") for each in row.history)]

    def save(self, row: Line | None, values: Values) -> Saving:
        """A choice from a day on, a day of the calendar, or the size of letters."""
        if row is not None and row.group is Group.COMPUTER:
            self.ctx.settings.setValue(SCALE, values["size"].label)
            return Saving(
                "设置界面大小", lambda _at: None, said="界面大小已改，重新打开程序后生效", undo=False
            )
        if row is None or row.group is Group.CALENDAR:
            return _saving_day(row, values)
        name, text, since = row.key, values["value"] or "", values["since"]

        def work(at: AtWork) -> None:
            settings.choose(at.desk, name, text, since, at.now, at.actor)

        return Saving(f"设置{row.label}", work, said=f"{row.label}：自 {since} 起生效", undo=False)

    # Commands.

    def _is_day(self) -> bool:
        chosen = self.selected()
        return len(chosen) == 1 and chosen[0].group is Group.CALENDAR

    def _remove_day(self) -> None:
        day = self.selected()[0].values["day"]
        self.do(
            "删除调休",
            lambda desk, now, actor: folder.remove_day(desk, day, now, actor),
            said=f"{day} 重新按公布的日历；请重新生成县文件",
        )

    def _import_year(self) -> None:
        dialogs = self.ctx.dialogs
        proposed = self.ctx.today.year + (self.ctx.today.month >= 11)
        typed = dialogs.ask_text("导入节假日", "哪一年的节假日安排：", str(proposed), check=parse_year)
        path = dialogs.open_file("导入节假日", _HOLIDAYS) if typed else None
        if typed and path is not None:
            year = parse_year(typed)
            self.ctx.tasks.aside(
                lambda: folder.year_of(path, year),
                lambda found: self._confirm_year(year, *found),
                self._problems,
            )

    def _problems(self, error: Exception) -> bool:
        if isinstance(error, ProblemsError):
            self.ctx.dialogs.problems(error)
            return True
        return False

    def _confirm_year(self, year: int, days: Sequence[CalendarEntry], left_out: Sequence[str]) -> None:
        off = sum(entry.is_off for entry in days)
        lines = [f"{year}年放假 {off} 天，周末上班 {len(days) - off} 天，代替现在登记的这一年的调休。"]
        lines += [f"没有导入：{line}" for line in left_out[:5]]
        if self.ctx.dialogs.ask("导入节假日？", "\n".join(lines), "导入"):
            self.do(
                "导入节假日",
                lambda desk, now, actor: folder.set_year(desk, year, days, now, actor),
                said=f"{year}年的节假日已导入；请重新生成县文件",
            )

    def _save_public(self) -> None:
        path = self.ctx.dialogs.save_file("另存公钥", own.PUBLIC_FILE, "公钥 (*.pub)")
        if path is not None:
            self.do(
                "另存公钥",
                lambda desk, _now, _actor: own.save_public(desk.folder, path),
                said=f"已写好：{placed(path)}",
            )

    def _new_sign_key(self) -> None:
        text = "旧钥匙为新钥匙签字认可。换了以后要重新生成县文件发给各镇，每个镇要再打一次电话核对核对码。"
        if self.ctx.dialogs.ask("换签名钥匙？", text, "换钥匙", danger=True):
            self.do("换签名钥匙", folder.new_sign_key, self._signed_anew)

    def _signed_anew(self, fingerprint: str) -> None:
        text = f"新的核对码　{fingerprint}\n\n现在到“镇街名册”重新生成县文件发给各镇，核对码在电话里说。"
        self.ctx.dialogs.tell("签名钥匙已换", text)

    def _new_card(self) -> None:
        text = "将生成新的恢复密钥，以前的那一张立即作废。请准备好纸笔。"
        if self.ctx.dialogs.ask("重新生成恢复密钥？", text, "生成", danger=True):
            self.do("重新生成恢复密钥", folder.new_card, self._show_card)

    def _show_card(self, card: str) -> None:
        self._cards().show_recovery(card, self.window())

    def _new_rescue(self) -> None:
        text = (
            "新的救援钥匙，从各镇登记了新的县文件以后导出的上报包起才有用；"
            "以前的上报包仍要用旧的那一张，旧的请一起留着。请准备好打印机或纸笔。"
        )
        if self.ctx.dialogs.ask("重新生成救援钥匙？", text, "生成", danger=True):
            self.do("重新生成救援钥匙", folder.new_rescue, self._show_rescue)

    def _show_rescue(self, text: str) -> None:
        self._cards().show_rescue(text, self.window())
        self.ctx.say("救援钥匙已换；请到“镇街名册”重新生成县文件发给各镇")

    def _cards(self) -> CountyCards:
        ctx, database = self.ctx, self.ctx.database
        assert database is not None
        return CountyCards(ctx.look, ctx.dialogs, ctx.now, ctx.town, database().folder)


def _line(key: str, group: Group, label: str, shown: str, about: str, values: Mapping[str, Any]) -> Line:
    return Line(key, group, label, shown, "", "", about, values)


def _fact(key: str, label: str, shown: str, about: str) -> Line:
    return _line(key, Group.COUNTY, label, shown, about, {})


def _choices(session: Session, today: date) -> list[Line]:
    history = settings.history(session)
    return [
        Line(
            each.name, Group.TERM, each.label, each.value or "未设", each.since or "默认", OWN_CHOICE,
            _HELP[each.name], {"value": each.value, "since": None}, history[each.name],
        )
        for each in settings.listing(session, today)
    ]  # fmt: skip


def _of_county(desk: CountyDesk) -> list[Line]:
    county = desk.county
    where = "PostgreSQL（备份由管理员负责）" if county and county.database else f"{desk.folder}"
    place = _fact("place", "数据在", where, "换电脑时整个文件夹一起搬")
    if county is None:
        return [place]
    code = f"{county.county}　{county.code}".strip()
    rescue = "有，在保险柜里的纸上" if county.rescue_key else "没有"
    cards = [] if county.database else [_card(desk)]
    return [
        _fact("county", "县", code, "建立县里的登记时确定，各镇的上报包写的是这个县名"),
        _fact("document_no", "通知文号", county.document_no or "未设", "写在县文件里，各镇表册上引用"),
        _fact(
            "fingerprint", "县文件的核对码", folder.fingerprint_of(county),
            "只在电话里告诉各镇，不要和县文件一起发",
        ),
        _fact("rescue", "救援钥匙", rescue, "镇里电脑和恢复卡都没了时，用它从上报包恢复；程序里没有它"),
        *cards,
        place,
    ]  # fmt: skip


def _card(desk: CountyDesk) -> Line:
    """How far the recovery card is: on paper, and proven to be right."""
    printed, checked = recovery.printed_on(desk.folder), recovery.checked_on(desk.folder)
    said = (
        f"{checked} 核对过" if checked else f"{printed} 印过，没有照卡核对" if printed else "没有照卡核对过"
    )
    return _fact("card", "恢复卡", said, "换电脑、从U盘找回时用；没有把握的，重新生成一张")


def _days(desk: CountyDesk) -> list[Line]:
    county = desk.county
    return [
        _line(
            f"day-{entry.day}", Group.CALENDAR, f"{entry.day}",
            f"{'休息' if entry.is_off else '上班'} {entry.name}".strip(), "随县文件发给各镇",
            {"day": entry.day, "kind": DayKind.OFF if entry.is_off else DayKind.WORK, "name": entry.name},
        )
        for entry in (county.calendar if county else ())
    ]  # fmt: skip


def _saving_day(row: Line | None, values: Values) -> Saving:
    day, before = values["day"], None if row is None else row.values["day"]
    entry = CalendarEntry(day, values["kind"] is DayKind.OFF, values["name"] or "")

    def work(at: AtWork) -> str:
        if before not in (None, day):
            folder.remove_day(at.desk, before, at.now, at.actor)
        folder.set_day(at.desk, entry, at.now, at.actor)
        return f"day-{day}"

    return Saving(f"登记调休 {day}", work, said="已登记；请重新生成县文件发给各镇", undo=False)
