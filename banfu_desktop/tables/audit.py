"""操作留痕: one record is one deed of the audit trail."""

from banfu_desktop.tables.spec import Field, Kind, Table

DEEDS = Table(
    name="deeds",
    label="操作留痕",
    title="操作留痕",
    fields=(
        Field("time", "时间", width=160, editable=False),
        Field("actor", "操作人", width=110, editable=False),
        Field("name", "操作", width=320, editable=False),
        Field("changes", "改动行数", Kind.WHOLE, width=90, editable=False),
        Field("rooms", "涉及", Kind.NOTE, width=260, editable=False),
    ),
)
ROOMS = {
    "office": "办公室",
    "organisations": "单位",
    "former_names": "单位",
    "settings": "设置",
    "calendar_days": "节假日",
    "pairings": "组团结对",
    "pairing_units": "组团结对",
    "people": "成员",
    "postings": "任职",
    "overrides": "例外",
    "attendance_days": "考勤",
    "leaves": "请假",
    "subsidy_months": "工作补助",
    "subsidy_lines": "工作补助",
    "subsidy_rulings": "扣减",
    "bundles": "单据",
    "contents": "附件",
    "content_pieces": "附件",
    "attachments": "附件",
    "invoices": "发票",
    **dict.fromkeys(("fund_books", "fund_years", "fund_budgets", "fund_imports"), "工作经费账本"),
    **dict.fromkeys(("fund_vouchers", "fund_days", "fund_sums"), "工作经费凭证"),
    "fund_categories": "经费科目",
    "projects": "双签项目",
    "project_rounds": "双签项目",
    "project_signatures": "双签",
    "assets": "资产登记",
    "bank_statements": "银行对账",
    "bank_lines": "银行对账",
    "bank_matches": "银行对账",
    "claims": "费用报销",
    "claim_lines": "费用报销",
    "claim_acceptances": "报销说明",
    "claim_seals": "报销封存",
    "disclosures": "查看与导出",
}
"""What the clerk calls the tables of the database."""
