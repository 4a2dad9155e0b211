"""The licence texts of everything a packaged program carries, as files it reads in its About box.

Where a package brings no text of its own, the texts in installer/licences/ say it.
"""

import re
import shutil
import sys
from pathlib import Path

from banfu_desktop.services.program.licences import installed
from installer import bom

ADDED = Path(__file__).with_name("licences")
"""Texts of works whose packages bring none, named like the files that collect() writes."""


def collect(folder: Path) -> None:
    """Write every text into a folder, one file each.

    Raises:
        LookupError: a package has no text, neither its own nor an added one.
    """
    folder.mkdir(parents=True)
    packages = frozenset(bom.packages())
    texts = installed()
    for licence in texts:
        name = licence.name.removesuffix(".txt").replace("/", "__")
        (folder / f"{re.sub(r'[^ -~]', '_', name)}.txt").write_text(licence.text, "utf-8")
    for path in sorted(ADDED.glob("*.txt")):
        shutil.copy(path, folder / path.name)
    for path in sorted(
        Path(sys.base_prefix, "licences").glob("*.txt")
    ):  # of a Python made here, and inside it
        shutil.copy(path, folder / path.name)
    written = " ".join(path.name for path in folder.iterdir()).lower().replace("_", "-")
    if lacking := [name for name in sorted(packages) if name not in written]:
        raise LookupError(f"no licence text for {', '.join(lacking)}: add one to installer/licences/")
