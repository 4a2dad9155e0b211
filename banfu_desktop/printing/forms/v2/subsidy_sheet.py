"""Form 1 of one payer with its number, its version, and what of it the bank pays; also as a 补发表."""

from dataclasses import dataclass, replace

from banfu_desktop.printing.engine.blocks import Document, Facts, Legend, Title
from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.printing.forms.v1 import subsidy_sheet
from banfu_desktop.printing.forms.v1.subsidy_sheet import Line
from banfu_desktop.printing.forms.v2.style import STYLE
from banfu_desktop.rules.dates import Month

_SUPPLEMENT = "驻镇帮扶工作补助补发表"


@dataclass(frozen=True)
class Sheet:
    """What one payer pays for a month, or makes up for on a 补发表.

    Attributes:
        number: the running number, or when there will be one.
        version: 第2版，代替…; empty for a first.
        as_of: the day 在岗 is counted to on a sheet sealed before the month was over.
        left_out: who was left off (暂缓).
        bank: how the total divides into what the bank list pays and what it does not.
        supplement: the months a 补发表 is for; empty on a month's sheet.
    """

    payer: str
    team: str
    month: Month
    document_no: str
    lines: tuple[Line, ...]
    imprint: Imprint
    number: str
    version: str = ""
    as_of: str = ""
    left_out: str = ""
    bank: str = ""
    supplement: str = ""


def build(data: Sheet) -> tuple[Document, ...]:
    """The sheet of one payer, ready to be signed and stamped."""
    plain = subsidy_sheet.Sheet(data.payer, data.team, data.month, data.document_no, data.lines, data.imprint)
    (document,) = subsidy_sheet.build(plain)
    title, _, grid, basis, *rest = document.blocks
    assert isinstance(basis, Legend)
    name, period = document.name, data.month.label
    if data.supplement:
        title, name, period = (
            Title(_SUPPLEMENT),
            f"{_SUPPLEMENT}{data.number}（{data.payer}）",
            data.supplement,
        )
    version = f"（{data.version}）" if data.version else ""
    middle = f"发放单位：{data.payer}　　{period}　　编号：{data.number}{version}"
    facts = Facts(f"填报单位（盖章）：{data.team}", middle, "单位：元")
    said = "。".join(text for text in (data.as_of, data.left_out, data.bank, basis.text) if text)
    return (replace(document, name=name, blocks=(title, facts, grid, Legend(said), *rest), style=STYLE),)


SAMPLE = Sheet(
    **{name: getattr(subsidy_sheet.SAMPLE, name) for name in subsidy_sheet.SAMPLE.__dataclass_fields__},
    number="2026年第037号",
    version="第2版，代替2026年第031号",
    bank="合计 1,933.33＝银行代发 1,933.33＋未列入代发 0.00",
)
