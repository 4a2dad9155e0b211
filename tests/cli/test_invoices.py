"""Invoices from the command line: nothing kept by `invoice read`, the clear ones by `claim attach`."""

import json
from pathlib import Path

from banfu_desktop.cli import program
from tests.cli.conftest import Call
from tests.services import invoice_files as made


def test_files_are_read_without_an_office_and_unreadable_ones_are_no_fault(
    call: Call, tmp_path: Path
) -> None:
    picture = tmp_path / "IMG.jpg"
    picture.write_bytes(made.photograph("no invoice"))
    answer = call("invoice", "read", made.DATA / "std.pdf", picture, "--json")
    whole, nothing = json.loads(answer.out)
    assert answer.code == program.DONE
    assert (whole["kind"], whole["number"], whole["day"]) == ("digital", made.NUMBER, "2026-09-18")
    assert (whole["amount_fen"], whole["net_fen"], whole["tax_fen"]) == (11_300, 10_000, 1_300)
    assert (whole["buyer"], whole["from"], whole["conflicts"]) == (made.TOWN, "pdf", [])
    assert whole["sources"]["qr"] == {"number": made.NUMBER, "day": "2026-09-18", "amount_fen": 11_300}
    assert (nothing["kind"], nothing["sentence"]) == (None, "图片里没有发票的二维码，请照票面登记")


def test_a_ticket_says_its_journey_and_every_disagreement(call: Call) -> None:
    (ticket,) = json.loads(call("invoice", "read", made.DATA / "rail.pdf", "--json").out)
    assert ticket["lines"] == [
        {"day": "2026-07-02", "from": "梅州西", "to": "广州东", "train": "G1281", "fare_fen": 27_250,
         "traveller": "张三"}
    ]  # fmt: skip
    assert {conflict["field"] for conflict in ticket["conflicts"]} >= {"number", "amount_fen"}
    assert "先按XBRL" in call("invoice", "read", made.DATA / "rail.pdf").out


def test_files_attached_to_a_claim_are_read_and_registered_when_clear(meikeng: Call, tmp_path: Path) -> None:
    ticket = tmp_path / "车票.xml"
    ticket.write_bytes(made.ticket())
    meikeng("claim", "add", "谭䶮", "--kind", "差旅")
    proposed = meikeng("claim", "attach", "1", ticket)
    assert f"{made.TICKET}：可以登记" in proposed.out
    done = meikeng("claim", "attach", "1", ticket, made.DATA / "rail.pdf", "--register")
    assert f"{made.TICKET}：读数不一致，没有登记" in done.out
    clear = meikeng("claim", "attach", "1", made.DATA / "std.pdf", ticket, "--register")
    assert f"{made.NUMBER}：已登记" in clear.out
    assert "已按车票登记1段行程" in clear.out
    shown = json.loads(meikeng("claim", "show", "1", "--json").out)
    assert shown["lines"][0]["fare_fen"] == 27_250
    again = meikeng("claim", "attach", "1", made.DATA / "std.pdf", "--register")
    assert "不再登记" in again.out
