"""What an identity number says of its bearer, put into the form while it is typed."""

from banfu_desktop.rules import identity
from banfu_desktop.rules.errors import UserError
from banfu_desktop.ui.page.record_form import RecordForm


def fill_sex_from_number(form: RecordForm) -> None:
    """From now on the sex that a typed number says is filled in where none stands; what stands stays."""
    number, sex = form.boxes["identity_no"].editor, form.boxes["sex"].editor

    def fill() -> None:
        try:
            typed = number.read() if number.touched else None
        except UserError:
            return
        if typed and not sex.raw():
            sex.show_value(identity.sex_of(typed))

    number.left.connect(fill)
