"""A row is filled by its own field names, and a field that leads nowhere is an error of the program."""

from dataclasses import dataclass

import pytest

from banfu_desktop.db.models.members import Person, Posting
from banfu_desktop.db.rows import row_of, stored, write
from banfu_desktop.tables.members import MEMBERS
from banfu_desktop.tables.spec import Field, Table


@dataclass(frozen=True)
class Short:
    """A few fields of both."""

    id: int
    name: str
    village: str | None
    initials: str


@dataclass(frozen=True)
class Wrong:
    """A field nobody has."""

    name: str
    hobby: str


PERSON = Person(id=1, name="谭䶮", initials="ty", pinyin="tanyan")
POSTING = Posting(id=7, person_id=1, village="梅坑村")


def test_each_field_comes_from_the_one_record_that_has_it() -> None:
    row = row_of(Short, PERSON, POSTING, id=POSTING.id, initials="ty tanyan")
    assert row == Short(7, "谭䶮", "梅坑村", "ty tanyan")


@dataclass(frozen=True)
class Shorter:
    """Fields of a row."""

    name: str
    initials: str


def test_a_row_is_read_from_a_row_as_well() -> None:
    assert row_of(Shorter, Short(7, "谭䶮", None, "ty")) == Shorter("谭䶮", "ty")


def test_a_field_nobody_has_is_named() -> None:
    with pytest.raises(TypeError, match=r"Wrong\.hobby is an attribute of none of the records given"):
        row_of(Wrong, PERSON, POSTING)


def test_a_field_that_two_have_is_never_guessed() -> None:
    with pytest.raises(TypeError, match=r"Short\.id is an attribute of Person and Posting"):
        row_of(Short, PERSON, POSTING, initials="")


def test_a_computed_field_the_row_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError, match="hobby"):
        row_of(Shorter, PERSON, hobby="下棋")


def test_person_and_posting_share_the_columns_of_the_roster_between_them() -> None:
    person, posting = stored(Person, of=MEMBERS), stored(Posting, of=MEMBERS)
    assert {*person, *posting} == {field.name for field in MEMBERS.editable} - {"organisation"}
    assert set(person) & set(posting) == set()


def test_only_what_a_form_may_set_is_written() -> None:
    table = Table("few", "几栏", (Field("name", "姓名"), Field("initials", "首字母", editable=False)))
    person = Person(id=1, name="谭", initials="t")
    write(person, {"id": 9, "name": "谭䶮", "initials": "x", "village": "梅坑村"}, table)
    assert (person.id, person.name, person.initials) == (1, "谭䶮", "t")
    write(person, {}, table)
    assert person.name == "谭䶮"
