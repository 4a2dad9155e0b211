"""Seven towns and a year at the county, on both engines: who reported when, every verdict, every sum."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from banfu_desktop.db.engine import key_literal
from banfu_desktop.db.keys import unlock_with_machine
from banfu_desktop.db.machine import this_machine
from banfu_desktop.roll_up import models
from banfu_desktop.rules.dates import Month
from banfu_desktop.services.county import checking, findings, inbox, people, reporting, sums
from banfu_desktop.services.county.findings import CrossKind
from banfu_desktop.services.county.reporting import Rates, ReportState
from tests import a_county
from tests.a_county import Year
from tests.a_server import Server
from tests.seven_towns import FENG, HUANG, HUI, MA, MEI, PAYERS, PEOPLE, SECRETS, SHA, STRANGER, TOWNS, YAO

JANUARY, OCTOBER, NOVEMBER = Month(2026, 1), Month(2026, 10), Month(2026, 11)
_REPORTED, _LATE = ReportState.REPORTED, ReportState.LATE


@pytest.fixture(scope="module", params=a_county.ENGINES)
def year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """The county on the sixth of November, October's doubts decided; only looked at."""
    if request.param == "sqlcipher":
        yield a_county.lived(tmp_path_factory.mktemp("year"))
        return
    server: Server = request.getfixturevalue("postgresql")
    name = server.create()
    yield a_county.lived(tmp_path_factory.mktemp("year"), server.url(name))
    server.drop(name)


def states(year: Year, today: date, month: Month) -> dict[str, ReportState]:
    with year.desk() as desk, desk.roll_up.read() as session:
        table = reporting.between(session, month, month, today)
    return {town.town: town.cells[0].state for town in table.towns}


def printed(year: Year) -> dict[tuple[str, str, str], int]:
    """Fen on the sheets of every town's last package that was taken."""
    return {place: fen for town in year.story.towns.values() for place, fen in town.printed.items()}


def test_every_verdict_is_found_and_none_is_taken_wrongly(year: Year) -> None:
    assert year.verdicts("2026-01") == {f"{town}-001.bfb": "first" for town in TOWNS}
    assert set(year.verdicts("2026-02").values()) == {"next"}
    assert year.verdicts("2026-05")[f"{SHA}-005.bfb"] == "gap"
    assert year.verdicts("2026-05-late") == {f"{YAO}-005.bfb": "next"}
    assert year.verdicts("2026-06")[f"{MA}-005.bfb"] == "restored"
    assert year.verdicts("2026-07")[f"{MEI}-再拷一份.bfb"] == "repeated"
    assert year.verdicts("2026-08")[f"{YAO}-坏的.bfb"] == "damaged"
    assert year.verdicts("2026-10")[f"{MA}-009.bfb"] == "new_key_signed"
    assert year.verdicts("2026-10")[f"{HUANG}-008.bfb"] == "branched"
    strangers = {
        "不在名单.bfb": "unknown_town",
        "别的县.bfb": "wrong_county",
        "打不开.bfb": "not_ours",
        "新格式.bfb": "newer_format",
        "断链.bfb": "chain",
    }
    assert strangers.items() <= year.verdicts("2026-09").items()
    others = Counter(words for name in year.runs for words in year.verdicts(name).values())
    lost, silent, others_than_next = 1, 1, 4  # gap, restored, new key, branched
    assert others["next"] == 7 * 10 - lost - silent - len(TOWNS) - others_than_next


def test_files_lie_where_they_belong_and_none_is_gone(year: Year) -> None:
    places = Counter(
        path.parent.name for path in year.story.folder.rglob("*.bfb") if path.parent.parent.name <= "2026-10"
    )
    assert places[inbox.REFUSED] == 5
    assert places[inbox.HELD] == 1
    assert places[inbox.TAKEN] == sum(len(run.received) for run in year.runs.values()) - 6
    kept = list((year.folder / inbox.KEPT_FOLDER).rglob("*.bfb"))
    assert len(kept) == 7 * 10 - 2


def test_a_month_that_nobody_told_of_is_missing_until_the_next_package_tells_it(year: Year) -> None:
    """No town is asked for what a later package already says."""
    october = states(year, date(2026, 11, 6), OCTOBER)
    assert october == dict.fromkeys(TOWNS, _REPORTED) | {HUI: ReportState.MISSING}
    assert states(year, date(2026, 11, 4), OCTOBER)[HUI] is ReportState.NOT_DUE
    assert states(year, date(2026, 11, 6), NOVEMBER) == dict.fromkeys(TOWNS, ReportState.NOT_DUE)
    assert states(year, date(2026, 11, 6), Month(2026, 4))[SHA] is _LATE
    assert states(year, date(2026, 11, 6), Month(2026, 5)) == dict.fromkeys(TOWNS, _REPORTED) | {YAO: _LATE}


def test_the_rates_are_those_of_dhis2(year: Year) -> None:
    with year.desk() as desk, desk.roll_up.read() as session:
        table = reporting.year(session, 2026, date(2026, 11, 6))
    assert table.rates[9] == Rates(7, 6, 6)
    assert table.rates[10] == Rates(0, 0, 0)
    assert table.rates[10].rate is None
    assert table.whole == Rates(70, 69, 67)
    assert (table.whole.rate, table.whole.on_time_rate) == (986, 957)


def test_the_call_list_says_whom_to_ring_and_what_to_say(year: Year) -> None:
    with year.desk() as desk, desk.roll_up.read() as session:
        calls = reporting.to_ring(session, date(2026, 11, 6))
    (missing,) = [call for call in calls if "未报" in call.say]
    assert missing.town == HUI
    assert "2026年10月" in missing.say
    assert all(call.say for call in calls)
    assert not any("不用打电话" in call.say for call in calls)  # a newer program is the county's own matter


@pytest.mark.parametrize("table", [sums.by_town, sums.by_payer])
def test_the_sums_are_those_of_the_printed_sheets_to_the_fen(year: Year, table: object) -> None:
    """回龙镇 has told of nothing after September."""
    by = 0 if table is sums.by_town else 2
    wanted: Counter[tuple[str, str]] = Counter()
    for place, fen in printed(year).items():
        if place[1] <= "2026-10" and not (place[0] == HUI and place[1] == "2026-10"):
            wanted[place[by], place[1]] += fen
    with year.desk() as desk, desk.roll_up.read() as session:
        made = (sums.by_town if table is sums.by_town else sums.by_payer)(session, JANUARY, OCTOBER)
    found = {
        (label, str(month)): fen
        for label, row in zip(made.labels, made.cells, strict=True)
        for month, fen in zip(made.months, row, strict=True)
        if fen is not None
    }
    assert found == wanted
    assert made.whole == wanted.total()


def test_a_line_of_the_sums_bears_the_codes_of_its_sheets(year: Year) -> None:
    with year.desk() as desk, desk.roll_up.read() as session:
        rows = sums.lines(session, OCTOBER, OCTOBER)
    (row,) = [row for row in rows if (row.town, row.payer) == (MEI, PAYERS[1])]
    assert row.codes == "2026年第021号 K7QM-101X"
    assert row.net_fen == row.gross_fen - row.deducted_fen == row.paid_fen
    assert (row.sheets, row.people, row.unpaid_fen, row.added_fen, row.taken_fen) == (1, 1, 0, 0, 0)


def test_what_two_towns_share_is_found_by_tags(year: Year) -> None:
    with year.desk() as desk, desk.roll_up.read() as session:
        found = findings.across(session)
    kinds = Counter((row.kind, row.first_town, row.second_town) for row in found)
    assert kinds == {
        (CrossKind.SAME_PERSON, MEI, SHA): 1,
        (CrossKind.PAID_TWICE, MEI, SHA): 10,
        (CrossKind.SAME_ACCOUNT, YAO, HUI): 1,
        (CrossKind.SAME_INVOICE, FENG, MA): 1,
    }
    assert all(row.first_name == "罗**" for row in found if row.kind is CrossKind.SAME_PERSON)


def test_people_findings_books_and_projects_are_the_towns_own(year: Year) -> None:
    with year.desk() as desk, desk.roll_up.read() as session:
        assert len(people.roster(session, date(2026, 11, 6))) == 7 * PEOPLE
        assert [row.town for row in people.to_file(session, date(2026, 11, 6))] == sorted(TOWNS)
        assert {row.planned_until for row in people.rotation(session, date(2026, 11, 6))[:7]} == {
            "2027-01-04"
        }
        assert Counter(row.what for row in people.staffing(session)) == {"队长": 7}
        own = findings.own(session)
        assert {row.town for row in own} == set(TOWNS)
        assert findings.against_itself(session) == []
        assert {row.expense_fen for row in findings.books(session, 2026)} == {1_136_207}
        assert len(findings.projects(session)) == 7


def test_what_a_newer_program_sends_besides_is_named_and_an_older_one_is_read(year: Year) -> None:
    rows = {row.name: row for row in year.runs["2026-06"].received}
    with year.desk() as desk, desk.roll_up.read() as session:
        unread = {
            row.file: row.unread for row in session.scalars(sa.select(models.desk.ReceiptRow)) if row.unread
        }
    assert unread == {f"{MEI}-006.bfb": "roster.degree、weather"}
    assert rows[f"{MEI}-006.bfb"].handling == "taken"
    assert year.verdicts("2026-03")[f"{MEI}-003.bfb"] == "next"


def test_the_county_checks_its_own_chain_and_sums(year: Year) -> None:
    with year.desk() as desk:
        report = checking.check(desk)
    assert report.bad == ()
    assert any("逐条接得上" in line for line in report.good)
    assert any("补助合计与各镇的发放表一致" in line for line in report.good)
    assert any(f"有{len(TOWNS)}份" in line and "签名都对" in line for line in report.good)


def test_no_number_of_anybody_is_in_the_database(
    year: Year, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with year.desk() as desk:
        if desk.roll_up.embedded:
            content = in_plain(year.folder, tmp_path / "plain.db")
        else:
            server: Server = request.getfixturevalue("postgresql")
            content = server.dump(str(desk.roll_up.engine.url.database))
    assert PAYERS[0].encode() in content  # it is what it says it is
    for secret in SECRETS:
        assert secret[:11].encode() not in content
    assert STRANGER.encode() in content  # told of, but none of its facts


def in_plain(folder: Path, path: Path) -> bytes:
    """The whole county.db, decrypted."""
    from sqlcipher3 import dbapi2

    key = unlock_with_machine(folder, this_machine())
    connection = dbapi2.connect(folder / "county.db")
    connection.execute(f'PRAGMA key="{key_literal(key)}"')
    connection.execute(f"ATTACH DATABASE '{path}' AS plain KEY ''")
    connection.execute("SELECT sqlcipher_export('plain')")
    connection.close()
    return path.read_bytes()


def everything(year: Year) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    with year.desk() as desk, desk.roll_up.read() as session:
        return {
            table.name: sorted(map(tuple, session.execute(sa.select(table))), key=repr)
            for table in models.Base.metadata.sorted_tables
        }


def test_the_same_folder_once_more_changes_nothing(year: Year) -> None:
    before = everything(year)
    with year.desk() as desk:
        for name in ("2026-09", "2026-10"):
            for place in (inbox.TAKEN, inbox.HELD, inbox.REFUSED):
                folder = year.story.folder / name / place
                if folder.exists():
                    inbox.receive_folder(desk, folder, lambda: datetime(2026, 11, 6, 9))
    assert everything(year) == before
