"""dist/APPID_VERSION_ARCH.deb: the same bundle as the UOS software store wants a package laid out.

usage: python -m installer.uos_package     (after installer.bundle; needs dpkg-deb and dpkg-shlibdeps)

Everything lies under /opt/apps/APPID: `files` (the program), `entries` (menu, icons, file type; UOS links
them into the desktop) and `info`. The store takes no package whose scripts change the system: this has none.
"""

import json
import re
import subprocess
from pathlib import Path

from installer import bundle, deb, icons, stage
from installer.debian_package import PIECES, metainfo

TREE = stage.BUILD / "uos"
HOME = ("opt", "apps", stage.APPID)
_PERMISSIONS = (
    "autostart", "notification", "trayicon", "clipboard", "account", "bluetooth", "camera", "audio_record",
    "installed_apps",
)  # fmt: skip
"""What the store asks about; copying a cell is all that the program wants."""


def build() -> Path:
    """Lay out the tree and pack it; gives the package."""
    stage.fresh(TREE)
    files = TREE.joinpath(*HOME, "files")
    files.parent.mkdir(parents=True)
    subprocess.run(["cp", "-a", str(bundle.FOLDER), str(files)], check=True)
    _entries()
    for name in ("NOTICE", "LICENSE", "CHANGELOG.md", "docs/manual.md", "build/linux/bom.json"):
        deb.put(TREE, (stage.ROOT / name).read_bytes(), *HOME, "files", "doc", Path(name).name)
    where = "/" + "/".join((*HOME, "files", "_internal", "resources"))
    deb.put(TREE, deb.copyright_text(where), *HOME, "files", "doc", "copyright")
    deb.put(TREE, info(), *HOME, "info")
    more = {"Conflicts": stage.PROGRAM, "Replaces": stage.PROGRAM}
    deb.control(TREE, stage.APPID, deb.depends(files), more)
    stage.settle(TREE, stage.epoch())
    return deb.pack(TREE, stage.APPID)


def info() -> str:
    """What the store reads first: name, version in four numbers, machine, what the program may do."""
    numbers = [*re.findall(r"\d+", stage.version()), "0", "0", "0", "0"][:4]
    said = {
        "appid": stage.APPID,
        "name": stage.TITLE,
        "version": ".".join(numbers),
        "arch": [deb.architecture()],
        "permissions": {name: name == "clipboard" for name in _PERMISSIONS},
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def _entries() -> None:
    entry = (PIECES / "banfu-desktop.desktop").read_text("utf-8")
    program = "/" + "/".join((*HOME, "files", stage.PROGRAM))
    entry = entry.replace("Exec=banfu-desktop ", f"Exec={program} ")
    entry = entry.replace("Icon=banfu-desktop\n", f"Icon={stage.APPID}\n")
    here = (*HOME, "entries")
    deb.put(TREE, entry, *here, "applications", f"{stage.APPID}.desktop")
    deb.put(TREE, metainfo(f"{stage.APPID}.desktop"), *here, "metainfo", f"{stage.APPID}.metainfo.xml")
    deb.put(
        TREE, (PIECES / "banfu-desktop.xml").read_bytes(), *here, "mime", "packages", f"{stage.APPID}.xml"
    )
    theme = TREE.joinpath(*here, "icons", "hicolor")
    icons.into_theme(theme, (f"apps/{stage.APPID}", "mimetypes/application-x-banfu-package"))


if __name__ == "__main__":
    print(build())
    stage.write_sums()
