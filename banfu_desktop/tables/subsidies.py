"""The monthly subsidy (六(一)): lines of a sheet, the clerk's ruling, differences, and who is not paid."""

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
        Field("difference_fen", "差额", Kind.MONEY, width=90, help="正数补发，负数扣回"),
        Field("reason", "原因", Kind.NOTE, width=240),
    ),
)
