"""操作留痕: one record is one deed of the audit trail; its changes are told in the clerk's words."""

from collections.abc import Mapping

from banfu_desktop.tables.spec import Field, Kind, Table

DEEDS = Table(
    name="deeds",
    label="操作留痕",
    title="操作留痕",
    fields=(
        Field("time", "时间", width=144, editable=False, whole=True),
        Field("actor", "操作人", width=84, editable=False),
        Field("name", "操作", width=196, editable=False),
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
        Field("entry", "第几条", Kind.WHOLE, width=70, editable=False, summed=False),
        Field("time", "时间", width=150, editable=False, whole=True),
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
SECRETS: Mapping[str, Kind] = {
    "identity_no": Kind.IDENTITY, "card_no": Kind.CARD, "phone": Kind.PHONE, "contact": Kind.PHONE,
}  # fmt: skip
"""Columns shown masked, by what they hold."""
UNSAID = frozenset(
    {
        "id", "initials", "pinyin", "position", "sha256", "bundle_id", "content_id", "month_id", "snapshot",
        "audit_head", "signing_key", "piece", "content", "said", "own_identity",
        "year_id", "statement_id", "line_id", "claim_id", "round_id",
        "leave_id", "room", "project_id", "voucher_id", "attachment_id", "pairing_id", "policy_id",
        "reverses_id", "entries", "head", "erased_sha256", "sheet_id", "supplement_id", "one_off_id",
        "advance_id",
    }
)  # fmt: skip
"""Columns that say nothing to a clerk."""
_SAID = """
erased_on=销毁日期 erased_by=经办人 years=保存年数 gone_before=离岗早于 attachments=附件 numbers=号码
entry=留痕第几条 kept_attachments=保留附件 erasure_id=证明号 added=新增行数 added_at=添加时间
amount_fen=金额 approved_fen=核定 at=时间 book_id=账本 carried=结转方式 category_id=科目
card=恢复卡 no=号 clause=条款 record=记录 asked_at=提问时间 answered_at=答复时间
check_code=校验码 check_name=检查项 closed_on=年结日期 closed_to=已月结到 closing_fen=年末结余 county=县
county_key=县里公钥 day=日期 days_present=在岗天数 decided_on=核定日期 document_no=文号
effective_from=生效日期 first_secretary_note=第一书记说明 flow=性质
imported=导入 in_fen=收入 is_difference=差异行
is_off=放假 kind=类别 label=名称 left_on=离岗日期 lines=行数 made_at=编制时间 mark=对账 month=月份
name=名称 note=说明 number=编号 organisation_id=单位 out_fen=支出 package_no=上报包号
paid_on=发放（付款）日期 person_id=人员 posted_at=记账时间 posted_by=记账人 posting_id=人员 reason=原因
released=已释放 role=职务 sealed=已封存 sealed_at=封存时间 sealed_by=封存人 serial=编号 size=字节
copy=备份文件 kept=保留到第几条 kept_head=保留处留痕码 lost=缺少条数 lost_head=原留痕码 generation=第几代
office_id=办公室编号 kind_of_use=用途 verify_key=签名公钥 sides=销毁部分 broken_at=断于第几条
from_schema=原数据结构 to_schema=新数据结构 program=程序版本 differing=不符行数
sign_key=县签名公钥 imported_at=导入时间 generation=第几代 old=原公钥 new=新公钥 signature=签字
start_on=开始日期 state=状态 text=提示 town=镇（街） until=截止日期 value=值 what=内容 year=年度
"""
COLUMNS: Mapping[str, str] = dict(pair.split("=") for pair in _SAID.split())
"""What the clerk calls columns that no record shows; those that one does are called as it calls them."""
