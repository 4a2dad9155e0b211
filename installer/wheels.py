"""Wheels for a machine that is not this one, fetched with the hashes that the locks name."""

import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from packaging.utils import canonicalize_name

from installer import stage

LOCK = stage.ROOT / "requirements.lock"
LINUX = stage.ROOT / "installer" / "linux" / "requirements.lock"
"""What the Linux packages carry in another version than the rest."""
TOOLS = stage.ROOT / "installer" / "requirements.lock"


def pins(*locks: Path) -> dict[str, str]:
    """Every entry of the locks as pip reads it, by the package's name; that of a later lock stands."""
    found: dict[str, str] = {}
    for lock in locks:
        for entry in re.split(r"(?m)^(?=[\w-]+==)", lock.read_text("utf-8")):
            name, marked, _ = entry.partition("==")
            if marked and re.fullmatch(r"[\w.-]+", name):
                found[canonicalize_name(name)] = entry
    return found


def fetch(names: Iterable[str], pinned: dict[str, str], folder: Path, target: Sequence[str]) -> None:
    """Download the packages' wheels into an empty folder; needs the network.

    Args:
        names: packages by name; each needs an entry among `pinned`.
        target: pip's options that say for which machine and Python.

    Raises:
        KeyError: a package is not locked.
        CalledProcessError: pip could not fetch one, or its hash is another.
    """
    stage.fresh(folder)
    wanted = folder.with_name(f"{folder.name}.txt")
    wanted.write_text("".join(pinned[name] for name in sorted(names)), "utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--only-binary", ":all:", "--no-deps"]
    chosen = [*target, "--require-hashes", "--dest", str(folder), "--requirement", str(wanted)]
    subprocess.run([*command, *chosen], check=True)
