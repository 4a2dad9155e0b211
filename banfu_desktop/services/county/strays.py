"""What lies in an inbox and is no package: said, so that nobody waits for what was never looked at."""

from collections.abc import Iterator
from pathlib import Path

from banfu_desktop.backup.county_file import SUFFIX as COUNTY_FILE
from banfu_desktop.backup.county_report import SUFFIX as REPORT
from banfu_desktop.backup.feedback import SUFFIX as FEEDBACK
from banfu_desktop.db.troubles import translated
from banfu_desktop.services.county.inbox import HELD, REFUSED, TAKEN
from banfu_desktop.services.keeping.package import SUFFIX as PACKAGE

_READ = frozenset({PACKAGE, REPORT})
_KNOWN = {
    COUNTY_FILE: "是县文件，由县里发给镇里，这里不收",
    FEEDBACK: "是反馈，由县里发给镇里，这里不收",
    ".zip": "是压缩文件，请先解压到这个文件夹",
    ".rar": "是压缩文件，请先解压到这个文件夹",
    ".7z": "是压缩文件，请先解压到这个文件夹",
}
_OF_THE_SYSTEM = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_NAMED = 3
"""So many files are named of those of which nothing particular is to be said."""


def strays(folder: Path) -> tuple[str, ...]:
    """What is not read in an inbox, in sentences; nothing where all was.

    Raises:
        MachineError: it cannot be read.
    """
    with translated():
        return tuple(_said(folder))


def _said(folder: Path) -> Iterator[str]:
    unknown = []
    for path in sorted(folder.iterdir()):
        ending, name = path.suffix.lower(), path.name
        if path.is_dir():
            if name not in (HELD, REFUSED, TAKEN) and (number := _packages_in(path)):
                yield f"子文件夹“{name}”里有 {number} 份上报包没有看，请点“换文件夹…”到那里收"
        elif ending in _KNOWN:
            yield f"“{name}”{_KNOWN[ending]}"
        elif ending not in _READ and not name.startswith((".", "~$")) and name.lower() not in _OF_THE_SYSTEM:
            unknown.append(name)
    if unknown:
        named = "、".join(unknown[:_NAMED]) + ("等" if len(unknown) > _NAMED else "")
        yield f"有 {len(unknown)} 个文件不是上报包，没有读：{named}"


def _packages_in(folder: Path) -> int:
    try:
        return sum(path.suffix.lower() in _READ for path in folder.iterdir())
    except OSError:
        return 0
