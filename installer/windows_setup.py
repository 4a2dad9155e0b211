"""dist/banfu-desktop-VERSION-setup.exe: the Windows program as a set-up for one user, made with NSIS.

usage: python -m installer.windows_setup     (after installer.windows_bundle; needs makensis)
"""

import os
import re
import subprocess
from pathlib import Path

from installer import icons, stage, windows_bundle


def build() -> Path:
    """Pack the folder; gives the set-up.

    Raises:
        CalledProcessError: makensis refused.
    """
    stage.DIST.mkdir(exist_ok=True)
    target = stage.DIST / f"{stage.PROGRAM}-{stage.version()}-setup.exe"
    icon = stage.BUILD / "windows" / "starters" / "setup.ico"
    icon.write_bytes(icons.ico())
    given = {
        "VERSION": stage.version(),
        "NUMBERS": ".".join([*re.findall(r"\d+", stage.version()), "0", "0", "0"][:4]),
        "FOLDER": windows_bundle.FOLDER,
        "ICON": icon,
        "TARGET": target,
    }
    command = [
        "makensis",
        "-V2",
        "-INPUTCHARSET",
        "UTF8",
        *(f"-D{name}={value}" for name, value in given.items()),
    ]
    moment = {"SOURCE_DATE_EPOCH": str(stage.epoch()), "LC_ALL": "C.UTF-8"}
    subprocess.run(
        [*command, str(windows_bundle.PIECES / "setup.nsi")], check=True, env={**os.environ, **moment}
    )
    (stage.DIST / f"{target.stem}.contents.txt").write_text(stage.contents(windows_bundle.FOLDER), "utf-8")
    return target


if __name__ == "__main__":
    print(build())
    stage.write_sums()
