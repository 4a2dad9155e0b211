"""One call of the program: what it does, and what it says and returns when it cannot.

Exit codes: 0 done; 1 refused; 2 usage; 3 the machine (disk full, locked, damaged); 70 our bug.
"""

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from banfu_desktop.cli.office import demo
from banfu_desktop.cli.parser import USAGE, parser
from banfu_desktop.cli.run import Run, visible
from banfu_desktop.rules.errors import MachineError, ProblemsError, UserError

DONE, REFUSED, MACHINE, BUG = 0, 1, 3, 70
__all__ = ["BUG", "DONE", "MACHINE", "REFUSED", "USAGE", "main"]

Window = Callable[[Path, Callable[[], datetime]], int]
"""Opens the window on a data folder with a clock, and gives the exit code when it closes."""


def main(argv: Sequence[str], window: Window) -> int:
    """Do what the arguments say and give the exit code; `window` opens the window on a data folder."""
    args = parser().parse_args(argv)
    run = Run(args)
    return _guarded(lambda: _carry_out(run, window))


def _carry_out(run: Run, window: Window) -> int:
    if run.args.run is None:
        return window(run.folder, run.clock)
    outcome = run.args.run(run)
    if run.args.run is demo and _has_screen():
        return window(outcome, run.clock)
    return DONE


def _has_screen() -> bool:
    return sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )


def _guarded(work: Callable[[], int]) -> int:
    """Errors by type: a plain sentence and a code; a bug says where it stands, never what it was about."""
    try:
        return work()
    except ProblemsError as refusal:
        _complain(str(refusal), *map(str, refusal.problems))
        return REFUSED
    except UserError as refusal:
        _complain(str(refusal))
        return REFUSED
    except MachineError as trouble:
        _complain(str(trouble))
        return MACHINE
    except OSError as trouble:
        _complain(
            f"读写文件出错（系统错误{trouble.errno}）。已保存的数据完好。请检查位置是否正确、磁盘是否可用。"
        )
        return MACHINE
    except KeyboardInterrupt:
        _complain("已停止，没有做到一半的改动。")
        return REFUSED
    except Exception as bug:
        frames = (
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(bug.__traceback__)
        )
        _complain(
            "程序出错了，这是我们的错误，数据没有改动。请把下面几行发给维护人员：",
            type(bug).__name__,
            *frames,
        )
        return BUG


def _complain(*lines: str) -> None:
    if sys.stderr is not None:  # closed by the caller; print would turn to the standard output instead
        for line in lines:
            print(visible(line), file=sys.stderr)
