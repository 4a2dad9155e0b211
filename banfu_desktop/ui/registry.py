"""The rooms of the window in the order of a clerk's month; a page is imported when it is first visited."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from banfu_desktop.ui.page.page import Page

PAGES = "banfu_desktop.ui.pages"


@dataclass(frozen=True)
class Room:
    """A place in the navigation. Its page is the class `<Name>Page` of `pages/<name>/page.py`.

    `chapter` is the manual's heading about it. One that stands `under` another has no place of its own in the
    navigation: that of the other is lit.

    An empty group stands above all groups; FOOT is the bottom of the navigation.
    """

    name: str
    title: str
    icon: str
    group: str = ""
    chapter: str = "认识窗口"
    module: str = PAGES
    under: str = ""

    def load(self) -> "type[Page]":
        """Import the page's class."""
        page: type[Page] = getattr(
            import_module(f"{self.module}.{self.name}.page"), f"{self.name.title()}Page"
        )
        return page


FOOT = "foot"
ROOMS = (
    Room("home", "首页", "house"),
    Room("attendance", "考勤请假", "calendar-check", "每月", "考勤"),
    Room("subsidies", "工作补助", "banknote", "每月", "工作补助"),
    Room("worklog", "工作日志", "notebook-pen", "履职", "工作日志"),
    Room("documents", "文件材料", "file-text", "履职", "文件材料"),
    Room("assessment", "考核培训", "graduation-cap", "履职", "考核、培训和表彰"),
    Room("members", "成员任职", "users", "人员", "成员：登记、离岗、接替"),
    Room("rotation", "轮换交接", "refresh-cw", "人员", "轮换交接、备案和组织关系"),
    Room("pairings", "组团结对", "handshake", "人员", "成员：登记、离岗、接替"),
    Room("office", "单位名册", "building-2", "人员", "成员：登记、离岗、接替"),
    Room("person", "个人页", "users", "人员", "个人页", under="members"),
    Room("exams", "体检", "stethoscope", "保障", "体检"),
    Room("insurance", "意外险", "shield-check", "保障", "意外险"),
    Room("allowance", "补贴待遇", "stamp", "保障", "乡镇工作补贴和其他人员"),
    Room("reimbursements", "费用报销", "receipt", "保障", "费用报销"),
    Room("funds", "工作经费", "wallet", "经费", "工作经费"),
    Room("projects", "双签项目", "signature", "经费", "双签项目"),
    Room("mobilised", "社会帮扶", "handshake", "经费", "社会帮扶和项目库"),
    Room("assets", "资产登记", "clipboard-list", "经费", "资产登记"),
    Room("bank", "银行对账", "table", "经费", "银行对账"),
    Room("backup", "备份上报", "archive", "数据", "备份"),
    Room("audit", "操作留痕", "history", "数据", "操作留痕"),
    Room("settings", "设置", "settings", FOOT, "设置与依据"),
    Room("limits", "时限", "clock", FOOT, "时限", under="settings"),
)


def keys_of(rooms: "Sequence[Room]") -> dict[str, str]:
    """Ctrl+1 … Ctrl+9 of the first nine rooms of the navigation, by name; the others have none."""
    shown = [room.name for room in rooms if not room.under]
    return {name: f"Ctrl+{number}" for number, name in enumerate(shown[:9], 1)}


_COUNTY = f"{PAGES}.county"
_CHAPTER = "县里怎样收"
COUNTY_ROOMS = (
    Room("inbox", "收件箱", "download", "收报", _CHAPTER, _COUNTY),
    Room("reporting", "上报情况", "calendar-check", "收报", _CHAPTER, _COUNTY),
    Room("questions", "问题反馈", "circle-question-mark", "收报", _CHAPTER, _COUNTY),
    Room("sums", "补助汇总", "banknote", "汇总", _CHAPTER, _COUNTY),
    Room("budgets", "经费项目", "wallet", "汇总", _CHAPTER, _COUNTY),
    Room("people", "人员编配", "users", "人员", _CHAPTER, _COUNTY),
    Room("findings", "疑点待办", "copy", "人员", _CHAPTER, _COUNTY),
    Room("tables", "表册", "printer", "数据", _CHAPTER, _COUNTY),
    Room("towns", "镇街名册", "building-2", "数据", _CHAPTER, _COUNTY),
    Room("copies", "备份销毁", "archive", "数据", _CHAPTER, _COUNTY),
    Room("trail", "操作留痕", "history", "数据", _CHAPTER, _COUNTY),
    Room("settings", "设置", "settings", FOOT, _CHAPTER, _COUNTY),
)
"""The rooms of a county's window; their pages lie in `pages/county/<name>/page.py`."""
