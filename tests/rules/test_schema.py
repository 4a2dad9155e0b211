"""Two schemas compared: white space is none of it, and whatever else differs is named."""

from banfu_desktop.rules.schema import Item, differences, fingerprint

TABLE: Item = ("table", "people", "people", "CREATE TABLE people (id INTEGER)")
INDEX: Item = ("index", "ix", "people", "CREATE INDEX ix ON people (id)")
TRIGGER: Item = ("trigger", "t", "people", "CREATE TRIGGER t AFTER INSERT ON people BEGIN SELECT 1; END")


def test_white_space_as_sqlite_knows_it_does_not_count() -> None:
    spaced: Item = (*TABLE[:3], " CREATE  TABLE\n\tpeople (id\f INTEGER)\r")  # type: ignore[assignment]
    assert fingerprint([spaced]) == fingerprint([TABLE])
    assert list(differences([spaced], [TABLE])) == []


def test_a_space_that_is_a_letter_to_sqlite_counts() -> None:
    for space in ("\u3000", "\u00a0", "\u2003"):
        other: Item = (*TABLE[:3], f"CREATE TABLE people (id{space}INTEGER)")  # type: ignore[assignment]
        assert fingerprint([other]) != fingerprint([TABLE])
        assert list(differences([other], [TABLE])) == ["表 people 被改过"]


def test_every_difference_is_named() -> None:
    ours = [INDEX, TABLE, TRIGGER]
    other: Item = (*TRIGGER[:3], "CREATE TRIGGER t AFTER INSERT ON people BEGIN SELECT 2; END")  # type: ignore[assignment]
    view: Item = ("view", "v", "v", "CREATE VIEW v AS SELECT 1")
    assert list(differences([TABLE, TRIGGER], ours)) == ["缺少索引 ix（在表 people 上）"]
    assert list(differences([*ours, view], ours)) == ["多出视图 v"]
    assert list(differences([INDEX, TABLE, other], ours)) == ["触发器 t（在表 people 上）被改过"]
    assert list(differences([*ours, other], ours)) == [
        "有同名的表或触发器",
        "触发器 t（在表 people 上）被改过",
    ]
