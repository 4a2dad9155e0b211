"""age files inside our files: their headers looked at, encrypted and decrypted as streams.

age passes every trouble off as its own, so streams remember theirs and it is raised as what it was.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

from banfu_desktop.backup.identity import Reader
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.rules import paper_key

_BEGIN = b"age-encryption.org/v1\n"
MAX_HEADER = 16 << 10
_FOR_A_KEY, _GREASE = b"X25519", b"-grease"
"""age adds one stanza that is for nobody, so that readers stay tolerant."""


def check_header(start: bytes, recipients: int) -> None:
    """Refuse an age header that is not whole, or that lets in anybody more than it should.

    Args:
        start: the file's first bytes, at least the whole header.
        recipients: exactly so many keys may open it.

    Raises:
        PackageError: not whole, or for others besides.
    """
    begin, end = start[: len(_BEGIN)], start.find(b"\n--- ")
    if begin != _BEGIN or not 0 < end < MAX_HEADER:
        raise PackageError("header")
    kinds = [line.split(b" ")[1] for line in start[:end].split(b"\n") if line.startswith(b"-> ")]
    others = [kind for kind in kinds if kind != _FOR_A_KEY]
    if len(kinds) - len(others) != recipients or len(others) > 1:
        raise PackageError("recipients")
    if others and not others[0].endswith(_GREASE):
        raise PackageError("recipients")


def encrypt_stream(source: "Watched", target: "Watched", recipients: Sequence[str]) -> None:
    """Encrypt a stream for recipients (age1…).

    Raises:
        OSError: what reading or writing met with.
    """
    import pyrage

    with own_troubles(source, target):
        pyrage.encrypt_io(source, target, [pyrage.x25519.Recipient.from_str(key) for key in recipients])


def decrypt_stream(source: "Watched", target: "Watched", reader: Reader, start: bytes) -> None:
    """Decrypt a stream; the target has bytes before all of them are proven.

    Args:
        start: the stream's first bytes, at least the whole header.

    Raises:
        PackageError: not for the reader, or not whole.
        OSError: what reading or writing met with.
    """
    import pyrage

    try:
        with own_troubles(source, target):
            pyrage.decrypt_io(source, target, [pyrage.x25519.Identity.from_str(reader.secret)])
    except pyrage.DecryptError as error:
        raise _unopened(error, reader, start) from None
    except OSError as error:
        if source.trouble or target.trouble:
            raise
        raise PackageError("damaged") from error


def encrypt(content: bytes, recipients: Sequence[str]) -> bytes:
    """Bytes encrypted for recipients (age1…)."""
    import pyrage

    return bytes(pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(key) for key in recipients]))


def decrypt(content: bytes, reader: Reader) -> bytes:
    """What was encrypted, proven to its last byte.

    Raises:
        PackageError: not for the reader, or not whole.
    """
    target = io.BytesIO()
    decrypt_stream(Watched(io.BytesIO(content)), Watched(target), reader, content[:MAX_HEADER])
    return target.getvalue()


def opens(start: bytes, reader: Reader) -> bool:
    """Whether a reader's key fits an age header; what follows the header may be cut off."""
    import pyrage

    try:
        pyrage.decrypt_io(io.BytesIO(start), io.BytesIO(), [pyrage.x25519.Identity.from_str(reader.secret)])
    except pyrage.DecryptError as error:
        return not _fits_nobody(error)
    except OSError:
        pass
    return True


def _unopened(error: Exception, reader: Reader, start: bytes) -> PackageError:
    """Why age would not begin; of a key on paper one slip away from fitting, which group is wrong."""
    if not _fits_nobody(error):
        return PackageError("header")
    slips = ((group, reader.typed(other)) for group, other in paper_key.near(reader.code))
    group = next((group for group, other in slips if opens(start, other)), None)
    if group is None:
        return PackageError("not_ours", reader=reader.name, advice=reader.advice)
    return PackageError("code_typo", group=group, key=reader.paper)


def _fits_nobody(error: Exception) -> bool:
    """age gives one kind of error for all; only its words tell a wrong key from a damaged header."""
    return "No matching keys" in str(error)


class Watched:
    """A file as age uses it; it remembers its own trouble, since age passes every trouble off as age's."""

    def __init__(
        self, file: Any, progress: Callable[[int], object] = lambda done: None, head: IO[bytes] | None = None
    ) -> None:
        self._file, self._progress, self._head, self._done = file, progress, head, 0
        self.trouble: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        """The next bytes, those of `head` first."""
        with self._remembered():
            block: bytes = (self._head.read(size) if self._head else b"") or self._file.read(size)
            self._done += len(block)
            self._progress(self._done)
            return block

    def write(self, block: bytes) -> int:
        """Hand bytes on."""
        with self._remembered():
            self._file.write(block)
            return len(block)

    @contextmanager
    def _remembered(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self.trouble = error
            raise


@contextmanager
def own_troubles(*files: Watched) -> Iterator[None]:
    """Raise what a stream met with instead of what age makes of it."""
    try:
        yield
    except Exception as error:
        raise next((file.trouble for file in files if file.trouble), error) from None
