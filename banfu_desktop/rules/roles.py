"""Who may do what, where an office has switched roles on."""

from banfu_desktop.rules.words import Word


class Role(Word):
    """Whose password opened the office."""

    CLERK = "clerk", "经办"
    REVIEWER = "reviewer", "审核"
    VISITOR = "visitor", "只读"
