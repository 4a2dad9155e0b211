"""An office at work, for tests of what leaves it: two people, a sealed month, a paid one, an audit trail."""

from datetime import date, datetime

from banfu_desktop.db.models.members import Person, Posting
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.models.subsidies import SubsidyLine, SubsidyMonth, SubsidySheet
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.subsidies_sheets import SheetKind
from banfu_desktop.rules.words import Category, Sex, TeamRole, TownKind, UnitLevel
from banfu_desktop.services.office import office

TOWN = "梅坑镇"
ACTOR = "钟立新"
NOW = datetime(2026, 11, 2, 9, 12, 5)
NAMES = ("阿卜杜热合曼·买买提", "谭䶮")
IDENTITIES = ("440233199001010015", "440233198803030028")
SEALED_FEN = {"2026-09": 400_000, "2026-10": 329_032}
SECRETS = [text.encode() for text in (TOWN, ACTOR, *NAMES, *IDENTITIES)]
"""What must never lie in the open."""


def settle(database: Database, county_key: str | None = None) -> None:
    """Fill an empty database."""
    with database.write(Deed("建立办公室", ACTOR, NOW)) as session:
        office.found(session, TOWN, TownKind.KEY, county_key, practice=True)
        payer = Organisation(name="县司法局", level=UnitLevel.COUNTY)
        session.add(payer)
        session.flush()
        for name, identity_no in zip(NAMES, IDENTITIES, strict=True):
            person = Person(name=name, sex=Sex.MALE, identity_no=identity_no, phone="13800000000")
            session.add(person)
            session.flush()
            session.add(
                Posting(
                    person_id=person.id,
                    organisation_id=payer.id,
                    category=Category.CADRE,
                    role=TeamRole.MEMBER,
                    arrived_on=date(2026, 7, 1),
                )
            )
    for month, fen in SEALED_FEN.items():
        seal(database, Month.parse(month), fen)


def seal(database: Database, month: Month, fen: int) -> None:
    """Seal a month of two lines that make up the sum."""
    with database.write(Deed(f"封存{month.label}", ACTOR, NOW)) as session:
        session.add(SubsidyMonth(month=month, made_at=NOW))
        payer = session.query(Posting.organisation_id).limit(1).scalar()
        sheet = SubsidySheet(
            kind=SheetKind.MONTH,
            payer_id=payer,
            month=month,
            version=1,
            year=month.year,
            serial=month.number,
            format=2,
            sealed_at=NOW,
            sealed_by=ACTOR,
        )
        session.add(sheet)
        session.flush()
        for posting, net in zip(session.query(Posting), (200_000, fen - 200_000), strict=True):
            session.add(
                SubsidyLine(
                    sheet_id=sheet.id,
                    person_id=posting.person_id,
                    posting_id=posting.id,
                    payer_id=posting.organisation_id,
                    about=month,
                    is_difference=False,
                    days_posted=month.days,
                    days_present=month.days,
                    rate_fen=200_000,
                    gross_fen=200_000,
                    deducted_fen=200_000 - net,
                    net_fen=net,
                    reason="",
                )
            )
        session.flush()
        sheet.snapshot, sheet.check_code = f"{{}}\0{NAMES}", "A1B2"
