"""What every package is built from: staged source, one moment for every file, lists with SHA-256."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / os.environ.get("BANFU_BUILD", "installer")
DIST = ROOT / os.environ.get("BANFU_DIST", "dist")
SOURCE = BUILD / "source"
PROGRAM = "banfu-desktop"
TITLE = "驻镇帮扶工作队办公助手"
COMPANY = "banfu-desktop authors"
APPID = "io.github.banfu-desktop"
"""By which software centres know it; whoever hands it to a store puts a domain of their own here."""
_VERSION = re.compile(r'(?m)^(__version__ = )"([^"]+)"')
_LATER_STEP = '''"""Only in packages made to try out an upgrade."""

from banfu_desktop.db.migrations.versions.{before} import SCHEMA as SCHEMA


def upgrade() -> None:
    pass
'''
_START = "import sys\n\nfrom banfu_desktop.__main__ import main\n\nsys.exit(main())\n"


def epoch() -> int:
    """Seconds that every file carries: SOURCE_DATE_EPOCH, else the commit's, else the newest source's."""
    if said := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(said)
    if shutil.which("git"):
        command = ["git", "log", "-1", "--format=%ct"]
        asked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if asked.returncode == 0 and asked.stdout.strip():
            return int(asked.stdout)
    return int(max(path.stat().st_mtime for path in (ROOT / "banfu_desktop").rglob("*.py")))


def version() -> str:
    """The version built: BANFU_VERSION (for trying out an upgrade), else the program's own."""
    found = _VERSION.search((ROOT / "banfu_desktop" / "__init__.py").read_text("utf-8"))
    assert found is not None
    return os.environ.get("BANFU_VERSION") or found[2]


def stage_source() -> None:
    """Program and resources in a folder of their own, as version() says; what was there before goes."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    shutil.copytree(
        ROOT / "banfu_desktop", SOURCE / "banfu_desktop", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(ROOT / "resources", SOURCE / "resources")
    shutil.copy(ROOT / "docs" / "manual.md", SOURCE / "resources" / "manual.md")
    for name in ("NOTICE", "LICENSE"):
        shutil.copy(ROOT / name, SOURCE / "resources" / name)
    opening = SOURCE / "banfu_desktop" / "__init__.py"
    opening.write_text(_VERSION.sub(rf'\g<1>"{version()}"', opening.read_text("utf-8")), "utf-8")
    (SOURCE / "start.py").write_text(_START, "utf-8")
    if is_for_trials():
        _add_a_step()


def is_for_trials() -> bool:
    """Whether this is the later program of the trials, which nobody is handed."""
    return bool(os.environ.get("BANFU_LATER_STEP"))


def _add_a_step() -> None:
    """The staged program becomes a later one: its data have one step more, which changes nothing."""
    migrations = SOURCE / "banfu_desktop" / "db" / "migrations"
    before = max(path.stem for path in (migrations / "versions").glob("v*.py"))
    (migrations / "versions" / "v9999_later.py").write_text(_LATER_STEP.format(before=before), "utf-8")
    with (migrations / "__init__.py").open("a", encoding="utf-8") as file:
        file.write('STEPS = (*STEPS, f"{_VERSIONS}.v9999_later")\n')


def fresh(folder: Path) -> Path:
    """The folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def files(folder: Path) -> Iterator[Path]:
    """Everything in a folder but folders, in one order on every machine."""
    yield from sorted(path for path in folder.rglob("*") if path.is_symlink() or path.is_file())


def settle(folder: Path, moment: int) -> None:
    """Give everything in a folder one moment and plain rights: 755 for folders and programs, else 644."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if not path.is_symlink():
            runs = path.is_dir() or (os.access(path, os.X_OK) and path.suffix == "")
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (moment, moment), follow_symlinks=False)
    folder.chmod(0o755)
    os.utime(folder, (moment, moment))


def sha256(path: Path) -> str:
    """Of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def contents(folder: Path) -> str:
    """A line for every file, as sha256sum writes it; a link says where it leads."""
    lines = []
    for path in files(folder):
        said = f"-> {path.readlink()}" if path.is_symlink() else sha256(path)
        lines.append(f"{said}  {path.relative_to(folder).as_posix()}\n")
    return "".join(lines)


def write_sums() -> None:
    """SHA256SUMS of everything in dist/."""
    lines = [f"{sha256(path)}  {path.name}\n" for path in files(DIST) if path.name != "SHA256SUMS"]
    (DIST / "SHA256SUMS").write_text("".join(lines), "utf-8")
