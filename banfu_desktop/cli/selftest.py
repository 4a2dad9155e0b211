"""The self-test: a month's work in a temporary folder, and the window opened unseen."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from banfu_desktop import __version__
from banfu_desktop.cli.run import Run, Window, say
from banfu_desktop.rules.errors import MachineError, UserError

_OWN_FOLDERS = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "LOCALAPPDATA")


def selftest(run: Run) -> None:
    """Say a line for every step; stop at the first that fails.

    Raises:
        MachineError: the step that failed, and why.
    """
    from banfu_desktop.services.program.selftest import Trial

    say(f"驻镇帮扶工作队办公助手 {__version__} 自检")
    with tempfile.TemporaryDirectory(prefix="banfu-selftest-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with _apart(folder / "own"):
            trial = Trial(folder, datetime(2026, 11, 2, 9))
            for title, step in trial.steps():
                _say_step(title, step)
            _window_steps(trial.office, run.window)
    say("自检通过")


def _window_steps(office: Path, window: Window) -> None:
    from banfu_desktop.services.program import demonstration
    from banfu_desktop.services.program.selftest import failed
    from banfu_desktop.ui.frame import selftest as unseen

    unseen.without_screen()
    watcher = unseen.Watcher(demonstration.TOWN)

    def opened() -> str:
        code = window(office, lambda: datetime(2026, 11, 2, 9))
        watcher.stop()
        if code or watcher.trouble:
            raise failed(watcher.trouble or f"窗口退出，代码{code}")
        return watcher.found

    def none_of(trouble: Callable[[], str]) -> str:
        if wrong := trouble():
            raise failed(wrong)
        return "正常"

    _say_step("打开窗口（不显示）", opened)
    for title, check in unseen.checks():
        _say_step(title, partial(none_of, check))


def _say_step(title: str, step: Callable[[], str]) -> None:
    try:
        result = step()
    except (UserError, MachineError):
        say(f"未通过　{title}")
        raise
    say(f"通过　{title}：{result}")


@contextmanager
def _apart(folder: Path) -> Iterator[None]:
    """Keys, settings and data of this run lie in a folder of its own; the user's office is not touched."""
    folder.mkdir()
    before = {name: os.environ.get(name) for name in (*_OWN_FOLDERS, "QT_QPA_PLATFORM")}
    os.environ.update(dict.fromkeys(_OWN_FOLDERS, str(folder)))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
