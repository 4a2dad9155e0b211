"""Every form there is to print, under the names the clerk and the command line use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from banfu_desktop.rules.errors import UserError

PeriodKind = Literal["month", "year", "none"]
Output = Literal["pdf", "xlsx"]
Variant = Literal["file", "full", "public"]
_BOTH: tuple[Output, ...] = ("pdf", "xlsx")


@dataclass(frozen=True)
class Form:
    """A form: its short name, its Chinese label, its number in the list of forms (None: our own).

    `period` says what it is printed for, `per_payer` that one unit's can be had alone, `has_full` and
    `has_public` which variants there are beside the one for the file.
    """

    name: str
    label: str
    number: int | None
    period: PeriodKind
    per_payer: bool = False
    has_full: bool = False
    has_public: bool = False
    outputs: tuple[Output, ...] = _BOTH

    def has(self, variant: Variant) -> bool:
        """Whether the form comes in a variant."""
        return {"file": True, "full": self.has_full, "public": self.has_public}[variant]


_FORMS = (
    Form("subsidy-sheet", "驻镇帮扶工作补助发放表", 1, "month", per_payer=True, has_full=True),
    Form("subsidy-summary", "驻镇帮扶工作补助汇总表", 1, "month"),
    Form("bank-list", "银行代发清单", 2, "month", per_payer=True, has_full=True, outputs=("xlsx",)),
    Form("differences", "补发扣回明细", 3, "month", per_payer=True),
    Form("attendance-sheet", "考勤表", 4, "month"),
    Form("presence-certificate", "驻镇情况证明", 5, "month", per_payer=True),
    Form("leave-form", "请假审批表", 6, "month", per_payer=True),
    Form("expense-claim", "费用报销单", 7, "month", per_payer=True),
    Form("travel-claim", "往返交通（差旅）费报销单", 8, "month", per_payer=True),
    Form("medical-claim", "医疗费报销单", 9, "month", per_payer=True),
    Form("paste-sheet", "单据粘贴单", 10, "month", per_payer=True),
    Form("fund-ledger", "工作经费收支台账", 11, "year", per_payer=True),
    Form("fund-year", "工作经费年度收支情况表", 12, "year", has_public=True),
    Form("fund-voucher", "支出凭单", 13, "month", per_payer=True),
    Form("project-approval", "资金项目“双签”审批单", 14, "none"),
    Form("roster", "花名册", 15, "none", has_full=True, has_public=True),
    Form("pairings-annex", "组团结对情况表", 16, "none"),
    Form("exam-sheet", "年度体检情况表", 17, "year", per_payer=True),
    Form("insurance-sheet", "意外险参保情况表", 18, "year", per_payer=True),
    Form("audit-seal", "审计封条", 19, "none", outputs=("pdf",)),
    Form("destruction", "个人信息销毁证明", 20, "none", outputs=("pdf",)),
    Form("asset-list", "资产登记表", None, "none"),
    Form("subsidy-year", "驻镇帮扶工作补助年度汇总表", None, "year"),
)
FORMS: Mapping[str, Form] = {form.name: form for form in _FORMS}


def find(name: str) -> Form:
    """The form of a short name or a Chinese label.

    Raises:
        UserError: no such form; the advice lists those there are.
    """
    for form in _FORMS:
        if name in (form.name, form.label):
            return form
    raise UserError(f"没有名为“{name}”的表", "可选：" + "、".join(form.label for form in _FORMS))
