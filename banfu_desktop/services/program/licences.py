"""Whose works the program is made of: NOTICE, and every licence text that came with them."""

import importlib.metadata as metadata
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from banfu_desktop import paths

FOLDER = "licences"
_NAMES = re.compile(r"(licen[cs]e|copying|notice|ofl)[^/]*$|(^|/)(licenses|build_licenses)/", re.IGNORECASE)
_TEXTS = re.compile(r"\.(py|pyc|pyi|so)$", re.IGNORECASE)


@dataclass(frozen=True)
class Licence:
    """A licence text: of what, and what it says."""

    name: str
    text: str


def notice() -> str:
    """Our own notice: every work with its licence."""
    return _own("NOTICE")


def listing() -> list[Licence]:
    """Every licence text, ours first; a packaged program carries the others, else the packages are asked."""
    carried = paths.resources() / FOLDER
    others = _carried(carried) if carried.is_dir() else installed()
    return [Licence("驻镇帮扶工作队办公助手（Apache-2.0）", _own("LICENSE")), *_resources(), *others]


def installed() -> list[Licence]:
    """The licence texts of the packages of this Python that the program needs, by name."""
    licences = [licence for package in _needed("banfu-desktop") for licence in _texts(package)]
    return sorted(licences, key=lambda licence: licence.name.lower())


def _needed(program: str) -> list[metadata.Distribution]:
    """The packages a package needs, directly or through others."""
    seen, waiting = {program: None}, [program]
    needed: list[metadata.Distribution] = []
    while waiting:
        with suppress(metadata.PackageNotFoundError):
            package = metadata.distribution(waiting.pop())
            needed.append(package)
            needs = [need for need in package.requires or () if "extra ==" not in need]
            names = [_plain(name[0]) for need in needs if (name := re.match(r"[\w.-]+", need))]
            waiting += [name for name in names if name not in seen]
            seen.update(dict.fromkeys(names))
    return [package for package in needed if package.name != program]


def _texts(package: metadata.Distribution) -> list[Licence]:
    """What a package brought beside its code; several of one name are told apart by their paths."""
    texts = []
    for file in package.files or ():
        inside = file.as_posix().partition(".dist-info/")[2]
        if inside and _NAMES.search(inside) and not _TEXTS.search(inside):
            rest = "/".join(part for part in inside.split("/") if part.lower() != "licenses")
            texts.append(Licence(f"{package.name} {package.version} {rest}", _read(Path(str(file.locate())))))
    return texts


def _carried(folder: Path) -> list[Licence]:
    return [Licence(path.stem.replace("__", "/"), _read(path)) for path in sorted(folder.glob("*.txt"))]


def _resources() -> list[Licence]:
    """The fonts' and the icons'."""
    folder = paths.resources()
    files = [*sorted((folder / "fonts").glob("OFL-*.txt")), folder / "icons" / "LICENSE.txt"]
    names = {path: "Lucide 图标" if path.parent.name == "icons" else path.stem[4:] for path in files}
    return [Licence(names[path], _read(path)) for path in files if path.is_file()]


def _own(name: str) -> str:
    """A file of ours: carried in resources/, else beside the source."""
    resources = paths.resources()
    for path in (resources / name, resources.parent / name):
        if path.is_file():
            return _read(path)
    return ""


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _read(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")
