"""The house stays in order: small files, no cycles, rooms of one name, nothing foreign in the tree."""

import ast
import hashlib
import os
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path
from typing import TypeVar

import grimp
import pytest

from banfu_desktop.services.rooms import ROOMS
from banfu_desktop.ui.registry import ROOMS as PAGES

Node = TypeVar("Node", bound=ast.AST)

HOUSE = Path(__file__).parents[1]
PACKAGE = HOUSE / "banfu_desktop"
FONTS = HOUSE / "resources" / "fonts"
ICONS = HOUSE / "resources" / "icons"
WHITE = {"check-white.svg", "minus-white.svg"}
"""For the style sheet, which cannot colour an icon."""

OF_THE_WHOLE = {"adversary", "docs", "faults", "fuzz", "installer", "privacy"}
"""Folders of tests of what no single floor answers for."""
WINGS = {"county", "hall", "keeping", "program"}
"""Folders of the service floor that are no rooms: the county, the loops over the doors, the whole office."""
FLOORS_OF_ROOMS = ("rules", "tables", "db/models")
OF_ONE_ROOM = {"db/models/retention", "rules/passwords_guessing", "rules/passwords_phrase"}
"""Modules that serve one room and bear another name: the audit room's erasures, what a password must be."""

CHINESE = re.compile(r"[\u3400-\u9fff]")
LOCK_LINE = re.compile(r"[A-Za-z0-9._-]+==[^\s:/]+( ; [^:/]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
CLOCKS = {
    "date.today",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "time.time",
    "time.localtime",
    "QDate.currentDate",
    "QDateTime.currentDateTime",
    "QTime.currentTime",
}


def modules(folder: str = "") -> list[Path]:
    """The package's source files, or those of one floor."""
    return sorted((PACKAGE / folder).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def nodes(path: Path, *kinds: type[Node]) -> Iterator[Node]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, kinds))


def place(path: Path, line: int = 1) -> str:
    return f"{path.relative_to(HOUSE)}:{line}"


def project_files() -> Iterator[Path]:
    """All files but those that .gitignore names, found without git."""
    ignored = {line.rstrip("/") for line in (HOUSE / ".gitignore").read_text("utf-8").splitlines()} | {".git"}
    for folder, folders, names in os.walk(HOUSE):
        folders[:] = [name for name in folders if name not in ignored]
        yield from (Path(folder, name) for name in names if name not in ignored)


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {place(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert not {name: length for name, length in lengths.items() if length > 400}


def test_no_function_is_longer_than_60_lines() -> None:
    functions = [
        (place(path, function.lineno), function.name, (function.end_lineno or 0) - function.lineno + 1)
        for path in modules()
        for function in nodes(path, ast.FunctionDef)
        if "migrations/versions" not in path.as_posix()
    ]
    assert not [function for function in functions if function[2] > 60]


def test_every_module_opens_with_one_sentence() -> None:
    opening = {place(path): (ast.get_docstring(tree(path)) or "").split("\n\n")[0] for path in modules()}
    assert not [name for name, sentence in opening.items() if not sentence.endswith((".", ":"))]


def test_no_module_needs_itself_round_a_corner() -> None:
    needs = {name: graph().find_modules_directly_imported_by(name) for name in graph().modules}
    assert len(tuple(TopologicalSorter(needs).static_order())) == len(needs)  # else it raises the circle


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("banfu_desktop", exclude_type_checking_imports=True, cache_dir=None)


def room_of(module: str) -> str:
    """Where a module belongs: a room or wing of services, a page of the window, else itself."""
    floor, *inside = module.split(".")[1:]
    if floor == "services" and len(inside) > 1:
        return inside[0]
    if floor == "ui" and inside[:1] == ["pages"] and len(inside) > 1:
        return inside[1]
    name = module.rpartition(".")[2].split("_")[0]
    return name if name in ROOMS else module


@pytest.mark.parametrize("floor", FLOORS_OF_ROOMS)
def test_a_module_bears_its_rooms_name_or_serves_several(floor: str) -> None:
    """Whoever changes exams opens exams.py on each floor; what bears another name is common ground."""
    strangers = []
    for module in graph().find_children(f"banfu_desktop.{floor.replace('/', '.')}"):
        place_ = module.removeprefix("banfu_desktop.").replace(".", "/")
        served = {room_of(user) for user in graph().find_modules_that_directly_import(module)} - {module}
        if room_of(module) == module and len(served) < 2 and place_ not in OF_ONE_ROOM:
            strangers.append(place_)
    assert not strangers
    assert all((PACKAGE / f"{name}.py").exists() for name in OF_ONE_ROOM)


def test_the_service_floor_is_rooms_and_wings() -> None:
    beside = {path.name for path in (PACKAGE / "services").iterdir()} - {"__pycache__", "__init__.py"}
    assert beside - set(ROOMS) - WINGS == {"rooms.py", "door.py", "pinyin.py"}
    assert len(list((PACKAGE / "ui").iterdir())) <= 15 + 2  # the package itself and its bytecode


def test_every_page_is_a_rooms_or_the_windows_own() -> None:
    pages = {path.name for path in (PACKAGE / "ui" / "pages").iterdir()} - {"__pycache__", "__init__.py"}
    assert pages - set(ROOMS) == {"home", "backup", "settings", "limits", "person", "county"}
    assert {page.name for page in PAGES} == pages - {"county"}


def test_every_form_is_made_by_one_room() -> None:
    """A form that two rooms make would say two things under one name; parts are what forms share."""
    makers = {
        module: {
            room_of(user)
            for user in graph().find_modules_that_directly_import(module)
            if user.startswith("banfu_desktop.services.")
        }
        for module in graph().find_descendants("banfu_desktop.printing.forms")
        if not module.endswith("parts") and not graph().find_children(module)
    }
    assert not {module: rooms for module, rooms in makers.items() if len(rooms) > 1}


@pytest.mark.parametrize("room", ["exams", "insurance"])
def test_a_room_that_no_other_needs_is_named_in_five_files(room: str) -> None:
    """So the next room edits no more: rooms.py, registry.py, the rights, lists of models and migrations."""
    own = {module for module in graph().modules - {"banfu_desktop"} if room_of(module) == room}
    strangers = {
        user
        for module in own
        for user in graph().find_modules_that_directly_import(module)
        if user not in own and not user.startswith("banfu_desktop.printing.forms.")
    }
    assert strangers <= {"banfu_desktop.db.models"}
    naming = {
        path.relative_to(PACKAGE).as_posix()
        for path in modules()
        if f'"{room}"' in path.read_text("utf-8") and room not in path.as_posix()
    }
    naming -= {name for name in naming if name.startswith("db/migrations/versions/")}  # tables, not rooms
    naming -= {"services/rooms.py", "ui/registry.py", "db/models/__init__.py", "rules/rights_by_table.py"}
    assert not naming


def test_every_module_of_the_command_line_declares_commands_or_serves_those_that_do() -> None:
    for module in graph().find_children("banfu_desktop.cli"):
        declares = hasattr(import_module(module), "declare")
        assert declares or graph().find_modules_that_directly_import(module), module


def test_migrations_stand_alone() -> None:
    imports = [
        (place(path, node.lineno), ast.unparse(node))
        for path in modules("db/migrations")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    live = re.compile(r"banfu_desktop(\.| import )(db(\.| import )(models|base)|tables|rules|services)")
    assert not [found for found in imports if live.search(found[1])]


def test_the_clock_is_read_in_one_place() -> None:
    readers = {
        path
        for path in modules()
        for call in nodes(path, ast.Call)
        if ".".join(ast.unparse(call.func).split(".")[-2:]) in CLOCKS
    }
    assert readers == {PACKAGE / "clock.py"}


def test_the_entry_point_needs_the_commands_and_the_window_only() -> None:
    imports = graph().find_modules_directly_imported_by("banfu_desktop.__main__")
    assert imports == {"banfu_desktop.app", "banfu_desktop.cli.program"}
    top = tree(PACKAGE / "__main__.py").body
    at_once = [ast.unparse(node) for node in top if isinstance(node, ast.Import | ast.ImportFrom)]
    assert at_once == ["import builtins", "import sys"]  # the rest waits until it is known what is wanted


def test_tests_stand_in_the_folder_of_their_floor() -> None:
    floors = {path.name for path in PACKAGE.iterdir() if path.is_dir()} - {"__pycache__"}
    folders = {path.name for path in (HOUSE / "tests").iterdir() if path.is_dir()} - {"__pycache__"}
    assert folders == floors | OF_THE_WHOLE | {"data"}


@pytest.mark.parametrize("floor", ["rules", "tables", "exchange", "db", "backup"])
def test_a_test_bears_the_name_of_its_module(floor: str) -> None:
    """`test_bank_checks.py` would be of `bank.py` too; kills and hostile files meet a whole floor."""
    folders = {path.name for path in (PACKAGE / floor).iterdir() if path.is_dir()}
    known = {path.stem for path in modules(floor)} | folders | {"kills", "hostile"}
    tests = {path.stem.removeprefix("test_") for path in (HOUSE / "tests" / floor).glob("test_*.py")}
    assert not {name for name in tests if not any(f"{name}_".startswith(f"{module}_") for module in known)}


def test_what_a_clerk_is_told_is_chinese() -> None:
    def is_foreign(argument: ast.expr) -> bool:
        if not isinstance(argument, ast.Constant | ast.JoinedStr):
            return False
        constants = [part.value for part in ast.walk(argument) if isinstance(part, ast.Constant)]
        said = "".join(part for part in constants if isinstance(part, str))
        return said != "" and not CHINESE.search(said)

    found = [
        place(path, call.lineno)
        for path in modules()
        for call in nodes(path, ast.Call)
        if ast.unparse(call.func).split(".")[-1] in {"UserError", "MachineError"}
        and any(is_foreign(argument) for argument in call.args)
    ]
    assert not found


def test_no_work_is_put_off_in_a_comment() -> None:
    marks = re.compile("#.*\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b")
    found = [path for path in modules() if marks.search(path.read_text("utf-8"))]
    assert not found


def test_binary_files_are_fonts_pictures_the_two_rosters_and_kept_offices_only() -> None:
    binary = [path for path in project_files() if b"\0" in path.read_bytes()[:8192]]
    pictures = [path for path in binary if path.is_relative_to(HOUSE / "docs") and path.suffix == ".png"]
    fonts = [path for path in binary if path.parent == FONTS and path.suffix == ".ttf"]
    rosters = [HOUSE / "tests" / "data" / f"roster-{name}.xlsx" for name in ("meikeng", "bad")]
    rosters += (HOUSE / "tests" / "data" / "doors").rglob("*.xls*")
    rosters += (HOUSE / "tests" / "data" / "invoices").iterdir()
    offices = list((HOUSE / "tests" / "data" / "offices").glob("schema-*.tar.xz"))
    assert not set(binary) - set(pictures) - set(fonts) - set(rosters) - set(offices)


def test_the_lock_names_versions_and_hashes_and_no_address() -> None:
    lines = (HOUSE / "requirements.lock").read_text("utf-8").splitlines()
    assert not [line for line in lines if not LOCK_LINE.fullmatch(line)]


def test_the_lock_holds_every_named_dependency() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["project"]
    named = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    locked = set(re.findall(r"^[a-z0-9._-]+", (HOUSE / "requirements.lock").read_text("utf-8"), re.MULTILINE))
    assert {re.split(r"[<>=]", name)[0].lower() for name in named} <= locked


def test_every_font_is_the_one_its_origin_names() -> None:
    origin = (FONTS / "ORIGIN.md").read_text("utf-8")
    said = dict(re.findall(r"^\| (\S+\.ttf) .* ([0-9a-f]{64}) \|$", origin, re.MULTILINE))
    assert said == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FONTS.glob("*.ttf")}


def test_icons_take_the_colour_they_are_given() -> None:
    drawings = {path.name: path.read_text("utf-8") for path in ICONS.glob("*.svg")}
    assert not [name for name, svg in drawings.items() if 'viewBox="0 0 24 24"' not in svg]
    assert {name for name, svg in drawings.items() if "currentColor" not in svg} == WHITE


def test_every_icon_the_window_names_is_there() -> None:
    named = re.compile(r"\bicon(?:=|\()\"([a-z0-9-]+)\"")
    wanted = {name for path in modules("ui") for name in named.findall(path.read_text("utf-8"))}
    assert not {name for name in wanted if not (ICONS / f"{name}.svg").is_file()}
