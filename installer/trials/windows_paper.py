"""Printing on Windows with our own code under Wine, into a printer that is a CUPS of its own.

usage: python -m installer.trials.windows_paper
(as root; needs what installer.trials.cups needs, wine64, mingw-w64, Python 3.11 and the network)
Python for Windows and pdfium are those of the set-up; Wine's driver turns what pdfium draws into PostScript.
"""

import os
import shutil
import subprocess
import sysconfig
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from installer import stage, wheels
from installer.trials import cups

_RUNTIME, _PDFIUM = "panda3d", "pypdfium2"
_TARGET = ("--platform", "win_amd64", "--python-version", "3.11")
_FOLDER = stage.ROOT / "build" / "trials" / "windows-paper"
_PIECES = Path(__file__).with_name("wine")
_WINE = "/usr/lib/wine/wine64"
_LEFT_OUT = ("site-packages", "test", "__pycache__", "idlelib", "tkinter", "ensurepip", "config-*")
_QUIET = {"WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml="}
_PATIENCE = 300
Printing = Callable[[bytes, int, str, str], bytes]
"""A PDF, copies, pages and sides → what the printer got."""


def main() -> None:
    """Every trial, in one Wine with one printer."""
    _put_together()
    with TemporaryDirectory(prefix="wine-") as room, cups.service() as service:

        def printed(pdf: bytes, copies: int, pages: str, sides: str) -> bytes:
            paper = Path(room, "paper.pdf")
            paper.write_bytes(pdf)
            words = (f"Z:{paper}", cups.QUEUE, str(copies), pages, sides)
            return service.got(lambda: _run(Path(room, "prefix"), *words))

        for trial in (sizes, drawn, copies_on_both_sides):
            print(f"{trial.__name__}: {trial(printed)}", flush=True)


def sizes(printed: Printing) -> str:
    """Upright, across and A5 in one job."""
    pdf = cups.mixed()
    cups.check_sizes(pdf, printed(pdf, 1, "1-4", "one"))
    return "upright, across and A5 in one job keep their true size on A4"


def drawn(printed: Printing) -> str:
    """Letters and lines are filled shapes: the printer gets no picture."""
    got = printed(cups.mixed(), 1, "1-4", "one")
    assert b"image" not in got
    assert got.count(b"fill") > 1000
    return f"{got.count(b'fill')} filled shapes, no picture"


def copies_on_both_sides(printed: Printing) -> str:
    """Pages 2 and 3 twice, on both sides along the long edge."""
    got = printed(cups.mixed(), 2, "2-3", "both")
    assert b"*Duplex DuplexNoTumble" in got
    boxes = [box for _, box in cups.sheets(got)]
    assert boxes[:2] == boxes[2:], boxes
    return "two copies of two pages, both sides along the long edge"


def _run(prefix: Path, *words: str) -> None:
    command = [_WINE, str(_FOLDER / "python.exe"), str(_PIECES / "to_printer.py"), *words]
    env = {**os.environ, **_QUIET, "WINEPREFIX": str(prefix)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _put_together() -> None:
    """Python for Windows, pdfium for Windows, our source where it lies."""
    stage.fresh(_FOLDER)
    downloads = _FOLDER / "downloads"
    pinned = wheels.pins(wheels.LOCK, stage.ROOT / "installer" / "windows" / "runtime.lock")
    wheels.fetch((_RUNTIME, _PDFIUM), pinned, downloads, _TARGET)
    (_FOLDER / "DLLs").mkdir()
    with zipfile.ZipFile(next(downloads.glob(f"{_RUNTIME}-*"))) as archive:
        for name in archive.namelist():
            file = name.removeprefix("deploy_libs/")
            beside = file.lower() in ("python311.dll", "vcruntime140.dll")
            if file and file != name:
                (_FOLDER / (file.lower() if beside else f"DLLs/{file}")).write_bytes(archive.read(name))
    with zipfile.ZipFile(next(downloads.glob(f"{_PDFIUM}-*"))) as archive:
        archive.extractall(_FOLDER / "packages")
    ignored = shutil.ignore_patterns(*_LEFT_OUT)
    shutil.copytree(sysconfig.get_path("stdlib"), _FOLDER / "Lib", ignore=ignored)
    (_FOLDER / "python311._pth").write_text(f"Lib\nDLLs\npackages\nZ:{stage.ROOT}\n")
    compiler = ("x86_64-w64-mingw32-gcc", "-municode", "-Os", "-s", "-o", str(_FOLDER / "python.exe"))
    subprocess.run([*compiler, str(_PIECES / "python.c")], check=True)


if __name__ == "__main__":
    main()
