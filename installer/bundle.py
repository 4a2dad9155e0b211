"""The program as a folder that needs no Python: PyInstaller, onedir, trimmed, the same bytes each time.

usage: python -m installer.bundle     (inside the build's own environment; `make deb` and `make usb` call it)
"""

import os
import subprocess
import sys

from installer import licences, stage

FOLDER = stage.BUILD / "bundle"
"""Holds `declared` (the system's libraries are the package's Depends) and `carried` (they come along)."""


def build() -> None:
    """Stage the source, collect the licences, build both folders.

    Raises:
        CalledProcessError: PyInstaller failed; it has said why.
    """
    stage.stage_source()
    licences.collect(stage.SOURCE / "resources" / "licences")
    moment = stage.epoch()
    stage.settle(stage.SOURCE, moment)
    environment = {
        **os.environ,
        "BANFU_SOURCE": str(stage.SOURCE),
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": str(moment),
        "PYTHONPATH": str(stage.SOURCE),
        "PYINSTALLER_CONFIG_DIR": str(stage.BUILD / "cache"),
    }
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    places = ["--distpath", str(FOLDER), "--workpath", str(stage.BUILD / "work")]
    words = [*command, *places, str(stage.ROOT / "installer" / "bundle.spec")]
    # Started in the staged source: PyInstaller looks for modules where it stands, before anywhere else.
    subprocess.run(words, check=True, env=environment, cwd=stage.SOURCE)
    for kind in ("declared", "carried"):
        stage.settle(FOLDER / kind, moment)


if __name__ == "__main__":
    build()
