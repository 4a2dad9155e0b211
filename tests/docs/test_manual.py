"""The manual says what the program declares: settings, forms, keys, commands; and its pictures exist."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from banfu_desktop.cli.parser import parser
from banfu_desktop.rules.rights import Line
from banfu_desktop.rules.rights_by_table import LINES
from banfu_desktop.rules.roles import ALLOWED, Act, Disclosed, Role
from banfu_desktop.services import rooms
from banfu_desktop.services.audit.trail import word_of
from banfu_desktop.services.hall.papers import forms
from banfu_desktop.services.office import limits
from banfu_desktop.tables.settings import DEFAULTS, SETTINGS
from banfu_desktop.tables.spec import Kind
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.keys import EVERYWHERE
from banfu_desktop.ui.frame.shell import build
from banfu_desktop.ui.page.command import Command, key_text
from banfu_desktop.ui.preview.preview_box import VARIANTS
from banfu_desktop.ui.registry import ROOMS
from docs import installing
from tests.ui.conftest import FakeDialogs, FakeStore, make_context

MANUAL = Path(__file__).parents[2] / "docs" / "manual.md"
PERIODS = {"month": "月份", "year": "年度", "none": "—"}
Lines = Sequence[Sequence[str]]
_NAMED = 6
"""An act about more kinds of records than this is about all the daily ones."""


def table(head: Sequence[str], lines: Lines) -> str:
    """A Markdown table."""
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def written(name: str) -> str:
    """What the manual has between <!-- name --> and <!-- /name -->."""
    found = re.search(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", MANUAL.read_text("utf-8"), re.DOTALL)
    assert found is not None, f"the manual has no place for {name}"
    return found[1]


def settings_table() -> str:
    """Every setting with its default, as the window shows it."""
    lines = []
    for name, field in SETTINGS.items():
        default = "否" if DEFAULTS[name] is False else field.show(DEFAULTS[name]) or "未设"
        choices = "、".join(word.label for word in field.words) if field.words else ""
        lines.append([field.label, default, choices or kind_words(field.kind), field.clause, field.help])
    return table(["设置", "默认", "可填", "依据", "说明"], lines)


def limits_table() -> str:
    """Every time limit as an office has it that chose nothing."""
    lines = []
    for limit in rooms.merged("LIMITS").values():
        chosen = int(DEFAULTS[limit.setting]) if limit.setting else 1
        by = limit.by.format(chosen) if chosen else "不提示"
        lines.append([limit.label, limit.clause, by, limits.basis(limit).label, limit.who])
    return table(["事项", "条款", "时限", "时限依据", "谁办"], lines)


def kind_words(kind: Kind) -> str:
    """What may be put into a setting that is no choice."""
    return {Kind.MONEY: "金额", Kind.WHOLE: "整数", Kind.FLAG: "是、否", Kind.NOTE: "文字"}[kind]


def rights_table() -> str:
    """Every act with the roles that may do it and the records it is about, from the table of rights."""
    lines = []
    for act in Act:
        words = sorted({word_of(table) for table, line in LINES.items() if act in _acts_in(line)})
        kinds = LINES["disclosures"].kinds
        assert kinds is not None
        out = [Disclosed.parse(kind).label for kind, own in kinds[1].items() if own is act]
        about = [*(words if len(words) <= _NAMED else ["日常的各种记录"]), *out]
        may_do = ["能" if role in ALLOWED[act] else "—" for role in Role]
        lines.append([act.label, *may_do, "、".join(about)])
    return table(["能办什么", *(role.label for role in Role), "涉及"], lines)


def _acts_in(line: Line) -> set[Act | None]:
    """What rows of a table may come to."""
    comes = [] if line.kinds is not None else [line.insert, line.delete]
    changes = [] if line.free == () else [line.update]
    return {*comes, *changes, *(step.act for step in line.steps)}


def forms_table() -> str:
    """Every form: its name for the command line, what it is printed for, its variants and files."""
    lines = [
        [
            form.label,
            f"`{name}`",
            PERIODS[form.period] + ("，可单打一个单位" if form.per_payer else ""),
            "、".join(label for variant, label in VARIANTS.items() if form.has(variant)),
            "、".join({"pdf": "PDF", "xlsx": "Excel", "docx": "docx"}[output] for output in form.outputs),
        ]
        for name, form in forms().items()
    ]
    return table(["表", "命令行中的名称", "按什么打印", "号码", "文件"], lines)


def keys_table(ctx: Context) -> str:
    """Every command with keys: those of the window, of each room, of lists and forms."""
    window = build(ctx)
    lines = _key_lines("到处可用", window.commands)
    for room in ROOMS:
        page = room.load()(ctx)
        lines += _key_lines(room.title, [c for c in page.commands_here if c.name not in _OF_LISTS])
        page.deleteLater()
    window.deleteLater()
    lines += [
        ["列表和表单", "Ctrl+C", "复制所选行，可粘贴到表格软件"],
        ["列表和表单", "Ctrl+F", "在列表中查找"],
    ]
    return table(["在哪里", "键", "作用"], [*lines, *(["列表和表单", *line] for line in EVERYWHERE)])


_OF_LISTS = ("copy_rows", "search_list")


def _key_lines(place: str, commands: Sequence[Command]) -> list[list[str]]:
    return [[place, key_text(c.keys), (c.help or c.text)] for c in commands if c.keys]


def commands_list() -> list[str]:
    """Every command of the command line, with its groups spelt out (subsidy make)."""
    return [*_commands(parser(), "")]


def _commands(of: object, before: str) -> Iterator[str]:
    groups = [action for action in of._actions if hasattr(action, "_name_parser_map")]  # type: ignore[attr-defined]
    for group in groups:
        for name, command in group.choices.items():
            command.format_help()  # what only the doors know is declared now
            below = list(_commands(command, f"{before}{name} "))
            yield from below or [f"{before}{name}"]


@pytest.fixture
def ctx(qapp: QApplication, tmp_path: Path) -> Iterator[Context]:
    """The world of pages that are made but never shown."""
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = make_context(qapp, FakeStore(()), FakeDialogs(), settings)
    yield made
    made.tasks.close()


def test_every_setting_is_listed_with_its_default_and_clause() -> None:
    assert written("settings") == settings_table()


def test_every_time_limit_is_listed() -> None:
    assert written("limits") == limits_table()


def test_every_form_is_listed() -> None:
    assert written("forms") == forms_table()


def test_every_right_is_listed() -> None:
    assert written("rights") == rights_table()


def test_every_key_is_listed(ctx: Context) -> None:
    assert written("keys") == keys_table(ctx)


def test_every_command_of_the_command_line_is_listed() -> None:
    text = written("commands")
    missing = [command for command in commands_list() if f"banfu-desktop {command}" not in text]
    assert missing == []


def test_every_picture_exists_in_both_sizes_of_letters() -> None:
    shown = re.findall(r"!\[[^]]+\]\(([^)]+)\)", MANUAL.read_text("utf-8"))
    files = [
        MANUAL.parent / path.replace("1366x768", size)
        for path in shown
        for size in ("1366x768", "1366x768-huge")
    ]
    assert len(shown) > 10
    assert [file.name for file in files if not file.is_file()] == []


def test_the_pictures_of_installing_are_those_that_are_taken() -> None:
    shown = re.findall(r"\(screenshots/install/(\S+)\.png\)", MANUAL.read_text("utf-8"))
    assert sorted(shown) == sorted(installing.SHOWN.values())
    assert {path.stem for path in installing.FOLDER.iterdir()} == set(shown)


def test_the_pictures_take_ten_megabytes_at_most() -> None:
    assert sum(path.stat().st_size for path in (MANUAL.parent / "screenshots").rglob("*.png")) <= 10_000_000


def test_every_link_inside_the_manual_leads_to_a_heading() -> None:
    text = MANUAL.read_text("utf-8")
    headings = {
        re.sub(r"[^\w-]", "", title.replace(" ", "-")) for title in re.findall(r"^#+ (.+)$", text, re.M)
    }
    assert [link for link in re.findall(r"\]\(#([^)]+)\)", text) if link not in headings] == []
