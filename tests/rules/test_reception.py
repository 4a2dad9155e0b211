"""The county's judge, step by step: 63 packages of every town that lies, restores, moves or loses something.

An office is modelled as what its packages say; tests/services/test_desk.py takes the steps with real files.
"""

import hashlib
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field, replace

import pytest

from banfu_desktop.rules import trail
from banfu_desktop.rules.reception import (
    Arrived,
    Handling,
    History,
    Known,
    Listed,
    Restore,
    Sender,
    Sheet,
    Successor,
    Verdict,
    judge,
    taken,
)

TOWNS = ("梅坑镇", "沙田镇", "遥田镇")


LINKS: dict[str, tuple[bytes, ...]] = {}
"""The links that every package brings, by its digest, for whoever makes a file of it."""


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Office:
    """A town's office: its trail, its key, and what it has declared."""

    town: str = "梅坑镇"
    key: str = "key 1"
    office: str = "office 1"
    code: str = ""
    digests: list[bytes] = field(default_factory=list)
    generation: int = 1
    number: int = 0
    previous: str = ""
    since: int = 0
    restores: list[Restore] = field(default_factory=list)
    succession: list[Successor] = field(default_factory=list)

    def deed(self, text: str) -> None:
        self.digests.append(hashlib.sha256(f"{len(self.digests)} {text}".encode()).digest())

    @property
    def heads(self) -> list[bytes]:
        heads = [trail.START]
        for digest in self.digests:
            heads.append(trail.link(heads[-1], digest))
        return heads

    def restore(self, copy: "Office", *, declared: bool = True) -> None:
        """Put an earlier state back, as the program does or by hand."""
        lost, generation = len(self.digests), self.generation
        key, succession = self.key, self.succession
        self.__dict__.update(deepcopy(copy.__dict__))
        self.key, self.succession = key, succession
        if declared:
            kept, head = len(self.digests), self.heads[-1].hex()
            self.generation = max(generation, self.generation) + 1
            self.deed(f"恢复备份 {self.generation}")
            self.restores.append(Restore(kept + 1, kept, head, lost, self.generation))

    def new_key(self, key: str, *, signed: bool = True) -> None:
        self.succession.append(Successor(self.key, key, signed))
        self.key = key

    def export(self) -> Arrived:
        self.number += 1
        self.deed(f"导出 {self.number} {self.office}")
        heads = self.heads
        digest = sha(f"{self.town} {self.key} {self.generation} {self.number} {heads[-1].hex()} {self.since}")
        sent = Arrived(
            self.town, self.code, self.office, self.key, self.generation, self.number, digest,
            self.previous, self.since, heads[self.since :],
            [restore for restore in self.restores if restore.entry > self.since], self.succession,
        )  # fmt: skip
        self.previous = digest
        LINKS[digest] = tuple(self.digests[self.since :])
        return sent

    def receipt(self, sent: Arrived) -> bool:
        """Take the county's receipt; False where the trail does not hold what the county has received."""
        if sent.entries >= len(self.heads) or self.heads[sent.entries] != sent.heads[-1]:
            return False
        self.since = sent.entries
        return True


@dataclass
class County:
    """A county's desk: the judge and what it keeps."""

    towns: tuple[str, ...] = TOWNS
    known: dict[str, Known] = field(default_factory=dict)
    received: set[str] = field(default_factory=set)

    def look(self, sent: Arrived) -> Verdict:
        """The verdict; nothing is kept."""
        return judge(sent, self.known, [Listed(town) for town in self.towns], self.received)

    def receive(self, sent: Arrived, decided: str = "") -> str:
        """The words of the verdict; `decided` takes a held one under a town's name."""
        verdict = self.look(sent)
        if verdict.handling is Handling.TAKEN or (verdict.handling is Handling.HELD and decided):
            before = self.known.pop(verdict.town, None)
            self.known[decided or verdict.town] = taken(sent, before, verdict.history)
            self.received.add(sent.digest)
        return verdict.words


def begun(entries: int = 10) -> tuple[County, Office, Arrived]:
    """A county that knows a town, whose receipt has gone back."""
    county, office = County(), Office()
    for number in range(entries):
        office.deed(f"d{number}")
    first = office.export()
    assert county.receive(first) == "first"
    assert county.receive(first, "梅坑镇") == "first"
    assert office.receipt(first)
    return county, office, first


def test_the_first_is_held_the_next_is_taken_the_same_is_nothing() -> None:
    county, office, first = begun()
    assert county.receive(first) == "repeated"
    assert county.receive(office.export()) == "next"


def test_a_package_lost_on_the_way_is_a_gap() -> None:
    county, office, _ = begun()
    office.export()
    office.deed("c")
    assert county.receive(office.export()) == "gap"
    assert county.receive(office.export()) == "next"


def test_without_receipts_all_links_come_again() -> None:
    county, office, _ = begun()
    office.since = 0
    for number in range(5):
        office.deed(str(number))
        sent = office.export()
        assert (county.receive(sent), len(sent.heads)) == ("next", sent.entries + 1)


def test_out_of_order_the_late_one_is_kept_and_not_counted() -> None:
    county, office, _ = begun()
    second, third = office.export(), office.export()
    assert county.receive(third) == "gap"
    before = dict(county.known)
    assert county.receive(second) == "older"
    assert county.known == before


class TestAttacks:
    """Forged, rewritten, redirected: held, or noticed at the true town's next."""

    def test_a_forged_first_package_does_not_pin_the_town(self) -> None:
        county, _, _ = begun()
        forger, true = Office("沙田镇", "evil", "evil"), Office("沙田镇", "true", "true")
        assert county.receive(forger.export()) == "first"
        assert county.receive(true.export(), "沙田镇") == "first"
        assert county.receive(forger.export()) == "refounded+branched"

    @pytest.mark.parametrize("name", ["梅坑鎮", "梅坑镇 ", "梅坑镇\u3164", "新丰县梅坑镇", "梅坑镇\u200b"])
    def test_a_look_alike_name_is_told_from_the_true_one(self, name: str) -> None:
        verdict = County().look(Office(name, "x", "x").export())
        assert (verdict.handling, verdict.words) == (Handling.HELD, "unknown_town")
        assert "与“梅坑镇”相像而不相同" in verdict.sentence

    def test_one_key_for_two_towns(self) -> None:
        county, office, _ = begun()
        office.town = "遥田镇"
        verdict = county.look(office.export())
        assert (verdict.words, verdict.town) == ("renamed", "梅坑镇")
        assert "登记在梅坑镇名下，现在自称遥田镇" in verdict.sentence

    def test_a_past_rewritten_is_named_at_its_first_entry(self) -> None:
        county, office, _ = begun()
        office.digests, office.since = office.digests[:5], 0
        for _ in range(9):
            office.deed("z")
        verdict = county.look(office.export())
        assert (verdict.words, verdict.handling, verdict.from_entry) == ("branched", Handling.HELD, 6)
        assert "从第6条起与收过的不同" in verdict.sentence

    def test_a_thief_of_the_seed_is_taken_and_the_true_town_is_branched(self) -> None:
        """Not prevented, but noticed: the county asks the town, whose next package does not fit."""
        county, office, _ = begun()
        thief = deepcopy(office)
        thief.deed("forged")
        assert county.receive(thief.export()) == "next"
        office.deed("true")
        assert county.receive(office.export()) == "branched"

    def test_a_thief_who_declares_a_restore_is_seen_to(self) -> None:
        county, office, _ = begun()
        thief = deepcopy(office)
        thief.restore(deepcopy(office))
        assert county.receive(thief.export()) == "next"
        office.deed("true")
        assert county.receive(office.export()) == "branched"

    def test_the_office_named_without_its_key(self) -> None:
        county, _, _ = begun()
        stranger = Office(key="evil")
        stranger.deed("x")
        assert county.receive(stranger.export()) == "new_key_unsigned+branched"

    def test_re_keyed_and_rewritten_are_both_said(self) -> None:
        """The first model let a new key with a rewritten past through on the key question alone."""
        county, office, _ = begun()
        office.digests, office.since = office.digests[:5], 0
        for _ in range(9):
            office.deed("z")
        office.new_key("key 2")
        assert county.receive(office.export(), "梅坑镇") == "new_key_signed+branched"
        office.deed("k")
        assert county.receive(office.export()) == "next"

    def test_renamed_and_rewritten_are_both_said(self) -> None:
        county, office, _ = begun()
        office.town, office.since = "丰梅镇", 0
        office.digests[2] = b"q" * 32
        assert county.receive(office.export()) == "renamed+branched"

    def test_a_restore_declared_to_another_place_does_not_help(self) -> None:
        county, office, _ = begun()
        copy = deepcopy(office)
        office.deed("b")
        county.receive(office.export())
        office.restore(copy)
        office.restores[-1] = replace(office.restores[-1], kept=3)
        assert county.receive(office.export()) == "branched"

    def test_the_same_restore_does_not_excuse_twice(self) -> None:
        county, office, _ = begun()
        copy = deepcopy(office)
        office.deed("b")
        county.receive(office.export())
        office.restore(copy)
        again = deepcopy(office)
        assert county.receive(office.export()) == "restored"
        again.deed("other")
        assert county.receive(again.export()) == "branched"


class TestHonest:
    """What happens to honest towns: each goes on, after at most one decision."""

    def test_a_restored_town_goes_on(self) -> None:
        county, office, _ = begun()
        copy = deepcopy(office)
        office.deed("b")
        lost = office.export()
        county.receive(lost)
        office.deed("c")
        county.receive(office.export())
        office.restore(copy)
        sent = office.export()
        verdict = county.look(sent)
        assert (verdict.words, verdict.from_entry, verdict.to_entry) == ("restored", 12, 15)
        assert "县里已知的第12–15条没有了" in verdict.sentence
        assert county.receive(sent) == "restored"
        assert office.receipt(sent)
        assert county.receive(office.export()) == "next"

    def test_sheets_that_went_with_a_restore_are_named(self) -> None:
        county, office, _ = begun()
        copy = deepcopy(office)
        sheet = Sheet("2026-10", "县司法局", "3", 1, "sealed", 200_000, "A1B2")
        county.receive(replace(office.export(), sheets=[sheet]))
        office.restore(copy)
        verdict = county.look(office.export())
        assert verdict.lost_sheets == (sheet,)

    def test_restored_twice_before_the_next_package(self) -> None:
        county, office, _ = begun()
        copy = deepcopy(office)
        office.deed("b")
        sent = office.export()
        county.receive(sent)
        assert office.receipt(sent)
        office.restore(copy)
        office.restore(deepcopy(office))
        assert county.receive(office.export()) == "restored"

    def test_restored_to_between_two_packages(self) -> None:
        county, office, _ = begun()
        for _ in range(4):
            office.deed("unsent")
        middle = deepcopy(office)
        office.deed("b")
        sent = office.export()
        county.receive(sent)
        office.restore(middle)
        assert county.receive(office.export()) == "restored"

    def test_restored_but_nothing_is_lost_that_the_county_knows(self) -> None:
        county, office, _ = begun()
        county.receive(office.export())
        copy = deepcopy(office)
        for _ in range(3):
            office.deed("u")
        office.restore(copy)
        office.deed("v")
        assert county.receive(office.export()) == "next"

    def test_copied_back_by_hand_needs_a_decision_and_its_receipt_does_not_fit(self) -> None:
        county, office, _ = begun()
        copy = deepcopy(office)
        office.deed("b")
        second = office.export()
        county.receive(second)
        office.restore(copy, declared=False)
        office.deed("again")
        sent = office.export()
        assert county.receive(sent) == "branched"
        assert not office.receipt(second)
        assert county.receive(sent, "梅坑镇") == "branched"
        office.deed("n")
        assert county.receive(office.export()) == "next"

    @pytest.mark.parametrize("signed", [True, False])
    def test_a_new_key(self, signed: bool) -> None:
        county, office, _ = begun()
        office.new_key("key 2", signed=signed)
        words = "new_key_signed" if signed else "new_key_unsigned"
        sent = office.export()
        assert county.receive(sent) == words
        assert county.receive(sent, "梅坑镇") == words
        assert county.receive(office.export()) == "next"

    def test_two_new_keys_in_a_row_lead_from_the_known_one(self) -> None:
        county, office, _ = begun()
        office.new_key("key 2")
        office.new_key("key 3")
        assert county.receive(office.export()) == "new_key_signed"

    def test_founded_anew_and_the_old_computer_turns_up(self) -> None:
        county, office, _ = begun()
        new = Office(key="key n", office="office n")
        new.deed("x")
        sent = new.export()
        assert county.receive(sent) == "refounded+branched"
        assert county.receive(sent, "梅坑镇") == "refounded+branched"
        assert county.receive(new.export()) == "next"
        assert county.receive(office.export()).startswith("refounded")

    def test_a_cloned_disk(self) -> None:
        county, office, _ = begun()
        clone = deepcopy(office)
        office.deed("A")
        assert county.receive(office.export()) == "next"
        clone.deed("B")
        sent = clone.export()
        assert county.receive(sent) == "branched"
        assert county.receive(sent, "梅坑镇") == "branched"
        office.deed("A2")
        assert county.receive(office.export()) == "branched"
        clone.deed("B2")
        assert county.receive(clone.export()) == "next"

    def test_renamed_by_the_county(self) -> None:
        county, office, _ = begun()
        office.town = "丰梅镇"
        sent = office.export()
        assert county.receive(sent) == "renamed"
        assert county.receive(sent, "丰梅镇") == "renamed"
        assert county.receive(office.export()) == "next"
        assert set(county.known) == {"丰梅镇"}

    def test_a_code_of_the_list_says_which_town_it_was(self) -> None:
        listed = [Listed("梅坑镇", "440233101")]
        verdict = judge(Office("丰梅镇", code="440233101").export(), {}, listed, ())
        assert verdict.words == "renamed"
        assert "代码440233101在名单上是梅坑镇" in verdict.sentence

    def test_moved_to_another_county_and_back(self) -> None:
        county, office, _ = begun()
        other, sent = County(), office.export()
        assert other.receive(sent) == "first"
        assert other.receive(sent, "梅坑镇") == "first"
        assert county.receive(office.export()) == "gap"

    def test_the_county_lost_its_register(self) -> None:
        _, office, _ = begun()
        anew, sent = County(), office.export()
        assert anew.receive(sent) == "first"
        assert anew.receive(sent, "梅坑镇") == "first"
        office.deed("z")
        assert anew.receive(office.export()) == "next"

    def test_the_register_lost_and_the_town_restored_to_before_it(self) -> None:
        """A dead end of the first model: what lies before the first proven entry is not judged."""
        county, office, _ = begun()
        copy = deepcopy(office)
        office.deed("b")
        sent = office.export()
        county.receive(sent)
        assert office.receipt(sent)
        anew = County()
        assert anew.receive(office.export(), "梅坑镇") == "first"
        office.restore(copy)
        office.deed("k")
        sent = office.export()
        assert anew.receive(sent) == "branched"
        assert anew.receive(sent, "梅坑镇") == "branched"
        assert anew.receive(office.export()) == "next"

    def test_the_register_put_back_from_an_old_copy(self) -> None:
        """It does not reach to where the town's last receipt begins."""
        county, office, _ = begun()
        old = deepcopy(county.known)
        office.deed("b")
        sent = office.export()
        county.receive(sent)
        assert office.receipt(sent)
        county.known, county.received = old, set()
        verdict = county.look(office.export())
        assert verdict.words == "branched"
        assert "接不上" in verdict.sentence

    def test_a_town_known_by_format_1_only_is_compared_once(self) -> None:
        county, office = County(), Office()
        county.known["梅坑镇"] = Known("", "key 0", 1, 7, "", 0, ())
        office.succession.append(Successor("key 0", "key 1", holds=True))
        sent = office.export()
        assert county.receive(sent) == "new_key_signed"
        assert county.receive(sent, "梅坑镇") == "new_key_signed"
        assert county.receive(office.export()) == "next"


def test_known_heads_grow_by_what_comes_and_no_more() -> None:
    county, office, _ = begun()
    for _ in range(3):
        sent = office.export()
        county.receive(sent)
        assert office.receipt(sent)
    known = county.known["梅坑镇"]
    assert list(known.heads) == office.heads
    assert (known.since, known.end) == (0, len(office.digests))


def _verdicts(verdicts: Iterable[Verdict]) -> set[tuple[Sender, History | None]]:
    return {(verdict.sender, verdict.history) for verdict in verdicts}


def test_only_a_known_sender_whose_trail_goes_on_is_taken_unasked() -> None:
    county, office, _ = begun()
    strangers = [
        replace(office.export(), verify_key="other"),
        replace(office.export(), office="other"),
        replace(office.export(), town="沙田镇"),
        Office("别处镇", "x", "y").export(),
    ]
    verdicts = [judge(sent, county.known, [Listed(town) for town in TOWNS], ()) for sent in strangers]
    assert {verdict.handling for verdict in verdicts} == {Handling.HELD}
    assert len(_verdicts(verdicts)) == 4
