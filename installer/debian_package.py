"""dist/banfu-desktop_VERSION_ARCH.deb: the bundle, its menu entry, icons, file type and papers.

usage: python -m installer.debian_package     (after installer.bundle; needs dpkg-deb and dpkg-shlibdeps)
"""

import subprocess
from datetime import UTC, datetime
from email.utils import formatdate
from pathlib import Path

from installer import bundle, deb, floor, icons, stage

PIECES = Path(__file__).with_name("debian")
TREE = stage.BUILD / "debian"
_SHARE = ("usr", "share")
_SCRIPTS = ("preinst", "postrm")


def build() -> Path:
    """Lay out the tree and pack it; gives the package."""
    moment = stage.epoch()
    stage.fresh(TREE)
    _program()
    _desktop()
    _papers(moment)
    _control()
    stage.settle(TREE, moment)
    for script in _SCRIPTS:
        (TREE / "DEBIAN" / script).chmod(0o755)
    return deb.pack(TREE, stage.PROGRAM)


def metainfo(desktop_entry: str) -> str:
    """What a software centre shows of the program (AppStream), for a menu entry of this name."""
    day = datetime.fromtimestamp(stage.epoch(), UTC).date().isoformat()
    text = (PIECES / "metainfo.xml").read_text("utf-8")
    said = {"APPID": stage.APPID, "DESKTOP": desktop_entry, "VERSION": stage.version(), "DAY": day}
    for word, value in said.items():
        text = text.replace(f"@{word}@", value)
    return text


def _program() -> None:
    target = TREE / "usr" / "lib" / stage.PROGRAM
    target.parent.mkdir(parents=True)
    subprocess.run(["cp", "-a", str(bundle.FOLDER), str(target)], check=True)
    link = TREE / "usr" / "bin" / stage.PROGRAM
    link.parent.mkdir(parents=True)
    link.symlink_to(f"../lib/{stage.PROGRAM}/{stage.PROGRAM}")


def _desktop() -> None:
    entry = f"{stage.PROGRAM}.desktop"
    deb.put(TREE, (PIECES / entry).read_bytes(), *_SHARE, "applications", entry)
    deb.put(TREE, metainfo(entry), *_SHARE, "metainfo", f"{stage.APPID}.metainfo.xml")
    deb.put(
        TREE, (PIECES / "banfu-desktop.xml").read_bytes(), *_SHARE, "mime", "packages", "banfu-desktop.xml"
    )
    theme = TREE.joinpath(*_SHARE, "icons", "hicolor")
    icons.into_theme(theme, ("apps/banfu-desktop", "mimetypes/application-x-banfu-package"))


def _papers(moment: int) -> None:
    doc = (*_SHARE, "doc", stage.PROGRAM)
    deb.put(TREE, deb.copyright_text(f"/usr/lib/{stage.PROGRAM}/_internal/resources"), *doc, "copyright")
    changes = (
        f"{stage.PROGRAM} ({stage.version()}) unstable; urgency=medium\n\n  * See CHANGELOG.md.\n\n"
        f" -- {deb.MAINTAINER}  {formatdate(moment)}\n"
    )
    deb.put(TREE, deb.squeezed(changes), *doc, "changelog.gz")
    for name in ("CHANGELOG.md", "docs/manual.md", "build/linux/bom.json"):
        text = (stage.ROOT / name).read_text("utf-8")
        deb.put(TREE, deb.squeezed(text), *doc, f"{Path(name).name}.gz")
    page = (PIECES / "banfu-desktop.1").read_text("utf-8")
    deb.put(TREE, deb.squeezed(page), *_SHARE, "man", "man1", "banfu-desktop.1.gz")
    deb.put(TREE, (PIECES / "lintian-overrides").read_bytes(), *_SHARE, "lintian", "overrides", stage.PROGRAM)


def _control() -> None:
    for script in _SCRIPTS:
        text = (PIECES / script).read_text("utf-8").replace("@VERSION@", stage.version())
        deb.put(TREE, text.replace("@GLIBC@", floor.dotted(floor.FLOOR["GLIBC"])), "DEBIAN", script)
    more = {
        "Recommends": "desktop-file-utils, hicolor-icon-theme, shared-mime-info",
        "Suggests": "fonts-hanazono",
        "Conflicts": stage.APPID,
    }
    deb.control(TREE, stage.PROGRAM, deb.depends(TREE / "usr" / "lib" / stage.PROGRAM), more)


if __name__ == "__main__":
    print(build())
    stage.write_sums()
