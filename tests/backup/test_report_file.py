"""The file of format 2 on its way to the stick: read back, whole or not at all, and readable by others."""

import errno
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from banfu_desktop.backup import report
from banfu_desktop.backup.body import Body
from banfu_desktop.backup.fields import canonical
from banfu_desktop.backup.identity import Reader, verify_key_of
from banfu_desktop.backup.report import ReadBackError, Report, format_of, read_report, write_report
from banfu_desktop.backup.report_manifest import Addressee, Part, ReportManifest, Sender, Trail
from banfu_desktop.rules import trail
from banfu_desktop.rules.errors import UserError
from tests.backup.an_office import NOW, SECRETS
from tests.backup.conftest import SIGNING_KEY


@pytest.fixture
def told(county: Reader, own: Reader) -> Report:
    """A report of three entries."""
    links = tuple(hashlib.sha256(bytes([number])).digest() for number in range(3))
    body = Body(links, (), (), {"lines": [{"name": "张**", "net_fen": 200_000}]})
    head = trail.START
    for link in links:
        head = trail.link(head, link)
    content = body.to_bytes()
    sender = Sender("梅坑镇", "", "新丰县", "文号", verify_key_of(SIGNING_KEY), own.public)
    manifest = ReportManifest(
        "ab" * 16, sender, Addressee("county", county.public), 1, 7, "", NOW, "0.1.0", 15,
        Trail(0, trail.START, 3, head), (), "real", Part(len(content), hashlib.sha256(content).hexdigest()),
        None, (), (),
    )  # fmt: skip
    return Report(manifest, body)


@pytest.fixture
def written(told: Report, own: Reader, tmp_path: Path) -> Path:
    """It, in a folder of its own."""
    (tmp_path / "usb").mkdir()
    path = tmp_path / "usb" / "上报包.bfb"
    write_report(path, told, SIGNING_KEY, own, None)
    return path


def later(told: Report) -> Report:
    return replace(told, manifest=replace(told.manifest, number=8))


def test_what_is_written_is_read_by_addressee_and_town(
    told: Report, written: Path, county: Reader, own: Reader
) -> None:
    for reader in (county, own):
        assert read_report(written, reader) == told
    assert [path.name for path in written.parent.iterdir()] == [written.name]
    assert format_of(written) == 2


def test_nothing_in_it_is_in_the_open(written: Path) -> None:
    content = written.read_bytes()
    assert not [secret for secret in SECRETS if secret in content]


def test_the_reader_that_the_format_shows_reads_it(written: Path, county: Reader) -> None:
    """docs/package-format.md is enough to write a reader, and carries one."""
    page = (Path(__file__).parents[2] / "docs" / "package-format.md").read_text("utf-8")
    program = page.split("```python\n")[1].split("```")[0]
    command = [sys.executable, "-c", program, str(written), county.secret]
    said = subprocess.run(command, check=True, capture_output=True, text=True)
    assert said.stdout == "梅坑镇 7 1 lines, good\n"


def test_a_newer_package_takes_the_place_of_the_older(told: Report, written: Path, own: Reader) -> None:
    written.with_name(written.name + ".part").write_bytes(b"remnant")
    write_report(written, later(told), SIGNING_KEY, own, None)
    assert read_report(written, own).manifest.number == 8
    assert [path.name for path in written.parent.iterdir()] == [written.name]


def test_half_a_character_is_said_before_anything_is_written() -> None:
    with pytest.raises(UserError, match=r"半个字符（在“.*村委”之后）"):
        canonical({"name": "村委\ud800会"})


def full(room: int) -> Callable[..., Any]:
    """Like Path.open, on a disk with so much room."""
    real = Path.open

    def opening(path: Path, *args: Any, **kwargs: Any) -> Any:
        file = real(path, *args, **kwargs)
        if path.suffix == ".part" and file.writable():
            write = file.write

            def limited(block: bytes) -> int:
                if file.tell() + len(block) > room:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                return int(write(block))

            file.write = limited
        return file

    return opening


@pytest.mark.parametrize("room", [0, 100])
def test_a_full_disk_leaves_the_older_package_and_nothing_else(
    told: Report, written: Path, own: Reader, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    before = written.read_bytes()
    monkeypatch.setattr(Path, "open", full(room))
    with pytest.raises(OSError, match="No space"):
        write_report(written, later(told), SIGNING_KEY, own, None)
    assert written.read_bytes() == before
    assert [path.name for path in written.parent.iterdir()] == [written.name]


def spoiled(change: Callable[[bytes], bytes]) -> Callable[[int], None]:
    """An fsync after which a stick holds something else."""
    real = os.fsync

    def fsync(handle: int) -> None:
        real(handle)
        path = Path(f"/proc/self/fd/{handle}").readlink()
        path.write_bytes(change(path.read_bytes()))

    return fsync


@pytest.mark.parametrize(
    "change",
    [lambda content: content[:-40], lambda content: content[:-1] + b"\0", lambda content: b""],
    ids=["cut short", "changed", "gone"],
)
def test_a_medium_that_forgets_is_found_out(
    told: Report,
    own: Reader,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[bytes], bytes],
) -> None:
    monkeypatch.setattr(report.os, "fsync", spoiled(change))
    with pytest.raises(ReadBackError):
        write_report(tmp_path / "a.bfb", told, SIGNING_KEY, own, None)
    assert list(tmp_path.iterdir()) == []


def test_a_medium_that_gives_back_another_package_is_found_out(
    told: Report, written: Path, own: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = written.read_bytes()
    monkeypatch.setattr(report.os, "fsync", spoiled(lambda content: other))
    with pytest.raises(ReadBackError):
        write_report(tmp_path / "a.bfb", later(told), SIGNING_KEY, own, None)
    assert [path.name for path in tmp_path.iterdir()] == ["usb"]


class CancelledError(Exception):
    """What a progress window raises."""


def test_cancelling_leaves_nothing(told: Report, own: Reader, tmp_path: Path) -> None:
    def cancel(done: int, total: int) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        write_report(tmp_path / "a.bfb", told, SIGNING_KEY, own, None, cancel)
    assert list(tmp_path.iterdir()) == []
