"""The Debian packages on a machine with nothing of ours: install, work, upgrade, downgrade, remove, purge.

usage: python -m installer.trials.debian     (as root, after `make deb uos`; needs debootstrap, xvfb, xdotool,
imagemagick and x11-utils; lintian and appstreamcli where they are to be had)
BANFU_RELEASE says on which release: bullseye, bookworm.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from installer import stage
from installer.deb import architecture
from installer.trials.bare_debian import CLERK, Kind, Machine, machine
from installer.trials.screen import picture, screen, wait_for

LATER = "99.0"
_NAME = "banfu-desktop"
_OFFICE = f"/home/{CLERK}/演示"
_DATA = (".local/share/banfu-desktop", ".config/banfu-desktop")
_REFUSAL = "由新版程序建立"
Trial = Callable[[Machine], str]


def package(version: str, folder: Path = stage.DIST) -> Path:
    """The package of a version."""
    return folder / f"{_NAME}_{version}_{architecture()}.deb"


def later_package() -> Path:
    """A package of a later version, whose data have one step more; made when it is not there."""
    made = package(LATER, stage.ROOT / "build" / "trials" / "packages")
    if not made.exists() or made.stat().st_mtime < package(stage.version()).stat().st_mtime:
        own = {"BANFU_VERSION": LATER, "BANFU_LATER_STEP": "1"}
        own |= {"BANFU_BUILD": "trials/later", "BANFU_DIST": "build/trials/packages"}
        for module in ("installer.bundle", "installer.debian_package"):
            subprocess.run(
                [sys.executable, "-m", module], cwd=stage.ROOT, env={**os.environ, **own}, check=True
            )
    return made


def lintian(_: Machine) -> str:
    """No error and no warning."""
    if shutil.which("lintian") is None:
        return "not to be had here"
    asked = ["lintian", "--fail-on", "error,warning", "--tag-display-limit", "0", package(stage.version())]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return done.stdout.strip() or "no tags"


def install(debian: Machine) -> str:
    """apt brings what the package declares, and nothing of Python."""
    _lay(debian, package(stage.version()))
    debian.run("apt-get", "install", "-y", "-q", "desktop-file-utils", "shared-mime-info")
    _apt(debian, "install", f"/tmp/{package(stage.version()).name}")
    libc = debian.run("getconf", "GNU_LIBC_VERSION").strip()
    libraries = debian.run("sh", "-c", "find /usr/lib/banfu-desktop -name '*.so*' | xargs ldd 2>&1 || true")
    # PyInstaller's program names the folder itself, so a library of the folder is found when it runs.
    inside = {path.name for path in (debian.root / "usr/lib/banfu-desktop").rglob("*.so*")}
    lacking = {line.split()[0] for line in libraries.splitlines() if "not found" in line} - inside
    assert not lacking, lacking
    assert "python" not in debian.run("sh", "-c", "ls /usr/bin").replace("dh_python", "")
    size = debian.run("du", "-sm", "/usr/lib/banfu-desktop").split()[0]
    return f"{size} MB installed, {libc}, every library found"


def desktop(debian: Machine) -> str:
    """Menu entry, icons, file type."""
    debian.run("desktop-file-validate", f"/usr/share/applications/{_NAME}.desktop")
    types = (debian.root / "usr/share/applications/mimeinfo.cache").read_text("utf-8")
    assert f"application/x-banfu-package={_NAME}.desktop" in types
    assert ":*.bfb" in (debian.root / "usr/share/mime/globs2").read_text("utf-8")
    about = debian.root / "usr/share/metainfo" / f"{stage.APPID}.metainfo.xml"
    if shutil.which("appstreamcli"):
        asked = ["appstreamcli", "validate", "--no-net", "--explain", about]
        said = subprocess.run(asked, capture_output=True, text=True, check=False)
        assert said.returncode == 0, said.stdout
    icons = list((debian.root / "usr/share/icons/hicolor").rglob(f"apps/{_NAME}.*"))
    assert len(icons) > 5
    return f"entry valid, *.bfb is ours, {len(icons)} icons"


def selftest(debian: Machine) -> str:
    """The installed program's own, as a user."""
    said = debian.as_clerk(_NAME, "selftest")
    assert said.rstrip().endswith("自检通过") or "自检通过" in said, said
    return f"{said.count('通过　')} steps passed"


def window(debian: Machine) -> str:
    """A real window with its menu entry's class; a double-clicked package asks for the recovery key."""
    with screen() as display:
        running = debian.start(_NAME, "demo", _OFFICE, DISPLAY=display)
        kind = wait_for(display, "梅坑镇")
        seen = picture(display, f"{debian.root.name}-window")
        _end(running)
        assert _NAME in kind, kind
        sent = next(debian.home("演示").rglob("*.bfb"))
        running = debian.start(_NAME, f"/{sent.relative_to(debian.root)}", DISPLAY=display)
        wait_for(display, "恢复密钥")
        asked = picture(display, f"{debian.root.name}-double-click")
        _end(running)
    return f"class {kind}; look at {seen.name} and {asked.name}"


def upgrade(debian: Machine) -> str:
    """N's data open in N+1, behind a copy; N refuses them afterwards and leaves them as they are."""
    debian.as_clerk(_NAME, "init", "--town", "梅坑镇")
    _lay(debian, later_package())
    _apt(debian, "install", f"/tmp/{package(LATER).name}")
    before = _copies(debian)
    assert "完好" in debian.as_clerk(_NAME, "check")
    assert _copies(debian) > before, "no copy was made before the upgrade"
    _apt(debian, "install", "--allow-downgrades", f"/tmp/{package(stage.version()).name}")
    office, state = debian.home(_DATA[0], "帮扶办数据", "office.db"), ""
    state = hashlib.sha256(office.read_bytes()).hexdigest()
    said = debian.as_clerk(_NAME, "check", code=1)
    assert _REFUSAL in said, said
    with screen() as display:
        running = debian.start(_NAME, DISPLAY=display)
        wait_for(display, "还没有办成")
        picture(display, f"{debian.root.name}-downgraded")
        _end(running)
    assert hashlib.sha256(office.read_bytes()).hexdigest() == state
    _apt(debian, "install", f"/tmp/{package(LATER).name}")
    assert "完好" in debian.as_clerk(_NAME, "check")
    return f"a copy before the step; older version: {said.strip()}"


def remove(debian: Machine) -> str:
    """Removal leaves the data; a purge leaves them too, and says where they are."""
    _apt(debian, "remove", _NAME)
    assert not (debian.root / "usr/lib/banfu-desktop").exists()
    assert not (debian.root / "usr/bin/banfu-desktop").exists()
    said = debian.run("apt-get", "purge", "-y", "-q", _NAME)
    assert f"还在：/home/{CLERK}/{_DATA[0]}" in said, said
    assert all(debian.home(place).is_dir() for place in _DATA)
    left = debian.run("sh", "-c", "find / -xdev -name '*banfu*' -not -path '/home/*' -not -path '/tmp/*'")
    assert not left.strip(), left
    return "nothing of ours left but the clerk's data; the purge says where"


def uos(debian: Machine) -> str:
    """The package as the UOS store wants it: works from its own folder, and leaves nothing but the data."""
    file = package(stage.version()).with_name(package(stage.version()).name.replace(_NAME, stage.APPID))
    _lay(debian, file)
    _apt(debian, "install", f"/tmp/{file.name}")
    home = Path("/opt/apps", stage.APPID)
    outside = debian.run("dpkg", "-L", stage.APPID).splitlines()
    assert all(place in ("/.", "/opt", "/opt/apps") or place.startswith(str(home)) for place in outside)
    debian.run("desktop-file-validate", str(home / "entries" / "applications" / f"{stage.APPID}.desktop"))
    said = json.loads((debian.root / str(home)[1:] / "info").read_text("utf-8"))
    assert said["appid"] == stage.APPID
    program = str(home / "files" / _NAME)
    assert "自检通过" in debian.as_clerk(program, "selftest")
    with screen() as display:
        running = debian.start(program, DISPLAY=display)
        wait_for(display, "驻镇帮扶")
        seen = picture(display, f"{debian.root.name}-uos")
        _end(running)
    _apt(debian, "purge", stage.APPID)
    assert not (debian.root / str(home)[1:]).exists()
    return f"all under {home}; self-test passed; look at {seen.name}"


TRIALS: tuple[Trial, ...] = (lintian, install, desktop, selftest, window, upgrade, remove, uos)


def _lay(debian: Machine, file: Path) -> None:
    shutil.copy(file, debian.root / "tmp" / file.name)


def _apt(debian: Machine, *words: str) -> str:
    return debian.run("apt-get", words[0], "-y", "-q", "--no-install-recommends", *words[1:])


def _copies(debian: Machine) -> int:
    folder = debian.home(_DATA[0], "帮扶办数据", "backups")
    return sum(1 for _ in folder.glob("*.db")) if folder.is_dir() else 0


def _end(running: "subprocess.Popen[str]") -> None:
    running.terminate()
    running.communicate(timeout=20)


def carried_out() -> Iterator[str]:
    """Every trial in turn on one machine, a line for each."""
    with machine(Kind()) as debian:
        for trial in TRIALS:
            yield f"passed  {trial.__name__}: {trial(debian)}"


if __name__ == "__main__":
    for line in carried_out():
        print(line, flush=True)
