"""A page that shows nothing, at the foot of the rooms."""

from banfu_desktop.ui.page.page import Page


class SettingsPage(Page):
    """Nothing."""

    room, title = "settings", "设置"
