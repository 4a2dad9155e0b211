"""Papers about what is owed and what the bank says: a letter a unit, and one balance for both sides."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.printing.engine.blocks import Document, Grid, Paragraph
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reimbursements import ClaimState
from banfu_desktop.services.bank import bank, papers
from banfu_desktop.services.funds import funds
from banfu_desktop.services.program import demonstration
from banfu_desktop.services.reimbursements import deeds, reimbursements, sums
from banfu_desktop.services.reimbursements import papers as letters

NOW = datetime(2026, 11, 2, 9)
OCTOBER = Month(2026, 10)


@pytest.fixture(scope="module")
def filled(demonstrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration office with something in every room; made once."""
    folder = shutil.copytree(demonstrated, tmp_path_factory.mktemp("filled") / "office")
    database = Database.open(folder)
    demonstration.fill_rooms(database)
    database.close()
    return folder


@pytest.fixture
def session(filled: Path, tmp_path: Path) -> Iterator[Session]:
    """A deed in a copy of it."""
    database = Database.open(shutil.copytree(filled, tmp_path / "office"))
    with database.write(Deed("测试", "经办", NOW)) as session:
        yield session
    database.close()


def grid(document: Document) -> Grid:
    """The table of a paper."""
    (found,) = (block for block in document.blocks if isinstance(block, Grid))
    return found


def test_every_unit_that_owes_gets_a_letter_of_its_own_claims(session: Session) -> None:
    owed = sums.outstanding(session, NOW.date())
    documents = letters.owed(session, None, NOW, NOW.date())
    assert [document.name for document in documents] == [
        f"{unit}未付报销催款函" for unit in sorted({row.unit for row in owed})
    ]
    total = sum(row[7] for document in documents for row in grid(document).rows)
    assert total == sum(row.outstanding_fen for row in owed) > 0
    (own,) = letters.owed(session, "县工信局", NOW, NOW.date())
    assert [row[2] for row in grid(own).rows] == ["潘秀云"]
    (said,) = (block.text for block in own.blocks if isinstance(block, Paragraph))
    assert said.startswith("县工信局：")
    assert "有 1 张，共 370.38 元" in said
    with pytest.raises(UserError, match="没有未付的报销单"):
        letters.owed(session, "县林业局", NOW, NOW.date())


def test_both_sides_of_the_reconciliation_come_to_one_balance(session: Session) -> None:
    """By hand: the book's balance and the interest it lacks; the bank's, less what it has not yet paid."""
    book = funds.books(session)[0]
    (paper,) = papers.reconciliations(session, OCTOBER, NOW)
    assert paper.name == f"{book.name}银行存款余额调节表"
    rows = grid(paper).rows
    assert rows[0][0] == "账面余额"
    assert rows[0][2] == funds.balance_on(session, book.id, OCTOBER.last)
    assert rows[-1][0] == rows[-1][3] == "调节后余额"
    assert rows[-1][2] == rows[-1][5]
    view = bank.show(session, book.id, OCTOBER.last)
    assert view is not None
    open_lines = sum(entry.net_fen for entry in view.reconciliation.lines)
    assert rows[-1][2] == rows[0][2] + open_lines
    with pytest.raises(UserError, match="没有哪本账有银行流水"):
        papers.reconciliations(session, Month(2025, 1), NOW)


def test_what_was_refused_or_reversed_is_said_again_in_a_draft(session: Session) -> None:
    by_state = {row.state: row for row in reimbursements.listing(session)}
    refused, paid = by_state[ClaimState.REFUSED], by_state[ClaimState.PAID]
    again = reimbursements.one(session, deeds.copy(session, refused.id, NOW))
    assert (again.state, again.number, again.filled_on) == (ClaimState.DRAFT, "", NOW.date())
    assert (again.posting_id, again.title, again.claimed_fen) == (
        refused.posting_id,
        refused.title,
        refused.claimed_fen,
    )
    with pytest.raises(UserError, match="不用重新登记"):
        deeds.copy(session, paid.id, NOW)
    deeds.reverse(session, paid.id, "付错了人", "审核", NOW)
    assert reimbursements.one(session, deeds.copy(session, paid.id, NOW)).lines == paid.lines
