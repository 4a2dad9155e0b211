"""A screen nobody sits at, and pictures of what is on it."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PICTURES = Path(__file__).resolve().parents[2] / "build" / "trials"


@contextmanager
def screen(size: str = "1366x768") -> Iterator[str]:
    """An X server's DISPLAY while the block runs (needs xvfb)."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        try:
            yield f":{server.stdout.readline().strip()}"
        finally:
            server.terminate()


def windows(display: str) -> list[tuple[str, str]]:
    """What is to be seen: (window class, title) of every window with a title (needs xdotool and xprop)."""
    env = {**os.environ, "DISPLAY": display}
    asked = ["xdotool", "search", "--onlyvisible", "--name", "."]
    found = subprocess.run(asked, env=env, capture_output=True, text=True, check=False).stdout.split()
    seen = []
    for number in found:
        said = subprocess.run(
            ["xprop", "-id", number, "-notype", "WM_CLASS", "_NET_WM_NAME"],
            env=env,
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        facts = dict(line.split(" = ", 1) for line in said.splitlines() if " = " in line)
        seen.append((facts.get("WM_CLASS", ""), facts.get("_NET_WM_NAME", "").strip('"')))
    return seen


def wait_for(display: str, title: str, seconds: float = 240) -> str:
    """Wait for a window with this in its title; gives its class.

    Raises:
        TimeoutError: it never came; says what came instead.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for kind, name in windows(display):
            if title in name:
                return kind
        time.sleep(0.5)
    raise TimeoutError(f"no window “{title}”; there are {windows(display)}")


def picture(display: str, name: str, rest: float = 4) -> Path:
    """The whole screen once it has come to rest, as build/trials/NAME.png (needs imagemagick)."""
    time.sleep(rest)
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    subprocess.run(["import", "-display", display, "-window", "root", str(path)], check=True)
    return path


def next_picture(display: str, name: str, before: Path, seconds: float = 240) -> Path:
    """The whole screen once it shows something else than before and has come to rest.

    Raises:
        TimeoutError: it did not.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        first = picture(display, "moving", 2)
        second = picture(display, name, 3)
        if _is_same(first, second) and not _is_same(before, second):
            return second
    raise TimeoutError(f"nothing new after {before.name}")


def _is_same(one: Path, other: Path) -> bool:
    command = ["compare", "-metric", "AE", one, other, "null:"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def keys(display: str, *names: str) -> None:
    """Press keys, as xdotool names them, in the window that has the focus."""
    subprocess.run(
        ["xdotool", "key", "--delay", "80", *names], env={**os.environ, "DISPLAY": display}, check=True
    )


def click(display: str, x: int, y: int, times: int = 1) -> None:
    """Click with the left button at a place of the screen (pixels)."""
    words = ["mousemove", str(x), str(y), "click", "--repeat", str(times), "--delay", "120", "1"]
    subprocess.run(["xdotool", *words], env={**os.environ, "DISPLAY": display}, check=True)


def frame(picture: Path) -> tuple[int, int, int, int]:
    """Where on the plain ground of a picture everything stands: x, y, width, height (pixels)."""
    asked = ["convert", picture, "-trim", "-format", "%X %Y %w %h", "info:"]
    said = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    x, y, width, height = (int(word) for word in said.replace("+", " ").split())
    return x, y, width, height


def centre_of_change(before: Path, after: Path) -> tuple[int, int]:
    """The middle of what differs between two pictures of one screen, the lowest quarter aside: x, y (pixels).

    Raises:
        ValueError: nothing is.
    """
    differing = ["-compose", "difference", "-composite", "-crop", "100%x75%+0+0", "+repage"]
    place = ["-threshold", "8%", "-trim", "-format", "%w %h %X %Y", "info:"]
    said = subprocess.run(
        ["convert", before, after, *differing, *place], check=True, capture_output=True, text=True
    ).stdout
    width, height, x, y = (int(word) for word in said.replace("+", " ").split())
    if width < 4:
        raise ValueError(f"nothing changed between {before.name} and {after.name}")
    return x + width // 2, y + height // 2
