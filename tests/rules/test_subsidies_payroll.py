"""The bank's template of the transfer list, read line by line."""

import pytest

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.subsidies_payroll import BankColumn, bank_columns


def test_columns_come_in_the_bank_s_order_under_its_headings() -> None:
    assert bank_columns("账号=收款人账号；户名\n空=证件号码\n金额＝金额(元)") == (
        BankColumn("账号", "收款人账号"),
        BankColumn("户名", "户名"),
        BankColumn(None, "证件号码"),
        BankColumn("金额", "金额(元)"),
    )
    assert bank_columns(" \n") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("手机号=电话", "没有“手机号”这一栏"),
        ("账号\n账号=卡号\n户名\n金额", "写了两次"),
        ("账号\n户名", "缺金额"),
        ("账号\n户名\n金额\n空", "空栏没有写表头"),
    ],
)
def test_a_template_the_bank_could_not_take_is_refused(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        bank_columns(text)
