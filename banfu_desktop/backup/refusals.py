"""Why a package is refused: one code, one sentence and one advice for every check that can fail."""

from banfu_desktop.rules.errors import RefusedError

_PACKAGE = "上报包"
_RESEND = "请重新导出，再送一次"
_SUSPECT = "请不要使用这个文件，并与发送单位当面核实"

_SAID = {
    "missing": ("找不到文件 {name}", "请核对文件名，确认U盘已插好"),
    "not_a_package": ("{name} 不是上报包", "请选择由本程序导出的上报包文件"),
    "newer_format": ("{name} 是新版程序写的上报包", "请安装新版程序"),
    "too_big": ("{name} 超过上报包的大小上限", _SUSPECT),
    "header": ("上报包开头的加密信息损坏或不完整", _RESEND),
    "not_ours": ("这个上报包不是写给{reader}的，或开头已损坏", "{advice}"),
    "code_typo": ("{key}第{group}组有字符输错", "请对照纸上的核对这一组"),
    "recipients": ("上报包还写给了别人，收件人不止规定的几个", _SUSPECT),
    "damaged": ("上报包内容不完整或被改动（加密校验没有通过）", _RESEND),
    "manifest_too_big": ("上报包的清单超过大小上限", _SUSPECT),
    "manifest": ("上报包的清单不合规定（{part}）", _SUSPECT),
    "signature": ("上报包的签名不对，清单可能被改动", _SUSPECT),
    "signer": ("上报包的签名不是{town}的（核对码 {fingerprint}）", _SUSPECT),
    "addressee": ("上报包清单上的收件方不是{reader}", _SUSPECT),
    "replayed": ("这是{town}的第 {number} 号上报包，第 {last} 号已经收过", "请向镇里要最新的上报包"),
    "newer_schema": ("上报包由新版程序写成，本程序读不懂", "请安装新版程序"),
    "longer": ("上报包里的数据比清单上写的长", _SUSPECT),
    "shorter": ("上报包里的数据比清单上写的短", _SUSPECT),
    "hash": ("上报包里的数据与清单上的校验值不符", _SUSPECT),
    "copy": ("上报包里的数据库打不开或已损坏（{check}没有通过）", _SUSPECT),
    "application": ("上报包里的数据库不是本程序的", _SUSPECT),
    "schema": ("上报包里数据库的结构被改动过", _SUSPECT),
    "pages": ("上报包里有 {count} 个数据页被改动或损坏", _SUSPECT),
    "tables": ("上报包里数据表的内部结构有误", _SUSPECT),
    "references": ("上报包里有记录指向不存在的内容（{table}）", _SUSPECT),
    "totals": ("上报包里的合计与清单不符（{part}）", _SUSPECT),
    "newer": ("上报包由新版程序写成，本程序读不懂", "请安装新版程序"),
    "body": ("上报包的正文不合规定（{part}）", _SUSPECT),
    "body_hash": ("上报包的正文与清单上的校验值不符", _SUSPECT),
    "chain": ("上报包里的留痕接不上（{part}）", _SUSPECT),
    "wrong_county": ("这是写给{county}的上报包，不是本县的", "请退回发送单位，由其改用本县的县文件再导出"),
    "escrow_damaged": ("上报包里的备份部分不完整或被改动", _RESEND),
    "no_escrow": ("这个上报包里没有备份部分，恢复不了", "请另选一个上报包，或从本机备份恢复"),
    "other_card": (
        "这个上报包是用另一张恢复卡封的（编号 {card}）",
        "请找出导出那天有效的恢复卡，或由县里用救援钥匙打开",
    ),
    "no_rescue": ("这个上报包县里的救援钥匙打不开", "请用导出那天有效的恢复卡打开"),
    "escrow_seed": ("上报包里的签名钥匙打不开或不是发送单位的", _SUSPECT),
    "practice": ("这是练习用的上报包，不是真的", "请用正式办公数据导出"),
    "not_practice": ("这是真的上报包，练习用的县里不收", "请交给正式的县里"),
    "county_file": ("县文件不合规定（{part}）", "请向县里重新要一份，并用电话核对核对码"),
    "county_signature": ("县文件的签名不对，内容被改动过", "请向县里重新要一份，并用电话核对核对码"),
    "county_report": ("县级汇总不合规定（{part}）", "请县里重新写一份"),
    "county_report_signature": ("县级汇总的签名不对，内容被改动过", _SUSPECT),
    "own_report": ("这是本县自己写的县级汇总", "请交给上级，由上级收下"),
    "feedback": ("县里的回执不合规定（{part}）", "请向县里重新要一份"),
    "feedback_signature": ("回执的签名不是本县的", "请核对县文件，并向县里重新要一份"),
    "contents": ("上报包里“{table}”表的内容与清单不符", _SUSPECT),
}
CODES = frozenset(_SAID)


_SLIPS = frozenset({"missing", "code_typo"})
"""A file that is not there, a group mistyped: nothing was refused yet."""


class PackageError(RefusedError):
    """A package that is not accepted; nothing of it was kept.

    Args:
        code: which check failed, a key of the table above.
        thing: what is not accepted, where it is no package.
        facts: what the sentence names.
    """

    def __init__(self, code: str, *, thing: str = _PACKAGE, **facts: object) -> None:
        self.code, self._facts = code, facts
        what, advice = (text.replace(_PACKAGE, thing) for text in _SAID[code])
        super().__init__(what.format(**facts), advice.format(**facts))
        self._unnamed = "" if code in _SLIPS else what.format(**{**facts, "name": "这个文件"})

    def about(self, thing: str) -> "PackageError":
        """The same refusal of a file that is no package but a letter (反馈, 县级汇总), in words of that."""
        return PackageError(self.code, thing=thing, **self._facts)

    @property
    def recorded(self) -> str:
        """The check that failed, without the name of the file, which may be somebody's."""
        return self._unnamed
