"""Form 1 of one payer, as wide and high as what stands in it needs, with 封存时间 (六(一))."""

from dataclasses import replace

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Signatures, Title
from banfu_desktop.printing.forms.parts import PAY_SIGNERS, Imprint
from banfu_desktop.printing.forms.v2 import subsidy_sheet
from banfu_desktop.printing.forms.v2.subsidy_sheet import Line, Sheet
from banfu_desktop.printing.forms.v3.style import STYLE

__all__ = ["SAMPLE", "Line", "Sheet", "build"]
_TITLE, _SUPPLEMENT = "驻镇帮扶工作补助发放表", "驻镇帮扶工作补助补发表"
_ACCOUNT, _NET = 13, 12
_MASKED, _FULL = Column("账号\n(尾4位)", 14), Column("开户行及账号", 38)
_COLUMNS = (
    Column("序号", 8),
    Column("姓名", 20),
    Column("派出单位", 20),
    Column("队内\n职务", 12),
    Column("补助\n月份", 15),
    Column("应在岗\n天数", 11),
    Column("在岗\n天数", 10),
    Column("请假\n天数", 10),
    Column("标准", 16, money=True),
    Column("应发", 16, money=True, summed=True),
    Column("扣减", 14, money=True, summed=True),
    Column("补发\n扣回", 14, money=True, summed=True),
    Column("实发", 17, money=True, summed=True),
    _MASKED,
    Column("领款人\n签字", 19),
    Column("领款\n日期", 14),
    Column("备注", 24, align="left"),
)


def build(data: Sheet) -> tuple[Document, ...]:
    """The sheet of one payer, ready to be signed and stamped."""
    title = _SUPPLEMENT if data.supplement else _TITLE
    period = data.supplement or data.month.label
    account = _FULL if data.imprint.full else _MASKED
    columns = (*_COLUMNS[:_ACCOUNT], account, *_COLUMNS[_ACCOUNT + 1 :])
    rows = tuple(line.row(number) for number, line in enumerate(data.lines, 1))
    below = "　".join(text for text in (data.version, data.as_of) if text)
    named = f"{title}{data.number}" if data.supplement else f"{period}{title}"
    document = Document(
        name=f"{named}（{data.payer}）",
        blocks=(
            Title(title, below),
            Facts(
                f"填报单位（盖章）：{data.team}",
                f"发放单位：{data.payer}　{period}",
                f"编号：{data.number}　单位：元",
            ),
            Grid(columns, rows, capital_of=_NET, row_height=10, low=8, size=10),
            Legend("".join(f"{text}。" for text in _foot(data) if text)),
            Signatures(PAY_SIGNERS),
        ),
        landscape=True,
        check_code=data.imprint.check_code,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
        sealed_at=data.imprint.sealed_at,
        watermark=data.imprint.watermark,
        style=STYLE,
    )
    return (document,)


def _foot(data: Sheet) -> tuple[str, ...]:
    """Who was left off, what of the total the bank pays, and what it rests on."""
    basis = f"依据：{data.document_no}六(一)，含伙食补助；实发＝应发－扣减＋补发扣回"
    days = "" if data.supplement else "；在岗天数为工作日，值班另计"
    return data.left_out, data.alone, data.bank, basis + days


SAMPLE = replace(subsidy_sheet.SAMPLE, imprint=Imprint("", "K7QM-2XWA", sealed_at="2026-11-02 09:30"))
