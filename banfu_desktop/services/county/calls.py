"""Whom to ring and what to say: a sentence for every verdict that a person has to end."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.roll_up import deeds
from banfu_desktop.roll_up.deeds import CountyDeed
from banfu_desktop.roll_up.models.desk import TownRow
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.county import register
from banfu_desktop.services.county.desk import ACTOR, CountyDesk

_FINGERPRINT = "请念传递单（或审计封条）上的发件方核对码，我照着核对"
_HISTORY = (
    "第{number}号上报包与县里收过的对不上。请问：① 换过电脑，或者恢复过备份吗？"
    "② 有没有两台电脑同时在记？③ 请打开“备份上报”，念一下留痕码"
)
_SAID = {
    "first": f"第一次收到你们的上报包。{_FINGERPRINT}",
    "unknown_town": "上报包里的镇名不在我们的名单上，请问镇名是怎么写的，是哪个县的",
    "renamed": f"这份数据原来登记的是另一个镇名，请问改名了吗。{_FINGERPRINT}",
    "new_key_signed": f"签名钥匙换过了，旧钥匙签字认可。{_FINGERPRINT}",
    "new_key_unsigned": f"签名钥匙换过了，旧钥匙没有签字。请问是不是用救援钥匙恢复过。{_FINGERPRINT}",
    "refounded": f"这是另一份办公数据，请问是不是重新建立过。{_FINGERPRINT}",
    "branched": _HISTORY,
    "unsigned": "有审核、封存这样的操作没有本人的签名。请问那一步是谁做的，密码有没有给过别人",
    "gap": "中间有上报包没有收到，请把漏的那一号原件再拷一份（数据已随第{number}号到了，不用重报）",
    "restored": "看到你们恢复过备份，请核对恢复以后缺的记录补全了没有",
    "wrong_county": "收到的上报包写的是别的县，请改用本县的县文件再导出",
    "not_ours": "收到的上报包不是写给本县的，打不开，请改用本县的县文件再导出",
    "newer_format": "",
    "newer": "",
    "newer_schema": "",
    "practice": "收到的是练习用的上报包，请用正式办公数据导出",
    "not_practice": "",
}
_DAMAGED = "收到的上报包不完整或被改动过，请重新导出，再送一次"
_OURS = "镇里的程序比县里的新，不用打电话：请先更新县里的程序"


@dataclass(frozen=True)
class Call:
    """A telephone call: the town, whom, at which number (as the county has entered them), what to say."""

    town: str
    contact: str
    phone: str
    say: str


def call_for(session: Session, town: str, words: str, number: int) -> Call:
    """The call that a verdict asks for: what is said of each word of its pair."""
    parts = [_SAID.get(word, _DAMAGED) or _OURS for word in words.split("+")]
    contact, phone = contact_of(session, town)
    return Call(town, contact, phone, "；".join(parts).format(number=number))


def asks_the_town(words: str) -> bool:
    """Whether a verdict is the town's to mend; a newer program than the county's is the county's own."""
    return any(_SAID.get(word, _DAMAGED) for word in words.split("+"))


def contact_of(session: Session, town: str) -> tuple[str, str]:
    """Whom to ring in a town and at which number; empty where nobody has entered it."""
    row = session.execute(sa.select(TownRow.contact, TownRow.phone).where(TownRow.name == town)).first()
    return (row.contact, row.phone) if row and town else ("", "")


def set_contact(
    desk: CountyDesk, town: str, contact: str, phone: str, now: datetime, actor: str = ACTOR
) -> None:
    """Enter whom to ring in a town.

    Raises:
        UserError: no such town.
    """
    with desk.roll_up.write() as session:
        row = session.get(TownRow, register.id_of(session, town))
        if row is None or not row.name:
            raise UserError(f"没有{town}这个镇", "请核对镇名，或先更新名单（county towns）")
        row.contact, row.phone = contact.strip(), phone.strip()
        deeds.add(session, CountyDeed("登记镇里的联系人", actor, now, town))
