"""A package is there whole or not at all, and is opened from outside in: start, header, manifest, copy."""

import errno
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest

from banfu_desktop.backup.identity import Reader, new_county_secret
from banfu_desktop.backup.manifest import Manifest
from banfu_desktop.backup.package import MAGIC, is_package, read_package
from banfu_desktop.backup.refusals import PackageError
from tests.backup.an_office import SECRETS
from tests.backup.packages import Parts, encrypted
from tests.backup.spoiling import BEHIND_A_PASSPHRASE

CODE = bytes(range(20))


def accept(manifest: Manifest) -> None:
    """A judge without objections."""


def opened(content: bytes, folder: Path, reader: Reader) -> tuple[Manifest, bytes]:
    path, copy = folder / "received.bfb", io.BytesIO()
    path.write_bytes(content)
    return read_package(path, reader, accept, copy), copy.getvalue()


def refusal(content: bytes, folder: Path, reader: Reader) -> PackageError:
    with pytest.raises(PackageError) as refused:
        opened(content, folder, reader)
    return refused.value


@pytest.fixture
def written(parts: Parts, tmp_path: Path) -> Path:
    """The good package, in a folder of its own."""
    (tmp_path / "usb").mkdir()
    path = tmp_path / "usb" / "上报包.bfb"
    path.write_bytes(parts.pack())
    return path


def test_what_is_written_is_read_by_addressee_and_sender(
    parts: Parts, written: Path, county: Reader, own: Reader, tmp_path: Path
) -> None:
    for reader in (county, own):
        assert opened(written.read_bytes(), tmp_path, reader) == (parts.manifest, parts.copy)


def test_nothing_in_it_is_in_the_open(parts: Parts, written: Path) -> None:
    content = written.read_bytes()
    assert not [secret for secret in SECRETS if secret in content or secret in parts.copy]
    assert parts.manifest.copy.key.hex().encode() not in content


def test_it_is_laid_out_as_the_format_says(parts: Parts, written: Path, county: Reader) -> None:
    content = written.read_bytes()
    assert content.startswith(b"BANFU1\r\nage-encryption.org/v1\n")
    inside = pyrage.decrypt(content[8:], [pyrage.x25519.Identity.from_str(county.secret)])
    length = int.from_bytes(inside[:4])
    assert inside[4 : 4 + length] == parts.manifest.to_bytes()
    assert inside[4 + length + 64 :] == parts.copy


def test_a_code_opens_what_was_written_for_it(parts: Parts, tmp_path: Path) -> None:
    sent = parts.to(Reader.of_code(CODE))
    assert opened(sent.pack(), tmp_path, Reader.of_code(CODE))[0] == sent.manifest


def test_a_slip_in_the_code_is_named_by_group(parts: Parts, tmp_path: Path) -> None:
    content = parts.to(Reader.of_code(CODE)).pack()
    slipped = bytes([*CODE[:-1], CODE[-1] ^ 1])
    refused = refusal(content, tmp_path, Reader.of_code(slipped))
    assert refused.code == "code_typo"
    assert "第8组" in str(refused)
    assert refusal(content, tmp_path, Reader.of_code(bytes(20))).code == "not_ours"


def test_somebody_else_cannot_open_it(parts: Parts, tmp_path: Path) -> None:
    stranger = Reader.of_county(new_county_secret())
    refused = refusal(parts.pack(), tmp_path, stranger)
    assert refused.code == "not_ours"
    assert "本县" in str(refused)


def test_a_package_passed_on_to_another_county_is_refused(parts: Parts, tmp_path: Path) -> None:
    other = Reader.of_county(new_county_secret())
    assert refusal(parts.pack(other.public), tmp_path, other).code == "addressee"


def test_a_package_locked_with_a_passphrase_is_not_ours(county: Reader, tmp_path: Path) -> None:
    content = MAGIC + BEHIND_A_PASSPHRASE
    assert refusal(content, tmp_path, county).code in ("not_ours", "header")


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("not_a_package", lambda content: b""),
        ("not_a_package", lambda content: content[:7]),
        ("not_a_package", lambda content: b"PK\x03\x04" + content),
        ("not_a_package", lambda content: content.replace(b"\r\n", b"\n")),
        ("not_a_package", lambda content: b"BANFU0" + content[6:]),
        ("newer_format", lambda content: b"BANFU2" + content[6:]),
        ("header", lambda content: content[:8]),
        ("header", lambda content: content[:60]),
        ("header", lambda content: MAGIC + b"-----BEGIN AGE ENCRYPTED FILE-----\n" + content[8:]),
        ("header", lambda content: MAGIC + b"age-encryption.org/v1\n-> X " + b"A" * (1 << 20)),
        ("header", lambda content: content[:30] + b"\xff\xff" + content[32:]),
        ("damaged", lambda content: content[:-1]),
        ("damaged", lambda content: content[: len(content) // 2]),
        ("damaged", lambda content: content + b"\0"),
        ("damaged", lambda content: content + content),
    ],
)
def test_a_damaged_outside_is_refused_by_name(
    parts: Parts, county: Reader, tmp_path: Path, code: str, change: Callable[[bytes], bytes]
) -> None:
    assert refusal(change(parts.pack()), tmp_path, county).code == code


@pytest.mark.parametrize(
    ("code", "inside"),
    [
        ("manifest", b""),
        ("manifest", b"\0\0\0"),
        ("manifest", b"\0\0\0\x02{}"),
        ("manifest_too_big", b"\x7f\xff\xff\xff{}"),
        ("manifest_too_big", b"\0\x04\0\x01" + bytes(300_000)),
        ("manifest", b"\0\0\0\x02{}" + bytes(64)),
        ("manifest", b"\0\0\0\0" + bytes(64)),
    ],
)
def test_a_malformed_inside_is_refused_by_name(
    county: Reader, tmp_path: Path, code: str, inside: bytes
) -> None:
    assert refusal(encrypted(inside, county.public), tmp_path, county).code == code


def test_a_manifest_changed_after_signing_is_refused(parts: Parts, county: Reader, tmp_path: Path) -> None:
    said = parts.manifest.to_bytes()
    packed = bytes(pyrage.decrypt(parts.pack()[8:], [pyrage.x25519.Identity.from_str(county.secret)]))
    forged = packed.replace(said, said.replace(b'"number":7', b'"number":8'))
    assert refusal(encrypted(forged, county.public), tmp_path, county).code == "signature"


def test_a_copy_that_differs_from_the_manifest_is_refused(
    parts: Parts, county: Reader, tmp_path: Path
) -> None:
    size = parts.manifest.copy.size
    for code, content in {
        "longer": parts.pack(tail=b"\0"),
        "shorter": parts.saying_of_copy(size=size + 1).pack(),
        "hash": parts.saying_of_copy(sha256="0" * 64).pack(),
    }.items():
        assert refusal(content, tmp_path, county).code == code


def test_the_judge_decides_before_anything_is_taken_out(parts: Parts, county: Reader, tmp_path: Path) -> None:
    def judge(manifest: Manifest) -> None:
        raise PackageError("replayed", town=manifest.sender.town, number=7, last=7)

    path, copy = tmp_path / "received.bfb", io.BytesIO()
    path.write_bytes(parts.pack())
    with pytest.raises(PackageError) as refused:
        read_package(path, county, judge, copy)
    assert refused.value.code == "replayed"
    assert copy.getvalue() == b""


def test_what_is_no_file_is_refused(tmp_path: Path, county: Reader) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "none", tmp_path / "pipe"):
        with pytest.raises(PackageError) as refused:
            read_package(path, county, accept, io.BytesIO())
        assert refused.value.code == "missing"


def test_a_file_beyond_all_bounds_is_not_even_read(tmp_path: Path, county: Reader) -> None:
    path = tmp_path / "huge.bfb"
    with path.open("wb") as file:
        file.truncate(3 << 30)
    with pytest.raises(PackageError) as refused:
        read_package(path, county, accept, io.BytesIO())
    assert refused.value.code == "too_big"


def test_a_package_is_known_by_its_start(written: Path, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"BAN")
    assert is_package(written)
    assert not is_package(tmp_path / "other")
    assert not is_package(tmp_path)


def test_progress_reaches_the_end(parts: Parts, written: Path, county: Reader) -> None:
    told: list[tuple[int, int]] = []
    read_package(written, county, accept, io.BytesIO(), lambda done, total: told.append((done, total)))
    assert told[-1][0] <= written.stat().st_size == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_full_disk_while_reading_is_no_fault_of_the_package(written: Path, county: Reader) -> None:
    class Full(io.BytesIO):
        def write(self, block: Any) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OSError, match="No space"):
        read_package(written, county, accept, Full())


def test_the_reader_that_the_format_shows_reads_it(written: Path, county: Reader, tmp_path: Path) -> None:
    """docs/package-format.md is enough to write a reader, and carries one."""
    page = (Path(__file__).parents[2] / "docs" / "package-format.md").read_text("utf-8")
    program = page.split("```python\n")[2].split("```")[0]
    command = [sys.executable, "-c", program, str(written), county.secret, str(tmp_path / "out.db")]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    assert told.stdout == "梅坑镇 7 good\n"
