"""Missing system libraries are installed by root on Debian; anybody else is told the exact command."""

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "installer" / "system_libraries.py"

# An apt-get that notes its calls; once it has installed, the loader below finds the library.
APT_GET = '#!/bin/sh\necho "$@" >> "{log}"\nexit {code}\n'


@pytest.fixture
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("system_libraries", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def apt_log(tmp_path: Path, script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Debian-like system that lacks libEGL until apt-get installs it; its calls are noted here."""
    log = tmp_path / "apt.log"
    place_apt_get(tmp_path, code=0)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(
        script,
        "is_present",
        lambda library: library != "libEGL.so.1" or (log.exists() and "install" in log.read_text("utf-8")),
    )
    return log


def place_apt_get(folder: Path, code: int) -> None:
    apt_get = folder / "apt-get"
    apt_get.write_text(APT_GET.format(log=folder / "apt.log", code=code), "utf-8")
    apt_get.chmod(0o755)


def test_a_complete_system_is_left_alone(
    script: ModuleType, apt_log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "is_present", lambda library: True)
    assert script.main() == 0
    assert not apt_log.exists()


def test_root_on_debian_gets_what_is_missing(
    script: ModuleType, apt_log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert script.main() == 0
    update, install = apt_log.read_text("utf-8").splitlines()
    assert update.split()[0] == "update"
    assert install.split()[0] == "install"
    assert install.split()[-1] == "libegl1"


def test_others_are_told_the_exact_command(
    script: ModuleType, apt_log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert script.main() == 1
    assert "sudo apt-get install -y libegl1" in capsys.readouterr().err
    assert not apt_log.exists()


def test_a_failing_apt_get_ends_with_the_command_too(
    script: ModuleType,
    apt_log: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    place_apt_get(tmp_path, code=100)
    assert script.main() == 1
    assert "sudo apt-get install -y libegl1" in capsys.readouterr().err


def test_a_python_without_ensurepip_needs_its_venv_package(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "is_present", lambda library: True)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert [name.endswith("-venv") for name in script.missing_packages()] == [True]
