"""What a folder's programs ask of the system's C and C++ libraries, and whether old desktops have it.

usage: python -m installer.floor FOLDER     (needs readelf; prints the table; code 1: something is too new)
"""

import re
import subprocess
import sys
from pathlib import Path

from installer import stage

FLOOR = {"GLIBC": (2, 28), "GLIBCXX": (3, 4, 25), "CXXABI": (1, 3, 11), "GCC": (7, 0, 0)}
"""What UOS 20 carries (glibc 2.28, GCC 8); Kylin V10 SP1, Debian 10 and Ubuntu 20.04 carry no less."""
Need = tuple[str, tuple[int, ...]]
_NEED = re.compile(r"Name: (\w+?)_(\d[\d.]*)\s")


def is_elf(path: Path) -> bool:
    """Whether a file is a program or a library for Linux."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def needs(said: str) -> set[Need]:
    """The versions a library needs of others, as `readelf -V -W` says them; what it offers is no need."""
    sections = re.split(r"(?m)^Version (symbols|definition|needs) section", said)
    asked = "".join(
        text for kind, text in zip(sections[1::2], sections[2::2], strict=True) if kind == "needs"
    )
    return {(name, tuple(map(int, version.split(".")))) for name, version in _NEED.findall(asked)}


def newest(folder: Path) -> dict[str, tuple[tuple[int, ...], list[str]]]:
    """By library: the newest version anything in the folder needs of it, and the files that need that one."""
    found: dict[str, tuple[tuple[int, ...], list[str]]] = {}
    for path in stage.files(folder):
        if path.is_symlink() or not is_elf(path):
            continue
        command = ["readelf", "-V", "-W", str(path)]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        for name, version in needs(said):
            if name in FLOOR:
                highest, files = found.get(name, ((), []))
                if version > highest:
                    found[name] = (version, [path.relative_to(folder).as_posix()])
                elif version == highest:
                    files.append(path.relative_to(folder).as_posix())
    return found


def table(folder: Path) -> str:
    """A line for each library: the newest version needed, the one allowed, and who needs it."""
    lines = []
    for name, (version, files) in sorted(newest(folder).items()):
        said = f"{dotted(version):8} of {dotted(FLOOR[name]):8}"
        lines.append(f"{name:8} {said} {len(set(files))} files, {sorted(set(files))[0]}\n")
    return "".join(lines)


def check(folder: Path) -> None:
    """Refuse a folder that an old desktop cannot run.

    Raises:
        LookupError: something needs a newer library; says what and which.
    """
    too_new = [
        f"{', '.join(sorted(set(files))[:5])} need {name} {dotted(version)}; {dotted(FLOOR[name])} is allowed"
        for name, (version, files) in newest(folder).items()
        if version > FLOOR[name]
    ]
    if too_new:
        raise LookupError("; ".join(too_new))


def dotted(version: tuple[int, ...]) -> str:
    """A version as one writes it."""
    return ".".join(map(str, version))


if __name__ == "__main__":
    print(table(Path(sys.argv[1])), end="")
    try:
        check(Path(sys.argv[1]))
    except LookupError as refusal:
        sys.exit(str(refusal))
