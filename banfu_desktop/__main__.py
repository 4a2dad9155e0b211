"""banfu-desktop: opens the window; with a sub-command, does the same job without one."""

import builtins
import os
import sys

_OLDEST = (3, 11)


def main() -> int:
    """Entry point of the console script and of the window's; gives the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.version_info < _OLDEST:  # nothing below this line is written for it
        print("本程序要 Python 3.11 或更新的版本，这里是", sys.version.split()[0], file=sys.stderr)
        return 3
    from banfu_desktop.cli import program

    return program.main(sys.argv[1:], _window)


def _window(*where: object) -> int:
    """Qt is loaded only when a window is wanted, and Python goes on importing by itself.

    PySide6 takes over `import` to look for its `__feature__` in the source of every module that comes later;
    none of ours has any, and reading all that text is a tenth of a start.
    """
    _refuse_without_desktop()
    own_import = builtins.__import__
    import PySide6.QtCore  # noqa: F401 (for what it does to import)

    builtins.__import__ = own_import
    from banfu_desktop import app

    return app.run(*where)  # type: ignore[arg-type]


def _refuse_without_desktop() -> None:
    """Qt ends the process with a few lines of English where it finds no desktop on Linux.

    Raises:
        MachineError: there is none; a packaged program needs an X server, which every desktop here brings.
    """
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return
    screens = ("DISPLAY",) if getattr(sys, "frozen", False) else ("DISPLAY", "WAYLAND_DISPLAY")
    if not any(os.environ.get(name) for name in screens):
        from banfu_desktop.rules.errors import MachineError

        advice = "请在图形桌面里打开；不要窗口的命令见 banfu-desktop --help"
        raise MachineError("这里没有图形桌面，窗口打不开", "办公数据没有动过", advice)


if __name__ == "__main__":
    sys.exit(main())
