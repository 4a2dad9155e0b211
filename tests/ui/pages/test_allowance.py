"""补贴待遇 in the window: letters go out and are answered, a category gets its rule, a change is seen."""

from typing import Any

import pytest

from banfu_desktop.db.store import Database
from banfu_desktop.rules.allowance import LetterState
from banfu_desktop.rules.words import Category
from banfu_desktop.services.allowance import letters, own_rules
from banfu_desktop.ui.boxes.list_box import ListBox
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.pages.allowance.page import PEOPLE, RULES, AllowancePage
from tests.ui.conftest import NOW, FakeDialogs
from tests.ui.pages.conftest import SEPTEMBER, Visit


@pytest.fixture
def page(visit: Visit) -> AllowancePage:
    """The room over the demonstration: nobody's unit was told."""
    found: AllowancePage = visit("allowance")
    rest(found)
    return found


def rest(page: AllowancePage) -> None:
    for _ in range(3):
        page.ctx.tasks.wait()
    page.refresh_commands()


def do(page: AllowancePage, command: str) -> None:
    page.refresh_commands()
    assert page.command_actions[command].isEnabled(), command
    page.command_actions[command].trigger()
    rest(page)


def choose(page: AllowancePage, *names: str) -> None:
    page._select([row.id for row in page.rows if row.name in names])
    page.refresh_commands()


def typing(monkeypatch: pytest.MonkeyPatch, dialogs: FakeDialogs, **typed: Any) -> list[Any]:
    """Answer boxes with what they propose and what is typed; gives the boxes."""
    boxes: list[Any] = []

    def answer(box: Any) -> bool:
        boxes.append(box)
        if isinstance(box, FieldsBox):
            box.values = {**box.values, **typed}
        return True

    monkeypatch.setattr(dialogs, "run", answer)
    return boxes


def state_of(page: AllowancePage, name: str) -> LetterState:
    return next(row.state for row in page.rows if row.name == name)


def test_letters_go_out_are_answered_and_one_is_taken_back(
    page: AllowancePage, monkeypatch: pytest.MonkeyPatch, dialogs: FakeDialogs
) -> None:
    choose(page, "谭䶮")
    assert not page.command_actions["send_letters"].isEnabled(), "还没有满六个月"
    assert "还没有满六个月" in page.command_actions["send_letters"].toolTip()
    typing(monkeypatch, dialogs, number="12号")
    choose(page, "潘秀云", "廖小满")
    do(page, "send_letters")
    assert {state_of(page, name) for name in ("潘秀云", "廖小满")} == {LetterState.TOLD}
    typing(monkeypatch, dialogs, paid_from=NOW.date(), reply="随工资发放")
    choose(page, "潘秀云")
    do(page, "answer_letter")
    assert state_of(page, "潘秀云") is LetterState.CONFIRMED
    page.open_record(next(row for row in page.rows if row.name == "潘秀云"))
    rest(page)
    assert page.papers(page.record) is not None
    choose(page, "廖小满")
    do(page, "take_back_letter")
    assert state_of(page, "廖小满") is LetterState.UNTOLD


def test_a_category_gets_its_rule_from_where_it_is_missing(
    page: AllowancePage, office: Database, monkeypatch: pytest.MonkeyPatch, dialogs: FakeDialogs
) -> None:
    page.visit("rules finance")
    rest(page)
    assert page.view == RULES
    boxes = typing(monkeypatch, dialogs, rule="甲办法", payer="派出单位")
    do(page, "new_rule")
    assert boxes[0].values["category"] is Category.FINANCE, "首页问的就是这一类"
    with office.read() as session:
        (rule,) = own_rules.listing(session)
    page.visit("people")
    rest(page)
    assert page.view == PEOPLE
    assert {row.rule for row in page.people.rows} == {"甲办法", "还没有登记"}
    boxes.clear()
    page.people.go_to(next(row.id for row in page.people.rows if row.category is Category.FINANCE))
    do(page, "rule_of_person")
    assert boxes[0].values["rule"] == "甲办法"
    monkeypatch.setattr(dialogs, "run", lambda box: False)
    page.visit(f"rule {rule.id}")
    rest(page)
    assert [row.id for row in page.rules.list.selected()] == [rule.id]
    do(page, "remove_rule")
    with office.read() as session:
        assert own_rules.listing(session) == []


def test_who_is_not_paid_is_said_with_the_rule_of_his_own(
    visit: Visit, deed: Any, monkeypatch: pytest.MonkeyPatch, dialogs: FakeDialogs
) -> None:
    rule = {"category": Category.FINANCE, "rule": "甲办法", "start_on": NOW.date().replace(month=1)}
    deed(lambda session: own_rules.save(session, rule))
    members = visit("members")
    listed = {row.name: row for row in members.rows}
    assert ("六(四)", "金融助理按各自规定执行：甲办法") in [
        (fact.clause, fact.text) for fact in members.facts(listed["曾国梁"])
    ]
    assert any("是哪份文件还没有登记" in fact.text for fact in members.facts(listed["冼伟健"]))
    page = visit("subsidies", SEPTEMBER)
    boxes = typing(monkeypatch, dialogs)
    page.command_actions["see_not_entitled"].trigger()
    page.ctx.tasks.wait()
    (box,) = (one for one in boxes if isinstance(one, ListBox))
    reasons = {row.name: row.reason for row in box._model.rows}
    assert reasons["曾国梁"].startswith("执行甲办法；")
    assert reasons["冼伟健"].startswith("执行的规定还没有登记；")


def test_a_letter_that_facts_have_overtaken_is_seen_beside_the_list(page: AllowancePage, deed: Any) -> None:
    row = next(one for one in page.rows if one.name == "潘秀云")

    def change(session: Any) -> None:
        from banfu_desktop.services.members import members

        letters.send(session, [row.id], row.eligible_on, None, NOW.date())
        members.save(session, {"arrived_on": row.arrived_on.replace(month=2)}, row.posting_id)

    deed(change)
    page.reload()
    rest(page)
    changed = next(one for one in page.rows if one.name == "潘秀云")
    assert any("告知单写的可享受日期" in fact.text for fact in page.facts(changed))
