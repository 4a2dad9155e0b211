"""No library of the Linux packages may ask for more than the oldest desktop has."""

import shutil
import subprocess
from pathlib import Path

import pytest

from installer import floor

_SAID = """
Version symbols section '.gnu.version' contains 12 entries:
  000:   0 (*local*)       2 (GLIBC_2.35)     3 (GLIBC_2.2.5)

Version definition section '.gnu.version_d' contains 2 entries:
  000000: Rev: 1  Flags: BASE  Index: 1  Cnt: 1  Name: libown.so.1
  0x001c: Rev: 1  Flags: none  Index: 2  Cnt: 1  Name: GLIBC_2.99

Version needs section '.gnu.version_r' contains 2 entries:
  000000: Version: 1  File: libstdc++.so.6  Cnt: 2
  0x0010:   Name: CXXABI_1.3.9  Flags: none  Version: 6
  0x0020:   Name: GLIBCXX_3.4.21  Flags: none  Version: 5
  0x0030: Version: 1  File: libc.so.6  Cnt: 2
  0x0040:   Name: GLIBC_2.28  Flags: none  Version: 4
  0x0050:   Name: GLIBC_PRIVATE  Flags: none  Version: 3
"""


def test_what_a_library_needs_is_read_and_not_what_it_offers() -> None:
    assert floor.needs(_SAID) == {("CXXABI", (1, 3, 9)), ("GLIBCXX", (3, 4, 21)), ("GLIBC", (2, 28))}


def test_versions_are_compared_as_numbers() -> None:
    assert floor.FLOOR["GLIBC"] == (2, 28) > (2, 4)
    assert floor.FLOOR["GLIBCXX"] == (3, 4, 25) > (3, 4, 9)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A real library, compiled here, and a file that is none."""
    if shutil.which("gcc") is None or shutil.which("readelf") is None:
        pytest.skip("needs gcc and readelf")
    (tmp_path / "own.c").write_text('#include <stdio.h>\nvoid said(void) { puts("x"); }\n')
    library = tmp_path / "inside" / "libown.so"
    library.parent.mkdir()
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, tmp_path / "own.c"], check=True)
    return tmp_path


def test_an_old_library_passes_and_is_in_the_table(folder: Path) -> None:
    floor.check(folder)
    assert "GLIBC" in floor.table(folder)
    assert "inside/libown.so" in floor.table(folder)


def test_a_library_that_is_too_new_is_refused_by_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(floor.FLOOR, "GLIBC", (2, 0))
    with pytest.raises(LookupError, match=r"inside/libown\.so need GLIBC 2\.\d"):
        floor.check(folder)
