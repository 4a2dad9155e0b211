"""What the window asks for deeds of the subsidy: decisions, payments, corrections, the start of use."""

from banfu_desktop.tables.spec import Field, Kind, Table

DECISION = Table(
    name="decision",
    label="扣减决定",
    fields=(
        Field(
            "deducted_fen", "扣减（元）", Kind.MONEY, required=True, clause="本单位自定", help="填 0 是不扣"
        ),
        Field("reason", "原因", Kind.NOTE, required=True, longest=100, help="扣或者不扣都写明，印在备注栏"),
    ),
)

PAYMENT = Table(
    name="payment",
    label="登记发放",
    fields=(
        Field("paid_on", "发放日期", Kind.DATE, required=True),
        Field("reference", "凭证或银行流水号", longest=60),
    ),
)

CORRECTION = Table(
    name="payment_correction",
    label="更正发放",
    fields=(
        Field("paid_on", "发放日期", Kind.DATE, required=True),
        Field("reference", "凭证或银行流水号", longest=60, help="留空是不改"),
        Field("reason", "更正的原因", Kind.NOTE, required=True, longest=60),
    ),
)

COLLECTED = Table(
    name="collected",
    label="已收回",
    fields=(
        Field("collected_on", "收回日期", Kind.DATE, required=True),
        Field("paper", "凭证", longest=60, help="收据、回单或结算单的编号"),
    ),
)

SUPPLEMENT = Table(
    name="supplement",
    label="补发表",
    fields=(
        Field("payer", "发放单位", width=170, editable=False),
        Field("months_said", "月份", width=200, editable=False),
        Field("people_said", "人员", width=200, editable=False),
        Field("net_fen", "金额", Kind.MONEY, width=96, editable=False),
        Field("state", "状态", width=150, editable=False),
    ),
)

START = Table(
    name="start_of_use",
    label="启用月份",
    fields=(
        Field(
            "month",
            "从这个月起在这里编制",
            Kind.MONTH,
            required=True,
            help="以前的月份已在纸上发放，不编制也不比较",
        ),
    ),
)
