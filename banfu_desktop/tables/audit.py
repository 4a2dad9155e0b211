"""操作留痕: one record is one deed of the audit trail; its changes are told in the clerk's words."""

from collections.abc import Mapping

from banfu_desktop.tables.spec import Field, Kind, Table

DEEDS = Table(
    name="deeds",
    label="操作留痕",
    title="操作留痕",
    fields=(
        Field("time", "时间", width=150, editable=False),
        Field("actor", "操作人", width=90, editable=False),
        Field("name", "操作", width=260, editable=False),
        Field("about", "人员", width=150, editable=False),
        Field("changes", "改动行数", Kind.WHOLE, width=90, editable=False),
        Field("rooms", "涉及", Kind.NOTE, width=210, editable=False),
        Field("area", "类别", listed=False, editable=False),
        Field("deed", "操作", listed=False, editable=False),
    ),
)
CHANGES = Table(
    name="changes",
    label="留痕明细",
    title="操作留痕明细",
    fields=(
        Field("entry", "序号", Kind.WHOLE, width=70, editable=False, summed=False),
        Field("time", "时间", width=150, editable=False),
        Field("actor", "操作人", width=90, editable=False),
        Field("name", "操作", width=220, editable=False),
        Field("op", "改动", width=60, editable=False),
        Field("record", "记录", width=160, editable=False),
        Field("field", "项目", width=110, editable=False),
        Field("before", "改动前", Kind.NOTE, width=180, longest=500, editable=False),
        Field("after", "改动后", Kind.NOTE, width=180, longest=500, editable=False),
    ),
)
OPS: Mapping[str, str] = {"I": "新增", "U": "修改", "D": "删除"}
"""What happened to a row."""
ROOMS = {
    "office": "办公室",
    "organisations": "单位",
    "former_names": "单位",
    "settings": "设置",
    "calendar_days": "节假日",
    "calendar_years": "节假日",
    "pairings": "组团结对",
    "pairing_units": "组团结对",
    "people": "成员",
    "postings": "任职",
    "overrides": "例外",
    "attendance_days": "考勤",
    "covered_days": "考勤",
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
    "exams": "体检",
    "insurance_policies": "意外险",
    "insurance_covers": "意外险",
    "disclosures": "登录、查看与导出",
    **dict.fromkeys(("erasures", "erased_people", "erased_entries"), "到期销毁"),
}
"""What the clerk calls the tables of the database."""
_ORDER = """
工作补助 扣减 工作经费凭证 工作经费账本 经费科目 双签项目 双签 资产登记 银行对账 费用报销 报销说明 报销封存
体检 意外险 请假 考勤 任职 成员 例外 组团结对 设置 节假日 发票 附件 单据 单位 办公室 到期销毁 登录、查看与导出
"""
AREAS: tuple[str, ...] = tuple(_ORDER.split())
"""The words of ROOMS, the one that says most of a deed first: an import of people also makes units."""
SECRETS: Mapping[str, Kind] = {
    "identity_no": Kind.IDENTITY, "card_no": Kind.CARD, "phone": Kind.PHONE, "contact": Kind.PHONE,
}  # fmt: skip
"""Columns shown masked, by what they hold."""
UNSAID = frozenset(
    {
        "id", "initials", "pinyin", "position", "sha256", "bundle_id", "content_id", "month_id", "snapshot",
        "audit_head", "signing_key", "piece", "year_id", "statement_id", "line_id", "claim_id", "round_id",
        "leave_id", "room", "project_id", "voucher_id", "attachment_id", "pairing_id", "policy_id",
        "reverses_id", "entries",
    }
)  # fmt: skip
"""Columns that say nothing to a clerk."""
_SAID = """
erased_on=销毁日期 erased_by=经办人 years=保存年数 gone_before=离岗早于 attachments=附件 numbers=号码
entry=留痕序号 kept_attachments=保留附件 erasure_id=证明号
about=补助月份 about_year=所属年度 acquired_on=取得日期 added=新增行数 added_at=添加时间 allowed=列支
amount_fen=金额 approved_fen=核定 arrived_on=到岗日期 at=时间 balance_fen=余额 bank=开户行 book_id=账本
budget_fen=本年应拨 buyer=购买方 card_holder=户名 card_no=银行账号 carried=结转方式 category=人员类别
category_id=科目 check_code=校验码 check_name=检查项 clause=依据 closed_on=年结日期 closed_to=已月结到
closing_fen=年末结余 code=发票代码 contact=联系电话 cost_fen=费用 county=县 county_key=县里公钥 dated=日期
day=日期 days_posted=应在岗天数 days_present=在岗天数 decided_on=核定日期 deducted_fen=扣减
destination=去向 disposal=处置方式 disposal_reason=处置原因 disposed_on=处置日期 document_no=文号
done_on=体检日期 effective_from=生效日期 end_on=结束日期 ended_on=完成日期 ending=完成情况
fare_fen=城市间交通 from_noon=下午起 half=时段 filed_on=备案日期 filled_on=填报日期 finance_assistant=金融助理
first_secretary_note=第一书记说明 flow=性质 gross_fen=应发 group_name=批次 handed_on=交单位日期
handler=经办人 handover=工作交接人 host_meal_days=供餐天数 host_ride_days=供车天数 identity_no=身份证号
imported=导入 in_fen=收入 insured_fen=保额或医保支付 insurer=承保公司 is_difference=差异行 is_off=放假
issued_on=开票日期 item=名称 keeper=保管人 kind=类别 label=名称 leader=队长签字 leader_on=队长签字日期
left_on=离岗日期 level=层级 lines=行数 local_fen=市内交通 lodging_fen=住宿费 made_at=编制时间 mark=对账
meal_days=伙食天数 meal_fen=伙食补助 model=规格型号 month=月份 name=名称 nation=民族 net_fen=实发
note=说明 number=编号 opening_fen=年初结转 organisation_id=单位 other_fen=其他 other_staff=科技特派员等
out_fen=支出 override_reason=例外原因 package_no=上报包号 paid_on=发放（付款）日期 papers=单据张数
party=对方户名 party_joined_on=入党时间 payee=收款人 payer_id=付款单位 person_id=人员 phone=手机号
place=地点 planned_on=计划日期 planned_until=拟离岗日期 political=政治面貌 posted_at=记账时间
posted_by=记账人 posting_id=人员 premium_fen=保费 project_id=项目 proposed_on=申报日期
proxy_reason=代领说明 quantity=数量 rank=职级 rate_fen=标准 reason=原因
relations_letter_until=介绍信有效期至 relations_moved_on=组织关系转入日期 released=已释放 remark=备注
retired=停用 returned_on=销假日期 role=职务 room=所在 sealed=已封存 sealed_at=封存时间 sealed_by=封存人
secretary=镇党委书记签字 secretary_on=书记签字日期 selected_on=选派日期 seller=销售方 serial=序号 sex=性别
signed_on=签字日期 signer=签字人职务 size=字节 source=资金来源 stage=阶段 start_on=开始日期
started_on=开工日期 state=状态 summary=摘要 text=提示 title=事由
to_noon=上午止 to_place=到达地点 total_fen=总费用
town=镇（街） town_post=挂任职务 unit_id=单位 unit_post=单位职务 until=截止日期 value=值 value_fen=价值
vehicle=交通工具 village=村 voucher_id=凭证 what=内容 witnesses=证明人 year=年度 copies_kept=仍在的旧备份
"""
COLUMNS: Mapping[str, str] = dict(said.split("=") for said in _SAID.split())
"""What the clerk calls the columns of the database."""
