"""A page that is no list: one sentence."""

from typing import Any

from PySide6.QtWidgets import QWidget

from banfu_desktop.ui.look.widgets import card, column, label, named
from banfu_desktop.ui.page.page import Page
from banfu_desktop.ui.tasks import Query


class StartPage(Page):
    """Says how many people there are."""

    room, title = "start", "首页"
    watches = frozenset({"people"})

    def build(self) -> QWidget:
        """A card."""
        self._text = label("", "heading", name="sentence")
        content = named(QWidget(), "start", "首页")
        content.setLayout(column(card(column(self._text), "start-card", "本月待办"), None))
        return content

    def query(self) -> Query:
        """How many."""
        return lambda session: len(session.people)

    def fill(self, data: Any) -> None:
        """In a sentence."""
        self._text.setText(f"{data} 人" if data else "没有待办事项")

    def visit(self, where: object) -> None:
        """Remember what was asked for."""
        super().visit(where)
        self.visited = where
