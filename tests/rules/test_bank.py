"""Matching by amount, time and name; what is left on both sides explains the difference to the fen."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from banfu_desktop.rules.bank import Entry, alike, propose, reconcile

DAY = date(2026, 3, 2)


def entry(number: int, fen: int, days: int = 0, who: str = "", reverses: int | None = None) -> Entry:
    return Entry(number, DAY + timedelta(days), fen, who, reverses=reverses)


def test_the_same_amount_close_in_time_is_proposed() -> None:
    assert propose([entry(1, -500, 3)], [entry(7, -500)]) == [(1, 7)]


def test_another_amount_another_direction_or_another_season_is_not() -> None:
    assert (
        propose([entry(1, -500)], [entry(7, -501), entry(8, 500), entry(9, -500, 8), entry(6, -500, -32)])
        == []
    )


def test_a_name_that_agrees_outweighs_some_days() -> None:
    lines = [entry(1, -500, 5, "丰城县新华印刷厂")]
    vouchers = [entry(7, -500, 5, "移动公司"), entry(8, -500, 0, "新华印刷厂")]
    assert propose(lines, vouchers) == [(1, 8)]


def test_each_stands_in_one_proposal() -> None:
    lines = [entry(1, -500), entry(2, -500, 1), entry(3, -500, 2)]
    assert propose(lines, [entry(7, -500), entry(8, -500, 1)]) == [(1, 7), (2, 8)]


def test_names_are_alike_when_one_is_in_the_other_or_letters_are_shared() -> None:
    assert alike("新华印刷厂", "丰城县新华印刷厂") == 1
    assert 0 < alike("中国移动丰城分公司", "丰城移动公司") < 1
    assert alike("", "移动") == 0


def test_a_red_voucher_and_what_it_takes_back_are_no_difference() -> None:
    found = reconcile(
        [entry(1, 1000)],
        [entry(6, 1000), entry(7, -300), entry(8, 300, 1, reverses=7)],
        {6: 1},
        book_opening_fen=0,
        bank_opening_fen=0,
        stated_fen=1000,
        until=DAY + timedelta(9),
    )
    assert [one.id for one in found.cancelled] == [7, 8]
    assert found.agrees
    assert found.difference_fen == 0


def test_a_bank_that_states_no_balance_is_taken_to_begin_with_the_books() -> None:
    found = reconcile(
        [entry(1, -500)], [], {}, book_opening_fen=900, bank_opening_fen=None, stated_fen=None, until=DAY
    )
    assert (found.bank_fen, found.book_fen, found.opening_fen, found.gap_fen) == (400, 900, 0, 0)
    assert found.proven
    assert not found.agrees


amounts = st.integers(-10_000, 10_000).filter(bool)
moments = st.integers(0, 40)


@st.composite
def two_sides(draw: st.DrawFn) -> tuple[list[Entry], list[Entry], dict[int, int]]:
    """Pairs of the same amount, and more on either side that nobody matched."""
    lines, vouchers, matches = [], [], {}
    for _ in range(draw(st.integers(0, 8))):
        parts = draw(st.lists(amounts, min_size=1, max_size=3))
        if sum(parts):
            lines.append(entry(len(lines) + 1, sum(parts), draw(moments)))
            for part in parts:
                vouchers.append(entry(1000 + len(vouchers), part, draw(moments)))
                matches[vouchers[-1].id] = lines[-1].id
    lines += [entry(100 + n, fen, draw(moments)) for n, fen in enumerate(draw(st.lists(amounts, max_size=6)))]
    vouchers += [
        entry(2000 + n, fen, draw(moments)) for n, fen in enumerate(draw(st.lists(amounts, max_size=6)))
    ]
    return lines, vouchers, matches


@given(two_sides(), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(-500, 500), st.integers(0, 40))
def test_what_is_left_on_both_sides_always_explains_the_difference(
    sides: tuple[list[Entry], list[Entry], dict[int, int]], book: int, bank: int, gap: int, days: int
) -> None:
    lines, vouchers, matches = sides
    start = min((line.dated for line in lines), default=DAY)
    until = max(start, DAY + timedelta(days))
    stated = bank + sum(line.net_fen for line in lines if line.dated <= until) + gap
    found = reconcile(
        lines, vouchers, matches, book_opening_fen=book, bank_opening_fen=bank, stated_fen=stated, until=until
    )
    booked = [one for one in vouchers if found.start <= one.dated <= until]
    assert found.bank_fen == stated
    assert found.book_fen == book + sum(one.net_fen for one in booked)
    assert found.proven
    seen = [*found.lines, *(pair.line for pair in found.pairs)]
    assert sorted(one.id for one in seen) == sorted(one.id for one in lines if one.dated <= until)
    shown = [*found.vouchers, *(one for pair in found.pairs for one in pair.vouchers), *found.cancelled]
    assert sorted(one.id for one in shown) == sorted(one.id for one in booked)
    assert all(pair.line.net_fen == sum(one.net_fen for one in pair.vouchers) for pair in found.pairs)
