"""The entry point loads Qt for a window only, and leaves Python's import as it was."""

import subprocess
import sys
from pathlib import Path

import pytest

_START = """
import builtins, sys, types
own = builtins.__import__
def run(*where): print(builtins.__import__ is own, "PySide6.QtCore" in sys.modules); return 7
sys.modules["banfu_desktop.app"] = types.SimpleNamespace(run=run)
from banfu_desktop.__main__ import main
sys.argv[1:] = {argv}
code = main()
print(code, "PySide6" in sys.modules)
"""


@pytest.mark.parametrize(
    ("argv", "said"),
    [([], ["True True", "7 True"]), (["county", "keygen", "{folder}"], ["0 False"])],
    ids=["a window", "a command"],
)
def test_qt_is_loaded_for_a_window_only(tmp_path: Path, argv: list[str], said: list[str]) -> None:
    words = [word.format(folder=tmp_path) for word in argv]
    done = subprocess.run(
        [sys.executable, "-c", _START.format(argv=words)], capture_output=True, text=True, check=True
    )
    assert [line for line in done.stdout.splitlines() if line.isascii()] == said
