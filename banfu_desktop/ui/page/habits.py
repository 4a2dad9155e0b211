"""Choices that the settings of an office and of a county offer alike: the size of letters, kinds of days."""

from banfu_desktop.rules.words import Word

SCALE = "window/scale"
"""Where the size of letters is kept, by its label."""


class Size(Word):
    """How large everything is drawn; the labels are those of look.Scale."""

    STANDARD = "standard", "标准"
    LARGE = "large", "大"
    HUGE = "huge", "特大"


class DayKind(Word):
    """What a day is that differs from the public calendar."""

    OFF = "off", "休息"
    WORK = "work", "上班"
