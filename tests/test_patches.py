"""A patch ends with its test, whatever was loaded or computed under it."""

import sys
from types import ModuleType

import pytest

from banfu_desktop.printing.engine import fonts
from tests.conftest import patches_kept


def test_a_module_loaded_under_a_patch_is_caught_keeping_it(monkeypatch: pytest.MonkeyPatch) -> None:
    late = ModuleType("banfu_desktop.loaded_late")
    late.resources = lambda: "elsewhere"  # type: ignore[attr-defined]  # as `from paths import resources` would
    monkeypatch.setitem(sys.modules, late.__name__, late)
    assert patches_kept({late.__name__}) == ["banfu_desktop.loaded_late.resources"]


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_patched_test_finds_no_answer_of_another(monkeypatch: pytest.MonkeyPatch, turn: str) -> None:
    """Whichever of the two runs second would find the other's answer."""
    assert fonts.runs.cache_info().currsize == 0
    assert fonts.runs("钟立新", "serif") == (("NotoSerifSC-Regular.ttf", "钟立新"),)
