"""What is past its retention period goes for good, from record and trail; what must stay stays."""

import json
from datetime import date, datetime
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.audit import chain_head, verify_chain
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.integrity import check_file
from banfu_desktop.db.keys import new_recovery
from banfu_desktop.db.models.retention import ErasedEntry, ErasedPerson, Erasure
from banfu_desktop.db.store import DATABASE_FILE, Database, Deed
from banfu_desktop.rules import trail
from banfu_desktop.rules.dates import Month, add_months
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reimbursements import ClaimKind, Line, Vehicle
from banfu_desktop.rules.roles import RoleRefusalError
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.audit import history, retention, seals
from banfu_desktop.services.audit import papers as audit_papers
from banfu_desktop.services.hall import home, papers
from banfu_desktop.services.keeping import copies, exporting, restoring
from banfu_desktop.services.members import members
from banfu_desktop.services.office import settings
from banfu_desktop.services.program import checking
from banfu_desktop.services.reimbursements import deeds, reimbursements
from banfu_desktop.services.subsidies import subsidies
from tests.past_the_door import past_the_door
from tests.services.conftest import NOW, TODAY, Doing

OCTOBER = Month(2026, 10)

LATER = date(2032, 1, 5)
NAME, OTHER, STAYS = "罗海涛", "巫启明", "钟立新"
PAPER = b"%PDF-1.7\n" + bytes(range(256))


def row_of(office: Database, name: str) -> members.MemberRow:
    with office.read() as session:
        return members.named(session, name)[0]


@pytest.fixture
def numbers(office: Database, doing: Doing) -> frozenset[str]:
    """One of the team left in October 2026, having had two phones and a contact; October is sealed."""
    row = row_of(office, NAME)
    with doing("改手机号") as session:
        members.save(session, {"phone": "13512345678", "remark": f"旧号{row.phone}"}, row.id)
    with doing("登记请假") as session:
        values = {"state": DayState.PERSONAL, "start_on": date(2026, 10, 12), "end_on": date(2026, 10, 13)}
        values |= {"reason": "家事", "contact": "13987654321"}
        attendance.save_leave(session, row.id, values)
    with doing("编制") as session:
        subsidies.make(session, Month(2026, 10), NOW)
    with doing("封存") as session:
        subsidies.seal(session, Month(2026, 10), "经办", NOW)
    with doing("登记离岗") as session:
        members.save(session, {"left_on": date(2026, 10, 31)}, row.id)
    found = {row.identity_no, row.phone, row.card_no, "13512345678", "13987654321"}
    return frozenset(number for number in found if number)


def erase(office: Database, on: date = LATER) -> int:
    with office.write(Deed("销毁到期个人信息", "经办", datetime(on.year, on.month, on.day, 9))) as session:
        return retention.erase(session, on, "经办")


def texts(office: Database, *, but: tuple[str, ...] = ()) -> str:
    """Everything the tables say, the sealed snapshots aside."""
    said = []
    with office.read() as session:
        connection = session.connection()
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        for table in [name for name in tables.scalars() if name not in but]:
            where = "WHERE table_name NOT IN ('subsidy_sheets', 'claims')" if table == "audit" else ""
            rows = connection.exec_driver_sql(f"SELECT * FROM {table} {where}").all()
            said.append(json.dumps([list(map(str, row)) for row in rows], ensure_ascii=False))
    return "\n".join(said)


def test_nobody_is_due_before_the_period_ends(office: Database, numbers: frozenset[str]) -> None:
    with office.read() as session:
        assert retention.overview(session, date(2031, 10, 20)).people == ()
        assert [row.name for row in retention.overview(session, date(2031, 10, 31)).ready] == [OTHER]
        due = retention.overview(session, date(2031, 11, 1))
    assert [row.name for row in due.ready] == [OTHER, NAME]
    assert (due.years, due.ready[1].left_on, due.ready[1].numbers) == (5, date(2026, 10, 31), 4)
    with pytest.raises(UserError, match="没有到期"):
        erase(office, date(2031, 10, 20))


def test_the_office_chooses_the_period(office: Database, doing: Doing, numbers: frozenset[str]) -> None:
    for years, due in (("1", 2), ("6", 0), ("0", 0)):
        with doing() as session:
            settings.choose(session, retention.SETTING, years, TODAY)
        with office.read() as session:
            assert len(retention.overview(session, date(2031, 11, 1)).people) == due


def test_every_number_goes_from_the_record_and_from_the_trail(
    office: Database, numbers: frozenset[str]
) -> None:
    before = texts(office, but=("subsidy_sheets",))
    assert all(number in before for number in numbers)
    erase(office)
    after = texts(office, but=("subsidy_sheets",))
    assert [number for number in numbers if number in after] == []
    stays = row_of(office, STAYS)
    assert all(number in after for number in (stays.identity_no, stays.card_no, stays.phone) if number)


def test_the_chain_still_holds_and_so_does_everything_else(office: Database, numbers: frozenset[str]) -> None:
    with office.read() as session:
        code = seals.head_code(session)
    erase(office)
    with office.read() as session:
        report = verify_chain(session)
        assert report.broken_at is None
        assert seals.against(session, code).entry < report.rows
    assert check_file(office.engine) == ()
    assert checking.check(office).bad == ()


def test_an_erased_entry_is_not_free_for_all(office: Database, numbers: frozenset[str]) -> None:
    """Erased once it stays: the file refuses another text, and with its triggers down the chain tells."""
    erase(office)
    with office.read() as session:
        entry = session.scalar(sa.text("SELECT min(entry) FROM erased_entries"))
    retext = f"UPDATE audit SET after = replace(after, '#', '$') WHERE id = {entry}"
    with (
        pytest.raises(sa.exc.DBAPIError, match="append-only"),
        office.write(Deed("改", "某", NOW)) as session,
    ):
        session.execute(sa.text(retext))
    engine = open_engine(office.folder / DATABASE_FILE, office.data_key)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_closes_once")
        connection.exec_driver_sql(retext)
    engine.dispose()
    with office.read() as session:
        assert verify_chain(session).broken_at == entry


def test_what_is_erased_leaves_a_tag_that_nobody_can_guess_from(
    office: Database, numbers: frozenset[str]
) -> None:
    """The salt goes with the value, and everything else in the entry stays readable."""
    erase(office)
    with office.read() as session:
        rows = session.execute(
            sa.text(
                "SELECT a.after, a.salt, e.sides FROM audit a JOIN erased_entries e ON e.entry = a.id"
                " WHERE a.table_name = 'people' AND a.op = 'I' AND json_extract(a.after, '$.name') = :name"
            ),
            {"name": NAME},
        ).all()
    ((after, salt, sides),) = rows
    said = json.loads(after)
    assert sides == "after"
    assert salt[16:] == bytes(16)
    assert trail.is_tag(said["identity_no"])
    assert said["name"] == NAME


def test_another_entry_still_cannot_be_changed(office: Database, numbers: frozenset[str]) -> None:
    erase(office)
    with (
        pytest.raises(sa.exc.DBAPIError, match="append-only"),
        office.write(Deed("改", "某", NOW)) as session,
    ):
        session.execute(sa.text("UPDATE audit SET after = '{}' WHERE id = 1"))
    for table in ("erasures", "erased_people", "erased_entries"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id + 1"):
            with (
                pytest.raises(sa.exc.DBAPIError, match="stays on record"),
                office.write(Deed("改", "某", NOW)) as session,
            ):
                session.execute(sa.text(statement))


def test_what_was_sealed_stays_word_for_word(office: Database, numbers: frozenset[str]) -> None:
    """The sheets, that is; the town's summary says which entry of the trail it was printed after."""

    def printed(today: date) -> list[bytes]:
        with office.read() as session:
            payers = [sheet.payer for sheet in subsidies.show(session, OCTOBER).sheets]
            make = partial(papers.make, session, "subsidy-sheet", month=OCTOBER, now=NOW, today=today)
            return [papers.pdf(make(payer=payer)) for payer in payers]

    before = printed(TODAY)
    erase(office)
    assert printed(LATER) == before
    assert len(before) == 6


def test_an_open_claim_is_settled_first(office: Database, doing: Doing, numbers: frozenset[str]) -> None:
    claim = _claim(office, doing)
    with office.read() as session:
        due = retention.overview(session, LATER)
    assert {row.name: row.waits for row in due.people} == {OTHER: "", NAME: "还有1笔报销没有付款"}
    erase(office)
    with pytest.raises(UserError, match="还有1笔报销没有付款"):
        erase(office)
    with doing("删除") as session:
        reimbursements.remove(session, claim)
    assert erase(office) == 2


def test_the_papers_of_a_refused_claim_go_with_their_contents(
    office: Database, doing: Doing, numbers: frozenset[str]
) -> None:
    claim = _claim(office, doing)
    with doing("交单位") as session:
        deeds.hand_in(session, claim, TODAY, TODAY)
    with doing("拒报") as session:
        deeds.refuse(session, claim, "不属于报销范围", TODAY, TODAY)
    with office.read() as session:
        (row,) = [row for row in retention.overview(session, LATER).ready if row.name == NAME]
        sealed = session.scalar(sa.text("SELECT sealed FROM bundles"))
    erase(office)
    with office.read() as session:
        left = session.scalar(sa.text("SELECT count(*) FROM content_pieces"))
    assert (row.attachments, row.kept_attachments) == ((0, 1) if sealed else (1, 0))
    assert left == (1 if sealed else 0)


def _claim(office: Database, doing: Doing) -> int:
    posting = row_of(office, NAME)
    with doing("登记报销") as session:
        values = {"posting_id": posting.id, "kind": ClaimKind.TRAVEL, "title": "往返"}
        claim = reimbursements.save(session, values | {"filled_on": date(2026, 10, 20)}, NOW)
        day = date(2026, 10, 20)
        line = Line(day, "梅坑镇", day, "新丰", Vehicle.COACH, fare_fen=2500, papers=1)
        reimbursements.set_lines(session, claim, [line])
        bundles.add(session, reimbursements.one(session, claim).bundle_id, "车票.pdf", PAPER, NOW)
    return claim


def test_all_or_nothing(office: Database, numbers: frozenset[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with office.read() as session:
        head = chain_head(session)
    real, calls = retention._erase_entry, []

    def fails(*words: object) -> bool:
        calls.append(words)
        if len(calls) == 3:
            raise OSError(28, "no space")
        return real(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(retention, "_erase_entry", fails)
    with pytest.raises(OSError, match="no space"):
        erase(office)
    with office.read() as session:
        assert chain_head(session) == head
        assert retention.certificates(session) == []
    assert row_of(office, NAME).phone == "13512345678"


def test_the_certificate_names_them_and_what_stays(office: Database, numbers: frozenset[str]) -> None:
    number = erase(office)
    with office.read() as session:
        paper = audit_papers.destruction_of(session, number, datetime(2032, 1, 5, 10))
        said = str(paper.documents)
        assert papers.make(session, "destruction", now=NOW, today=LATER).documents[0].name == paper.name
        assert papers.pdf(paper).startswith(b"%PDF")
        assert seals.head_code(session) == paper.documents[0].chain_code
    assert NAME in said
    assert "会计档案" in said
    assert not [secret for secret in numbers if secret in said]


def test_the_erased_are_shown_as_erased_and_break_nothing(office: Database, numbers: frozenset[str]) -> None:
    erase(office)
    with office.read() as session:
        rows = [row for row in members.listing(session) if row.name == NAME]
        assert members.checks(session, LATER) is not None
        roster = papers.make(session, "roster", month=Month(2026, 10), now=NOW, today=LATER)
        assert retention.overview(session, LATER).people == ()
        with pytest.raises(UserError):
            history.undo(session, datetime(2020, 1, 1))
    assert rows[0].identity_no.startswith("已销毁")
    with office.write(Deed("查看", "经办", NOW)) as session:
        assert members.reveal(session, rows[0].id, "identity_no", NOW) == "已销毁"
        members.save(session, {"remark": "已离岗"}, rows[0].id)
    assert "已销毁" in str(roster.documents) or NAME in str(roster.documents)
    with office.write(Deed("导出", "经办", NOW)) as session:
        full = papers.make(session, "roster", month=Month(2026, 10), variant="full", now=NOW, today=LATER)
    assert "已销毁0" not in str(full.documents)


def test_older_copies_go_when_asked(office: Database, numbers: frozenset[str]) -> None:
    copies.backup_now(office, NOW)
    (office.folder / "backups" / "office-before-restore-20260101-090000.db").write_bytes(b"damaged")
    (office.folder / "backups" / "notes.db").write_bytes(b"not ours")
    erase(office)
    assert copies.renew(office, datetime(2032, 1, 5, 10)) == 2
    (copy,) = copies.list_backups(office.folder)
    assert copy.verified
    assert (office.folder / "backups" / "notes.db").exists()


def test_a_package_of_the_office_is_restored_with_its_chain(
    office: Database, numbers: frozenset[str], tmp_path: Path
) -> None:
    erase(office)
    card = new_recovery(office.folder, office.data_key)
    sent = exporting.export_package(office, tmp_path / "上报包.bfb", datetime(2032, 1, 5, 10), "经办")
    restored = restoring.restore_package(sent.package.path, tmp_path / "restored", None, key=card)
    database = Database.open(restored.folder)
    with database.read() as session:
        assert verify_chain(session).broken_at is None
    database.close()


def test_the_home_page_reminds(office: Database, numbers: frozenset[str]) -> None:
    with office.read() as session:
        said = [due.text for due in home.due(session, LATER)]
        assert [text for text in said if "个人信息到期" in text] == ["2人离岗已满5年，个人信息到期，可以销毁"]
    erase(office)
    with office.read() as session:
        assert not [due.text for due in home.due(session, LATER) if "个人信息到期" in due.text]


def struck(session: Session, on: date, person: int, entry: int, years: int = 5) -> None:
    """A whole record of an erasure, as whoever may erase could write it past the button."""
    left = session.scalar(sa.text(f"SELECT max(left_on) FROM postings WHERE person_id = {person}"))
    row = Erasure(erased_on=on, erased_by="审核", years=years, gone_before=add_months(on, -12 * years))
    session.add(row)
    session.flush()
    left_on = date.fromisoformat(left) if left else on
    numbers = {"numbers": 1, "attachments": 0, "kept_attachments": 0, "entries": 1}
    session.add(ErasedPerson(erasure_id=row.id, person_id=person, left_on=left_on, **numbers))
    session.add(ErasedEntry(entry=entry, erasure_id=row.id, sides="both"))


TOO_EARLY = {
    "still at work": (STAYS, LATER, 5, STAYS),
    "before the period ends": (NAME, date(2031, 10, 20), 5, NAME),
    "another period than the office's": (NAME, date(2031, 10, 20), 1, NAME),
    "due, but the words are about another": (NAME, LATER, 5, STAYS),
}


def test_nobody_strikes_out_early_whatever_record_he_writes(
    office: Database, numbers: frozenset[str]
) -> None:
    tried = []
    for name, on, years, whose in TOO_EARLY.values():
        person, other = row_of(office, name).person_id, row_of(office, whose).person_id
        with office.read() as session:
            entry = session.scalar(
                sa.text(f"SELECT min(id) FROM audit WHERE table_name = 'people' AND row_id = {other}")
            )
        at = datetime(on.year, on.month, on.day, 9)
        with (
            pytest.raises(RoleRefusalError, match="保存期限没有满的，谁也不能从留痕里抹去"),
            office.write(Deed("销毁到期个人信息", "审核", at)) as session,
        ):
            struck(session, on, person, entry, years)
        tried.append((at, on, person, entry, years))
    for number, (at, *record) in enumerate(tried[:2], 1):
        with past_the_door(office, at, "销毁到期个人信息") as session:
            struck(session, *record)
        bad = checking.check(office).bad
        assert len([line for line in bad if "抹去的不是保存期限已满的人的" in line]) == number
