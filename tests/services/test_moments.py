"""What several rooms ask of one state of the office is read once, and anew as soon as something changes."""

from sqlalchemy.orm import Session

from banfu_desktop.db.moments import of_moment
from banfu_desktop.db.store import Database
from banfu_desktop.services.members import members
from tests.services.conftest import Doing
from tests.services.test_members import NEW


def test_in_one_reading_the_first_reads_for_all(office: Database) -> None:
    asked: list[Session] = []

    def read(session: Session) -> int:
        asked.append(session)
        return len(members.listing(session))

    with office.read() as session:
        assert [of_moment(session, read), of_moment(session, read)] == [13, 13]
    assert len(asked) == 1
    with office.read() as session:
        assert of_moment(session, read) == 13
    assert len(asked) == 2


def test_a_deed_sees_what_it_has_changed_itself(office: Database, doing: Doing) -> None:
    with doing() as session:
        before = len(members.listing(session))
        members.save(session, NEW)
        assert len(members.listing(session)) == before + 1


def test_whoever_changes_the_list_given_changes_nobody_elses(office: Database) -> None:
    with office.read() as session:
        members.listing(session).clear()
        assert len(members.listing(session)) == 13
