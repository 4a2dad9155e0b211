"""A choice of the office's own, made beside a list: from when on, and what was chosen before."""

from collections.abc import Iterable

from banfu_desktop.services.office import settings
from banfu_desktop.services.office.settings import Chosen
from banfu_desktop.tables.settings import SETTINGS
from banfu_desktop.tables.spec import Kind
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values


def choosing(name: str, values: Values) -> Saving:
    """How a choice is stored, of the form tables.settings.CHOICE (KeyError: no such setting)."""
    field, start, note = SETTINGS[name], values["effective_from"], values["note"] or ""
    raw = field.show(values[name]) if field.kind is Kind.MONEY else values[name]
    return Saving(
        f"设置{field.label}",
        lambda session: settings.choose(session, name, raw, start, note),
        said=f"{field.label}：自 {start} 起生效",
        undo=False,
    )


def before(chosen: Iterable[Chosen]) -> list[Fact]:
    """What was chosen, each from when on and why."""
    return [Fact(_told(one), "", "secondary") for one in chosen]


def _told(chosen: Chosen) -> str:
    note = f"（{chosen.note}）" if chosen.note else ""
    return f"{chosen.effective_from}起：{chosen.shown or '未设'}{note}"
