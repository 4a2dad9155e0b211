"""What the home page asks: until when a reminder is put off, and why one is let be."""

from banfu_desktop.tables.spec import Field, Kind, Table

LATER = Table(
    name="later",
    label="稍后提醒",
    fields=(Field("until", "提醒日期", Kind.DATE, required=True, help="到这一天再提醒"),),
)
KNOWN = Table(
    name="known",
    label="已知悉",
    fields=(Field("reason", "原因", Kind.NOTE, required=True, longest=200, help="为什么不用办"),),
)
