"""What the office and its people are called is no password, in characters, in pinyin or by initials."""

import pytest

from banfu_desktop.db.store import Database
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.passwords import refuse_weak
from banfu_desktop.services.keeping import nearby, unlocking
from tests.services.conftest import NOW


def test_town_units_and_people_are_known_however_they_are_written(office: Database) -> None:
    with office.read() as session:
        names = set(session.connection().exec_driver_sql("SELECT name FROM people").scalars())
    words = nearby.words(office)
    assert names < words
    assert {"梅坑镇", "梅坑", "meikengzhen"} < words


def test_a_name_of_the_roster_is_refused_where_a_password_is_set(office: Database) -> None:
    with office.read() as session:
        name = (
            session.connection().exec_driver_sql("SELECT name FROM people ORDER BY id LIMIT 1").scalar_one()
        )
    typed = f"{name}的x7{name}"
    refuse_weak(f"{typed}k9")  # to whoever does not know the office it is none
    with pytest.raises(UserError, match=f"“{name}”是本单位的名称或本单位人的姓名"):
        unlocking.set_password(office, f"{typed}k9", "经办", NOW)
