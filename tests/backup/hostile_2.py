"""Packages of format 2 that must never be accepted: damaged, forged, or lying about their trail."""

import base64
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyrage

from banfu_desktop.backup.identity import Reader, new_county_secret
from banfu_desktop.backup.report import MAGIC, MAX_REPORT_BYTES
from banfu_desktop.rules import trail
from tests.backup.packages_2 import Parts, encrypted, framed, unframed
from tests.backup.spoiling import ANYWHERE, BEHIND_A_PASSPHRASE, Spoiler, manifest_in_another_hand, spoiled


@dataclass(frozen=True)
class Forger(Spoiler):
    """Whoever has everything in a good package but its sender's signing key."""

    parts: Parts


def cut_at_a_seam(by: Forger) -> bytes:
    report, _ = unframed(by.good)
    return by.good[: by.chance.choice((0, 5, 8, 12, 12 + len(report), 12 + len(report) + 22))]


def flip_a_bit_of_the_report(by: Forger) -> bytes:
    return by.flipped(by.good, 12 + len(unframed(by.good)[0]))


def another_length(by: Forger) -> bytes:
    report, escrow = unframed(by.good)
    length = by.chance.choice((0, len(report) - 1, len(report) + 1, MAX_REPORT_BYTES + 1, 0xFFFFFFFF))
    return MAGIC + struct.pack(">I", length) + report + escrow


def noise(by: Forger) -> bytes:
    start = by.chance.choice((b"", MAGIC, MAGIC + b"\0\0\1\0age-encryption.org/v1\n"))
    return start + by.chance.randbytes(by.chance.choice((0, 10, 1000, 100_000)))


def anothers_escrow(by: Forger) -> bytes:
    """The report of one package with the escrow of another."""
    return framed(unframed(by.good)[0], unframed(by.other)[1])


def no_escrow(by: Forger) -> bytes:
    return framed(unframed(by.good)[0], b"")


def report_and_escrow_swapped(by: Forger) -> bytes:
    report, escrow = unframed(by.good)
    return framed(escrow[:MAX_REPORT_BYTES], report)


def for_another_county(by: Forger) -> bytes:
    return by.parts.to(Reader.of_county(new_county_secret())).pack()


def passed_on(by: Forger) -> bytes:
    stranger = by.parts.to(Reader.of_county(new_county_secret()))
    return stranger.pack(by.county.public, stranger.manifest.sender.own_key)


def for_one_more(by: Forger) -> bytes:
    """A third reader is let in."""
    own = by.parts.manifest.sender.own_key
    return by.parts.pack(by.county.public, own, Reader.of_county(new_county_secret()).public)


def for_the_county_only(by: Forger) -> bytes:
    return by.parts.pack(by.county.public)


def behind_a_passphrase(by: Forger) -> bytes:
    return framed(BEHIND_A_PASSPHRASE, by.parts.escrow)


def escrow_for_one_more(by: Forger) -> bytes:
    """The escrow can be opened by somebody besides card and rescue key."""
    keys = [Reader.of_county(new_county_secret()).public for _ in range(3)]
    return by.parts.with_escrow(encrypted(b"copy", keys)).pack()


def unsigned(by: Forger) -> bytes:
    said = by.parts.manifest.to_bytes()
    signature = by.chance.choice((bytes(64), by.chance.randbytes(64)))
    inside = struct.pack(">I", len(said)) + said + signature + by.parts.body
    return framed(encrypted(inside, (by.county.public, by.parts.manifest.sender.own_key)), by.parts.escrow)


def with_the_towns_key_but_not_its_hand(by: Forger) -> bytes:
    return replace(by.parts.saying(number=by.chance.randrange(8, 99)), signing_key=by.keys()).pack()


def signed_otherwise(by: Forger) -> bytes:
    """A flipped bit in the manifest or its signature."""
    report, escrow = unframed(by.good)
    inside = pyrage.decrypt(report, [pyrage.x25519.Identity.from_str(by.county.secret)])
    turned = by.flipped(inside, 4 + len(by.parts.manifest.to_bytes()) + 64)
    own = by.parts.manifest.sender.own_key
    return framed(encrypted(turned, (by.county.public, own)), escrow)


def another_body(by: Forger) -> bytes:
    flipped = bytearray(by.parts.body)
    flipped[by.place(by.parts.body)] ^= 1
    return replace(by.parts, body=bytes(flipped)).pack()


def more_inside(by: Forger) -> bytes:
    return by.parts.pack(tail=by.chance.randbytes(by.chance.choice((1, 5000))))


def less_inside(by: Forger) -> bytes:
    return replace(by.parts, body=by.parts.body[: by.place(by.parts.body)]).pack()


def endless_manifest(by: Forger) -> bytes:
    length = by.chance.choice((1 << 31, (1 << 20) + 1, 0xFFFFFFFF))
    inside = struct.pack(">I", length) + bytes(1000)
    return framed(encrypted(inside, (by.county.public, by.parts.manifest.sender.own_key)), b"")


def another_manifest(by: Forger) -> bytes:
    return by.parts.pack(said=manifest_in_another_hand(by.parts.manifest.to_bytes(), by.chance))


BAD_VALUES = (None, -1, 1 << 60, 1.5, "", "x" * 500, "\x1b[31m", "\ud800", [], {}, True)


def a_bad_value(by: Forger) -> bytes:
    """Any value of the manifest in the place of any other."""

    def change(record: dict[str, Any]) -> None:
        inner = by.chance.choice(("", "sender", "addressee", "trail", "body", "escrow"))
        place = record[inner] if inner else record
        name = by.chance.choice(sorted(place))
        now = place[name]
        place[name] = by.chance.choice(
            [bad for bad in BAD_VALUES if bad != now or type(bad) is not type(now)]
        )
        if place[name] is None and name in ("previous", "escrow"):
            place[name] = 7

    return by.parts.pack(said=by.parts.saying_in_json(change))


def no_seed_in_the_escrow(by: Forger) -> bytes:
    """What a desk accepted once: nothing, or something else, where the sealed seed should be."""
    seed = by.chance.choice(("", "AAAA", base64.b64encode(by.chance.randbytes(79)).decode()))
    return by.parts.pack(said=by.parts.saying_in_json(lambda record: record["escrow"].update(seed=seed)))


def a_name_more_or_less(by: Forger) -> bytes:
    def change(record: dict[str, Any]) -> None:
        if by.chance.random() < 0.5:
            record[by.chance.choice(("evil", "months", "copy"))] = 1
        else:
            del record[by.chance.choice(sorted(record))]

    return by.parts.pack(said=by.parts.saying_in_json(change))


def of_a_newer_program(by: Forger) -> bytes:
    said = by.parts.saying_in_json(lambda record: record.update(format=by.chance.randrange(3, 99)))
    return by.parts.pack(said=said)


def _links(record: dict[str, Any]) -> list[bytes]:
    content = base64.b64decode(record["links"])
    return [content[at : at + 32] for at in range(0, len(content), 32)]


def _put_links(record: dict[str, Any], links: list[bytes]) -> None:
    record["links"] = base64.b64encode(b"".join(links)).decode()


def a_link_changed(by: Forger) -> bytes:
    def change(record: dict[str, Any]) -> None:
        links = _links(record)
        links[by.chance.randrange(len(links))] = by.chance.randbytes(32)
        _put_links(record, links)

    return by.parts.with_body_changed(change).pack()


def links_left_out_or_doubled(by: Forger) -> bytes:
    def change(record: dict[str, Any]) -> None:
        links = _links(record)
        at = by.chance.randrange(len(links))
        if by.chance.random() < 0.5:
            del links[at]
        else:
            links.insert(at, links[at])
        _put_links(record, links)

    return by.parts.with_body_changed(change).pack()


def another_start(by: Forger) -> bytes:
    """The chain begins somewhere that the sender made up."""
    return by.parts.saying_of_trail(since_head=by.chance.randbytes(32)).pack()


def another_end(by: Forger) -> bytes:
    return by.parts.saying_of_trail(head=by.chance.randbytes(32)).pack()


def another_length_of_trail(by: Forger) -> bytes:
    entries = by.parts.manifest.trail.entries + by.chance.choice((-5, -1, 1, 1000))
    return by.parts.saying_of_trail(entries=entries).pack()


def an_approval_of_something_else(by: Forger) -> bytes:
    """A sealed sheet tells another sum than its digest covers, or stands at another entry."""

    def change(record: dict[str, Any]) -> None:
        entry = by.chance.choice(record["approvals"])
        if by.chance.random() < 0.5:
            entry["public"][6] = "别人封存"
        else:
            entry["entry"] = entry["public"][0] = by.chance.randrange(1, 10_000)

    return by.parts.with_body_changed(change).pack()


def approvals_that_are_none(by: Forger) -> bytes:
    def change(record: dict[str, Any]) -> None:
        record["approvals"][0] = by.chance.choice(([], 7, {}, {"entry": 1}, {"entry": "1", "public": []}))

    return by.parts.with_body_changed(change).pack()


def a_section_that_is_none(by: Forger) -> bytes:
    """What a desk would show or load is no list of plain rows."""
    bad: tuple[Any, ...] = (
        7, {}, [7], [[1]], [{"name": "\x1b[2J"}], [{"name": ["x"]}], [{"tags": {"identity": 7}}],
        [{"net_fen": 1 << 60}], [{"net_fen": 1.5}], [{"Name": "x"}], [{"name": "x" * 5000}],
    )  # fmt: skip
    name = by.chance.choice(("lines", "roster", "evil", "Lines", "x" * 60))
    return by.parts.with_body_changed(lambda record: record.update({name: by.chance.choice(bad)})).pack()


def half_a_character(by: Forger) -> bytes:
    return by.parts.with_body_changed(lambda record: record["lines"][0].update(name="\ud800")).pack()


def from_zero_with_another_past(by: Forger) -> bytes:
    """A chain that holds from its first entry, but does not begin where every trail begins."""
    links = [by.chance.randbytes(32) for _ in range(5)]
    head = start = by.chance.randbytes(32)
    for link in links:
        head = trail.link(head, link)
    changed = by.parts.with_body_changed(
        lambda record: (_put_links(record, links), record.update(approvals=[]))
    )
    return changed.saying_of_trail(since=0, since_head=start, entries=5, head=head).pack()


DAMAGED = (
    *ANYWHERE, cut_at_a_seam, flip_a_bit_of_the_report, another_length, noise, anothers_escrow, no_escrow,
    report_and_escrow_swapped,
)  # fmt: skip
MISDIRECTED = (
    for_another_county, passed_on, for_one_more, for_the_county_only, behind_a_passphrase,
    escrow_for_one_more,
)  # fmt: skip
FORGED = (unsigned, with_the_towns_key_but_not_its_hand, signed_otherwise)
LYING = (
    another_body, more_inside, less_inside, endless_manifest, another_manifest, a_bad_value,
    no_seed_in_the_escrow, a_name_more_or_less, of_a_newer_program, a_link_changed,
    links_left_out_or_doubled, another_start,
    another_end, another_length_of_trail, an_approval_of_something_else, approvals_that_are_none,
    a_section_that_is_none, half_a_character, from_zero_with_another_past,
)  # fmt: skip
WAYS: tuple[Callable[[Forger], bytes], ...] = (*DAMAGED, *MISDIRECTED, *FORGED, *LYING)


def packages(parts: Parts, other: bytes, county: Reader, count: int) -> Iterator[tuple[str, bytes]]:
    """So many hostile files, each way in turn, with the name of the way."""
    good = parts.pack()
    return spoiled(WAYS, lambda chance: Forger(good, other, county, chance, parts), count)


EXPECTED: Mapping[str, frozenset[str]] = {
    "anothers_escrow": frozenset({"escrow_damaged", "recipients"}),
    "no_escrow": frozenset({"escrow_damaged", "header"}),
    "for_another_county": frozenset({"not_ours"}),
    "passed_on": frozenset({"addressee"}),
    "for_one_more": frozenset({"recipients"}),
    "for_the_county_only": frozenset({"recipients"}),
    "escrow_for_one_more": frozenset({"recipients"}),
    "unsigned": frozenset({"signature"}),
    "with_the_towns_key_but_not_its_hand": frozenset({"signature"}),
    "another_body": frozenset({"body_hash"}),
    "more_inside": frozenset({"body_hash"}),
    "of_a_newer_program": frozenset({"newer"}),
    "a_link_changed": frozenset({"chain"}),
    "links_left_out_or_doubled": frozenset({"chain"}),
    "another_start": frozenset({"chain"}),
    "another_end": frozenset({"chain"}),
    "an_approval_of_something_else": frozenset({"chain"}),
    "a_section_that_is_none": frozenset({"body"}),
    "from_zero_with_another_past": frozenset({"chain"}),
}
"""The refusals that some ways must meet."""
