"""Mobilised capital of the demonstration office: gifts by every way, an idea on its way to the library."""

from datetime import date, datetime, time

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.mobilised import Channel, Help, IdeaKind
from banfu_desktop.services.mobilised import ideas, mobilised

_DAY = date(2026, 10, 23)
_GIVEN = (
    (
        Help.JUNE_30, "韶关某电子公司", "小学操场修缮", "利坑村", None, 5_000_000, date(2026, 6, 30),
        Channel.CHARITY, 3_000_000, date(2026, 7, 15), date(2026, 10, 15),
    ),
    (
        Help.GOODS, "县工信局", "改善办学条件", "利坑村", "旧电脑 6 台", 600_000, date(2026, 9, 1),
        Channel.VILLAGE, 600_000, date(2026, 9, 10), None,
    ),
    (
        Help.INVESTMENT, "新丰某茶业公司", "茶园扩种 60 亩", "大岭村", None, 80_000_000, date(2026, 4, 20),
        Channel.COMPANY, 50_000_000, date(2026, 8, 3), date(2026, 12, 31),
    ),
    (
        Help.LOAN, "农行新丰支行", "合作社秋茶收购周转", "梅坑村", None, 30_000_000, date(2026, 8, 18),
        Channel.COMPANY, 30_000_000, date(2026, 8, 25), None,
    ),
    (
        Help.CONSUMPTION, "县交通运输局", "食堂采购脐橙", "梅坑村", None, 860_000, date(2026, 10, 12), None,
        0, None, None,
    ),
)  # fmt: skip
_IDEAS = (
    ("利坑村饮水管改造", IdeaKind.WORKS, "利坑村", 18_600_000, "县乡村振兴资金", "老水管锈蚀，群众饮水不稳定",
     (date(2026, 3, 5), date(2026, 3, 18), date(2026, 3, 27), date(2026, 4, 10), None)),
    ("大岭村茶叶烘干房", IdeaKind.INDUSTRY, "大岭村", 9_800_000, "派出单位支持", "秋茶集中上市，烘干能力不足",
     (date(2026, 9, 8), date(2026, 9, 22), None, None, None)),
)  # fmt: skip


def fill(database: Database, by: str) -> None:
    """What was promised and arrived up to October, and two ideas."""
    at = datetime.combine(_DAY, time(9))
    with database.write(Deed("登记社会帮扶", by, at)) as session:
        for kind, source, purpose, village, goods, fen, on, channel, arrived, day, due in _GIVEN:
            values = {
                "kind": kind, "source": source, "purpose": purpose, "village": village, "goods": goods,
                "promised_fen": fen, "promised_on": on, "due_on": due,
            }  # fmt: skip
            key = mobilised.save(session, values, _DAY)
            if channel is not None:
                part = {"arrived_on": day, "amount_fen": arrived, "channel": channel, "voucher_id": None}
                mobilised.arrive(session, key, part, _DAY)
    with database.write(Deed("提出项目建议", by, at)) as session:
        for name, sort, village, fen, source, reason, days in _IDEAS:
            names = ("raised_on", "discussed_on", "published_on", "submitted_on", "listed_on")
            values = {
                "name": name, "kind": sort, "village": village, "estimate_fen": fen,
                "source_wanted": source, "reason": reason, **dict(zip(names, days, strict=True)),
            }  # fmt: skip
            ideas.save(session, values, _DAY)
