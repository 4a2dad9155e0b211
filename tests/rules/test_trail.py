"""The trail's format: what is erased leaves the digest as it was, and nothing else does."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banfu_desktop.rules import trail
from banfu_desktop.rules.trail import Salts, TrailError

COLUMNS = ("card_no", "remark")
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
ROWS = st.fixed_dictionaries(
    {"id": st.integers(1, 99), "name": TEXT, "card_no": st.none() | TEXT, "remark": st.none() | TEXT}
)


def entry(before: Any, after: Any) -> tuple[Any, ...]:
    texts = [None if row is None else trail.canonical(row) for row in (before, after)]
    return (7, 5, "2026-11-02T09:00:00", None, None, "经办", "登记", "U", "people", 1, *texts)


@given(st.none() | ROWS, st.none() | ROWS, st.sets(st.sampled_from(("before", "after"))))
def test_erasing_either_side_or_both_keeps_the_digest(before: Any, after: Any, gone: set[str]) -> None:
    covered = entry(before, after)
    digest, salts = trail.closing(covered, COLUMNS)
    assert trail.digest(covered, COLUMNS, salts) == digest
    if salts is None:
        return
    pair, sides = Salts(salts), dict(zip(("before", "after"), covered[-2:], strict=True))
    for side in gone:
        sides[side] = trail.public(sides[side], COLUMNS, side, pair)
    erased = (*covered[:-2], sides["before"], sides["after"])
    assert trail.digest(erased, COLUMNS, pair.without(tuple(gone))) == digest
    for side in gone:
        row = json.loads(sides[side] or "{}")
        assert all(trail.is_tag(row[column]) for column in COLUMNS if row.get(column) is not None)


def test_two_entries_that_say_the_same_leave_other_tags() -> None:
    """Otherwise a number that one person still has would be known in what was erased of another."""
    covered = entry(None, {"card_no": "6217001234567890123"})
    (one, first), (two, second) = (trail.closing(covered, COLUMNS) for _ in range(2))
    assert one != two
    tags = [trail.public(covered[-1], COLUMNS, "after", Salts(salts)) for salts in (first, second)]
    assert tags[0] != tags[1]


@pytest.mark.parametrize(
    ("after", "salts"),
    [
        ('{"card_no":"1"}', None),
        ('{"card_no":"1"}', bytes(32)),
        ('{"card_no":"1"}', b"short"),
        ('{"card_no":null}', b"s" * 32),
        ('{"card_no": "1"}', b"s" * 32),
        ('{"card_no":"1","card_no":"2"}', b"s" * 32),
        ('{"card_no":"\\u4e00"}', b"s" * 32),
        ('{"card_no":', b"s" * 32),
        ('["card_no"]', b"s" * 32),
    ],
)
def test_what_the_program_never_writes_is_no_entry(after: str, salts: bytes | None) -> None:
    with pytest.raises(TrailError):
        trail.digest((*entry(None, None)[:-2], None, after), COLUMNS, salts)


def test_a_tag_typed_as_a_value_is_a_value() -> None:
    """Whoever types what looks like a tag does not get it taken for an erased value."""
    covered = entry(None, {"card_no": "#" + "0" * 64})
    digest, salts = trail.closing(covered, COLUMNS)
    assert trail.digest(covered, COLUMNS, salts) == digest
    with pytest.raises(TrailError, match="salts for nothing"):
        trail.digest((*covered[:-1], '{"card_no":null}'), COLUMNS, salts)
