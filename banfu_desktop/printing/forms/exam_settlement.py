"""Form 31, 体检费用结算单: the exams of a year one unit bears (六(二))."""

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import settlement_parts
from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.printing.forms.settlement_parts import Line, Settlement

TITLE = "体检费用结算单"


def build(data: Settlement) -> tuple[Document, ...]:
    """The sheet of one unit."""
    return settlement_parts.build(data, TITLE, "体检日期", "体检机构", "费用")


SAMPLE = Settlement(
    team="梅坑镇驻镇帮扶工作队",
    payer="县林业局",
    year=2026,
    lines=(
        Line("巫启明", "县林业局", "2026.05.12", "新丰县人民医院", 68_000),
        Line("阿卜杜热合曼·买买提", "县林业局", "2026.11.20", "新丰县中医院健康体检中心", 72_050),
    ),
    imprint=Imprint("2026-12-01 10:00"),
)
