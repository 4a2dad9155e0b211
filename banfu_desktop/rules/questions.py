"""Questions between the county and a town: how far one has come."""

from banfu_desktop.rules.words import Word


class QuestionState(Word):
    """How far a question of the county has come; only the county closes it."""

    ASKED = "asked", "待发"
    SENT = "sent", "已发出"
    DELIVERED = "delivered", "已送达"
    ANSWERED = "answered", "镇里已答"
    CLOSED = "closed", "已结"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self is not QuestionState.CLOSED
