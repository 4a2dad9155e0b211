"""banfu-desktop: opens the window; with a sub-command, does the same job without one."""

import sys


def main() -> int:
    """Entry point of the console script; gives the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    from banfu_desktop.cli import program

    return program.main(sys.argv[1:], _window)


def _window(*where: object) -> int:
    """Qt is loaded only when a window is wanted."""
    from banfu_desktop import app

    return app.run(*where)  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
