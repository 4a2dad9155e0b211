"""工作经费 (七): vouchers, books and categories as lists and forms show them; what an office begins with."""

from typing import Any

from banfu_desktop.rules.funds import Allowed, BookKind, DoubleSign, Flow, VoucherState
from banfu_desktop.tables.members import OWN_CHOICE
from banfu_desktop.tables.spec import Field, Kind, Table

_DATED = Field("dated", "日期", Kind.DATE, True, "凭证日期，不晚于今天", width=96, synonyms=("记账日期",))
_SUMMARY = Field(
    "summary",
    "摘要",
    required=True,
    help="可从用过的摘要中选",
    width=216,
    longest=60,
    synonyms=("事由",),
    kept=True,
)
_PAYEE = Field("payee", "收款人", help="收款单位或个人；收入填付款单位", width=132, longest=60)
_HANDLER = Field("handler", "经办人", width=80, longest=20, listed=False)

VOUCHERS = Table(
    name="vouchers",
    label="凭证",
    title="工作经费收支台账",
    fields=(
        _DATED,
        Field(
            "said_number", "凭证号", width=86, whole=True, help="记账时编号，每本账每年连续", editable=False
        ),
        _SUMMARY,
        Field("in_fen", "收入", Kind.MONEY, width=96, editable=False, red=True),
        Field("out_fen", "支出", Kind.MONEY, width=96, editable=False, red=True),
        Field("balance_fen", "余额", Kind.MONEY, width=104, editable=False, summed=False),
        Field("category", "科目", width=116, editable=False),
        _PAYEE,
        Field("state", "状态", Kind.CHOICE, words=VoucherState, width=76, editable=False),
        Field("signers", "审批", width=120, listed=False, editable=False),
        _HANDLER,
        Field("invoice_numbers", "发票号", width=120, listed=False, editable=False),
        Field("attachments", "附件数", Kind.WHOLE, width=64, listed=False, editable=False),
    ),
)

VOUCHER_FORM = Table(
    name="voucher_form",
    label="凭证",
    fields=(
        _DATED,
        Field("category_id", "科目", Kind.REFERENCE, True, "收入、支出由科目决定", "七", named_by="category"),
        _SUMMARY,
        Field("amount_fen", "金额（元）", Kind.MONEY, True, "与发票合计一致", red=True),
        _PAYEE,
        _HANDLER,
        Field("witnesses", "证明人", longest=40),
        Field("leader", "队长签字", longest=20, clause="四(四)", help="支出须队长签字"),
        Field("leader_on", "队长签字日期", Kind.DATE),
        Field("secretary", "镇党委书记签字", longest=20, clause="四(四)", help="设置要求双签时必须填写"),
        Field("secretary_on", "书记签字日期", Kind.DATE),
        Field(
            "override_reason",
            "例外原因",
            Kind.NOTE,
            help="科目不得列支时，写明原因才能记账；原因留在操作留痕中",
            longest=200,
            clause="七",
        ),
        Field(
            "project_id",
            "所属项目",
            Kind.REFERENCE,
            clause="四(四)",
            help="双签项目的支出选项目；双签完成后才能记账",
            named_by="project",
        ),
        Field("about_year", "所属年度", Kind.WHOLE, help="拨款属于哪一年的经费，留空为当年"),
        Field("remark", "备注", Kind.NOTE, longest=100),
    ),
)
"""What the clerk fills in; the number is given when it is posted."""

BOOKS = Table(
    name="books",
    label="账本",
    title="工作经费账本",
    key=("name",),
    fields=(
        Field("name", "账本", required=True, help="如 工作队工作经费", width=200, longest=40),
        Field("kind", "类别", Kind.CHOICE, True, words=BookKind, width=130, clause="七"),
        Field("source", "资金来源", required=True, help="如 县财政、东莞帮扶", width=120, longest=40),
        Field("village", "村", help="驻村第一书记经费填村名", width=100, longest=40),
        Field("year", "年度", Kind.WHOLE, True, width=70),
        Field("opening_fen", "年初结转", Kind.MONEY, help="启用时账上的余额", width=110),
        Field("budget_fen", "本年应拨", Kind.MONEY, help="本年度安排的经费", width=110),
        Field("remark", "备注", Kind.NOTE, listed=False),
    ),
)

CATEGORIES = Table(
    name="categories",
    label="科目",
    title="工作经费科目",
    key=("name",),
    fields=(
        Field("name", "科目", required=True, width=160, longest=20),
        Field("flow", "性质", Kind.CHOICE, True, words=Flow, width=90),
        Field("allowed", "列支", Kind.CHOICE, True, words=Allowed, width=90),
        Field("clause", "依据", width=108, longest=20, help="通知条款，或本单位自定"),
        Field("note", "说明", Kind.NOTE, width=240, longest=60),
        Field("retired", "停用", Kind.FLAG, width=60),
    ),
)

LEDGER_FILE = Table(
    name="ledger_file",
    label="收支台账",
    title="工作经费收支台账",
    fields=(
        _DATED,
        Field("number", "凭证号", Kind.WHOLE, synonyms=("号数", "凭证编号")),
        _SUMMARY,
        Field("category", "科目/用途", synonyms=("科目", "用途", "类别"), longest=20),
        Field("in_fen", "收入", Kind.MONEY, synonyms=("收入金额", "借方"), red=True),
        Field("out_fen", "支出", Kind.MONEY, synonyms=("支出金额", "贷方"), red=True),
        Field("balance_fen", "余额", Kind.MONEY, synonyms=("结余",)),
        Field("payee", "收款人", longest=60, synonyms=("收款单位",)),
        Field("handler", "经办人", longest=20, synonyms=("经办",)),
        Field("signers", "审批", longest=40, synonyms=("审批(双签)", "审批（双签）", "审批人")),
        Field("invoice_numbers", "发票号", longest=200, synonyms=("发票号码",)),
        Field("attachments", "附件数", Kind.WHOLE, synonyms=("附件", "附件张数")),
    ),
)
"""The columns of form 11 as an office's own ledger has them; also those of our export."""

_IN_WORDS = (
    "收入金额",
    "借方(收入)",
    "收入(借方)",
    "借方",
    "借方金额",
    "借方发生额",
    "收方",
    "收款",
    "收入(元)",
    "收",
    "本期收入",
)
_OUT_WORDS = (
    "支出金额",
    "贷方(支出)",
    "支出(贷方)",
    "贷方",
    "贷方金额",
    "贷方发生额",
    "付方",
    "付款",
    "支出(元)",
    "付",
    "支",
    "本期支出",
)
_DAY_WORDS = ("记账日期", "凭证日期", "业务日期", "发生日期", "时间", "年月日")
_MARK_WORDS = ("号数", "凭证编号", "凭证字号", "记账凭证号", "凭证号数", "号", "字号", "凭证号码")
LEDGER_SHEET = Table(
    name="ledger_sheet",
    label="收支台账",
    title="工作经费收支台账",
    fields=(
        Field("dated", "日期", Kind.DATE, required=True, synonyms=_DAY_WORDS),
        Field("month", "月", longest=10, synonyms=("月份",)),
        Field("day", "日", longest=10),
        Field("word", "凭证字", longest=10, synonyms=("字", "凭证种类")),
        Field("number", "凭证号", longest=30, synonyms=_MARK_WORDS),
        Field(
            "summary",
            "摘要",
            required=True,
            longest=60,
            synonyms=("事由", "内容", "业务内容", "项目内容", "说明"),
        ),
        Field(
            "category",
            "科目/用途",
            longest=20,
            synonyms=("科目", "用途", "对方科目", "类别", "会计科目", "支出类别"),
        ),
        Field("in_fen", "收入", Kind.MONEY, synonyms=_IN_WORDS),
        Field("out_fen", "支出", Kind.MONEY, synonyms=_OUT_WORDS),
        Field("side", "借或贷", longest=4, synonyms=("方向", "余额方向", "借/贷", "借贷")),
        Field(
            "balance_fen", "余额", Kind.MONEY, synonyms=("结余", "结存", "余额(元)", "结余金额", "账面余额")
        ),
        Field("payee", "收款人", longest=60, synonyms=("收款单位", "对方单位", "往来单位")),
        Field("handler", "经办人", longest=20, synonyms=("经办", "经手人")),
        Field("signers", "审批", longest=40, synonyms=("审批(双签)", "审批（双签）", "审批人")),
        Field("invoice_numbers", "发票号", longest=200, synonyms=("发票号码",)),
        Field("attachments", "附件数", longest=20, synonyms=("附件", "附件张数")),
    ),
)
"""The dictionary of an office's own ledger: 借方 is money in there and 贷方 out, the office's side."""

_UNIT_PAYS = "由派出单位承担"
_DAILY = "宣传和日常工作"
FIRST_CATEGORIES: tuple[tuple[str, Flow, Allowed, str, str], ...] = (
    ("年度拨款", Flow.ALLOTMENT, Allowed.YES, "七", "县财政按年度拨付"),
    ("县财政", Flow.INCOME, Allowed.YES, "七", "年度拨款以外的县财政资金"),
    ("派出单位", Flow.INCOME, Allowed.YES, "七", "派出单位支持的资金"),
    ("社会捐赠", Flow.INCOME, Allowed.YES, "七", "动员的社会资金"),
    ("自筹", Flow.INCOME, Allowed.YES, OWN_CHOICE, ""),
    ("宣传印刷", Flow.EXPENSE, Allowed.YES, "七", _DAILY),
    ("横幅展板", Flow.EXPENSE, Allowed.YES, "七", _DAILY),
    ("办公耗材", Flow.EXPENSE, Allowed.YES, "七", _DAILY),
    ("会议资料", Flow.EXPENSE, Allowed.YES, "七", _DAILY),
    ("办公网络水电", Flow.EXPENSE, Allowed.YES, "七", _DAILY),
    ("邮寄", Flow.EXPENSE, Allowed.YES, "七", _DAILY),
    ("小维修", Flow.EXPENSE, Allowed.YES, "七", _DAILY),
    ("下乡交通", Flow.EXPENSE, Allowed.WARN, "七", "往返驻地的交通费由派出单位报销"),
    ("设备购置", Flow.EXPENSE, Allowed.WARN, "七", "须登记资产卡片"),
    ("工作补助", Flow.EXPENSE, Allowed.REFUSED, "六(一)", _UNIT_PAYS),
    ("体检费", Flow.EXPENSE, Allowed.REFUSED, "六(二)", _UNIT_PAYS),
    ("意外伤害险", Flow.EXPENSE, Allowed.REFUSED, "六(二)", _UNIT_PAYS),
    ("医疗费", Flow.EXPENSE, Allowed.REFUSED, "六(二)", _UNIT_PAYS),
    ("往返交通费", Flow.EXPENSE, Allowed.REFUSED, "六(二)", _UNIT_PAYS),
    ("津补贴奖金慰问", Flow.EXPENSE, Allowed.REFUSED, "七", "不是宣传和日常工作"),
    ("烟酒礼品宴请", Flow.EXPENSE, Allowed.REFUSED, "七", "不是宣传和日常工作"),
    ("私车油费", Flow.EXPENSE, Allowed.REFUSED, "七", "不是宣传和日常工作"),
    ("个人用品", Flow.EXPENSE, Allowed.REFUSED, "七", "不是宣传和日常工作"),
    ("旅游", Flow.EXPENSE, Allowed.REFUSED, "七", "不是宣传和日常工作"),
    ("罚款", Flow.EXPENSE, Allowed.REFUSED, "七", "不是宣传和日常工作"),
    ("村级债务", Flow.EXPENSE, Allowed.REFUSED, "七", "不是宣传和日常工作"),
    ("工程项目", Flow.EXPENSE, Allowed.REFUSED, "七", "项目资金另按双签审批"),
    ("财政收回", Flow.RETURNED, Allowed.YES, "七", "年末结余由县财政收回"),
)
"""What an office's list of categories starts with; from then on it is the office's own data."""

FUND_SETTINGS: tuple[tuple[Field, Any], ...] = (
    (
        Field(
            "double_sign",
            "工作经费双签",
            Kind.CHOICE,
            True,
            "支出凭单何时须镇党委书记和队长共同签字",
            "四(四)",
            words=DoubleSign,
        ),
        DoubleSign.ALWAYS,
    ),
    (
        Field(
            "double_sign_above_fen",
            "双签金额线",
            Kind.MONEY,
            True,
            "选“超过金额”时，超过这个金额须双签",
        ),
        100_000,
    ),
    (
        Field(
            "fund_team_fen", "工作队年度工作经费", Kind.MONEY, True, "每队每年的工作经费，开账时使用", "七"
        ),
        5_000_000,
    ),
    (
        Field(
            "fund_village_fen",
            "驻村第一书记年度工作经费",
            Kind.MONEY,
            True,
            "每个县派第一书记的村每年的工作经费，开账时使用",
            "七",
        ),
        1_000_000,
    ),
    (Field("advance_days", "备用金核销期限", Kind.WHOLE, True, "借款后几天内核销，过期提示，0为不提示"), 30),
    (
        Field("fund_close_day", "经费月结日", Kind.WHOLE, True, "次月几日以前办完上月月结，0为不提示"),
        5,
    ),
    (
        Field("allotment_month", "拨款到账月份", Kind.WHOLE, True, "几月底还没有拨足的提示，0为不提示"),
        6,
    ),
)
"""What the office chooses about the fund, with its defaults; amounts in fen."""

ADVANCES = Table(
    name="advances",
    label="备用金",
    title="备用金",
    fields=(
        Field("book", "账本", width=150, editable=False),
        Field("borrower", "借款人", required=True, longest=20, width=90),
        Field("purpose", "用途", Kind.NOTE, required=True, longest=100, width=200),
        Field("amount_fen", "借款金额", Kind.MONEY, required=True, width=104),
        Field("lent_on", "借款日期", Kind.DATE, required=True, width=104),
        Field("settled_fen", "已核销", Kind.MONEY, width=104, editable=False),
        Field("returned_fen", "退回金额", Kind.MONEY, width=104, editable=False),
        Field("returned_on", "退回日期", Kind.DATE, width=104, editable=False),
        Field("open_fen", "未核销", Kind.MONEY, width=104, editable=False),
    ),
)
"""Money lent out of a book (借款), until vouchers (核销) and what was given back account for it."""
