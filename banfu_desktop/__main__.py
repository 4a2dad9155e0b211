"""banfu-desktop: opens the window; with a sub-command, does the same job without one."""

import builtins
import sys

_OLDEST = (3, 11)
_STOPPED, _MACHINE = 1, 3
"""Exit codes: stopped by whoever called it; the fault lies with the machine."""
_NO_DESKTOP = (
    "这里没有图形桌面，窗口打不开。办公数据没有动过。"
    "请在图形桌面里打开；不要窗口的命令见 banfu-desktop --help。"
)


def main() -> int:
    """Entry point of the console script and of the window's; gives the exit code."""
    try:
        return _main()
    except KeyboardInterrupt:  # before the commands are there to say so
        if sys.stderr is not None:
            print("已停止，没有做到一半的改动。", file=sys.stderr)
        return _STOPPED


def _main() -> int:
    _leave_no_core()
    _collect_seldom()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.version_info < _OLDEST:  # nothing below this line is written for it
        print("本程序要 Python 3.11 或更新的版本，这里是", sys.version.split()[0], file=sys.stderr)
        return _MACHINE
    from banfu_desktop.cli import program

    return program.main(sys.argv[1:], _window)


def _collect_seldom() -> None:
    """What is loaded stays; to look for rubbish among it at every 700 objects was a fifth of a command."""
    import gc

    gc.set_threshold(50_000)


def _leave_no_core() -> None:
    """A crash writes no image of the memory to the disk: the data key would be in it."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _window(*where: object) -> int:
    """Qt is loaded only when a window is wanted."""
    if not _has_desktop():
        print(_NO_DESKTOP, file=sys.stderr)
        return _MACHINE
    load_qt()
    from banfu_desktop import app

    return app.run(*where)  # type: ignore[arg-type]


def load_qt() -> None:
    """Load Qt, and let Python go on importing by itself.

    PySide6 takes over `import` to look for its `__feature__` in the source of every module that comes later;
    none of ours has any, and reading all that text is a tenth of a start.
    """
    own_import = builtins.__import__
    import PySide6.QtCore  # noqa: F401 (for what it does to import)

    builtins.__import__ = own_import


def _has_desktop() -> bool:
    """Whether Qt will find a screen; on Linux it ends the process in English where there is none.

    A packaged program needs an X server, which every desktop here brings.
    """
    import os

    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    screens = ("DISPLAY",) if getattr(sys, "frozen", False) else ("DISPLAY", "WAYLAND_DISPLAY")
    return any(os.environ.get(name) for name in screens)


if __name__ == "__main__":
    sys.exit(main())
