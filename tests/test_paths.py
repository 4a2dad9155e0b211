"""Where an office lies when nobody says so."""

from pathlib import Path

import pytest

from banfu_desktop import paths


def test_the_folder_chosen_at_set_up_is_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BANFU_DATA", str(tmp_path))
    assert paths.default_data() == tmp_path


def test_else_it_is_under_the_users_own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("BANFU_DATA", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert paths.default_data() == tmp_path / "banfu-desktop" / paths.DATA_FOLDER


def test_a_choice_that_a_power_cut_has_emptied_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Empty is not the folder that the program happens to be started in."""
    monkeypatch.delenv("BANFU_DATA", raising=False)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    paths.choose_data(tmp_path / "U盘")
    assert paths.default_data() == tmp_path / "U盘"
    (paths.config() / "data-folder.txt").write_text("")
    assert paths.default_data() == tmp_path / "banfu-desktop" / paths.DATA_FOLDER
