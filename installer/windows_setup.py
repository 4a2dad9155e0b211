"""dist/banfu-desktop-VERSION-setup-win64.exe: the folder for Windows as one file that installs it.

usage: python -m installer.windows_setup     (after installer.windows_bundle; needs makensis)
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from installer import stage, windows_bundle


def build() -> Path:
    """Compile the set-up; gives it, and lays the list of what is in it beside it."""
    moment = stage.epoch()
    stage.DIST.mkdir(exist_ok=True)
    made = stage.DIST / f"{stage.PROGRAM}-{stage.version()}-setup-win64.exe"
    numbers = ".".join([*re.findall(r"\d+", stage.version()), "0", "0", "0"][:4])
    icon = stage.BUILD / "windows" / "starters" / "banfu-desktop.ico"
    given = {"VERSION": stage.version(), "NUMBERS": numbers, "SOURCE": windows_bundle.FOLDER, "ICON": icon}
    words = [f"-D{name}={value}" for name, value in {**given, "OUT": made}.items()]
    script = windows_bundle.PIECES / "setup.nsi"
    command = ["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *words, str(script)]
    subprocess.run(command, check=True, env={**os.environ, "SOURCE_DATE_EPOCH": str(moment)})
    shutil.copy(windows_bundle.FOLDER.parent / "CONTENTS.txt", made.with_suffix(".contents.txt"))
    return made


if __name__ == "__main__":
    print(build())
    stage.write_sums()
