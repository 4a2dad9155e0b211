"""What the database forbids around documents: an issued report stays word for word, a number is kept."""

from collections.abc import Iterator, Mapping

from banfu_desktop.db.sealing import Columns, changed, refuse

NUMBERED = ("bundle_id", "direction", "kind", "stage", "year", "serial", "dated")
"""What stays of a document that has its number."""
_REPORTED = (
    "EXISTS (SELECT 1 FROM half_reports r JOIN issued_reports i ON i.report_id = r.id"
    " WHERE r.document_id = OLD.id)"
)


def statements(tables: Mapping[str, Columns]) -> Iterator[str]:
    """The triggers over the tables as they stand in the file; one of an older version has no documents."""
    if "issued_reports" not in tables:
        return
    said = "an issued report does not change"
    yield refuse("issued_report_stays", "DELETE", "issued_reports", "", said)
    yield refuse("issued_report_changes", "UPDATE", "issued_reports", "", said)
    report = "EXISTS (SELECT 1 FROM issued_reports WHERE report_id = OLD.id)"
    yield refuse("text_of_issued_report_changes", "UPDATE", "half_reports", report, said)
    yield refuse("text_of_issued_report_goes", "DELETE", "half_reports", report, said)
    whole = changed(tables["documents"], but=("remark",))
    yield refuse("issued_document_changes", "UPDATE", "documents", f"{_REPORTED} AND ({whole})", said)
    later = (
        "EXISTS (SELECT 1 FROM documents d WHERE d.direction = OLD.direction AND d.kind = OLD.kind"
        " AND d.year = OLD.year AND d.serial > OLD.serial)"
    )
    numbered = changed(dict.fromkeys(NUMBERED, ""))
    taken_back = f"NEW.serial IS NOT NULL OR {later}"  # the last number may be taken back
    kept = f"OLD.serial IS NOT NULL AND ({numbered}) AND ({taken_back})"
    yield refuse("number_of_document_changes", "UPDATE", "documents", kept, "a number is kept")
    gone = f"{_REPORTED} OR {later}"
    yield refuse("numbered_document_goes", "DELETE", "documents", gone, "numbers have no gap")
