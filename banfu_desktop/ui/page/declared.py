"""What the class of a list page says of its columns, checked as soon as the class is made."""

import dataclasses
from collections.abc import Iterable, Mapping

from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.page.table_model import Tones


def refuse_unknown_names(
    page: str,
    table: Table,
    rows: type,
    *,
    key: str,
    filters: Iterable[str],
    preset: Mapping[str, str],
    tones: Tones,
) -> None:
    """Refuse a page that names what is not there: it would fail, or filter nothing, only when visited.

    Args:
        page: the class's name, for the message.
        table: the columns; each must be an attribute of a row, as `key` and the filters must.
        rows: the dataclass of a row.

    Raises:
        TypeError: says which name of which page leads nowhere.
    """
    fields = {field.name: field for field in table.fields}
    attributes = {*dir(rows), *(field.name for field in dataclasses.fields(rows))}
    shown = {field.name for field in table.listed}
    wrong = [
        *(f"the filter {name} is no field of {table.name}" for name in filters if name not in fields),
        *(f"the preset {name} is no filter" for name in preset if name not in filters),
        *(f"the tone {name} is no column of {table.name}" for name in tones if name not in shown),
        *(f"the field {name} is no attribute of {rows.__name__}"
          for name in (key, *shown, *filters) if name not in attributes),
    ]  # fmt: skip
    for name, label in preset.items():
        words = fields[name].words if name in fields else None
        if words is not None and label not in words.labels():
            wrong.append(f"the preset {name} is none of its words: {label}")
    if wrong:
        raise TypeError(f"{page}: {'; '.join(wrong)}")
