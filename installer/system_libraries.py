"""Sees to it that the shared libraries Qt loads from the system are there.

usage: system_libraries.py
Exit code 0: all present, perhaps installed just now. 1: the command to run was printed.

Runs before anything is installed, so it uses the standard library only. As root on a Debian-like system
the missing packages are installed; no other system is touched.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys

PACKAGES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libcups.so.2": "libcups2",
}


def is_present(library: str) -> bool:
    """Whether the loader finds the library, as Qt will."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_libraries() -> list[str]:
    """File names of the libraries that Qt would not find."""
    return [library for library in PACKAGES if not is_present(library)]


def missing_packages() -> list[str]:
    """Debian packages to install; Debian's Python also splits off what makes virtual environments."""
    packages = [PACKAGES[library] for library in missing_libraries()]
    if importlib.util.find_spec("ensurepip") is None:
        packages.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    return packages


def apt_install(packages: list[str]) -> None:
    """Install Debian packages; raises CalledProcessError when apt-get fails."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-q"], check=True, env=quiet)
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends"]
    subprocess.run([*install, *packages], check=True, env=quiet)


def advice(packages: list[str]) -> str:
    """The exact command for this system that installs what is missing."""
    if shutil.which("apt-get"):
        return "sudo apt-get install -y " + " ".join(packages)
    if shutil.which("dnf"):
        return "sudo dnf install -y " + " ".join(f"'{library}()(64bit)'" for library in missing_libraries())
    return "install the packages that hold: " + " ".join(missing_libraries() or packages)


def main() -> int:
    """Check, install where that is ours to do, check again."""
    if not sys.platform.startswith("linux"):
        return 0
    packages = missing_packages()
    if packages and shutil.which("apt-get") and os.geteuid() == 0:
        print("installing system libraries:", " ".join(packages), flush=True)
        try:
            apt_install(packages)
        except subprocess.CalledProcessError as error:
            print(f"apt-get ended with code {error.returncode}", file=sys.stderr)
        packages = missing_packages()
    if packages:
        print("System libraries are missing. Run this, then make again:", file=sys.stderr)
        print("  " + advice(packages), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
