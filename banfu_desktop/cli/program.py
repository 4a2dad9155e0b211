"""One call of the program: what it does, and what it says and returns when it cannot.

Exit codes: 0 done; 1 refused; 2 usage; 3 the machine (disk full, locked, damaged); 70 our bug.
"""

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from banfu_desktop.cli.arguments import USAGE, Parser
from banfu_desktop.cli.opening import after_options, opening
from banfu_desktop.cli.run import Run, Window, visible
from banfu_desktop.rules.errors import MachineError, ProblemsError, UserError

DONE, REFUSED, MACHINE, BUG = 0, 1, 3, 70
__all__ = ["BUG", "DONE", "MACHINE", "REFUSED", "USAGE", "main"]

_PACKAGE = ".bfb"


def main(argv: Sequence[str], window: Window) -> int:
    """Do what the arguments say and give the exit code; `window` opens the window on a data folder."""
    words, package = _without_package(list(argv))
    run = Run(_parser_for(words).parse_args(words), window)
    return _guarded(lambda: _carry_out(run, package))


def _parser_for(words: Sequence[str]) -> Parser:
    """Commands are declared only where one may follow."""
    follows = after_options(words)
    if not follows:
        return opening()
    from banfu_desktop.cli.parser import parser

    return parser("" if follows[0].startswith("-") else follows[0])


def _without_package(words: list[str]) -> tuple[list[str], Path | None]:
    """The words before a package that stands where a command would: so the desktop hands one over."""
    if words and not after_options(words[:-1]) and words[-1].lower().endswith(_PACKAGE):
        return words[:-1], Path(words[-1])
    return words, None


def _carry_out(run: Run, package: Path | None) -> int:
    if package is not None:
        if not package.is_file():
            raise UserError(f"找不到上报包“{package}”", "请确认U盘已插好，或重新选择文件")
        return run.window(run.folder, run.clock, package)
    if run.args.run is None:
        if run.folder.is_file():
            raise UserError(f"“{run.folder.name}”是一个文件，不是数据文件夹", "--data 后面请写文件夹的位置")
        return run.window(run.folder, run.clock)
    outcome = run.args.run(run)
    from banfu_desktop.cli.office import demo

    if run.args.run is demo and outcome is not None and _has_screen():
        return run.window(outcome, run.clock)
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
