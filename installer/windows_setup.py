"""dist/banfu-desktop-VERSION-setup.exe: the Windows program as a set-up for one user, made with NSIS.

usage: python -m installer.windows_setup     (after installer.windows_bundle; needs makensis)

Beside it a page for whoever installs: what SmartScreen says of a program nobody has signed, and how to see by
its SHA-256 that the set-up is the one that was handed out.
"""

import os
import re
import subprocess
from pathlib import Path

from installer import icons, stage, windows_bundle
from installer.windows_bundle import PIECES

_WELCOME, _HEADER = (328, 628), (300, 114)
"""Pixels: twice what the pages show at 100 %, so that they are sharp at 200 %."""


def build() -> Path:
    """Pack the folder; gives the set-up.

    Raises:
        CalledProcessError: makensis refused.
    """
    stage.DIST.mkdir(exist_ok=True)
    target = stage.DIST / f"{stage.PROGRAM}-{stage.version()}-setup.exe"
    work = stage.fresh(stage.BUILD / "windows" / "setup")
    (work / "setup.ico").write_bytes(icons.ico())
    (work / "welcome.bmp").write_bytes(icons.bmp(*_WELCOME, "驻镇帮扶工作队\n办公助手"))
    (work / "header.bmp").write_bytes(icons.bmp(*_HEADER))
    (work / "files.list").write_bytes(listing(windows_bundle.FOLDER))
    given = {
        "VERSION": stage.version(),
        "NUMBERS": ".".join([*re.findall(r"\d+", stage.version()), "0", "0", "0"][:4]),
        "FOLDER": windows_bundle.FOLDER,
        "LIST": work / "files.list",
        "ICON": work / "setup.ico",
        "WELCOME": work / "welcome.bmp",
        "HEADER": work / "header.bmp",
        "COMPANY": stage.COMPANY,
        "TARGET": target,
    }
    command = [
        "makensis",
        "-V2",
        "-INPUTCHARSET",
        "UTF8",
        *(f"-D{name}={value}" for name, value in given.items()),
    ]
    moment = {"SOURCE_DATE_EPOCH": str(stage.epoch()), "LC_ALL": "C.UTF-8"}
    subprocess.run([*command, str(PIECES / "setup.nsi")], check=True, env={**os.environ, **moment})
    (stage.DIST / f"{target.stem}.contents.txt").write_text(stage.contents(windows_bundle.FOLDER), "utf-8")
    (stage.DIST / f"{target.stem}-安装前请看.html").write_text(page(target), "utf-8")
    return target


def listing(folder: Path) -> bytes:
    """What set-up lays down, as its removal reads it: every file, then every folder, the deepest first."""
    files = [path.relative_to(folder) for path in stage.files(folder)]
    folders = {parent for path in files for parent in path.parents if parent.name}
    deepest = sorted(folders, key=lambda path: (-len(path.parts), path.as_posix()))
    lines = [*("\\".join(path.parts) for path in files), *("\\".join(path.parts) + "\\" for path in deepest)]
    return "".join(f"{line}\n" for line in lines).encode("utf-16-le")


def page(setup: Path) -> str:
    """The page for whoever installs this set-up."""
    said = {
        "FILE": setup.name,
        "VERSION": stage.version(),
        "TITLE": stage.TITLE,
        "SIZE": f"{setup.stat().st_size:,}",
        "SHA256": stage.sha256(setup),
        "COMPANY": stage.COMPANY,
    }
    text = (PIECES / "before-installing.html").read_text("utf-8")
    for word, value in said.items():
        text = text.replace(f"@{word}@", value)
    return text


if __name__ == "__main__":
    print(build())
    stage.write_sums()
