"""What the database forbids to everybody once a record is sealed: months, papers, claims, vouchers, books."""

from collections.abc import Iterator, Mapping

Columns = Mapping[str, str]
"""Column names of a table with their declared types."""

_VOIDING = ("voided_at", "voided_by", "void_reason")
_PAYING = ("paid_on", "paid_reference", "waived_on", "waived_reason")
_SHEET_IS_SEALED = "(SELECT check_code FROM subsidy_sheets WHERE id = {row}.sheet_id) IS NOT NULL"
_SHEET_IS_VOIDED = "(SELECT voided_at FROM subsidy_sheets WHERE id = NEW.sheet_id) IS NOT NULL"
_CLAIM_STATE = "(SELECT state FROM claims WHERE id = {row}.claim_id)"
_BUNDLE_IS_SEALED = "(SELECT sealed FROM bundles WHERE id = {row}.bundle_id)"


def statements(tables: Mapping[str, Columns]) -> Iterator[str]:
    """The triggers over the tables as they stand in the file; one of an older version lacks later rooms."""
    for table, triggers in (
        ("subsidy_sheets", _sheets),
        ("subsidy_lines", _line_changes),
        ("invoices", _papers),
        ("fund_vouchers", _vouchers),
        ("fund_years", _closed_books),
        ("claim_lines", _claims),
        ("erasures", _erasures),
        ("persons", _persons),
    ):
        if table in tables:
            yield from triggers(tables[table])


def _sheets(sheet: Columns) -> Iterator[str]:
    """A sealed sheet changes in two ways only: it is voided once, and its lines are paid or 不再发放."""
    said = "a sealed sheet does not change"
    yield refuse("sealed_month_stays", "DELETE", "subsidy_months", "OLD.snapshot IS NOT NULL", said)
    whole = "OLD.snapshot IS NOT NULL OR NEW.snapshot IS NOT NULL"
    yield refuse("sealed_month_changes", "UPDATE", "subsidy_months", whole, said)
    yield refuse("sealed_sheet_stays", "DELETE", "subsidy_sheets", "", said)
    besides = changed(sheet, but=_VOIDING)
    sealed = f"OLD.check_code IS NOT NULL AND (OLD.voided_at IS NOT NULL OR {besides})"
    yield refuse("sealed_sheet_changes", "UPDATE", "subsidy_sheets", sealed, said)
    paid = "EXISTS (SELECT 1 FROM subsidy_lines WHERE sheet_id = NEW.id AND paid_on IS NOT NULL)"
    voided = f"NEW.voided_at IS NOT NULL AND {paid}"
    yield refuse("paid_sheet_is_voided", "UPDATE", "subsidy_sheets", voided, "a paid sheet is not voided")
    old, new = _SHEET_IS_SEALED.format(row="OLD"), _SHEET_IS_SEALED.format(row="NEW")
    yield refuse("sealed_line_comes", "INSERT", "subsidy_lines", new, said)
    yield refuse("sealed_line_goes", "DELETE", "subsidy_lines", old, said)
    yield refuse("voided_line_changes", "UPDATE", "subsidy_lines", _SHEET_IS_VOIDED, said)


def _line_changes(line: Columns) -> Iterator[str]:
    """Of a sealed line only the payment is written; one of an older schema is put on its sheet once."""
    besides = changed(line, but=_PAYING)
    said = "a sealed sheet does not change"
    sealed = f"OLD.sheet_id IS NOT NULL AND ({besides})"
    yield refuse("sealed_line_changes", "UPDATE", "subsidy_lines", sealed, said)


def _papers(invoice: Columns) -> Iterator[str]:
    """The papers of a sealed record stay as they are; a scan may still come, an invoice be released."""
    message = "the papers of a sealed record do not change"
    old, new = _BUNDLE_IS_SEALED.format(row="OLD"), _BUNDLE_IS_SEALED.format(row="NEW")
    yield refuse("sealed_bundle_stays", "DELETE", "bundles", "OLD.sealed", message)
    yield refuse("sealed_bundle_is_closed", "UPDATE", "bundles", "OLD.sealed", message)
    yield refuse("sealed_attachment_changes", "UPDATE", "attachments", f"{old} OR {new}", message)
    yield refuse("sealed_attachment_goes", "DELETE", "attachments", old, message)
    yield refuse("sealed_invoice_comes", "INSERT", "invoices", new, message)
    not_released = f"NOT NEW.released OR {changed(invoice, but=('released',))}"
    yield refuse(
        "sealed_invoice_changes", "UPDATE", "invoices", f"({old} OR {new}) AND ({not_released})", message
    )
    yield refuse("sealed_invoice_goes", "DELETE", "invoices", old, message)
    yield refuse("content_stays", "UPDATE", "contents", "", "a content does not change")
    yield refuse("content_piece_stays", "UPDATE", "content_pieces", "", "a content does not change")


def _vouchers(_: Columns) -> Iterator[str]:
    """A posted voucher stays; a number follows the one before; nothing is posted into what is closed."""
    message, closed = "a posted voucher does not change", "nothing is dated into a closed month or year"
    next_number = "(SELECT coalesce(max(number), 0) + 1 FROM fund_vouchers WHERE year_id = NEW.year_id)"
    year_takes = (
        "EXISTS (SELECT 1 FROM fund_years WHERE id = NEW.year_id AND closed_on IS NULL"
        " AND substr(NEW.dated, 1, 4) = CAST(year AS TEXT)"
        " AND (closed_to IS NULL OR substr(NEW.dated, 1, 7) > closed_to))"
    )
    yield refuse("posted_voucher_goes", "DELETE", "fund_vouchers", "OLD.state = 'posted'", message)
    yield refuse("posted_voucher_changes", "UPDATE", "fund_vouchers", "OLD.state = 'posted'", message)
    for event in ("INSERT", "UPDATE"):
        posted, name = "NEW.state = 'posted'", event.lower()
        gap = f"{posted} AND NEW.number <> {next_number}"
        yield refuse(f"voucher_number_{name}", event, "fund_vouchers", gap, "a number follows the last")
        shut = f"{posted} AND NOT {year_takes}"
        yield refuse(f"voucher_dated_{name}", event, "fund_vouchers", shut, closed)


def _closed_books(_: Columns) -> Iterator[str]:
    """A closed year stays; a closed month does not open again."""
    message = "a closed year does not change"
    yield refuse("closed_fund_year_stays", "DELETE", "fund_years", "OLD.closed_on IS NOT NULL", message)
    yield refuse("closed_fund_year_changes", "UPDATE", "fund_years", "OLD.closed_on IS NOT NULL", message)
    reopened = "OLD.closed_to IS NOT NULL AND (NEW.closed_to IS NULL OR NEW.closed_to < OLD.closed_to)"
    yield refuse("closed_fund_month_opens", "UPDATE", "fund_years", reopened, message)


def _claims(line: Columns) -> Iterator[str]:
    """Once handed in a claim's lines stand, but for what is approved; paid, all of it stands."""
    message, standing = "a paid claim does not change", "a claim handed in does not change"
    yield refuse("paid_claim_changes", "UPDATE", "claims", "OLD.state = 'paid'", message)
    yield refuse("numbered_claim_stays", "DELETE", "claims", "OLD.serial IS NOT NULL", "numbers have no gap")
    unpaid = "NEW.state = 'paid' AND OLD.state NOT IN ('approved', 'paid')"
    yield refuse("unapproved_claim_is_not_paid", "UPDATE", "claims", unpaid, "a claim is approved first")
    old, new = _CLAIM_STATE.format(row="OLD"), _CLAIM_STATE.format(row="NEW")
    yield refuse("handed_line_comes", "INSERT", "claim_lines", f"{new} <> 'draft'", standing)
    yield refuse("handed_line_goes", "DELETE", "claim_lines", f"{old} <> 'draft'", standing)
    written = changed(line, but=("approved_fen",))
    not_draft = f"{old} <> 'draft' AND ({written})"
    yield refuse("handed_line_changes", "UPDATE", "claim_lines", f"{old} = 'paid' OR {not_draft}", standing)
    yield refuse("seal_stays", "UPDATE", "claim_seals", "", message)
    yield refuse("seal_is_kept", "DELETE", "claim_seals", "", message)


def _erasures(_: Columns) -> Iterator[str]:
    """What was erased is on record for good."""
    message = "an erasure stays on record"
    for table in ("erasures", "erased_people", "erased_entries"):
        yield refuse(f"{table}_stay", "DELETE", table, "", message)
        yield refuse(f"{table}_do_not_change", "UPDATE", table, "", message)


def _persons(_: Columns) -> Iterator[str]:
    """Who signed must be known for good."""
    yield refuse("persons_stay", "DELETE", "persons", "", "a person stays on record")
    for table in ("countersigns", "sole_approvals"):
        yield refuse(f"{table}_stay", "DELETE", table, "", "what was vouched for stays on record")
        yield refuse(f"{table}_do_not_change", "UPDATE", table, "", "what was vouched for stays on record")


def changed(names: Columns, *, but: tuple[str, ...] = ()) -> str:
    """The condition that an update changes any of the columns, but some."""
    return " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in names if name not in but)


def refuse(name: str, event: str, table: str, when: str, message: str) -> str:
    """A trigger that aborts an event on a table, always or when a condition holds."""
    condition = f" WHEN {when}" if when else ""
    abort = f"SELECT RAISE(ABORT, '{message}')"
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table}{condition} BEGIN {abort}; END"
