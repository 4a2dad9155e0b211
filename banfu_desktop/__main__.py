"""banfu-desktop: opens the window; with a sub-command, does the same job without one."""

import builtins
import sys

_STOPPED = 1


def main() -> int:
    """Entry point of the console script; gives the exit code."""
    try:
        return _main()
    except KeyboardInterrupt:  # before the commands are there to say so
        if sys.stderr is not None:
            print("已停止，没有做到一半的改动。", file=sys.stderr)
        return _STOPPED


def _main() -> int:
    _leave_no_core()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    from banfu_desktop.cli import program

    return program.main(sys.argv[1:], _window)


def _leave_no_core() -> None:
    """A crash writes no image of the memory to the disk: the data key would be in it."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _window(*where: object) -> int:
    """Qt is loaded only when a window is wanted, and Python goes on importing by itself.

    PySide6 takes over `import` to look for its `__feature__` in the source of every module that comes later;
    none of ours has any, and reading all that text is a tenth of a start.
    """
    own_import = builtins.__import__
    import PySide6.QtCore  # noqa: F401 (for what it does to import)

    builtins.__import__ = own_import
    from banfu_desktop import app

    return app.run(*where)  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
