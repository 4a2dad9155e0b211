"""The house stays in order: small files, no cycles, rooms of one name, nothing foreign in the tree."""

import ast
import hashlib
import os
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TypeVar

import grimp
import pytest

Node = TypeVar("Node", bound=ast.AST)

HOUSE = Path(__file__).parents[1]
PACKAGE = HOUSE / "banfu_desktop"
FONTS = HOUSE / "resources" / "fonts"
ICONS = HOUSE / "resources" / "icons"

# fmt: off
ROOMS = {
    "office", "pairings", "members", "attendance", "subsidies", "exams", "insurance", "reimbursements",
    "funds", "projects", "worklog", "assessment", "county", "attachments", "invoices", "assets", "bank",
}
# What stands beside the rooms on a floor. A room may be split, as in funds.py and funds_charts.py.
BESIDE = {
    "rules": {
        "dates", "errors", "home", "identity", "money", "paper_key", "passwords", "pictures", "policy",
        "roles", "text", "verdicts", "words",
    },
    "tables": {"audit", "settings", "spec"},
    "db/models": {"audit", "retention"},
    "services": {"audit", "hall", "keeping", "pinyin", "program"},
    "ui/pages": {"audit", "backup", "home", "settings"},
}
# fmt: on

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
    graph = grimp.build_graph("banfu_desktop", exclude_type_checking_imports=True, cache_dir=None)
    TopologicalSorter(
        {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    ).prepare()


@pytest.mark.parametrize("floor", BESIDE)
def test_a_room_has_the_same_name_on_every_floor(floor: str) -> None:
    names = {path.stem for path in (PACKAGE / floor).iterdir()} - {"__init__", "__pycache__"}
    strangers = {name for name in names - BESIDE[floor] if name.split("_")[0] not in ROOMS}
    assert not strangers, f"{floor}: a room belongs in ROOMS, anything else in BESIDE"


def test_migrations_stand_alone() -> None:
    imports = [
        (place(path, node.lineno), ast.unparse(node))
        for path in modules("db/migrations")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    live = re.compile(r"banfu_desktop(\.| import )(db(\.| import )(models|base)|tables|rules|services)")
    assert not [found for found in imports if live.search(found[1])]


def test_only_the_assembly_reads_the_clock() -> None:
    readers = [path for path in modules() if path not in {PACKAGE / "app.py", PACKAGE / "cli" / "run.py"}]
    found = [
        place(path, call.lineno)
        for path in readers
        for call in nodes(path, ast.Call)
        if ".".join(ast.unparse(call.func).split(".")[-2:]) in CLOCKS
    ]
    assert not found


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
    assert {name for name, svg in drawings.items() if "currentColor" not in svg} == {"check-white.svg"}


def test_every_icon_the_window_names_is_there() -> None:
    named = re.compile(r"\bicon(?:=|\()\"([a-z0-9-]+)\"")
    wanted = {name for path in modules("ui") for name in named.findall(path.read_text("utf-8"))}
    assert not {name for name in wanted if not (ICONS / f"{name}.svg").is_file()}
