"""What a half-year report's figures should be, counted by hand from the tables, as the domain page says it.

Raw SQL and plain loops over days; nothing of the program's own counting is used.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import chinese_calendar
import sqlalchemy as sa

REST_DAYS_COUNT = {"sick", "maternity", "paternity", "home_visit", "injury"}
AT_THE_POST = {"duty", "training", "on_call"}
Ask = Callable[..., list[Any]]


def count(connection: sa.Connection, first: date, until: date) -> dict[str, str]:
    """Every figure of the half-year that begins on a day, up to another, as it should be written."""

    def ask(statement: str, **values: Any) -> list[Any]:
        given = {"a": str(first), "b": str(until), **values}
        return [tuple(row) for row in connection.execute(sa.text(statement), given)]

    found = {"as_of": f"{until.year}年{until.month}月{until.day}日"}
    for part in (_people, _days, _log, _money, _projects, _given, _support, _open):
        found |= part(ask, first, until)
    return found


def _number(value: float) -> str:
    return f"{int(value):,}" if value == int(value) else f"{value:,}"


def _yuan(fen: int | None) -> str:
    return f"{(fen or 0) // 100:,}.{(fen or 0) % 100:02d}"


def _people(ask: Ask, first: date, until: date) -> dict[str, str]:
    rows = ask(
        "SELECT p.person_id, p.organisation_id, p.role, q.political, p.arrived_on, p.left_on,"
        " p.relations_moved_on FROM postings p JOIN people q ON q.id = p.person_id"
    )
    a, b = str(first), str(until)
    here = [row for row in rows if row[4] <= b and (row[5] is None or row[5] >= b)]
    party = [row for row in here if row[3] == "member"]
    return {
        "team": _number(len({row[0] for row in here})),
        "leaders": _number(len({row[0] for row in here if row[2] == "leader"})),
        "first_secretaries": _number(len({row[0] for row in here if row[2] == "first_secretary"})),
        "units": _number(len({row[1] for row in here})),
        "units_reported_to": _number(
            len({row[1] for row in rows if row[4] <= b and (row[5] is None or row[5] >= a)})
        ),
        "arrived": _number(len({row[0] for row in rows if a <= row[4] <= b})),
        "left": _number(len({row[0] for row in rows if row[5] and a <= row[5] <= b})),
        "party_members": _number(len({row[0] for row in party})),
        "relations": _number(len({row[0] for row in party if row[6] and row[6] <= b})),
    }


def _days(ask: Ask, first: date, until: date) -> dict[str, str]:
    """Half days of everybody, one after the other."""
    states = {}
    for posting, day, half, state in ask("SELECT posting_id, day, half, state FROM attendance_days"):
        for part in ("morning", "afternoon") if half == "whole" else (half,):
            states[posting, day, part] = state
    due = present = duty = training = leave = 0
    for posting, arrived, left in ask("SELECT id, arrived_on, left_on FROM postings"):
        day = first
        while day <= until:
            if arrived <= str(day) and (left is None or str(day) <= left):
                works = chinese_calendar.is_workday(day)
                for part in ("morning", "afternoon"):
                    state = states.get((posting, str(day), part), "present")
                    due += works
                    present += works and (state == "present" or state in AT_THE_POST)
                    duty += works and state == "duty"
                    training += works and state == "training"
                    is_leave = state not in {"present", "absent", *AT_THE_POST}
                    leave += is_leave and (works or state in REST_DAYS_COUNT)
            day += timedelta(days=1)
    return {
        "days_due": _number(due / 2),
        "days_present": _number(present / 2),
        "days_duty": _number(duty / 2),
        "days_training": _number(training / 2),
        "days_leave": _number(leave / 2),
        "days_rate": f"{present * 100 / due:.1f}%" if due else "—",
    }


def _log(ask: Ask, first: date, until: date) -> dict[str, str]:
    rows = ask("SELECT duty, kind, village, households FROM log_entries WHERE day BETWEEN :a AND :b")
    kinds = [row[1] for row in rows]
    found = {
        "log_count": _number(len(rows)),
        "log_visits": _number(kinds.count("visit")),
        "log_households": _number(sum(row[3] or 0 for row in rows)),
        "log_villages": _number(len({row[2] for row in rows if row[2]})),
        "log_meetings": _number(kinds.count("meeting")),
        "log_researches": _number(kinds.count("research")),
    }
    for duty in ("policy", "party", "monitoring", "planning", "livelihood", "funds", "liaison", "other"):
        own = [row for row in rows if row[0] == duty]
        found |= {
            f"{duty}_count": _number(len(own)),
            f"{duty}_households": _number(sum(row[3] or 0 for row in own)),
            f"{duty}_villages": _number(len({row[2] for row in own if row[2]})),
        }
    return found


def _money(ask: Ask, first: date, until: date) -> dict[str, str]:
    rows = ask("SELECT flow, amount_fen, dated FROM fund_vouchers WHERE state = 'posted' AND dated <= :b")
    opening = ask("SELECT coalesce(sum(opening_fen), 0) FROM fund_years WHERE year = :y", y=first.year)[0][0]
    own = [row for row in rows if row[2] >= str(first)]
    whole = [row for row in rows if row[2] >= f"{first.year}-01-01"]
    comes = ("allotment", "income")
    left = opening + sum(fen if flow in comes else -fen for flow, fen, _ in whole)
    return {
        "fund_in": _yuan(sum(fen for flow, fen, _ in own if flow in comes)),
        "fund_out": _yuan(sum(fen for flow, fen, _ in own if flow == "expense")),
        "fund_left": _yuan(left),
    }


def _projects(ask: Ask, first: date, until: date) -> dict[str, str]:
    a, b = str(first), str(until)
    both = ask(
        "SELECT p.id, p.stage, p.ended_on, r.amount_fen, max(s.signed_on) FROM projects p"
        " JOIN project_rounds r ON r.project_id = p.id AND r.number = 1"
        " JOIN project_signatures s ON s.round_id = r.id GROUP BY p.id HAVING count(*) = 2"
    )
    signed = [row for row in both if a <= row[4] <= b]
    paid = ask(
        "SELECT coalesce(sum(amount_fen), 0) FROM fund_vouchers WHERE state = 'posted' AND flow = 'expense'"
        " AND project_id IS NOT NULL AND dated BETWEEN :a AND :b"
    )
    done = ask("SELECT count(*) FROM projects WHERE stage = 'completed' AND ended_on BETWEEN :a AND :b")
    return {
        "projects_signed": _number(len(signed)),
        "projects_signed_fen": _yuan(sum(row[3] for row in signed)),
        "projects_paid": _yuan(paid[0][0]),
        "projects_done": _number(done[0][0]),
        "projects_open": _number(sum(row[4] <= b and (row[2] is None or row[2] > b) for row in both)),
    }


def _given(ask: Ask, first: date, until: date) -> dict[str, str]:
    promised = ask("SELECT promised_fen FROM contributions WHERE promised_on BETWEEN :a AND :b")
    arrived = ask("SELECT amount_fen FROM contribution_arrivals WHERE arrived_on BETWEEN :a AND :b")
    raised = ask("SELECT id FROM project_ideas WHERE raised_on BETWEEN :a AND :b")
    listed = ask("SELECT id FROM project_ideas WHERE listed_on BETWEEN :a AND :b")
    return {
        "given_count": _number(len(promised)),
        "given_promised": _yuan(sum(row[0] for row in promised)),
        "given_arrived": _yuan(sum(row[0] for row in arrived)),
        "ideas_raised": _number(len(raised)),
        "ideas_listed": _number(len(listed)),
    }


def _support(ask: Ask, first: date, until: date) -> dict[str, str]:
    paid = ask("SELECT coalesce(sum(net_fen), 0) FROM subsidy_lines WHERE paid_on BETWEEN :a AND :b")
    exams = ask("SELECT count(DISTINCT person_id) FROM exams WHERE done_on BETWEEN :a AND :b")
    claims = ask("SELECT approved_fen FROM claims WHERE state = 'paid' AND paid_on BETWEEN :a AND :b")
    told = ask("SELECT id FROM allowance_letters WHERE sent_on BETWEEN :a AND :b")
    paid_from = ask("SELECT paid_from FROM allowance_letters WHERE confirmed_on BETWEEN :a AND :b")
    return {
        "subsidy_paid": _yuan(paid[0][0]),
        "exams_done": _number(exams[0][0]),
        "claims_paid": _number(len(claims)),
        "claims_paid_fen": _yuan(sum(row[0] for row in claims)),
        "allowance_told": _number(len(told)),
        "allowance_confirmed": _number(len([row for row in paid_from if row[0]])),
    }


def _open(ask: Ask, first: date, until: date) -> dict[str, str]:
    b = str(until)
    closed = {
        row[0]: row[1]
        for row in ask(
            "SELECT c.entry_id, e.day FROM log_closings c JOIN log_entries e ON e.id = c.closing_id"
        )
    }
    steps = ask("SELECT id FROM log_entries WHERE day <= :b AND next_step IS NOT NULL AND next_step <> ''")
    items = ask(
        "SELECT i.state, i.done_on FROM plan_items i JOIN documents d ON d.id = i.document_id"
        " WHERE d.kind = 'plan_year' AND substr(coalesce(d.period_start, d.dated), 1, 4) = :y",
        y=str(first.year),
    )
    return {
        "matters_open": _number(sum(closed.get(key, "9999") > b for (key,) in steps)),
        "plan_done": _number(sum(day is not None and day <= b for _, day in items)),
        "plan_open": _number(sum(state != "dropped" and (day is None or day > b) for state, day in items)),
    }
