"""What the form of a policy fills in by itself: the last day of a year, where none stands yet."""

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.insurance import year_from
from banfu_desktop.ui.page.record_form import RecordForm


def propose_end(form: RecordForm) -> None:
    """From now on 止期 is proposed from 起期, a year less a day, where none stands; what stands stays."""
    start, end = form.boxes["start_on"].editor, form.boxes["end_on"].editor

    def fill() -> None:
        try:
            begun = start.read()
        except UserError:  # the field says so itself
            return
        if begun and not end.raw():
            end.show_value(year_from(begun))

    start.left.connect(fill)
