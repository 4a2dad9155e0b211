"""Packages of one Debian release, whatever this machine runs: fetched, verified and unpacked by apt.

apt is given lists, cache and state of its own, so nothing of the machine's package management changes.
"""

import os
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

_KEYS = "/usr/share/keyrings/debian-archive-keyring.gpg"


class Release:
    """A Debian release as apt sees it, in a folder of its own.

    Attributes:
        name: the release's code name, such as bookworm.
    """

    def __init__(self, name: str, folder: Path, architecture: str = "") -> None:
        """Ask this machine's own mirror for the release's lists; needs the network.

        Args:
            architecture: whose libraries are wanted, as Debian calls it; empty where sources are.

        Raises:
            CalledProcessError: the mirror does not carry the release, or cannot be reached.
        """
        self.name = name
        self._folder = folder
        for place in ("lists/partial", "cache/archives/partial"):
            (folder / place).mkdir(parents=True, exist_ok=True)
        suites = [(mirror(), name)]
        if not architecture:
            suites.append((f"{mirror()}-security", f"{name}-security"))
        kind = "deb" if architecture else "deb-src"
        lines = [f"{kind} [signed-by={_KEYS}] {where} {suite} main\n" for where, suite in suites]
        (folder / "sources.list").write_text("".join(lines))
        (folder / "apt.conf").write_text(
            f'Dir::Etc::SourceList "{folder}/sources.list";\nDir::Etc::SourceParts "-";\n'
            f'Dir::State::Lists "{folder}/lists";\nDir::Cache "{folder}/cache";\nAPT::Sandbox::User "root";\n'
        )
        if architecture:
            (folder / "nothing-installed").touch()
            with (folder / "apt.conf").open("a") as conf:
                conf.write(f'APT::Architecture "{architecture}";\nAPT::Architectures "{architecture}";\n')
                conf.write(f'Dir::State::status "{folder}/nothing-installed";\n')
        self._apt("apt-get", "update", "-q", cwd=folder)

    def unpack(self, package: str, folder: Path) -> tuple[str, Path]:
        """Fetch the newest version there is and unpack it with Debian's patches; gives version and folder.

        A security mirror names versions that it has already replaced; then the one before is taken.

        Raises:
            LookupError: no version can be fetched.
        """
        shown = self._apt("apt-cache", "showsrc", package, cwd=folder)
        for version in newest_first(re.findall(r"(?m)^Version: (\S+)$", shown)):
            before = set(folder.iterdir())
            command = ["apt-get", "source", "-q", f"{package}={version}"]
            done = subprocess.run(command, cwd=folder, env=self._env(), capture_output=True, check=False)
            made = [path for path in folder.iterdir() if path.is_dir() and path not in before]
            if done.returncode == 0 and len(made) == 1:
                return version, made[0]
        raise LookupError(f"{package}: no source of it can be fetched from {self.name}")

    def lay_out(self, packages: Iterable[str], root: Path) -> None:
        """Fetch packages with all they depend on, and unpack them into a folder; nothing of them is run.

        Raises:
            CalledProcessError: one cannot be had.
        """
        command = ["apt-get", "install", "-y", "-q", "--download-only", "--no-install-recommends"]
        self._apt(*command, *packages, cwd=self._folder)
        for package in sorted((self._folder / "cache" / "archives").glob("*.deb")):
            subprocess.run(["dpkg-deb", "--extract", str(package), str(root)], check=True)

    def _apt(self, *command: str, cwd: Path) -> str:
        done = subprocess.run(command, cwd=cwd, env=self._env(), check=True, capture_output=True, text=True)
        return done.stdout

    def _env(self) -> dict[str, str]:
        return {**os.environ, "APT_CONFIG": str(self._folder / "apt.conf"), "LC_ALL": "C.UTF-8"}


def mirror() -> str:
    """Where this machine gets Debian's packages, without a slash at the end."""
    asked = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Origin: Debian"]
    said = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split()
    return next(uri for uri in said if "security" not in uri).rstrip("/")


def newest_first(versions: list[str]) -> list[str]:
    """Debian versions, the newest first, each once."""

    def is_newer(one: str, other: str) -> bool:
        return subprocess.run(["dpkg", "--compare-versions", one, "gt", other], check=False).returncode == 0

    ordered: list[str] = []
    for version in dict.fromkeys(versions):
        place = sum(1 for other in ordered if is_newer(other, version))
        ordered.insert(place, version)
    return ordered
