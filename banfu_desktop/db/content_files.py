"""What attachments contain, kept once beside the copies, however many copies hold it.

Each content is a file of its own, which never changes once it has its name: the first 16 bytes name the data
key it is under, as in every file of the office, then come its pieces as one libsodium stream, then zeros up
to a full page. The name is a digest too, made of the content's SHA-256 with the data key: whoever finds the
folder cannot look in it for a paper that he has.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from banfu_desktop.db.wrapping import MARK_BYTES, fingerprint
from banfu_desktop.files import begin_file, sync_folder

FOLDER = "attachments"
"""Beside the copies, in their folder."""
_PAGE = 4096
_LENGTH = 4
_LONGEST_PIECE = 2**24
_PART = ".part"
_NAMED = re.compile(r"[0-9a-f]{40}(\.part)?")


class ContentDamagedError(Exception):
    """A content's file is missing, torn, altered, or another one's."""


class ContentFiles:
    """The contents beside some copies, found under any data key the office has had."""

    def __init__(
        self,
        copies: Path,
        keys: Sequence[bytes],
        elsewhere: Sequence[Path] = (),
        last: Callable[[str], Iterable[bytes]] = lambda sha256: (),
    ) -> None:
        """The contents of a folder of copies.

        Args:
            keys: the present data key, under which a new content is put, then those of before.
            elsewhere: further folders of copies, in which a content is looked for besides.
            last: gives the pieces of a content (SHA-256) from somewhere else, where it is in none of them.
        """
        self._last = last
        self._folder, self._keys = copies / FOLDER, tuple(keys)
        self._places = tuple(place / FOLDER for place in (copies, *elsewhere))
        self._known: dict[str, bool] = {}
        self._put = False

    def find(self, sha256: str) -> list[tuple[Path, bytes]]:
        """Where a content may lie, with the key it would be under there: SHA-256 in hex."""
        there = ((place / _name(sha256, key), key) for place in self._places for key in self._keys)
        return [(path, key) for path, key in there if path.is_file()]

    def pieces(self, sha256: str, size: int) -> list[bytes]:
        """A content in its pieces, proven by its SHA-256 and size in bytes.

        Raises:
            ContentDamagedError: it is nowhere whole.
        """
        for path, key in self.find(sha256):
            with suppress(ContentDamagedError, OSError):
                pieces = list(_read(path, key))
                if _is(pieces, sha256, size):
                    return pieces
        pieces = list(self._last(sha256))
        if not _is(pieces, sha256, size):
            raise ContentDamagedError(sha256)
        return pieces

    def is_whole(self, sha256: str, size: int) -> bool:
        """Whether a content lies anywhere whole; it is read once."""
        if sha256 not in self._known:
            try:
                self.pieces(sha256, size)
                self._known[sha256] = True
            except ContentDamagedError:
                self._known[sha256] = False
        return self._known[sha256]

    def has(self, sha256: str) -> bool:
        """Whether a content lies in the folder itself, unread."""
        return any((self._folder / _name(sha256, key)).is_file() for key in self._keys)

    def proven_at(self, sha256: str) -> float:
        """When a content that lies in the folder was last read whole, in seconds of the file system."""
        return max(path.stat().st_mtime for path, _ in self.find(sha256) if path.parent == self._folder)

    def prove(self, sha256: str, size: int) -> bool:
        """Read a content of the folder itself once more; one that is not whole has to be put anew."""
        for path, key in self.find(sha256):
            with suppress(ContentDamagedError, OSError):
                if path.parent == self._folder and _is(list(_read(path, key)), sha256, size):
                    os.utime(path)
                    return True
        return False

    def put(self, sha256: str, size: int, pieces: Iterable[bytes]) -> bool:
        """Keep a content, read back and on the disk before it has its name; whether the pieces are it.

        Raises:
            OSError: no room, not writable; nothing is left behind.
        """
        self._folder.mkdir(mode=0o700, exist_ok=True)
        path, key = self._folder / _name(sha256, self._keys[0]), self._keys[0]
        part = path.with_name(path.name + _PART)
        try:
            _write(part, key, pieces)
            with suppress(ContentDamagedError):
                if _is(list(_read(part, key)), sha256, size):
                    part.replace(path)
                    self._put = True
                    self._known[sha256] = True
                    return True
        finally:
            part.unlink(missing_ok=True)
        return False

    def sync(self) -> None:
        """Make what was put last, before a copy goes by it."""
        if self._put:
            sync_folder(self._folder)
            self._put = False

    def copy_to(self, sha256: str, other: "ContentFiles") -> None:
        """Have another folder hold a content as well, as it lies here; one cut short there is put anew.

        Raises:
            OSError: no room there, or it lies nowhere here.
            ContentDamagedError: it did not arrive whole.
        """
        path, _ = next(iter(self.find(sha256)), (self._folder / sha256, b""))
        target, size = other._folder / path.name, path.stat().st_size
        if target.is_file() and target.stat().st_size == size:
            return
        other._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        content, part = path.read_bytes(), other._folder / (path.name + _PART)
        try:
            with os.fdopen(begin_file(part), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if part.read_bytes() != content:
                raise ContentDamagedError(sha256)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)

    def prune(self, named: Iterable[str]) -> int:
        """Remove every file of this office that none of these contents (SHA-256) needs; how many went.

        What has not a name of ours stays, and so does all in a folder that is but a link to another.
        """
        if not self._folder.is_dir() or self._folder.is_symlink():
            return 0
        stay = {_name(sha256, key) for sha256 in named for key in self._keys}
        marks = {fingerprint(key) for key in self._keys}
        gone = 0
        for path in sorted(self._folder.iterdir()):
            if not _NAMED.fullmatch(path.name) or path.is_symlink() or not path.is_file():
                continue
            if path.name.endswith(_PART) or (path.name not in stay and _mark(path) in marks):
                path.unlink()
                gone += 1
        with suppress(OSError):
            self._folder.rmdir()  # an empty one
        return gone


def _name(sha256: str, key: bytes) -> str:
    secret = hashlib.blake2b(key, digest_size=32, person=b"banfu-file-name").digest()
    return hashlib.blake2b(sha256.encode(), key=secret, digest_size=20).hexdigest()


def _secret(key: bytes) -> bytes:
    return hashlib.blake2b(key, digest_size=32, person=b"banfu-content").digest()


def _mark(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MARK_BYTES)


def _is(pieces: Iterable[bytes], sha256: str, size: int) -> bool:
    digest, length = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        length += len(piece)
    return (digest.hexdigest(), length) == (sha256, size)


def _write(path: Path, key: bytes, pieces: Iterable[bytes]) -> None:
    from nacl import bindings

    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    header = bindings.crypto_secretstream_xchacha20poly1305_init_push(state, _secret(key))
    with os.fdopen(begin_file(path), "wb") as file:
        file.write(fingerprint(key) + header)
        for piece in pieces:
            _frame(file, state, piece, bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE)
        _frame(file, state, b"", bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL)
        file.write(bytes(-file.tell() % _PAGE))
        file.flush()
        os.fsync(file.fileno())


def _frame(file: IO[bytes], state: Any, piece: bytes, tag: int) -> None:
    from nacl.bindings import crypto_secretstream_xchacha20poly1305_push as push

    frame = push(state, piece, tag=tag)
    file.write(len(frame).to_bytes(_LENGTH, "big") + frame)


def _read(path: Path, key: bytes) -> Iterator[bytes]:
    """The pieces of a file, each as it was put; the last is followed by nothing but zeros.

    Raises:
        ContentDamagedError: it is not as it was written.
    """
    from nacl import bindings
    from nacl.exceptions import CryptoError

    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    with path.open("rb") as file:
        if file.read(MARK_BYTES) != fingerprint(key):
            raise ContentDamagedError(path.name)
        try:
            header = file.read(bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES)
            bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, header, _secret(key))
            while True:
                length = int.from_bytes(file.read(_LENGTH), "big")
                if not 0 < length <= _LONGEST_PIECE:
                    raise ContentDamagedError(path.name)
                piece, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, file.read(length))
                if tag == bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL:
                    break
                yield piece
        except (CryptoError, ValueError, RuntimeError) as error:
            raise ContentDamagedError(path.name) from error
        rest = file.read(_PAGE)  # no more: whoever can write here could leave gigabytes of nothing behind it
        if len(rest) >= _PAGE or any(rest):
            raise ContentDamagedError(path.name)
