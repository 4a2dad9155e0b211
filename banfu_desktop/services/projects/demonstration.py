"""The double-sign projects of the demonstration office: one under way, one that waits for the leader."""

from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.projects import Signer
from banfu_desktop.services.projects import projects

_TODAY = date(2026, 10, 31)


def fill(session: Session) -> None:
    """One project under way, one that waits for the leader."""
    for name, village, fen, signers in (
        ("党群服务中心宣传栏更新", None, 620_000, (Signer.SECRETARY, Signer.LEADER)),
        ("梅坑村文化广场照明改造", "梅坑村", 4_860_000, (Signer.SECRETARY,)),
    ):
        values = {"name": name, "amount_fen": fen, "source": "派出单位支持资金", "village": village}
        asked = {"proposed_on": date(2026, 5, 6), "reason": "方便群众，改善村容村貌。"}
        made = projects.save(session, values | asked)
        for signer, who in zip(signers, ("李国栋", "钟立新"), strict=False):
            projects.sign(session, made, signer, who, date(2026, 5, 8), _TODAY)
