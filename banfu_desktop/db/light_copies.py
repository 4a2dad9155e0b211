"""Copies without the bytes of their attachments, and offices made of them again.

A light copy is a database like any other, row by row, but the pieces of a content are empty where that lies
beside the copies (content_files.py): its row says which, by SHA-256. It has an application id of its own, so
that nobody can take it for an office whose papers are there.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from banfu_desktop.db.content_files import ContentDamagedError, ContentFiles
from banfu_desktop.db.copies import prove
from banfu_desktop.db.engine import APPLICATION_ID, LIGHT_ID, attach, connect_alone
from banfu_desktop.db.troubles import translated
from banfu_desktop.files import begin_file, sync_folder

PROVEN_AGAIN = 2**27
"""Bytes of contents that are read once more with every copy, those first that were not for the longest."""
_ITEMS = "SELECT type, name, sql FROM {schema}.sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
_CONTENTS = "SELECT id, sha256, size FROM {schema}.contents ORDER BY id"
_PIECES = "SELECT piece FROM {schema}.content_pieces WHERE content_id = ? ORDER BY position"
_OUTSIDE = (
    "SELECT c.id, c.sha256, c.size FROM {schema}.contents c WHERE NOT EXISTS (SELECT 1 FROM"
    " {schema}.content_pieces p WHERE p.content_id = c.id AND length(p.piece) > 0) ORDER BY c.id"
)
_BARE = "SELECT id, content_id, position FROM office.content_pieces ORDER BY id"
_ROWS_OF = "SELECT id, content_id, position FROM office.content_pieces WHERE content_id = ? ORDER BY position"
_ROWS = "SELECT id, content_id, position, piece FROM office.content_pieces ORDER BY id"
_PIECE = "SELECT piece FROM office.content_pieces WHERE id = ?"
_NAMES = "SELECT name FROM attachments WHERE content_id = ? ORDER BY id LIMIT 1"
_PAPERS = "content_pieces"
_SEQUENCE = "sqlite_sequence"
Pieces = Callable[[Any], Iterator[tuple[int, int, int, bytes]]]


@dataclass(frozen=True)
class Outside:
    """A content that a copy leaves out: its row, its SHA-256 in hex, its size in bytes."""

    id: int
    sha256: str
    size: int


def has_contents(path: Path, key: bytes) -> bool:
    """Whether a database holds any attachment."""
    with closing(_reading(path, key)) as connection:
        return _has_papers(connection, "main") and bool(
            connection.execute("SELECT 1 FROM contents LIMIT 1").fetchone()
        )


def outside(path: Path, key: bytes) -> list[Outside]:
    """The contents that a copy leaves out; none in one that is no light copy.

    Raises:
        sqlcipher3.dbapi2.Error: it cannot be read.
    """
    with closing(_reading(path, key)) as connection:
        if connection.execute("PRAGMA application_id").fetchone()[0] != LIGHT_ID:
            return []
        return [Outside(*row) for row in connection.execute(_OUTSIDE.format(schema="main"))]


def lost(path: Path, key: bytes, files: ContentFiles) -> list[str]:
    """The names of a copy's attachments whose contents are nowhere whole any more."""
    gone = [content for content in outside(path, key) if not files.is_whole(content.sha256, content.size)]
    if not gone:
        return []
    with closing(_reading(path, key)) as connection:
        names = [connection.execute(_NAMES, (content.id,)).fetchone() for content in gone]
    return [name[0] if name else content.sha256[:8] for content, name in zip(gone, names, strict=True)]


def pieces_in(path: Path, key: bytes, sha256: str) -> list[bytes]:
    """A content's pieces in an office's own file, which may be damaged; none where they cannot be read."""
    with suppress(dbapi2.Error), closing(_reading(path, key)) as connection:
        found = connection.execute("SELECT id FROM contents WHERE sha256 = ?", (sha256,)).fetchone()
        rows = connection.execute(_PIECES.format(schema="main"), found or (0,))
        return [piece for (piece,) in rows]
    return []


def write_light(source: Path, target: Path, key: bytes, files: ContentFiles) -> None:
    """Copy an office at one moment into one file, without the contents that lie beside it then.

    A content that is not there yet is put there, proven, before the copy has its name; of those that are,
    some are read again, and put anew where they do not hold. One whose bytes in the office are not what its
    row says stays in the copy, as it is.

    Raises:
        MachineError: no room, not writable, the office or the copy damaged; nothing stands at the target.
    """

    def pieces(connection: Any) -> Iterator[tuple[int, int, int, bytes]]:
        held = {content.id for content in _put(connection, files)}
        for row in connection.execute(_BARE).fetchall():
            inside = row[1] not in held
            yield *row, connection.execute(_PIECE, (row[0],)).fetchone()[0] if inside else b""

    _rebuild(source, key, target, key, pieces, LIGHT_ID)


def write_whole(source: Path, source_key: bytes, target: Path, key: bytes, files: ContentFiles) -> None:
    """Make an office of a light copy, with the contents that lie beside it; what is lost stays empty.

    Raises:
        MachineError: no room, not writable, the copy damaged; nothing stands at the target.
    """

    def pieces(connection: Any) -> Iterator[tuple[int, int, int, bytes]]:
        left_out = [Outside(*row) for row in connection.execute(_OUTSIDE.format(schema="office"))]
        for content in left_out:
            rows = connection.execute(_ROWS_OF, (content.id,)).fetchall()
            for row, piece in zip(rows, _brought(files, content, len(rows)), strict=True):
                yield *row, piece
        there = {content.id for content in left_out}
        yield from (row for row in connection.execute(_ROWS) if row[1] not in there)

    _rebuild(source, source_key, target, key, pieces, APPLICATION_ID)


def _brought(files: ContentFiles, content: Outside, rows: int) -> list[bytes]:
    """A content in so many pieces; however it was cut, together they are it."""
    try:
        pieces = files.pieces(content.sha256, content.size)
    except ContentDamagedError:
        return [b""] * rows
    return pieces if len(pieces) == rows else [b"".join(pieces), *[b""] * (rows - 1)]


def _put(connection: Any, files: ContentFiles) -> list[Outside]:
    """Have every content of the office lie beside the copies; gives those that do."""
    contents = [Outside(*row) for row in connection.execute(_CONTENTS.format(schema="office"))]
    held = [content for content in contents if files.has(content.sha256)]
    again = {content.id for content in _longest_unread(held, files)}
    trusted = {content.id for content in held} - again
    there = []
    for content in contents:
        whole = content.id in trusted or (content.id in again and files.prove(content.sha256, content.size))
        if whole or files.put(content.sha256, content.size, _pieces(connection, content.id)):
            there.append(content)
    files.sync()
    return there


def _longest_unread(held: list[Outside], files: ContentFiles) -> list[Outside]:
    """Those whose turn it is to be read again: at least one, as many as PROVEN_AGAIN allows."""
    again, room = list[Outside](), PROVEN_AGAIN
    for content in sorted(held, key=lambda one: files.proven_at(one.sha256)):
        room -= content.size
        if room < 0 and again:
            break
        again.append(content)
    return again


def _pieces(connection: Any, content: int) -> Iterator[bytes]:
    return (piece for (piece,) in connection.execute(_PIECES.format(schema="office"), (content,)))


def _rebuild(
    source: Path, source_key: bytes, target: Path, key: bytes, pieces: Pieces, application: int
) -> None:
    """Write a database anew, table by table, as it stands at one moment, and prove every page of it."""
    part = target.with_name(target.name + ".part")
    with translated():
        os.close(begin_file(part))
        try:
            with closing(connect_alone(part, key)) as connection:
                for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF"):
                    connection.execute(f"PRAGMA {pragma}").fetchall()  # what a kill leaves has no name yet
                attach(connection, source, source_key, "office")
                connection.execute("BEGIN")
                _fill(connection, pieces, application)
                connection.execute("COMMIT")
            prove(part, key)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(target.parent)


def _fill(connection: Any, pieces: Pieces, application: int) -> None:
    items = connection.execute(_ITEMS.format(schema="office")).fetchall()
    run = connection.execute
    for kind, name, sql in items:
        if kind == "table" and not name.startswith("sqlite_"):
            run(sql)
    for kind, name, _sql in items:
        if kind == "table" and not name.startswith("sqlite_") and name != _PAPERS:
            names = _columns(connection, name)
            run(f'INSERT INTO main."{name}" ({names}) SELECT {names} FROM office."{name}"')
    if _has_papers(connection, "office"):
        connection.executemany(
            "INSERT INTO main.content_pieces (id, content_id, position, piece) VALUES (?, ?, ?, ?)",
            pieces(connection),
        )
    if any(name == _SEQUENCE for _, name, _ in items):
        run("DELETE FROM main.sqlite_sequence")
        run("INSERT INTO main.sqlite_sequence SELECT * FROM office.sqlite_sequence")
    for kind, name, sql in items:
        if kind != "table" and not name.startswith("sqlite_"):
            run(sql)
    version = run("PRAGMA office.user_version").fetchone()[0]
    run(f"PRAGMA main.user_version={version}")
    run(f"PRAGMA main.application_id={application}")


def _columns(connection: Any, table: str) -> str:
    rows = connection.execute("SELECT name FROM pragma_table_info(?, 'office') ORDER BY cid", (table,))
    return ", ".join(f'"{name}"' for (name,) in rows)


def _has_papers(connection: Any, schema: str) -> bool:
    there = f"SELECT 1 FROM {schema}.sqlite_master WHERE type = 'table' AND name = '{_PAPERS}'"
    return connection.execute(there).fetchone() is not None


def _reading(path: Path, key: bytes) -> Any:
    return connect_alone(path, key, readonly=True)
