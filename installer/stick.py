"""dist/banfu-desktop-VERSION-usb-ARCH.tar.xz: a folder that runs from a stick without root.

usage: python -m installer.stick     (after installer.bundle)
"""

import platform
import shutil
import subprocess
import tarfile
from pathlib import Path

from installer import bundle, floor, stage
from installer.deb import architecture

PIECES = Path(__file__).with_name("stick")
TREE = stage.BUILD / "stick"
_KINDS = {"x86_64": "x86（英特尔、AMD、兆芯、海光）", "aarch64": "arm64（飞腾、鲲鹏）"}


def build() -> Path:
    """Lay out the folder and pack it; gives the archive."""
    moment = stage.epoch()
    top = stage.fresh(TREE) / stage.PROGRAM
    shutil.copytree(bundle.FOLDER, top / "program")
    shutil.copy(PIECES / "说明.txt", top)
    (top / "run.sh").write_text(starter(platform.machine()), "utf-8")
    for name in ("NOTICE", "LICENSE", "CHANGELOG.md", "docs/manual.md", "build/linux/bom.json"):
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


def starter(machine: str) -> str:
    """run.sh for one kind of machine, as uname names it; it tells others, and older systems, the truth."""
    said = {"MACHINE": machine, "KIND": _KINDS[machine], "MINOR": str(floor.FLOOR["GLIBC"][1])}
    text = (PIECES / "run.sh").read_text("utf-8")
    for word, value in said.items():
        text = text.replace(f"@{word}@", value)
    return text


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """An entry without the builder's name."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry


if __name__ == "__main__":
    print(build())
    stage.write_sums()
