"""Persons at work in an office, each with a password and a signature of his own."""

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.rights import Change
from banfu_desktop.rules.words import Word

LONGEST_NAME = 20
Hand = int | str
"""Whose hand something was: a person's number, 恢复卡, or, without persons, the label of a role."""
_CARD = "恢复卡"


class How(Word):
    """How a person's present password came about."""

    OWN = "own", "本人设置"
    RESET = "reset", "他人设置"
    CARD = "card", "用恢复卡设置"


def checked_name(text: str) -> str:
    """A person's name as it is kept.

    Raises:
        UserError: empty, too long, or with what no name has.
    """
    name = " ".join(text.split())
    if not name:
        raise UserError("没有写明姓名", "请填写姓名")
    if len(name) > LONGEST_NAME or not name.isprintable() or "·" in name:
        raise UserError(f"“{name[:LONGEST_NAME]}”不能用作姓名", f"请填写真实姓名，不超过{LONGEST_NAME}个字")
    return name


def is_own_password(change: Change, person: int | None) -> bool:
    """Whether a change is a person's new password for himself, which nobody else need allow."""
    return (
        change.table == "persons"
        and change.op == "U"
        and person is not None
        and change.row_id == change.after.get("set_by") == person
        and change.after.get("how") == How.OWN.value
        and change.columns <= {"verify_key", "seal_key", "how", "set_by"}
    )


def hands_behind(person: int, how: str, set_by: int | None) -> frozenset[Hand]:
    """Whose hand a person's is: his own, and that of whoever has set his password and may know it."""
    if how == How.OWN.value:
        return frozenset({person})
    return frozenset({person, _CARD if set_by is None else set_by})
