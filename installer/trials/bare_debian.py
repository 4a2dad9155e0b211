"""A Debian with nothing but its base, in a folder, to install into (needs root and debootstrap)."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from installer import stage
from installer.debian_sources import mirror

ROOMS = stage.ROOT / "build" / "trials"
CLERK = "clerk"
_MOUNTS = (
    ("proc", "-t", "proc", "proc"),
    ("dev/shm", "-t", "tmpfs", "tmpfs"),
    ("dev/pts", "-t", "devpts", "-o", "newinstance,ptmxmode=0666", "devpts"),
)
_ENV = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}


@dataclass(frozen=True)
class Kind:
    """What a machine is made of.

    Attributes:
        release: Debian's code name.
        use: what the machine is for, in its folder's name.
        packages: what it has besides the base.
        foreign: a second architecture whose packages it takes; empty for none.
    """

    release: str = os.environ.get("BANFU_RELEASE", "bookworm")
    use: str = ""
    packages: tuple[str, ...] = ()
    foreign: str = ""

    @property
    def name(self) -> str:
        """Its folder's name."""
        return "-".join(part for part in ("debian", self.release, self.use) if part)


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

    def give(self, path: Path) -> None:
        """Make what lies at a place, seen from outside, the clerk's."""
        place = f"/{path.relative_to(self.root)}"
        self.run("chown", "-R", "--no-dereference", f"{CLERK}:{CLERK}", place)

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
def machine(kind: Kind | None = None) -> Iterator[Machine]:
    """A fresh machine with a clerk; its folder stays for a look and is replaced by the next."""
    kind = kind or Kind()
    base, room = _base(kind), ROOMS / kind.name
    shutil.rmtree(room, ignore_errors=True)
    subprocess.run(["cp", "-a", str(base), str(room)], check=True)
    shutil.copy("/etc/resolv.conf", room / "etc" / "resolv.conf")
    # Its homes are a disk of their own: a program that asks on which disk a file lies finds one.
    mounts = (*_MOUNTS, ("home", "--bind", str(room / "home")))
    for place, *words in mounts:
        (room / place).mkdir(exist_ok=True)
        subprocess.run(["mount", *words, str(room / place)], check=True)
    try:
        made = Machine(room)
        made.run("useradd", "--create-home", "--shell", "/bin/bash", CLERK)
        yield made
    finally:
        _end_all(room)
        for place, *_ in mounts:
            subprocess.run(["umount", "--lazy", str(room / place)], check=True)


def _end_all(room: Path) -> None:
    """End what was started in the folder and goes on by itself."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "root").readlink() == room:
                os.kill(int(process.name), signal.SIGTERM)


def _base(kind: Kind) -> Path:
    """Debian's base with what the kind has besides, made once, of this machine's own mirror."""
    base = ROOMS / f"{kind.name}-base"
    if (base / "ready").exists() and (base / "ready").read_text() == repr(kind):
        return base
    shutil.rmtree(base, ignore_errors=True)
    base.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["debootstrap", "--variant=minbase", kind.release, str(base), mirror()], check=True)
    made = Machine(base)
    if kind.foreign:
        made.run("dpkg", "--add-architecture", kind.foreign)
    made.run("apt-get", "update", "-q")
    if kind.packages:
        made.run("apt-get", "install", "-y", "-q", "--no-install-recommends", *kind.packages)
    (base / "ready").write_text(repr(kind))
    return base
