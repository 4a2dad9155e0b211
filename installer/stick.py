"""dist/banfu-desktop-VERSION-usb-ARCH.tar.xz: a folder that runs from a stick without root.

usage: python -m installer.stick     (after installer.bundle)
"""

import shutil
import subprocess
import tarfile
from pathlib import Path

from installer import bundle, stage
from installer.debian_package import architecture

PIECES = Path(__file__).with_name("stick")
TREE = stage.BUILD / "stick"


def build() -> Path:
    """Lay out the folder and pack it; gives the archive."""
    moment = stage.epoch()
    top = stage.fresh(TREE) / stage.PROGRAM
    shutil.copytree(bundle.FOLDER / "carried", top / "program")
    for path in sorted(PIECES.iterdir()):
        shutil.copy(path, top / path.name)
    for name in ("NOTICE", "LICENSE", "CHANGELOG.md", "docs/manual.md", "build/bom.json"):
        shutil.copy(stage.ROOT / name, top / Path(name).name)
    stage.settle(TREE, moment)
    (top / "run.sh").chmod(0o755)
    (top / "SHA256SUMS").write_text(stage.contents(top), "utf-8")
    stage.settle(TREE, moment)
    (top / "run.sh").chmod(0o755)
    stage.DIST.mkdir(exist_ok=True)
    made = stage.DIST / f"{stage.PROGRAM}-{stage.version()}-usb-{architecture()}.tar.xz"
    plain = made.with_suffix("")
    with tarfile.open(plain, "w", format=tarfile.PAX_FORMAT) as archive:
        for path in [top, *sorted(top.rglob("*"))]:
            archive.add(path, path.relative_to(TREE), recursive=False, filter=_nobodys)
    subprocess.run(["xz", "--force", "--threads=1", "-6", str(plain)], check=True)
    return made


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """An entry without the builder's name."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry


if __name__ == "__main__":
    print(build())
    stage.write_sums()
