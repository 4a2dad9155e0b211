"""The program for arm64 as a folder, put together from wheels, and its self-test under qemu-user: a trial.

usage: python -m installer.arm64     (needs what `make deb` needs, qemu-user-static and the network)

In build/linux/arm64: `python` with zig's CPython, `lib` with the wheels, `root` with the libraries of a
desktop with glibc 2.31. Nothing of it is handed out before it has run on such a machine.
"""

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

from installer import bom, floor, linux_python, stage, wheels
from installer.debian_sources import Release
from installer.system_libraries import PACKAGES

HOME = linux_python.WORK / "arm64"
_MACHINE = "aarch64"
_LOCK = stage.ROOT / "installer" / "linux" / "arm64.lock"
_PLATFORMS = ("manylinux2014", *(f"manylinux_{glibc}" for glibc in ("2_17", "2_26", "2_27", "2_28", "2_31")))
_TARGET = (
    *(word for name in _PLATFORMS for word in ("--platform", f"{name}_{_MACHINE}")),
    *("--python-version", "3.11", "--implementation", "cp"),
)
_DESKTOP = ("libc6", "libstdc++6", "libx11-xcb1", "libxcb-util1", "libgssapi-krb5-2", "libzstd1", "zlib1g")


def assemble() -> Path:
    """Lay everything out; gives the folder.

    Raises:
        CalledProcessError: a download or the compiler failed.
        KeyError: a package is not locked.
    """
    stage.fresh(HOME)
    Release("bullseye", HOME / "apt", "arm64").lay_out((*_DESKTOP, *PACKAGES.values()), HOME / "root")
    os.environ["QEMU_LD_PREFIX"] = str(HOME / "root")
    shutil.copytree(linux_python.installed(_MACHINE), HOME / "python", symlinks=True)
    pinned = wheels.pins(wheels.LOCK, _LOCK)
    wheels.fetch(bom.packages(), pinned, HOME / "wheels", _TARGET)
    for wheel in sorted((HOME / "wheels").glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(HOME / "lib")
    return HOME


def selftest(home: Path) -> str:
    """What the program's self-test says under qemu-user.

    Raises:
        AssertionError: it did not pass.
    """
    env = {
        **os.environ,
        "QEMU_LD_PREFIX": str(home / "root"),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": f"{home / 'lib'}:{stage.ROOT}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(stage.fresh(home / "clerk")),
    }
    command = [str(home / "python" / "bin" / "python3.11"), "-m", "banfu_desktop", "selftest"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "自检通过" in done.stdout, done.stdout
    return f"{len(re.findall('通过　', done.stdout))} steps passed"


if __name__ == "__main__":
    made = assemble()
    print(floor.table(made / "python"), floor.table(made / "lib"), sep="", end="")
    print("self-test under qemu-user:", selftest(made))
