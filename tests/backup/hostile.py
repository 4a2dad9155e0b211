"""Packages that must never be accepted: damaged on the way, or made by somebody who knows the format."""

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyrage

from banfu_desktop.backup.contents import TableContent
from banfu_desktop.backup.identity import Reader, new_county_secret
from banfu_desktop.backup.manifest import MAX_COPY_BYTES
from banfu_desktop.backup.package import MAGIC
from tests.backup.packages import Parts, encrypted
from tests.backup.spoiling import ANYWHERE, CHUNK, Spoiler, manifest_in_another_hand, spoiled


@dataclass(frozen=True)
class Forger(Spoiler):
    """Whoever has everything in a good package but its sender's signing key.

    Attributes:
        folder: where he works.
    """

    parts: Parts
    folder: Path

    def chunks(self) -> tuple[bytes, list[bytes]]:
        """The file up to its payload, and the pieces that age wrote."""
        start = self.good.index(b"\n--- ") + 5 + 43 + 1 + 16
        return self.good[:start], [self.good[at : at + CHUNK] for at in range(start, len(self.good), CHUNK)]


def cut_at_a_seam(by: Forger) -> bytes:
    start, chunks = by.chunks()
    payload = (len(start) + number * CHUNK for number in range(1, len(chunks)))
    seams = [0, 5, 6, 8, 30, len(start) - 16, len(start), *payload]
    return by.good[: by.chance.choice(seams)]


def flip_a_bit_of_the_header(by: Forger) -> bytes:
    return by.flipped(by.good, len(by.chunks()[0]))


def swap_chunks(by: Forger) -> bytes:
    start, chunks = by.chunks()
    first, second = by.chance.sample(range(len(chunks)), 2)
    chunks[first], chunks[second] = chunks[second], chunks[first]
    return start + b"".join(chunks)


def mix_two_packages(by: Forger) -> bytes:
    start, _ = by.chunks()
    where = by.chance.choice((len(start), len(start) - 16, by.place()))
    return by.good[:where] + by.other[where:]


def noise(by: Forger) -> bytes:
    start = by.chance.choice((b"", MAGIC, MAGIC + b"age-encryption.org/v1\n", by.chunks()[0]))
    return start + by.chance.randbytes(by.chance.choice((0, 10, 1000, 100_000)))


def without_end(by: Forger) -> bytes:
    return MAGIC + b"age-encryption.org/v1\n" + b"-> X25519 A\n" * 100_000


def for_another_county(by: Forger) -> bytes:
    return by.parts.to(Reader.of_county(new_county_secret())).pack()


def for_a_code(by: Forger) -> bytes:
    return by.parts.to(Reader.of_code(by.chance.randbytes(20))).pack()


def passed_on(by: Forger) -> bytes:
    return by.parts.to(Reader.of_county(new_county_secret())).pack(by.county.public)


def in_the_towns_name(by: Forger) -> bytes:
    return by.parts.signed_by(by.keys()).pack()


def with_the_towns_key_but_not_its_hand(by: Forger) -> bytes:
    return replace(by.parts.saying(number=by.chance.randrange(8, 99)), signing_key=by.keys()).pack()


def unsigned(by: Forger) -> bytes:
    said = by.parts.manifest.to_bytes()
    signature = by.chance.choice((bytes(64), by.chance.randbytes(64)))
    inside = struct.pack(">I", len(said)) + said + signature + by.parts.copy
    return encrypted(inside, by.county.public)


def signed_otherwise(by: Forger) -> bytes:
    """Another manifest under a good signature, or a flipped bit in either."""
    inside = pyrage.decrypt(by.good[8:], [pyrage.x25519.Identity.from_str(by.county.secret)])
    return encrypted(by.flipped(inside, 4 + len(by.parts.manifest.to_bytes()) + 64), by.county.public)


def other_rows_inside(by: Forger) -> bytes:
    """A copy that the signed manifest does not describe."""
    flipped = bytearray(by.parts.copy)
    flipped[by.place(by.parts.copy)] ^= 1
    return replace(by.parts, copy=bytes(flipped)).pack()


def more_inside(by: Forger) -> bytes:
    return by.parts.pack(tail=by.chance.randbytes(by.chance.choice((1, 5000))))


def less_inside(by: Forger) -> bytes:
    return replace(by.parts, copy=by.parts.copy[: by.place(by.parts.copy)]).pack()


def sent_before(by: Forger) -> bytes:
    return by.parts.saying(number=by.chance.randrange(1, 7)).pack()


def endless_manifest(by: Forger) -> bytes:
    length = by.chance.choice((1 << 31, (256 << 10) + 1, 0xFFFFFFFF))
    return encrypted(struct.pack(">I", length) + bytes(1000), by.county.public)


def endless_copy(by: Forger) -> bytes:
    size = by.chance.choice((MAX_COPY_BYTES + 1, 1 << 50))
    said = by.parts.saying_in_json(lambda record: record["copy"].update(size=size))
    return by.parts.pack(said=said)


def another_manifest(by: Forger) -> bytes:
    return by.parts.pack(said=manifest_in_another_hand(by.parts.manifest.to_bytes(), by.chance))


def newer_schema(by: Forger) -> bytes:
    return by.parts.saying_of_copy(schema=by.chance.randrange(50, 99)).pack()


def lie_about_a_table(by: Forger) -> bytes:
    tables = dict(by.parts.manifest.contents.tables)
    name = by.chance.choice(sorted(tables))
    match by.chance.randrange(3):
        case 0:
            tables[name] = replace(tables[name], rows=tables[name].rows + 1)
        case 1:
            tables[name] = TableContent(tables[name].rows, by.chance.randbytes(32).hex())
        case 2:
            del tables[name]
    return by.parts.saying(contents=replace(by.parts.manifest.contents, tables=tables)).pack()


def lie_about_a_total(by: Forger) -> bytes:
    contents = by.parts.manifest.contents
    changes: list[dict[str, Any]] = [
        {"sealed_fen": {}},
        {"sealed_fen": {**contents.sealed_fen, "2026-10": by.chance.randrange(300_000)}},
        {"audit_head": by.chance.randbytes(32).hex()},
    ]
    return by.parts.saying(contents=replace(contents, **by.chance.choice(changes))).pack()


TAMPERING = (
    "CREATE TRIGGER evil AFTER INSERT ON people BEGIN DELETE FROM people; END",
    "CREATE VIEW evil AS SELECT * FROM people",
    "DROP TRIGGER sealed_month_stays",
    "DROP TRIGGER audit_stays; CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT 1; END",
    "ALTER TABLE people ADD COLUMN evil TEXT",
    "PRAGMA application_id=7",
    "PRAGMA user_version=0",
    "PRAGMA foreign_keys=OFF; UPDATE postings SET organisation_id = 99",
    "PRAGMA ignore_check_constraints=ON; UPDATE people SET name = ''",
)


def tampered_database(by: Forger) -> bytes:
    """Everything agrees with everything, but the database is not what this program would have made."""
    sql = by.chance.choice(TAMPERING)
    return by.parts.with_database(by.folder, lambda connection: connection.executescript(sql)).pack()


def damaged_database(by: Forger) -> bytes:
    content = bytearray(by.parts.copy)
    content[by.place(by.parts.copy)] ^= 1 << by.chance.randrange(8)
    return by.parts.with_copy(bytes(content)).pack()


def no_database(by: Forger) -> bytes:
    content = by.chance.choice((b"x", bytes(4096), by.chance.randbytes(8192), b"SQLite format 3\0" * 256))
    return by.parts.with_copy(content).pack()


def another_key_inside(by: Forger) -> bytes:
    return by.parts.saying_of_copy(key=by.chance.randbytes(32)).pack()


DAMAGED = (
    *ANYWHERE, cut_at_a_seam, flip_a_bit_of_the_header, swap_chunks, mix_two_packages, noise, without_end,
)  # fmt: skip
MISDIRECTED = (for_another_county, for_a_code, passed_on, sent_before)
FORGED = (in_the_towns_name, with_the_towns_key_but_not_its_hand, unsigned, signed_otherwise)
LYING = (
    other_rows_inside, more_inside, less_inside, endless_manifest, endless_copy, another_manifest,
    newer_schema, lie_about_a_table, lie_about_a_total, tampered_database, damaged_database, no_database,
    another_key_inside,
)  # fmt: skip
WAYS: tuple[Callable[[Forger], bytes], ...] = (*DAMAGED, *MISDIRECTED, *FORGED, *LYING)


def packages(parts: Parts, county: Reader, folder: Path, count: int) -> Iterator[tuple[str, bytes]]:
    """So many hostile files, each way in turn, with the name of the way."""
    good, other = parts.pack(), parts.saying(number=8).pack()
    return spoiled(WAYS, lambda chance: Forger(good, other, county, chance, parts, folder), count)


EXPECTED: Mapping[str, frozenset[str]] = {
    "for_another_county": frozenset({"not_ours"}),
    "passed_on": frozenset({"addressee"}),
    "sent_before": frozenset({"replayed"}),
    "in_the_towns_name": frozenset({"signer"}),
    "unsigned": frozenset({"signature"}),
    "lie_about_a_table": frozenset({"contents"}),
    "lie_about_a_total": frozenset({"totals"}),
    "damaged_database": frozenset({"pages"}),
    "newer_schema": frozenset({"newer_schema"}),
    "append": frozenset({"damaged"}),
    "endless_manifest": frozenset({"manifest_too_big"}),
    "more_inside": frozenset({"longer"}),
    "less_inside": frozenset({"shorter"}),
}
"""The refusals that some ways must meet."""
