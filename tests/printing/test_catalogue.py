"""What there is to print, by short name and by the clerk's own word for it."""

import pytest

from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.hall.papers import find
from banfu_desktop.services.hall.papers import forms as offered
from tests.printing import a_form

FORMS = offered()

CARDS = {"recovery_sheet", "transfer_sheet"}
"""Printed where their secret is shown, never from the list."""
OF_THE_COUNTY = {"county_table"}
"""Made at a county, whose folder is no office's."""
NOTICES = {"fund_notice"}
"""The public variant of a form, a module of its own."""


def test_every_form_is_in_the_catalogue_and_built_from_its_sample() -> None:
    assert {name.replace("-", "_") for name in FORMS} == a_form.names() - CARDS - NOTICES - OF_THE_COUNTY
    for name in a_form.names():
        form = a_form.newest(name)
        assert form.build(form.SAMPLE)


@pytest.mark.parametrize("name", ["subsidy-sheet", "驻镇帮扶工作补助发放表"])
def test_a_form_is_found_by_either_name(name: str) -> None:
    assert find(name) is FORMS["subsidy-sheet"]


def test_an_unknown_form_is_refused_with_those_there_are() -> None:
    with pytest.raises(UserError, match=r"没有名为“工资表”的表.*考勤表.*花名册"):
        find("工资表")


def test_only_forms_with_numbers_on_them_come_in_full() -> None:
    assert [form.name for form in FORMS.values() if form.has("full")] == [
        "subsidy-sheet",
        "bank-list",
        "roster",
        "insured-list",
    ]
    assert [form.name for form in FORMS.values() if form.has("public")] == [
        "fund-year",
        "roster",
        "raise-list",
    ]
