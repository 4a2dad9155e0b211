"""Form 31, 意外险费用结算单: the policies of a year one unit bears, each person's part of them (六(二))."""

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import settlement_parts
from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.printing.forms.settlement_parts import Line, Settlement

TITLE = "意外险费用结算单"


def build(data: Settlement) -> tuple[Document, ...]:
    """The sheet of one unit."""
    return settlement_parts.build(data, TITLE, "保险期间", "保单号", "人均保费")


SAMPLE = Settlement(
    team="梅坑镇驻镇帮扶工作队",
    payer="县司法局",
    year=2026,
    lines=(
        Line("谭䶮", "县司法局", "2026.01.01\n2026.12.31", "PEAC202644020000012345", 30_001),
        Line("阿卜杜热合曼·买买提", "县林业局", "2026.10.20\n2026.12.31", "PEAC202644020000012345", 30_000),
    ),
    imprint=Imprint("2026-12-01 10:00"),
)
