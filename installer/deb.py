"""What every .deb of ours is made by: a tree, control data, dependencies, the same bytes each time."""

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
 驻镇帮扶工作队办公助手：花名册、考勤、工作补助、体检、保险、报销、工作经费、
 打印表册、备份和上报包。不联网，数据加密保存在本人的文件夹里，卸载不会删除。
 .
 An offline program, in Chinese, for the clerk of a town's assistance team."""
"""The clerk reads it where a double click on the package shows it, so it says first in Chinese what it is."""
_OTHER_NAMES = {"libgcc-s1": "libgcc1"}
"""Packages that are called differently on Debian 10 and UOS 20."""
_CARRIED = re.compile(r"libxcb-[a-z-]+\.so\.\d")
"""The system's own libraries that come along (bundle.spec)."""
_GCC = 8
"""Whose C++ library has what floor.FLOOR asks of GLIBCXX."""


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
    """The packages whose libraries a program links to, and those of which Qt loads some when it runs.

    Raises:
        LookupError: something is too new for the oldest desktop.
    """
    floor.check(program)
    work = stage.fresh(stage.BUILD / "shlibdeps")
    (work / "debian").mkdir()
    source = f"Source: {stage.PROGRAM}\n\nPackage: {stage.PROGRAM}\nArchitecture: any\n"
    (work / "debian" / "control").write_text(source)
    libraries = [path for path in stage.files(program) if ".so" in path.name]
    private = {f"-l{path.parent}" for path in libraries}
    binaries = [str(path) for path in stage.files(program) if not path.is_symlink() and floor.is_elf(path)]
    command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0", *sorted(private), *binaries]
    said = subprocess.run(command, cwd=work, check=True, capture_output=True, text=True).stdout
    linked = [need.split()[0] for need in said.partition("=")[2].strip().split(", ")]
    carried = {_owner(path.name) for path in libraries if _CARRIED.fullmatch(path.name)}
    return declared({*linked, *PACKAGES.values()}, carried)


def declared(needed: set[str], carried: set[str]) -> list[str]:
    """Packages as a control file names them: without what comes along, under each name a desktop has.

    Versions are asked for the C and C++ libraries only, and those are the floor's. dpkg-shlibdeps knows the
    release in which this machine's Debian changed a library, not what a binary needs of it: it would ask for
    glibc 2.34 where a function has only moved from one of its libraries into another.
    """
    asked = {"libc6": f" (>= {floor.dotted(floor.FLOOR['GLIBC'])})", "libstdc++6": f" (>= {_GCC})"}
    needs = []
    for name in sorted(needed - carried):
        other = f" | {_OTHER_NAMES[name]}" if name in _OTHER_NAMES else ""
        needs.append(f"{name}{asked.get(name, '')}{other}")
    return needs


def _owner(library: str) -> str:
    """The package of this machine that a library comes from."""
    said = subprocess.run(["dpkg", "-S", f"*/{library}"], check=True, capture_output=True, text=True).stdout
    return said.partition(":")[0]


def pack(tree: Path, name: str) -> Path:
    """Make dist/NAME_VERSION_ARCH.deb of the tree, whose files all carry one moment; gives it."""
    stage.DIST.mkdir(parents=True, exist_ok=True)
    made = stage.DIST / f"{name}_{stage.version()}_{architecture()}.deb"
    effort = "-z0" if stage.is_for_trials() else "-z6"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", effort, "--build", str(tree), str(made)]
    subprocess.run(command, check=True, env={**os.environ, "SOURCE_DATE_EPOCH": str(stage.epoch())})
    return made
