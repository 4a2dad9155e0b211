"""What leaves the office is on record first, and 只读 takes no attachment along."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from banfu_desktop.db.passwords import Unlocked
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.roles import Role, RoleRefusalError
from banfu_desktop.services.attachments import bundles, intake
from banfu_desktop.services.funds import exporting, funds
from banfu_desktop.services.reimbursements import papers
from tests.adversary.conftest import NOW


def told(database: Database) -> list[tuple[Any, ...]]:
    with database.read() as session:
        found = session.execute(sa.text("SELECT kind, what FROM disclosures ORDER BY id DESC LIMIT 3")).all()
    return [tuple(row) for row in found]


def an_attachment(database: Database) -> bundles.AttachmentRow:
    with database.read() as session:
        return bundles.find(session, session.scalar(sa.text("SELECT min(id) FROM attachments")) or 0)


@pytest.mark.parametrize("role", list(Role))
def test_an_attachment_saved_is_on_record_or_refused(
    office: Path, upgraded: tuple[Path, bytes], tmp_path: Path, role: Role
) -> None:
    database = Database.open(office, unlocked=Unlocked(upgraded[1], role))
    row = an_attachment(database)

    def take() -> bytes:
        with database.write(Deed("另存附件", "某人", NOW)) as session:
            return intake.take_out(session, row.id, tmp_path / "stick" / "copy.jpg", NOW)

    if role is Role.VISITOR:
        with pytest.raises(RoleRefusalError, match="“只读”不能另存或打印附件"):
            take()
        assert told(database)[0][0] == "refusal"
    else:
        assert take()
        kind, what = told(database)[0]
        assert kind == "attachment"
        assert what.startswith(row.name)
        assert what.endswith("另存为copy.jpg")
    database.close()


def test_a_claim_printed_with_its_papers_is_on_record(office: Path, upgraded: tuple[Path, bytes]) -> None:
    database = Database.open(office, unlocked=Unlocked(upgraded[1], Role.CLERK))
    with database.write(Deed("打印附件", "某人", NOW)) as session:
        with_papers = "SELECT min(c.id) FROM claims c JOIN attachments a ON a.bundle_id = c.bundle_id"
        paper = papers.claim(session, session.scalar(sa.text(with_papers)) or 0, NOW)
        intake.put_on_record(session, paper, "打印", NOW)
    assert told(database)[0] == ("attachment", f"打印{paper.name}，含附件")
    database.close()


def test_a_book_exported_is_on_record(office: Path, upgraded: tuple[Path, bytes]) -> None:
    database = Database.open(office, unlocked=Unlocked(upgraded[1], Role.VISITOR))
    with database.write(Deed("导出台账", "某人", NOW)) as session:
        book = funds.books(session)[0]
        outgoing = exporting.put_on_record(session, book.id, None, NOW)
    assert told(database)[0] == ("ledger", f"{outgoing.title}{len(outgoing.rows)}行")
    database.close()
