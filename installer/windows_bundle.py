"""The program for Windows as a folder, put together on Linux: runtime, wheels, library, starters.

usage: python -m installer.windows_bundle     (needs Python 3.11, the network once, mingw-w64; no Windows)

    banfu-desktop.exe       the window            python311.dll, python311._pth, vcruntime140.dll
    banfu-desktop-cli.exe   the command line      python311.zip   the standard library, compiled
    DLLs/                   its extension modules and what these need
    lib/                    the program and its packages, compiled; licences, fonts and icons among them
"""

import py_compile
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterable
from pathlib import Path

from installer import bom, icons, licences, stage, wheels, windows_check

FOLDER = stage.BUILD / "windows" / stage.PROGRAM
PIECES = Path(__file__).with_name("windows")
DOWNLOADS = stage.BUILD / "windows" / "downloads"
_TARGET = ("--platform", "win_amd64", "--python-version", "3.11")
_RUNTIME = "panda3d"
_COMPILER = ("x86_64-w64-mingw32-gcc", "-Os", "-s", "-Wl,--no-insert-timestamp")
_UNUSED_STDLIB = re.compile(
    r"^(test|idlelib|tkinter|lib2to3|ensurepip|distutils|turtledemo|venv|pydoc_data|unittest|sqlite3|curses|dbm"
    r"|site-packages|lib-dynload|config-.*|msilib|wsgiref|xmlrpc|asyncio/unix_.*|_sysconfigdata.*|turtle\.py|pydoc\.py"
    r"|doctest\.py|antigravity\.py|this\.py)(/|$)|(^|/)(test|tests|__pycache__)(/|$)"
)
_UNUSED_RUNTIME = re.compile(
    r"^(api-ms-win|_tkinter|tcl|tk|_sqlite3|sqlite3|_ssl|libssl|_msi|winsound|VCRUNTIME)"
)
_QT = r"(Core|Gui|Widgets|PrintSupport|Svg|DBus|Network)"
_PYSIDE = re.compile(
    rf"^PySide6/(__init__\.py|_config\.py|_git_pyside_version\.py|(support/.*|py\.typed)|Qt{_QT}\.pyd|Qt6{_QT}\.dll"
    r"|pyside6\.abi3\.dll|(msvcp140|vcruntime140).*\.dll"
    r"|plugins/(platforms/q(windows|offscreen)|imageformats/q(gif|ico|jpeg|svg)|iconengines/qsvgicon"
    r"|styles/qmodernwindowsstyle)\.dll|translations/qt(base)?_zh_CN\.qm)$"
)
_UNUSED = re.compile(
    r"\.pyi$|\.(lib|pdb|h|c|pxd|exe)$|(^|/)(tests?|testing|include|typesystems|doc|docs)/|/py\.typed$"
    r"|PIL/_(avif|webp|imagingcms|imagingtk)\."
    r"|^alembic/templates/|\.dist-info/"
)


def build() -> None:
    """Make the folder anew, and see that nothing in it asks for a library that is not there.

    Raises:
        CalledProcessError: a download or the compiler failed.
        LookupError: a library is missing, or a licence.
        RuntimeError: this is not Python 3.11, whose standard library and byte code the runtime needs.
    """
    if sys.version_info[:2] != (3, 11):
        raise RuntimeError("the Windows runtime is Python 3.11: build with make PYTHON=python3.11 windows")
    moment = stage.epoch()
    stage.stage_source()
    licences.collect(stage.SOURCE / "resources" / "licences")
    stage.fresh(FOLDER)
    _download()
    _runtime()
    _standard_library()
    _packages()
    _program()
    _starters()
    for name in ("NOTICE", "LICENSE", "CHANGELOG.md", "docs/manual.md", "build/bom.json"):
        shutil.copy(stage.ROOT / name, FOLDER / Path(name).name)
    stage.settle(FOLDER, moment)
    windows_check.complete(FOLDER)
    (FOLDER.parent / "CONTENTS.txt").write_text(stage.contents(FOLDER), "utf-8")


def _download() -> None:
    """Wheels for Windows, and the one that carries the runtime."""
    pinned = wheels.pins(wheels.LOCK, PIECES / "runtime.lock")
    wheels.fetch({*bom.packages(), _RUNTIME}, pinned, DOWNLOADS, _TARGET)


def _runtime() -> None:
    """python311.dll beside the starters, its modules in DLLs/, and where it looks for the rest."""
    (wheel,) = DOWNLOADS.glob(f"{_RUNTIME}-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            file = name.removeprefix("deploy_libs/")
            if file == name or not file:
                continue
            if file.lower() in ("python311.dll", "vcruntime140.dll"):
                _write(FOLDER / file.lower(), archive.read(name))
            elif not _UNUSED_RUNTIME.match(file):
                _write(FOLDER / "DLLs" / file, archive.read(name))
    (FOLDER / "python311._pth").write_text("python311.zip\nDLLs\nlib\n")
    _any_python3()


def _any_python3() -> None:
    """python3.dll, by which modules for any Python 3 find this one: python311.dll's exports, handed on."""
    names = windows_check.exports(FOLDER / "python311.dll")
    work = stage.fresh(stage.BUILD / "windows" / "python3")
    lines = "".join(f"    {name} = python311.{name}\n" for name in names)
    (work / "python3.def").write_text(f"LIBRARY python3.dll\nEXPORTS\n{lines}")
    command = [*_COMPILER, "-shared", "-nostdlib", "-e", "DllMain", "-o", str(FOLDER / "python3.dll")]
    subprocess.run([*command, str(PIECES / "python3.c"), str(work / "python3.def")], check=True)


def _standard_library() -> None:
    """Compiled into one archive; the same on every system but for what nobody here imports."""
    source = Path(sysconfig.get_path("stdlib"))
    names = sorted(path.relative_to(source).as_posix() for path in source.rglob("*.py"))
    work = stage.fresh(stage.BUILD / "windows" / "stdlib")
    with zipfile.ZipFile(FOLDER / "python311.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            if not _UNUSED_STDLIB.search(name):
                compiled = _compiled(source / name, work / f"{name}c", name)
                entry = zipfile.ZipInfo(f"{name}c", (2000, 1, 1, 0, 0, 0))
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, compiled.read_bytes(), zipfile.ZIP_DEFLATED)


def _packages() -> None:
    """Every wheel unpacked, trimmed to what the program uses, compiled."""
    for wheel in sorted(DOWNLOADS.glob("*.whl")):
        if not wheel.name.startswith("panda3d-"):
            with zipfile.ZipFile(wheel) as archive:
                _unpack(archive, (name for name in archive.namelist() if _is_used(name)))


def _is_used(name: str) -> bool:
    if name.startswith("PySide6/"):
        return _PYSIDE.match(name) is not None
    return not name.endswith("/") and _UNUSED.search(name) is None


def _unpack(archive: zipfile.ZipFile, names: Iterable[str]) -> None:
    for name in names:
        inside = re.sub(r"^[^/]+\.data/(purelib|platlib)/", "", name)
        if ".data/" not in inside:
            _write(FOLDER / "lib" / inside, archive.read(name))
            if inside.endswith(".py"):
                _compile_in_place(FOLDER / "lib" / inside, inside)


def _program() -> None:
    shutil.copytree(stage.SOURCE / "banfu_desktop", FOLDER / "lib" / "banfu_desktop")
    for path in sorted((FOLDER / "lib" / "banfu_desktop").rglob("*.py")):
        _compile_in_place(path, path.relative_to(FOLDER / "lib").as_posix())
    shutil.copytree(stage.SOURCE / "resources", FOLDER / "lib" / "banfu_desktop" / "resources")


def _compile_in_place(path: Path, name: str) -> None:
    _compiled(path, path.with_suffix(".pyc"), name)
    path.unlink()


def _compiled(source: Path, target: Path, name: str) -> Path:
    """Byte code that carries neither a moment nor this machine's folders."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(source), str(target), dfile=name, doraise=True, invalidation_mode=unchecked)
    return target


def _starters() -> None:
    """Both programs, with icon and version."""
    work = stage.fresh(stage.BUILD / "windows" / "starters")
    (work / "banfu-desktop.ico").write_bytes(icons.ico())
    numbers = ",".join([*re.findall(r"\d+", stage.version()), "0", "0", "0"][:4])
    for name, kind in ((stage.PROGRAM, "-mwindows"), (f"{stage.PROGRAM}-cli", "-mconsole")):
        resource = work / f"{name}.o"
        texts = {"VERSION": stage.version(), "FILE": f"{name}.exe", "COMPANY": stage.COMPANY}
        given = {"NUMBERS": numbers, **{word: f'\\"{text}\\"' for word, text in texts.items()}}
        defined = [f"-DBANFU_{word}={value}" for word, value in given.items()]
        rc = [
            "x86_64-w64-mingw32-windres",
            "-I",
            str(work),
            *defined,
            str(PIECES / "launcher.rc"),
            str(resource),
        ]
        subprocess.run(rc, check=True)
        command = [*_COMPILER, "-municode", kind, "-static"]
        files = [str(PIECES / "launcher.c"), str(resource), "-o", str(FOLDER / f"{name}.exe"), "-ladvapi32"]
        subprocess.run([*command, *files], check=True)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


if __name__ == "__main__":
    build()
    print(FOLDER)
