"""dist/banfu-desktop_VERSION_ARCH.deb: the bundle, its menu entry, icons, file type and papers.

usage: python -m installer.debian_package     (after installer.bundle; needs dpkg-deb and dpkg-shlibdeps)
"""

import gzip
import os
import subprocess
from email.utils import formatdate
from pathlib import Path

from installer import bundle, icons, stage
from installer.system_libraries import PACKAGES

PIECES = Path(__file__).with_name("debian")
TREE = stage.BUILD / "debian"
MAINTAINER = "banfu-desktop authors <banfu-desktop@users.noreply.invalid>"
_DESCRIPTION = """\
office assistant of an assistance team posted to a town
 An offline program, in Chinese, for the clerk of a town's assistance team:
 roster, attendance, monthly subsidy sheets, work funds, claims, printed
 forms, backups and the package for the county.
 .
 Its data are encrypted and lie in the user's own folder.
"""


def build() -> Path:
    """Lay out the tree and pack it; gives the package."""
    moment = stage.epoch()
    stage.fresh(TREE)
    _program()
    _desktop()
    _papers(moment)
    _control()
    stage.settle(TREE, moment)
    for script in ("preinst", "postrm"):
        (TREE / "DEBIAN" / script).chmod(0o755)
    stage.DIST.mkdir(parents=True, exist_ok=True)
    made = stage.DIST / f"{stage.PROGRAM}_{stage.version()}_{architecture()}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(TREE), str(made)]
    subprocess.run(command, check=True, env={**os.environ, "SOURCE_DATE_EPOCH": str(moment)})
    return made


def architecture() -> str:
    """As Debian calls this machine's."""
    return subprocess.run(
        ["dpkg", "--print-architecture"], check=True, capture_output=True, text=True
    ).stdout.strip()


def _put(content: bytes | str, *place: str) -> Path:
    path = TREE.joinpath(*place)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _program() -> None:
    target = TREE / "usr" / "lib" / stage.PROGRAM
    target.parent.mkdir(parents=True)
    subprocess.run(["cp", "-a", str(bundle.FOLDER / "declared"), str(target)], check=True)
    link = TREE / "usr" / "bin" / stage.PROGRAM
    link.parent.mkdir(parents=True)
    link.symlink_to(f"../lib/{stage.PROGRAM}/{stage.PROGRAM}")


def _desktop() -> None:
    share = ("usr", "share")
    _put((PIECES / "banfu-desktop.desktop").read_bytes(), *share, "applications", "banfu-desktop.desktop")
    _put((PIECES / "banfu-desktop.xml").read_bytes(), *share, "mime", "packages", "banfu-desktop.xml")
    icons.into_theme(
        TREE / "usr" / "share" / "icons" / "hicolor",
        ("apps/banfu-desktop", "mimetypes/application-x-banfu-package"),
    )


def _papers(moment: int) -> None:
    share = ("usr", "share")
    doc = (*share, "doc", stage.PROGRAM)
    _put(_copyright(), *doc, "copyright")
    changes = (
        f"{stage.PROGRAM} ({stage.version()}) unstable; urgency=medium\n\n  * See CHANGELOG.md.\n\n"
        f" -- {MAINTAINER}  {formatdate(moment)}\n"
    )
    _put(_gzip(changes), *doc, "changelog.gz")
    _put(_gzip((stage.ROOT / "CHANGELOG.md").read_text("utf-8")), *doc, "CHANGELOG.md.gz")
    _put(_gzip((stage.ROOT / "docs" / "manual.md").read_text("utf-8")), *doc, "manual.md.gz")
    _put(_gzip((stage.ROOT / "build" / "bom.json").read_text("utf-8")), *doc, "bom.json.gz")
    _put(_gzip((PIECES / "banfu-desktop.1").read_text("utf-8")), *share, "man", "man1", "banfu-desktop.1.gz")
    overrides = (PIECES / "lintian-overrides").read_bytes()
    _put(overrides, *share, "lintian", "overrides", stage.PROGRAM)


def _gzip(text: str) -> bytes:
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def _copyright() -> str:
    notice = (stage.ROOT / "NOTICE").read_text("utf-8").rstrip()
    return (
        f"{notice}\n\n"
        "On Debian systems the Apache License 2.0 is in /usr/share/common-licenses/Apache-2.0.\n"
        f"The texts of all other licences are in /usr/lib/{stage.PROGRAM}/_internal/resources/licences\n"
        "and can be read in the program: Ctrl+K, then 关于.\n"
    )


def _control() -> None:
    size = sum(path.stat().st_size for path in stage.files(TREE) if not path.is_symlink())
    fields = {
        "Package": stage.PROGRAM,
        "Version": stage.version(),
        "Architecture": architecture(),
        "Maintainer": MAINTAINER,
        "Installed-Size": str(-(-size // 1024)),
        "Section": "misc",
        "Priority": "optional",
        "Depends": ", ".join(_depends()),
        "Recommends": "desktop-file-utils, hicolor-icon-theme, shared-mime-info",
        "Suggests": "fonts-hanazono",
        "Description": _DESCRIPTION.rstrip(),
    }
    _put("".join(f"{name}: {value}\n" for name, value in fields.items()), "DEBIAN", "control")
    for script in ("preinst", "postrm"):
        text = (PIECES / script).read_text("utf-8").replace("@VERSION@", stage.version())
        _put(text, "DEBIAN", script)
    command = ["md5sum", *map(str, _plain_files())]
    sums = subprocess.run(command, cwd=TREE, check=True, capture_output=True, text=True).stdout
    _put(sums, "DEBIAN", "md5sums")


def _plain_files() -> list[Path]:
    return [
        path.relative_to(TREE)
        for path in stage.files(TREE)
        if not path.is_symlink() and path.relative_to(TREE).parts[0] != "DEBIAN"
    ]


def _depends() -> list[str]:
    """What the bundle's binaries link to, with versions, and what Qt loads when it runs."""
    work = stage.fresh(stage.BUILD / "shlibdeps")
    (work / "debian").mkdir()
    source = f"Source: {stage.PROGRAM}\n\nPackage: {stage.PROGRAM}\nArchitecture: any\n"
    (work / "debian" / "control").write_text(source)
    inside = TREE / "usr" / "lib" / stage.PROGRAM
    private = {f"-l{path.parent}" for path in stage.files(inside) if ".so" in path.name}
    binaries = [str(path) for path in stage.files(inside) if not path.is_symlink() and _is_elf(path)]
    asked = subprocess.run(
        ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0", *sorted(private), *binaries],
        cwd=work,
        check=True,
        capture_output=True,
        text=True,
    )
    linked = asked.stdout.partition("=")[2].strip().split(", ")
    named = {need.split()[0] for need in linked}
    return sorted({*linked, *(package for package in PACKAGES.values() if package not in named)})


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


if __name__ == "__main__":
    print(build())
    stage.write_sums()
