"""Annex 1: which units are paired with which town (clause 一)."""

from banfu_desktop.rules.words import TownKind
from banfu_desktop.tables.spec import Field, Kind, Table

_UNITS = "多个单位用“、”隔开"

PAIRINGS = Table(
    name="pairings",
    label="组团结对",
    title="组团结对情况表",
    key=("town",),
    fields=(
        Field("position", "序号", Kind.WHOLE, width=60, editable=False),
        Field("town", "镇（街）", width=90, clause="一", editable=False),
        Field("kind", "镇类型", Kind.CHOICE, required=True, words=TownKind, width=120, clause="一"),
        Field("lead", "牵头单位", required=True, width=170, longest=200, clause="一", help=_UNITS),
        Field(
            "first_secretaries",
            "选派第一书记单位",
            Kind.NOTE,
            width=170,
            longest=500,
            clause="二(三)",
            help=f"{_UNITS}；县里自身帮扶的镇写明由哪些单位选派",
        ),
        Field(
            "members", "选派驻镇队员单位", Kind.NOTE, width=240, longest=1000, clause="二(一)", help=_UNITS
        ),
        Field("finance_assistant", "金融助理", width=120, longest=200, clause="二(二)"),
        Field("other_staff", "科技特派员等", Kind.NOTE, width=150, longest=500, clause="二(二)"),
    ),
)
