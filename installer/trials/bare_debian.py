"""A Debian with nothing but its base, in a folder, to install into (needs root and debootstrap)."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from installer import stage

BASE = stage.ROOT / "build" / "trials" / "debian-base"
ROOM = stage.ROOT / "build" / "trials" / "debian"
CLERK = "clerk"
_ENV = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}


class Machine:
    """The machine in the folder; what is said there is kept for whoever wants to see it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, *command: str, code: int = 0, **env: str) -> str:
        """Run as root; gives what was said.

        Raises:
            AssertionError: it ended with another code.
        """
        return self._said(["chroot", str(self.root), *command], code, env)

    def as_clerk(self, *command: str, code: int = 0, **env: str) -> str:
        """Run as a user of the machine, with a home and nothing else."""
        return self._said(self._clerks(command), code, {"HOME": f"/home/{CLERK}", **env})

    def start(self, *command: str, **env: str) -> "subprocess.Popen[str]":
        """Start something of the clerk's that goes on."""
        given = {**_ENV, "HOME": f"/home/{CLERK}", **env}
        return subprocess.Popen(
            self._clerks(command), env=given, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    def home(self, *parts: str) -> Path:
        """A place in the clerk's home, as seen from outside."""
        return self.root.joinpath("home", CLERK, *parts)

    def _clerks(self, command: tuple[str, ...]) -> list[str]:
        return ["chroot", f"--userspec={CLERK}:{CLERK}", str(self.root), "/usr/bin/env", "-C", "/", *command]

    def _said(self, command: list[str], code: int, env: dict[str, str]) -> str:
        done = subprocess.run(
            command,
            env={**_ENV, **env},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        assert done.returncode == code, f"{' '.join(command)}: code {done.returncode}\n{done.stdout}"
        return done.stdout


@contextmanager
def machine() -> Iterator[Machine]:
    """A fresh machine with a clerk; its folder stays for a look and is replaced by the next."""
    _base()
    shutil.rmtree(ROOM, ignore_errors=True)
    subprocess.run(["cp", "-a", str(BASE), str(ROOM)], check=True)
    shutil.copy("/etc/resolv.conf", ROOM / "etc" / "resolv.conf")
    subprocess.run(["mount", "-t", "proc", "proc", str(ROOM / "proc")], check=True)
    try:
        made = Machine(ROOM)
        made.run("useradd", "--create-home", CLERK)
        yield made
    finally:
        subprocess.run(["umount", str(ROOM / "proc")], check=True)


def _base() -> None:
    """Debian's base, made once of this machine's own mirror and release."""
    if (BASE / "ready").exists():
        return
    shutil.rmtree(BASE, ignore_errors=True)
    BASE.parent.mkdir(parents=True, exist_ok=True)
    asked = ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE)", "Created-By: Packages"]
    mirror, release = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split()[:2]
    release = os.environ.get("BANFU_RELEASE", release)
    subprocess.run(["debootstrap", "--variant=minbase", release, str(BASE), mirror], check=True)
    subprocess.run(["chroot", str(BASE), "apt-get", "update", "-q"], check=True)
    (BASE / "ready").touch()
