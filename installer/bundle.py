"""The program as a folder that needs no Python: PyInstaller, onedir, trimmed, the same bytes each time.

usage: python -m installer.bundle     (inside the Linux environment; `make deb uos usb` call it)
"""

import os
import subprocess
import sys

from installer import floor, licences, stage

FOLDER = stage.BUILD / "bundle" / stage.PROGRAM
"""The program and _internal/, as every Linux package carries them."""


def build() -> None:
    """Stage the source, collect the licences, build the folder, see that old desktops can run it.

    Raises:
        CalledProcessError: PyInstaller failed; it has said why.
        LookupError: a licence is missing, or a library is too new for the oldest desktop.
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
    places = ["--distpath", str(FOLDER.parent), "--workpath", str(stage.BUILD / "work")]
    words = [*command, *places, str(stage.ROOT / "installer" / "bundle.spec")]
    # Started in the staged source: PyInstaller looks for modules where it stands, before anywhere else.
    subprocess.run(words, check=True, env=environment, cwd=stage.SOURCE)
    stage.settle(FOLDER, moment)
    floor.check(FOLDER)


if __name__ == "__main__":
    build()
    print(floor.table(FOLDER), end="")
