"""Any printed form by its name: rows gathered, documents built, PDF or workbook made of them."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop.printing.catalogue import Form, Variant
from banfu_desktop.printing.paper import KINDS, Paper, moved, pdf, xlsx
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.roles import Disclosed
from banfu_desktop.services import rooms
from banfu_desktop.services.door import Maker, Wish
from banfu_desktop.services.office import office, settings

__all__ = ["KINDS", "Paper", "find", "forms", "make", "moved", "pdf", "write", "xlsx"]
_VARIANTS: Mapping[Variant, str] = {"file": "存档", "full": "完整号码", "public": "公示"}
_UNNUMBERED = 1000


def _makers() -> Mapping[Form, Maker]:
    return rooms.merged("PAPERS")


def forms() -> Mapping[str, Form]:
    """Every form that a room offers, by its short name: those of the list of forms first, in its order."""
    ordered = sorted(_makers(), key=lambda form: form.number or _UNNUMBERED)
    return {form.name: form for form in ordered}


def find(name: str) -> Form:
    """The form of a short name or a Chinese label.

    Raises:
        UserError: no such form; the advice lists those there are.
    """
    return _offered(name)[0]


def _offered(name: str) -> tuple[Form, Maker]:
    """A form and who makes it; the doors are opened one after the other, until it is found."""
    for papers in rooms.offered("PAPERS"):
        for form, maker in papers.items():
            if name in (form.name, form.label):
                return form, maker
    raise UserError(f"没有名为“{name}”的表", "可选：" + "、".join(form.label for form in forms().values()))


def make(
    session: Session,
    form: str,
    *,
    month: Month | None = None,
    year: int | None = None,
    payer: str | None = None,
    variant: Variant = "file",
    now: datetime,
    today: date,
    offset_mm: tuple[float, float] = (0.0, 0.0),
    on_record: bool = True,
) -> Paper:
    """Make a form, by its short name or its Chinese label.

    The full variant is recorded as a disclosure, so it needs a session that writes. The roster is of `month`
    where one is given, else of `today`.

    Args:
        payer: the paying or posting unit whose paper is wanted alone.
        offset_mm: how far to the right and down this printer needs everything.
        on_record: whether a full variant is put on record here; who passes False does it for many at once.

    Raises:
        UserError: no such form or variant, no month or year given, no such unit, a month not made yet,
            nothing to print.
    """
    chosen, maker = _offered(form)
    if not chosen.has(variant):
        raise UserError(f"{chosen.label}没有{_VARIANTS[variant]}版", "请打印存档版")
    if payer is not None and not chosen.per_payer:
        raise UserError(f"{chosen.label}不分单位", "请不要写明单位")
    of_month, of_year = _month(chosen, month, today), _year(chosen, year, today)
    wish = Wish(of_month, of_year, payer, variant, now, today, month_given=month is not None)
    documents = maker(session, wish)
    two_up = settings.value_on(session, "two_on_a4", today)
    paper = Paper(_name(chosen, wish, month), documents, chosen.outputs, two_up=two_up)
    if not documents:
        raise UserError(f"{paper.name}没有内容", "请核对月份，以及任职和考勤登记")
    if wish.full and on_record:
        office.disclose(session, Disclosed.FULL_PRINT, paper.name, now)
    return moved(paper, offset_mm)


def write(paper: Paper, path: Path, *, archival: bool = False) -> None:
    """Save a paper as the kind of file its suffix says; whole or not at all.

    Args:
        archival: whether a PDF keeps the rules of PDF/A-2u.

    Raises:
        UserError: neither .pdf nor .xlsx, no PDF where one for the archive is wanted, or the place cannot be
            written.
        MachineError: the disk is full or fails; an older file is untouched.
    """
    from banfu_desktop.exchange.saving import refuse_target, write_file

    refuse_target(path, *((".pdf",) if archival else KINDS))
    write_file(pdf(paper, archival=True) if archival else KINDS[path.suffix.lower()](paper), path)


def _month(form: Form, month: Month | None, today: date) -> Month:
    if form.period == "month" and month is None:
        raise UserError(f"没有写明打印哪个月的{form.label}", f"请写明月份，如 {Month.of(today)}")
    return month or Month.of(today)


def _year(form: Form, year: int | None, today: date) -> int:
    if form.period == "year" and year is None:
        raise UserError(f"没有写明打印哪一年的{form.label}", f"请写明年度，如 {today.year}")
    return today.year if year is None else year


def _name(form: Form, wish: Wish, month: Month | None) -> str:
    period = f"{wish.year}年" if form.period == "year" else month.label if month else ""
    payer = f"（{wish.payer}）" if wish.payer else ""
    variant = "" if wish.variant == "file" else f"（{_VARIANTS[wish.variant]}版）"
    return f"{period}{form.label}{payer}{variant}"
