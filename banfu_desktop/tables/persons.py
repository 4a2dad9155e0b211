"""人员: who has a password of his own."""

from banfu_desktop.rules.roles import Role
from banfu_desktop.tables.spec import Field, Kind, Table

PERSONS = Table(
    name="persons",
    label="人员",
    title="人员与密码",
    fields=(
        Field("name", "姓名", required=True, width=110, longest=20),
        Field("role", "角色", Kind.CHOICE, required=True, words=Role, width=80),
        Field("since", "何时起", Kind.DATE, width=116, editable=False),
        Field("left_on", "离开日期", Kind.DATE, width=116, editable=False),
        Field("standing", "密码", width=220, editable=False),
        Field("set_by", "由谁设置", width=110, editable=False),
    ),
)
