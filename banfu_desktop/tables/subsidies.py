"""The monthly subsidy (六(一)): lines of a sheet, the clerk's ruling, differences, and who is not paid."""

from banfu_desktop.rules.subsidies_sheets import RepaymentWay
from banfu_desktop.tables.spec import Field, Kind, Table

SUBSIDY_LINES = Table(
    name="subsidies",
    label="工作补助",
    title="驻镇帮扶工作补助",
    fields=(
        Field("name", "姓名", width=170, editable=False),
        Field("organisation", "派出单位", width=108, clause="六(一)", editable=False),
        Field(
            "payer",
            "发放单位",
            width=112,
            clause="六(一)",
            help="由谁发放是设置项，默认派出单位",
            listed=False,
            editable=False,
        ),
        Field("role", "队内职务", width=84, editable=False),
        Field(
            "about",
            "补助月份",
            Kind.MONTH,
            width=84,
            help="补发、扣回的行是以前月份的",
            listed=False,
            editable=False,
        ),
        Field(
            "days_posted",
            "应在岗天数",
            Kind.WHOLE,
            width=84,
            help="本月任职期内的天数",
            listed=False,
            editable=False,
        ),
        Field("days", "在岗天数", Kind.WHOLE, width=84, help="在岗天数 / 当月天数", editable=False),
        Field(
            "rate_fen",
            "标准",
            Kind.MONEY,
            width=84,
            clause="六(一)",
            help="每月标准",
            editable=False,
            summed=False,
        ),
        Field("gross_fen", "应发", Kind.MONEY, width=84, editable=False),
        Field("deduction_fen", "扣减", Kind.MONEY, width=84, help="不自动扣减，每笔都有原因", editable=False),
        Field("net_fen", "实发", Kind.MONEY, width=84, help="应发减扣减", editable=False),
        Field("note", "说明", Kind.NOTE, width=330, help="到岗、离岗、请假和扣减原因", editable=False),
    ),
)

RULINGS = Table(
    name="rulings",
    label="扣减",
    fields=(
        Field(
            "deducted_fen",
            "扣减（元）",
            Kind.MONEY,
            clause="本单位自定",
            help="由经办人决定，代替按设置算出的扣减；填 0 是不扣，留空按设置计算",
        ),
        Field("ruling", "原因", Kind.NOTE, help="有扣减时必须写明，印在发放表备注栏", longest=100),
    ),
)

ONE_OFFS = Table(
    name="one_offs",
    label="一次性补扣",
    fields=(
        Field("name", "姓名", required=True, width=120),
        Field("payer", "发放单位", required=True, width=140),
        Field("amount_fen", "金额（元）", Kind.MONEY, required=True, help="补发为正数，扣减为负数"),
        Field("reason", "原因", Kind.NOTE, required=True, longest=100, help="如补发启用前月份"),
        Field("paper_no", "依据文号", required=True, longest=60),
        Field("approved_by", "批准人", required=True, longest=30),
    ),
)

RECEIVABLES = Table(
    name="receivables",
    label="应收回",
    title="工作补助应收回",
    fields=(
        Field("name", "姓名", width=120, editable=False),
        Field("payer", "发放单位", width=140, editable=False),
        Field("months_said", "月份", width=170, editable=False),
        Field("owed_fen", "应退", Kind.MONEY, width=96, editable=False),
        Field("repaid_fen", "已收回", Kind.MONEY, width=96, editable=False),
        Field("open_fen", "应收回", Kind.MONEY, width=96, editable=False),
        Field("days", "天数", Kind.WHOLE, width=60, editable=False, summed=False),
    ),
)

REPAYMENTS = Table(
    name="repayments",
    label="收回",
    fields=(
        Field("amount_fen", "收回金额（元）", Kind.MONEY, required=True),
        Field("repaid_on", "收回日期", Kind.DATE, required=True),
        Field("way", "方式", Kind.CHOICE, required=True, words=RepaymentWay),
        Field("paper", "凭证", longest=60, help="收据、回单或结算单的编号"),
    ),
)

PAYMENTS = Table(
    name="payments",
    label="登记发放",
    fields=(
        Field("payer", "发放单位", required=True),
        Field("paid_on", "发放日期", Kind.DATE, required=True),
        Field("reference", "凭证号", longest=60, help="银行回单或凭证的编号"),
        Field("people", "只发了这些人", longest=200, help="姓名用顿号隔开；空着是全部"),
        Field("reason", "更正原因", longest=100, help="只在更正已登记的发放日期时填写"),
    ),
)

UNPAID = Table(
    name="unpaid",
    label="未发放",
    title="工作补助已封存未发放",
    fields=(
        Field("payer", "发放单位", width=140, editable=False),
        Field("month", "月份", Kind.MONTH, width=90, editable=False),
        Field("number", "编号", width=130, editable=False),
        Field("name", "姓名", width=120, editable=False),
        Field("net_fen", "实发", Kind.MONEY, width=96, editable=False),
        Field("days", "天数", Kind.WHOLE, width=60, editable=False, summed=False),
    ),
)

NOT_ENTITLED = Table(
    name="not_entitled",
    label="不发放",
    fields=(
        Field("name", "姓名", width=158),
        Field("organisation", "派出单位", width=140),
        Field("clause", "依据", width=76),
        Field("reason", "原因", Kind.NOTE, width=360),
    ),
)

DIFFERENCES = Table(
    name="differences",
    label="补发扣回",
    title="补发扣回明细",
    fields=(
        Field("name", "姓名", width=158),
        Field("payer", "发放单位", width=112),
        Field("month", "月份", Kind.MONTH, width=80),
        Field("paid_fen", "原实发", Kind.MONEY, width=90),
        Field("due_fen", "应实发", Kind.MONEY, width=90),
        Field("decided_fen", "差额", Kind.MONEY, width=90, help="正数补发，负数扣回；待决定的没有"),
        Field("reason", "原因", Kind.NOTE, width=240),
    ),
)
