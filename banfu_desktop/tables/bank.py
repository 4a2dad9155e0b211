"""银行对账: what is read of a statement, whatever the bank calls it, and both sides of a comparison."""

from dataclasses import replace

from banfu_desktop.rules.bank import Direction
from banfu_desktop.tables.spec import Field, Kind, Table

_DAY = (
    "交易时间", "交易日", "交易日期时间", "交易日期及时间", "交易时间(戳)", "记账日期", "记账日",
    "入账日期", "入账时间", "日期", "会计日期", "发生日期", "记账时间", "起息日", "起息日期",
)  # fmt: skip
_IN = (
    "收入金额", "贷方", "贷方金额", "贷方发生额", "贷方发生额(收入)", "贷方(入账)", "贷方(收入)",
    "收入(贷方)", "记账金额(收入)", "存入", "存入金额", "转入", "转入金额", "入账金额", "收方金额",
    "收方发生额", "贷", "贷方发生金额", "贷方交易金额", "贷方(收)", "收入发生额", "收入(元)",
    "交易金额(收入)", "收款金额", "汇入金额", "进账金额",
)  # fmt: skip
_OUT = (
    "支出金额", "借方", "借方金额", "借方发生额", "借方发生额(支取)", "借方(出账)", "借方(支出)",
    "支出(借方)", "记账金额(支出)", "支取", "支取金额", "取出", "取出金额", "转出", "转出金额", "出账金额",
    "付方金额", "付方发生额", "付出金额", "借", "借方发生金额", "借方交易金额", "借方(付)",
    "借方发生额(支出)", "支出发生额", "交易金额(支出)", "付款金额", "汇出金额",
)  # fmt: skip
_PARTY = (
    "对方名称", "对方账户名称", "对方账户名", "对方账号名称", "对方单位", "对方单位名称", "对方客户名称",
    "对方姓名", "收(付)方名称", "收付方名称", "收/付方名称", "交易对手名称", "交易对手", "交易对方",
    "交易对方名称", "对手户名", "对手名称", "交易对手户名", "对手信息", "对方信息", "往来户名", "对方",
)  # fmt: skip
_DIRECTION = (
    "借贷", "借/贷", "借贷方向", "借贷标识", "借贷标记", "借贷类型", "收支", "收/支", "收/付", "收付标志",
    "收付", "收支标志", "收支方向", "收支类型", "收支标识", "交易方向", "资金方向", "来往账标识", "来往账",
)  # fmt: skip
_BALANCE = (
    "账户余额", "本次余额", "账面余额", "交易后余额", "交易余额", "联机余额", "当前余额", "可用余额",
)  # fmt: skip
_PAYER, _PAYEE = ("付款人", "付款方名称", "付款方户名"), ("收款人", "收款方名称", "收款方户名")
_SUMMARY = (
    "业务摘要", "交易摘要", "摘要内容", "交易说明", "用途", "交易用途", "附言", "交易附言", "客户附言",
    "客户摘要", "其他摘要", "业务名称", "交易名称", "备注",
)  # fmt: skip

STATEMENT = Table(
    name="statement",
    label="银行流水",
    title="银行流水",
    fields=(
        Field("dated", "交易日期", Kind.DATE, required=True, width=96, synonyms=_DAY),
        Field("in_fen", "收入", Kind.MONEY, width=96, synonyms=_IN),
        Field("out_fen", "支出", Kind.MONEY, width=96, synonyms=_OUT),
        Field(
            "amount_fen", "交易金额", Kind.MONEY, listed=False,
            synonyms=("发生额", "金额", "发生金额", "交易额", "记账金额", "本次发生额"),
        ),
        Field("direction", "借贷标志", Kind.CHOICE, words=Direction, listed=False, synonyms=_DIRECTION),
        Field(
            "balance_fen", "余额", Kind.MONEY, width=104, summed=False,
            synonyms=_BALANCE,
        ),
        Field("party", "对方户名", width=150, longest=200, synonyms=_PARTY),
        Field("payer", "付款人名称", listed=False, longest=200, synonyms=_PAYER),
        Field("payee", "收款人名称", listed=False, longest=200, synonyms=_PAYEE),
        Field("summary", "摘要", width=150, longest=400, synonyms=_SUMMARY),
        Field("clock", "时间", listed=False, longest=40),
    ),
)  # fmt: skip
"""The dictionary of a statement: 借, 付, 往账 are money out and 贷, 收, 来账 money in – the bank's side.

Of several columns of one meaning the first synonym is the best. `clock` has no heading of its own: it is a
further column of 交易日期 that holds the time of day.
"""

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
        Field("number", "凭证号", width=116, whole=True),
        *_SIDE,
        Field("who", "收款人", width=86),
        Field("what", "摘要", width=108),
        Field("mark", "对账", width=72),
    ),
)
"""The book's side."""
