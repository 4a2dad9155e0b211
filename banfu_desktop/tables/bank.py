"""银行对账: what is read of a statement, whatever the bank calls it, and both sides of a comparison."""

from dataclasses import replace

from banfu_desktop.rules.bank import Direction
from banfu_desktop.tables.spec import Field, Kind, Table

_DAY = ("交易日", "交易时间", "日期", "记账日期", "入账日期", "交易日期时间", "记账日", "起息日", "会计日期")
_IN = (
    "收入", "收入金额", "贷方", "贷方金额", "贷方发生额", "存入", "存入金额", "转入", "转入金额", "入账金额",
    "收方金额", "贷",
)  # fmt: skip
_OUT = (
    "支出", "支出金额", "借方", "借方金额", "借方发生额", "支取", "支取金额", "转出", "转出金额", "出账金额",
    "付方金额", "借",
)  # fmt: skip
_PARTY = (
    "对方名称", "对方账户名称", "对方账户名", "对方单位", "对方单位名称", "交易对手", "交易对方",
    "交易对手名称", "收付方名称", "对手户名", "收款人名称",
)  # fmt: skip
_DIRECTION = ("借贷", "借贷方向", "借贷标识", "收支", "收支标志", "收支类型", "借贷标记", "交易方向")

STATEMENT = Table(
    name="statement",
    label="银行流水",
    title="银行流水",
    fields=(
        Field("dated", "交易日期", Kind.DATE, required=True, width=96, synonyms=_DAY),
        Field("in_fen", "收入", Kind.MONEY, width=96, synonyms=_IN),
        Field("out_fen", "支出", Kind.MONEY, width=96, synonyms=_OUT),
        Field("amount_fen", "交易金额", Kind.MONEY, listed=False, synonyms=("发生额", "金额", "发生金额")),
        Field("direction", "借贷标志", Kind.CHOICE, words=Direction, listed=False, synonyms=_DIRECTION),
        Field(
            "balance_fen", "余额", Kind.MONEY, width=104, summed=False,
            synonyms=("账户余额", "本次余额", "账面余额", "可用余额", "联机余额", "交易后余额"),
        ),
        Field("party", "对方户名", width=150, longest=200, synonyms=_PARTY),
        Field(
            "summary", "摘要", width=150, longest=400,
            synonyms=("用途", "交易摘要", "附言", "交易说明", "摘要内容", "业务摘要"),
        ),
    ),
)  # fmt: skip

STATEMENT_LIST = replace(STATEMENT, fields=STATEMENT.listed)
"""What is kept of a statement, for the list that is exported."""

_SIDE = (
    Field("dated", "日期", Kind.DATE, width=98),
    Field("net_fen", "金额", Kind.MONEY, width=92, help="收入为正，支出为负"),
)
LINES = Table(
    name="bank_lines",
    label="银行流水",
    title="银行流水",
    fields=(
        *_SIDE,
        Field("who", "对方户名", width=110),
        Field("what", "摘要", width=90),
        Field("mark", "对账", width=76),
    ),
)
"""The bank's side."""
BOOKED = Table(
    name="booked",
    label="账面凭证",
    fields=(
        Field("number", "凭证号", width=92),
        *_SIDE,
        Field("who", "收款人", width=86),
        Field("what", "摘要", width=108),
        Field("mark", "对账", width=72),
    ),
)
"""The book's side."""
