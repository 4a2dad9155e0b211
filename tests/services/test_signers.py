"""The county proves which of a town's persons signed what was approved; what is not signed waits."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.backup.county_file import TownEntry
from banfu_desktop.backup.report import Report
from banfu_desktop.db import passwords
from banfu_desktop.db.audit import close_deed, last_entry
from banfu_desktop.db.persons import Signer
from banfu_desktop.db.slots import Seed
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.persons import How
from banfu_desktop.rules.reception import Handling, Known
from banfu_desktop.rules.roles import Role
from banfu_desktop.services.county import desk as desks
from banfu_desktop.services.county import receiving, register
from banfu_desktop.services.county.entering import Outcome
from banfu_desktop.services.keeping import appointing, county, signers, town, unlocking
from banfu_desktop.services.keeping.exporting import export_package
from banfu_desktop.services.keeping.package import open_report
from banfu_desktop.services.office import county_file, receipts, settings
from banfu_desktop.services.persons import persons
from banfu_desktop.services.reimbursements import deeds
from tests.a_county import without_a_database, write_as_before
from tests.adversary.hands import hands, unwatched
from tests.backup.an_office import ACTOR, NOW, TOWN, seal, settle
from tests.services.a_claim import handed

CHEN, WORD, OTHER = "陈立", "guihua-bayue-kai", "meihua-layue-xue"
SEED = Seed(bytes(range(32)))
REASON = "队长外出，老周帮忙核对过"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "ARGON2ID", {"passes": 1, "memory": 8192})


class Signing:
    """An office with one person, who seals, and its county."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.county, self.number = folder, folder / "county", 0
        office = folder / "office"
        opener = unlocking.unlock(office, WORD, NOW, person=unlocking.owners(office)[0].person)
        self.database = Database.open(office, unlocked=opener)

    @property
    def package(self) -> Path:
        return self.folder / f"{self.number}.bfb"

    def seal(self, month: str) -> int:
        """A month sealed; gives the entry of its sheet."""
        seal(self.database, Month.parse(month), 400_000)
        with self.database.read() as session:
            statement = "SELECT max(id) FROM audit WHERE table_name = 'subsidy_sheets' AND op = 'I'"
            return int(session.scalar(sa.text(statement)))

    def send(self) -> Report:
        self.number += 1
        self.sent = export_package(self.database, self.package, NOW, ACTOR)
        return open_report(self.package, (county.reader_of(self.county),))

    def receive(self) -> Outcome:
        self.send()
        if self.number == 1:
            return receiving.take(self.county, self.package, NOW, "问过了", self.sent.package.fingerprint)
        return receiving.receive(self.county, self.package, NOW)

    def answer(self) -> None:
        """The county's receipt comes back, so that the next report begins after it."""
        receiving.feedback(self.county, TOWN, self.folder / "1.bff")
        readers = town.Town.of(self.database).readers
        with self.database.write(Deed("登记县里的回执", ACTOR, NOW)) as session:
            receipts.bring_in(session, self.folder / "1.bff", readers)

    def forge(self, statement: str, *values: object) -> None:
        """The trail in other hands."""
        with hands(self.database.folder, self.database.data_key) as file, unwatched(file):
            file.execute(statement, values)


@pytest.fixture(scope="module")
def prepared(empty_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with both, made once."""
    folder = tmp_path_factory.mktemp("signers") / "both"
    database = Database.open(shutil.copytree(empty_office, folder / "office"))
    county.found(folder / "county", "新丰县", "440233", practice=True)
    county.set_towns(folder / "county", (TownEntry(TOWN, "440233101", "重点"),))
    settle(database)
    made = county.write_file(folder / "county", folder / "x.bfc")
    with database.write(Deed("登记县文件", ACTOR, NOW)) as session:
        county_file.bring_in(session, county_file.look(folder / "x.bfc"), made.fingerprint, NOW)
    appointing.switch_on(database, CHEN, WORD, ACTOR, NOW)
    database.close()
    return folder


@pytest.fixture
def office(prepared: Path, tmp_path: Path) -> Iterator[Signing]:
    made = Signing(shutil.copytree(prepared, tmp_path / "both"))
    yield made
    made.database.close()


def proven(report: Report) -> signers.Signing:
    return signers.prove(report, (), complete=True, after=0)


def test_what_a_person_sealed_is_proven_and_his_key_kept(office: Signing) -> None:
    office.seal("2026-11")
    report = office.send()
    told = proven(report)
    assert (told.broken, told.unknown) == (0, 0)
    assert told.proven >= 3, "the sheet, its state, its snapshot"
    with office.database.read() as session:
        key = session.scalar(sa.text("SELECT verify_key FROM persons"))
    assert [(each.person, each.key) for each in told.keys] == [(1, key)]
    receiving.take(office.county, office.package, NOW, "问过了", office.sent.package.fingerprint)
    assert receiving.register_of(office.county).towns[TOWN].persons == told.keys


def test_after_a_receipt_the_county_goes_by_the_keys_it_knows(office: Signing) -> None:
    office.receive()
    office.answer()
    office.seal("2026-11")
    assert office.receive().words == "next"
    office.answer()
    report = office.send()
    assert report.manifest.trail.since > 0
    before = receiving.register_of(office.county).towns[TOWN].persons
    office.seal("2026-12")
    appointing.change_own(office.database, OTHER, ACTOR, NOW)
    office.seal("2027-01")
    outcome = office.receive()
    assert (outcome.words, outcome.handling) == ("gap", Handling.TAKEN), outcome.sentence
    assert len(receiving.register_of(office.county).towns[TOWN].persons) == len(before) + 1


def test_a_false_signature_waits_for_somebody_who_asks(office: Signing) -> None:
    office.receive()
    entry = office.seal("2026-11")
    office.forge(
        "UPDATE audit SET signature = (SELECT signature FROM audit WHERE signature IS NOT NULL LIMIT 1)"
        " WHERE signature IS NOT NULL AND deed = (SELECT deed FROM audit WHERE id = ?)", entry
    )  # fmt: skip
    outcome = office.receive()
    assert (outcome.words, outcome.handling) == ("next+unsigned", Handling.HELD)
    assert "封存2026年11月）没有本人的签名，或签名不对" in outcome.sentence
    taken = receiving.take(office.county, office.package, NOW, "打电话问过陈立")
    assert taken.handling is Handling.TAKEN
    office.seal("2026-12")
    assert office.receive().words == "next", "said once"


def test_a_clerk_who_signs_an_approval_waits_as_well(office: Signing) -> None:
    """Her signature is good, but she may approve nothing; who may, the town's own trail has told."""
    office.receive()
    with office.database.write(Deed("新增人员", ACTOR, NOW)) as session:
        persons.take_on(session, "李经办", Role.CLERK, SEED, How.RESET, 1, NOW.date())
    office.database.person = Signer(2, "李经办", Role.CLERK, How.RESET, SEED)
    with Session(office.database.engine) as session, session.begin():
        before = last_entry(session)
        session.execute(sa.text("UPDATE office SET subsidies_from = '2026-12'"))
        close_deed(session, Deed("启用", "李经办", NOW), before, office.database.person)
    outcome = office.receive()
    assert (outcome.words, outcome.handling) == ("next+unsigned", Handling.HELD)
    assert "是“经办”签的，他没有这个权限" in outcome.sentence


LIES = ("invented", "another sum", "another sum than before", "not sealed", "another sum, no lines")


@pytest.mark.parametrize("how", LIES)
def test_a_sheet_that_nobody_sealed_waits(office: Signing, how: str) -> None:
    """Whoever has the town's keys may write what she likes into a report, but no person's signature."""
    office.seal("2026-11")
    report = office.send()
    *others, sheet = report.manifest.sheets
    told = replace(sheet, net_fen=sheet.net_fen + 100) if "sum" in how else sheet
    more = [replace(sheet, number="2026年第099号", check_code="AAAA-BBBB")] if how == "invented" else []
    deed = report.body.approvals[-1].deed
    kept = tuple(
        entry
        for entry in report.body.approvals
        if not (how == "not sealed" and entry.deed == deed)
        and not ("no lines" in how and entry.record[0] == "subsidy_lines")
    )
    manifest = replace(report.manifest, sheets=(*others, told, *more))
    known = report.manifest.sheets if "before" in how else others
    assert signers.prove(report, (), complete=True, after=0, sheets=known).broken == 0
    lie = Report(manifest, replace(report.body, approvals=kept))
    found = signers.prove(lie, (), complete=True, after=0, sheets=known)
    assert found.broken
    assert ("合计与封存时不同" if "sum" in how else "没有封存它的留痕") in found.sentences[0]


def test_a_signature_taken_away_is_missed(office: Signing) -> None:
    entry = office.seal("2026-11")
    office.forge(
        "UPDATE audit SET signature = NULL WHERE deed = (SELECT deed FROM audit WHERE id = ?)", entry
    )
    told = proven(office.send())
    assert 0 < told.broken <= entry


@pytest.mark.parametrize("how", ["another deed's signature", "another person", "nobody", "no last entry"])
def test_what_a_report_claims_of_it_is_not_believed(office: Signing, how: str) -> None:
    """Whoever has the town's keys can write a report; a person's signature she cannot."""
    office.seal("2026-11")
    office.seal("2026-12")
    report = office.send()
    signed = [entry for entry in report.body.approvals if entry.person]
    later = signed[-1]
    first = next(entry for entry in signed if entry.deed != later.deed)
    approvals = {
        "another deed's signature": [replace(first, signed=later.signed, signature=later.signature), later],
        "another person": [replace(first, person=2)],
        "nobody": [replace(first, person=0, signed=0, signature=b"")],
        "no last entry": [first] if first.signed != first.entry else [replace(first, signed=first.entry - 1)],
    }[how]
    body = replace(report.body, approvals=tuple(approvals))
    assert proven(Report(report.manifest, body)).broken == first.entry


@pytest.mark.parametrize(
    ("place", "value"),
    [(-1, 7), (-1, "["), (-1, "[" * 3000), (-1, "[]"), (-1, '{"verify_key": "x"}'), (-3, "1"), (6, None)],
)
def test_no_report_breaks_the_register(office: Signing, place: int, value: object) -> None:
    """What a lying town may put into an entry about a person."""
    report = office.send()
    (person,) = report.body.persons
    covered = list(person.covered)
    covered[place] = value
    odd = replace(person, covered=tuple(covered))
    told = proven(Report(report.manifest, replace(report.body, persons=(odd,), approvals=())))
    known = Known("", "00" * 32, 1, 1, "00", 0, ())
    town_ = register.Town(known, "", "first", told.keys, f"{NOW}", f"{NOW}")
    with desks.at(office.county) as desk, desk.roll_up.write() as session:
        town_id = register.add(session, TOWN).town_id
        register.enter(session, town_id, town_, instead_of=town_id, reason="", now=NOW)
    assert receiving.register_of(office.county).towns[TOWN].persons == told.keys


def test_what_one_approved_alone_is_told_with_its_reason(office: Signing) -> None:
    with office.database.write(Deed("设置", ACTOR, NOW)) as session:
        settings.choose(session, "maker_checker", "是", date(2026, 1, 1), "")
    office.receive()
    with office.database.write(Deed("登记", ACTOR, NOW)) as session:
        session.execute(sa.text("UPDATE people SET card_no = '6228480000000000018' WHERE id = 1"))
    with office.database.write(Deed("交单位", ACTOR, NOW)) as session:
        claim = handed(session)
    with office.database.write(Deed("登记报销审批", ACTOR, NOW, REASON)) as session:
        deeds.approve(session, claim, NOW.date(), deeds.Approval(), NOW.date())
    outcome = office.receive()
    assert outcome.words == "next"
    assert "参与编制又自己审核的有1处" in outcome.sentence
    assert REASON in outcome.sentence
    assert CHEN not in outcome.sentence, "the county reads masked names"
    report = open_report(office.package, (county.reader_of(office.county),))
    assert REASON not in str([entry.covered for entry in report.body.approvals]), "free text is a tag there"


def test_a_register_of_earlier_programs_names_keys_without_entries(office: Signing) -> None:
    office.receive()
    before = without_a_database(office.county)
    write_as_before(office.county, before)
    path = office.county / "towns.json"
    (key,) = before.towns[TOWN].persons
    told = json.loads(path.read_text("utf-8"))
    told["towns"][TOWN]["persons"] = {"1": key.key}
    path.write_text(json.dumps(told), "utf-8")
    (read,) = receiving.register_of(office.county).towns[TOWN].persons
    assert (read.person, read.key) == (1, key.key)
    office.seal("2026-11")
    assert office.receive().words == "next"


def test_logging_in_again_changes_nothing_of_it(office: Signing) -> None:
    folder = office.database.folder
    office.database.close()
    opener = unlocking.unlock(folder, WORD, NOW, person=unlocking.owners(folder)[0].person)
    office.database = Database.open(folder, unlocked=opener)
    office.seal("2026-11")
    assert proven(office.send()).broken == 0
