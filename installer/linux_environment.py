"""The Python and packages that the Linux bundle is made of, in build/linux/venv-ARCH: locked, and old enough.

usage: python -m installer.linux_environment     (in the packing environment; the network is needed once)

PySide6 is another version here than in requirements.lock (ARCHITECTURE.md says why); all else is the same.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

from installer import bom, linux_python, stage, wheels

TARGETS = {
    "x86_64": ("--platform", "manylinux_2_28_x86_64", "--platform", "manylinux2014_x86_64"),
}
_PYTHON = ("--python-version", "3.11", "--implementation", "cp")
_MAKING = ("hatchling", "pyinstaller")
"""What the bundle is made with, besides what it carries."""


def build(machine: str = "x86_64") -> Path:
    """Make the environment when it is not there as the locks say; gives its folder.

    Raises:
        CalledProcessError: a download, the compiler or pip failed.
        LookupError: the sources of Python cannot be had.
    """
    python = linux_python.installed(machine)
    home = linux_python.WORK / f"venv-{machine}"
    if (home / "made-by").is_file() and (home / "made-by").read_text() == _made_by(python):
        return home
    stage.fresh(home)
    carried = set(bom.packages())
    making = {name for tool in _MAKING for name in (tool, *bom.packages(tool))}
    folder = linux_python.WORK / f"wheels-{machine}"
    pinned = wheels.pins(wheels.LOCK, wheels.TOOLS, wheels.LINUX)
    wheels.fetch(carried | making, pinned, folder, (*TARGETS[machine], *_PYTHON))
    subprocess.run([python / "bin" / "python3.11", "-m", "venv", "--without-pip", home], check=True)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(home / "bin" / "python"),
        "install",
        "--quiet",
        "--no-deps",
    ]
    locked = ["--require-hashes", "--find-links", str(folder), "--requirement", f"{folder}.txt"]
    subprocess.run([*pip, "--no-index", *locked], check=True)
    subprocess.run([*pip, "--no-index", "--no-build-isolation", "--editable", str(stage.ROOT)], check=True)
    (home / "made-by").write_text(_made_by(python))
    return home


def _made_by(python: Path) -> str:
    """What decides the result: the Python and the locks."""
    files = (
        python / "made-by",
        wheels.LOCK,
        wheels.TOOLS,
        wheels.LINUX,
        stage.ROOT / "pyproject.toml",
        Path(__file__),
    )
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest() + "\n"


if __name__ == "__main__":
    print(build(*sys.argv[1:]))
