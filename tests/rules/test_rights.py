"""Who may change what, table by table: every table has a line, and what stands in none nobody may do."""

import re
from typing import Any

import pytest

import banfu_desktop.db.models  # noqa: F401 (declares every table)
from banfu_desktop.db.base import Base
from banfu_desktop.rules.rights import ANY, Change, Line, Step, UnknownChangeError
from banfu_desktop.rules.rights_by_table import LINES, acts_of, lines_of, plain_act
from banfu_desktop.rules.roles import Act

TABLES = {name: table for name, table in Base.metadata.tables.items() if name != "audit"}


def change(table: str, before: dict[str, Any], after: dict[str, Any], op: str = "U") -> Change:
    return Change(op, table, 1, before, after)


@pytest.mark.parametrize(
    ("made", "acts"),
    [
        (change("leaves", {}, {"reason": "探亲"}, "I"), {Act.ENTER}),
        (change("people", {"card_no": "1"}, {"card_no": "2"}), {Act.ENTER}),
        (change("subsidy_sheets", {}, {"month": "2026-10"}, "I"), {Act.SEAL}),
        (change("subsidy_sheets", {"voided_at": None}, {"voided_at": "2026-11-03"}), {Act.SEAL}),
        (change("subsidy_lines", {}, {"net_fen": 200000}, "I"), {Act.SEAL}),
        (change("subsidy_lines", {"paid_on": None}, {"paid_on": "2026-11-05"}), {Act.ENTER}),
        (change("subsidy_lines", {"waived_on": None}, {"waived_on": "2026-11-05"}), {Act.SEAL}),
        (change("subsidy_deferrals", {}, {"reason": "待研究"}, "I"), {Act.SEAL}),
        (change("office", {"subsidies_from": None}, {"subsidies_from": "2026-01"}), {Act.SEAL}),
        (change("office", {"county_key": None}, {"county_key": "age1"}), {Act.SETTINGS}),
        (change("office", {"document_no": "甲"}, {"document_no": "乙"}), {Act.SETTINGS}),
        (change("office", {"package_no": 3}, {"package_no": 4}), {Act.ENTER}),
        (change("fund_years", {"closed_to": None}, {"closed_to": "2026-10"}), {Act.CLOSE}),
        (change("fund_years", {"closed_on": None}, {"closed_on": "2026-12-31"}), {Act.CLOSE}),
        (change("fund_years", {"budget_fen": 1}, {"budget_fen": 2}), {Act.ENTER}),
        (change("fund_books", {"closed_on": None}, {"closed_on": "2026-12-31"}), {Act.CLOSE}),
        (change("claims", {"state": "handed"}, {"state": "approved"}), {Act.APPROVE}),
        (change("claims", {"state": "approved"}, {"state": "handed"}), {Act.APPROVE}),
        (change("claims", {"state": "handed"}, {"state": "refused"}), {Act.APPROVE}),
        (change("claims", {"state": "refused"}, {"state": "handed"}), {Act.APPROVE}),
        (change("claims", {"state": "draft"}, {"state": "handed"}), {Act.ENTER}),
        (change("claim_lines", {"approved_fen": 1}, {"approved_fen": 2}), {Act.APPROVE}),
        (change("settings", {}, {"name": "rate_fen"}, "I"), {Act.SETTINGS}),
        (change("settings", {"name": "rate_fen"}, {}, "D"), {Act.SETTINGS}),
        (change("erased_entries", {}, {"entry": 3}, "I"), {Act.ERASE}),
        (change("disclosures", {}, {"kind": "reveal"}, "I"), {Act.REVEAL}),
        (change("disclosures", {}, {"kind": "full_print"}, "I"), {Act.PRINT_FULL}),
        (change("disclosures", {}, {"kind": "full_export", "what": "成员7行"}, "I"), {Act.EXPORT_FULL}),
        (change("disclosures", {}, {"kind": "export", "what": "成员7行"}, "I"), {Act.COPY}),
        (change("disclosures", {}, {"kind": "package", "what": "（用传递码）.bfb"}, "I"), {Act.ENTER}),
        (change("disclosures", {}, {"kind": "coded_package", "what": "1.bfb"}, "I"), {Act.EXPORT_FULL}),
        (change("disclosures", {}, {"kind": "pack", "what": "2026年10月本月打印"}, "I"), {Act.COPY}),
        (change("disclosures", {}, {"kind": "export", "what": "（完整号码）.xlsx"}, "I"), {Act.COPY}),
        (change("disclosures", {}, {"kind": "ledger", "what": "台账"}, "I"), {Act.COPY}),
        (change("disclosures", {}, {"kind": "attachment", "what": "车票.pdf"}, "I"), {Act.TAKE_OUT}),
        (change("disclosures", {}, {"kind": "login"}, "I"), set()),
        (
            change("claims", {}, {"state": "paid", "reverses_id": None}, "I"),
            None,  # nothing is born paid
        ),
    ],
)
def test_a_deed_is_what_it_changes(made: Change, acts: set[Act] | None) -> None:
    if acts is None:
        with pytest.raises(UnknownChangeError):
            acts_of(made)
    else:
        assert acts_of(made) == acts


@pytest.mark.parametrize(
    "made",
    [
        change("nowhere", {}, {"a": 1}, "I"),
        change("upgrades", {}, {"entries": 1}, "I"),
        change("contents", {"sha256": "1"}, {"sha256": "2"}),
        change("disclosures", {"kind": "login"}, {}, "D"),
        change("disclosures", {}, {"kind": "unheard of"}, "I"),
        change("office", {"office_id": "1"}, {"office_id": "2"}),
        change("office", {"kind_of_use": "real"}, {"kind_of_use": "demo"}),
        change("office", {"package_no": 9}, {"package_no": 3}),
        change("subsidy_sheets", {"check_code": "1"}, {"check_code": "2"}),
        change("subsidy_sheets", {"snapshot": "1"}, {"snapshot": "2"}),
        change("subsidy_sheets", {"month": "2026-10"}, {}, "D"),
        change("subsidy_lines", {"net_fen": 1}, {"net_fen": 2}),
        change("subsidy_lines", {"paid_on": None, "net_fen": 1}, {"paid_on": "2026-11-05", "net_fen": 2}),
        change("claims", {"state": "handed", "title": "甲"}, {"state": "handed", "title": "乙"}),
        change("claims", {"state": "handed", "approved_fen": 25}, {"state": "handed", "approved_fen": 9800}),
        change("claims", {"state": "draft"}, {"state": "approved"}),
        change("claims", {"state": "draft"}, {"state": "paid"}),
        change("claims", {"state": "handed"}, {}, "D"),
        change("fund_vouchers", {"state": "posted", "payee": "甲"}, {"state": "posted", "payee": "乙"}),
        change("fund_vouchers", {"state": "posted"}, {"state": "draft"}),
        change("fund_vouchers", {"state": "posted"}, {}, "D"),
        change("fund_years", {"closed_on": "2026-12-31", "budget_fen": 1}, {"closed_on": "2026-12-31"}),
        change("fund_years", {"closed_on": "2026-12-31"}, {"closed_on": None}),
        change("bundles", {"sealed": 1}, {"sealed": 0}),
    ],
)
def test_what_no_line_allows_nobody_may_do(made: Change) -> None:
    with pytest.raises(UnknownChangeError):
        acts_of(made)


def test_a_reversing_claim_is_approved_in_one_step() -> None:
    reversing = {"state": "draft", "reverses_id": 3}
    assert acts_of(change("claims", reversing, {**reversing, "state": "approved"})) == {Act.APPROVE}


def test_every_table_has_a_line() -> None:
    assert LINES.keys() == TABLES.keys()


@pytest.mark.parametrize("table", LINES)
def test_every_column_is_free_frozen_or_in_a_step(table: str) -> None:
    """Of an open line every column is free; where there is a limit, each is named once."""
    line, columns = LINES[table], {column.name for column in TABLES[table].columns} - {"id"}
    steps = {step.column for step in line.steps} | {name for step in line.steps for name in step.along}
    named = {*(line.free or ()), *line.frozen, *steps}
    assert named <= columns
    assert not set(line.free or ()) & set(line.frozen)
    if line.update is not None and line.free is not None:
        assert named == columns
    if line.draft is not None:
        assert line.draft[0] in columns
    if line.frozen or any(step.after is not ANY for step in line.steps):
        assert named == columns or line.free is None


@pytest.mark.parametrize("table", LINES)
def test_a_column_nobody_named_is_refused_where_there_is_a_limit(table: str) -> None:
    line = LINES[table]
    if line.free is None and line.update is not None:
        assert acts_of(change(table, {"unheard_of": 1}, {"unheard_of": 2})) == {line.update}
    else:
        with pytest.raises(UnknownChangeError):
            acts_of(change(table, {"unheard_of": 1}, {"unheard_of": 2}))


@pytest.mark.parametrize("table", LINES)
def test_what_is_plain_does_not_depend_on_the_row(table: str) -> None:
    column = next(name for name in TABLES[table].columns.keys() if name != "id")  # noqa: SIM118
    for op in "IUD":
        if (act := plain_act(op, LINES[table])) is not None:
            assert acts_of(change(table, {column: 1}, {column: 2}, op)) == {act}


def test_earlier_lines_judge_what_earlier_programs_wrote() -> None:
    sealing = change(
        "subsidy_months", {"state": "draft", "snapshot": None}, {"state": "sealed", "snapshot": "1"}
    )
    assert acts_of(sealing, lines_of(11)) == {Act.SEAL}
    with pytest.raises(UnknownChangeError):
        acts_of(sealing, lines_of(12))
    numbered = change("claims", {"state": "draft", "serial": None}, {"state": "draft", "serial": 3})
    assert acts_of(numbered, lines_of(12)) == {Act.ENTER}
    with pytest.raises(UnknownChangeError):
        acts_of(numbered)


def test_a_step_moves_only_what_goes_along() -> None:
    line = Line(free=(), steps=(Step("a", 1, 2, Act.SEAL, ("b",)),))
    assert line.acts(change("t", {"a": 1, "b": 0}, {"a": 2, "b": 9})) == {Act.SEAL}
    with pytest.raises(UnknownChangeError, match=re.escape("t: c")):
        line.acts(change("t", {"a": 1, "c": 0}, {"a": 2, "c": 9}))
