"""The transfer list of the subsidy in the bank's own columns, as the office has set them."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Column, Document, Grid
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.subsidies_payroll import BankColumn, bank_columns
from banfu_desktop.services.door import Documents
from banfu_desktop.services.office import settings


def in_bank_columns(session: Session, month: Month, lists: Documents) -> Documents:
    """The lists rearranged by the template in force in a month; as they are where the office has none.

    Who could not be put on a list stays beside it in our own words.
    """
    template = bank_columns(settings.value_on(session, "payroll_columns", month.last) or "")
    return tuple(_rearranged(document, template) for document in lists) if template else lists


def _rearranged(document: Document, template: tuple[BankColumn, ...]) -> Document:
    grid, *below = document.blocks
    if not isinstance(grid, Grid):  # the list to sign
        return document
    places = {column.label: number for number, column in enumerate(grid.columns)}
    if "账号" not in places:
        return document
    columns = tuple(_column(grid, places, one) for one in template)
    rows = tuple(
        tuple(row[places[one.column]] if one.column else "" for one in template) for row in grid.rows
    )
    return replace(document, blocks=(replace(grid, columns=columns, rows=rows), *below))


def _column(grid: Grid, places: Mapping[str, int], wanted: BankColumn) -> Column:
    if wanted.column is None:
        return Column(wanted.heading, 20)
    return replace(grid.columns[places[wanted.column]], label=wanted.heading)
