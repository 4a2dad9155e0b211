"""The folder for a stick, unpacked into an empty home without root: self-test, a window, data beside it.

usage: python -m installer.trials.stick     (after `make usb`; needs xvfb, xdotool, x11-utils, imagemagick)
"""

import os
import subprocess
import tarfile
import tempfile
from pathlib import Path

from installer import stage
from installer.deb import architecture
from installer.trials.screen import picture, screen, wait_for

_NOBODY = 65534


def trial(stick: Path) -> list[str]:
    """Everything in turn; a line for each.

    Raises:
        AssertionError: something is not as it should be.
    """
    archive = stage.DIST / f"{stage.PROGRAM}-{stage.version()}-usb-{architecture()}.tar.xz"
    with tarfile.open(archive) as packed:
        packed.extractall(stick, filter="data")
    top = stick / stage.PROGRAM
    listed = "".join(
        line for line in stage.contents(top).splitlines(keepends=True) if "  SHA256SUMS" not in line
    )
    assert listed == (top / "SHA256SUMS").read_text("utf-8"), "not what SHA256SUMS lists"
    said = [f"{sum(path.stat().st_size for path in stage.files(top)) // 1_000_000} MB, as SHA256SUMS lists"]
    for path in (stick, *stick.rglob("*")):
        os.chown(path, _NOBODY, _NOBODY, follow_symlinks=False)
    tested = subprocess.run(
        [*_run(stick), "selftest"], env=_env(stick), capture_output=True, text=True, check=False
    )
    assert "自检通过" in tested.stdout, tested.stdout + tested.stderr
    said.append("self-test passed, without root, with no Python on the path")
    with screen() as display:
        running = subprocess.Popen(_run(stick), env={**_env(stick), "DISPLAY": display})
        wait_for(display, "驻镇帮扶")
        said.append(f"a window; look at {picture(display, 'stick-window').name}")
        running.terminate()
        running.wait(20)
    made = [*_run(stick), "init", "--town", "梅坑镇"]
    subprocess.run(made, env=_env(stick), capture_output=True, check=True)
    assert (top / "帮扶办数据" / "office.db").is_file()
    own = {**_env(stick), "BANFU_DATA": str(stick / "别处")}
    subprocess.run(made, env=own, capture_output=True, check=True)
    assert (stick / "别处" / "office.db").is_file()
    said.append("data on the stick, or in a folder of the user's")
    return said


def _run(stick: Path) -> list[str]:
    as_nobody = ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"]
    return [*(as_nobody if os.geteuid() == 0 else ()), "/bin/sh", str(stick / stage.PROGRAM / "run.sh")]


def _env(stick: Path) -> dict[str, str]:
    return {"HOME": str(stick), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        for line in trial(Path(folder)):
            print("passed ", line, flush=True)
