"""What every .deb of ours is made by: files in a tree, control data, what it depends on, the same bytes each time."""

import gzip
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from installer import floor, stage
from installer.system_libraries import PACKAGES

MAINTAINER = f"{stage.COMPANY} <banfu-desktop@users.noreply.invalid>"
DESCRIPTION = """\
office assistant of an assistance team posted to a town
 An offline program, in Chinese, for the clerk of a town's assistance team:
 roster, attendance, monthly subsidy sheets, work funds, claims, printed
 forms, backups and the package for the county.
 .
 Its data are encrypted and lie in the user's own folder."""
_OTHER_NAMES = {"libgcc-s1": "libgcc1"}
"""Packages that are called differently on Debian 10 and UOS 20."""


def architecture() -> str:
    """As Debian calls this machine's."""
    command = ["dpkg", "--print-architecture"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def put(tree: Path, content: bytes | str, *place: str) -> Path:
    """Write a file into the tree; gives its path."""
    path = tree.joinpath(*place)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def squeezed(text: str) -> bytes:
    """A text as gzip, without a moment."""
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def copyright_text(resources: str) -> str:
    """Our notice, and where an installed package has the licence texts."""
    notice = (stage.ROOT / "NOTICE").read_text("utf-8").rstrip()
    return (
        f"{notice}\n\n"
        "On Debian systems the Apache License 2.0 is in /usr/share/common-licenses/Apache-2.0.\n"
        f"The texts of all other licences are in {resources}/licences\n"
        "and can be read in the program: Ctrl+K, then 关于.\n"
    )


def control(tree: Path, name: str, depends: list[str], more: Mapping[str, str]) -> None:
    """Write DEBIAN/control and DEBIAN/md5sums for what is in the tree."""
    size = sum(path.stat().st_size for path in stage.files(tree) if not path.is_symlink())
    fields = {
        "Package": name,
        "Version": stage.version(),
        "Architecture": architecture(),
        "Maintainer": MAINTAINER,
        "Installed-Size": str(-(-size // 1024)),
        "Section": "misc",
        "Priority": "optional",
        "Depends": ", ".join(depends),
        **more,
        "Description": DESCRIPTION,
    }
    put(tree, "".join(f"{field}: {value}\n" for field, value in fields.items()), "DEBIAN", "control")
    inside = (path.relative_to(tree) for path in stage.files(tree) if not path.is_symlink())
    plain = [str(path) for path in inside if path.parts[0] != "DEBIAN"]
    sums = subprocess.run(["md5sum", *plain], cwd=tree, check=True, capture_output=True, text=True).stdout
    put(tree, sums, "DEBIAN", "md5sums")


def depends(program: Path) -> list[str]:
    """The packages that a program's binaries link to, with versions, and those that Qt loads when it runs.

    Raises:
        LookupError: a newer C library than the floor's is asked for.
    """
    work = stage.fresh(stage.BUILD / "shlibdeps")
    (work / "debian").mkdir()
    source = f"Source: {stage.PROGRAM}\n\nPackage: {stage.PROGRAM}\nArchitecture: any\n"
    (work / "debian" / "control").write_text(source)
    carried = {path.name for path in stage.files(program) if ".so" in path.name}
    private = {f"-l{path.parent}" for path in stage.files(program) if ".so" in path.name}
    binaries = [str(path) for path in stage.files(program) if not path.is_symlink() and floor.is_elf(path)]
    command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0", *sorted(private), *binaries]
    said = subprocess.run(command, cwd=work, check=True, capture_output=True, text=True).stdout
    linked = said.partition("=")[2].strip().split(", ")
    loaded = [package for library, package in PACKAGES.items() if library not in carried]
    return declared(linked, loaded)


def declared(linked: list[str], loaded: list[str]) -> list[str]:
    """Both together, each package once, under every name that it has on a desktop we run on.

    Raises:
        LookupError: a newer C library than the floor's is asked for.
    """
    named = {need.split()[0] for need in linked}
    needs = []
    for need in (*linked, *(package for package in loaded if package not in named)):
        name, _, version = need.partition(" ")
        if name == "libc6":
            asked = tuple(map(int, re.findall(r"\d+", version)))
            if asked > floor.FLOOR["GLIBC"]:
                raise LookupError(f"the package would ask for {need}")
            need = f"libc6 (>= {floor.dotted(floor.FLOOR['GLIBC'])})"
        needs.append(f"{need} | {_OTHER_NAMES[name]}" if name in _OTHER_NAMES else need)
    return sorted(set(needs))


def pack(tree: Path, name: str) -> Path:
    """Make dist/NAME_VERSION_ARCH.deb of the tree, whose files all carry one moment; gives it."""
    stage.DIST.mkdir(parents=True, exist_ok=True)
    made = stage.DIST / f"{name}_{stage.version()}_{architecture()}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(made)]
    subprocess.run(command, check=True, env={**os.environ, "SOURCE_DATE_EPOCH": str(stage.epoch())})
    return made
