"""The work fund of the demonstration office: three books, a year's spending, one reversal, months closed."""

from datetime import date, datetime, time

from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.services.funds import advances, funds, posting
from banfu_desktop.services.funds import books as funds_books

_SIGNED = {"handler": "罗海涛", "leader": "钟立新", "secretary": "李国栋"}
_ALLOTTED = ((date(2026, 3, 10), 5_000_000), (date(2026, 4, 15), 1_000_000), (date(2026, 4, 15), 1_000_000))
_SPENT = (
    (0, date(2026, 3, 18), "防返贫政策宣传单印刷", "宣传印刷", "丰城印务", 328_000),
    (0, date(2026, 4, 2), "办公用纸、墨盒", "办公耗材", "惠民文具店", 86_450),
    (0, date(2026, 4, 28), "驻地办公室网络费", "办公网络水电", "电信营业厅", 120_000),
    (0, date(2026, 6, 9), "主题党日展板", "横幅展板", "新艺广告", 264_000),
    (0, date(2026, 7, 21), "村民代表会议资料", "会议资料", "丰城印务", 48_600),
    (0, date(2026, 8, 12), "打印机维修", "小维修", "宏达电脑", 56_000),
    (0, date(2026, 9, 3), "入户走访租车", "下乡交通", "顺安客运", 180_000),
    (0, date(2026, 10, 9), "防返贫政策宣传单印刷", "宣传印刷", "丰城印务", 312_500),
    (0, date(2026, 10, 20), "寄送报告", "邮寄", "邮政支局", 4_650),
    (1, date(2026, 5, 11), "村务公开栏更新", "横幅展板", "新艺广告", 158_000),
    (1, date(2026, 9, 16), "办公用纸", "办公耗材", "惠民文具店", 39_900),
    (2, date(2026, 6, 23), "村宣传栏喷绘", "宣传印刷", "新艺广告", 146_000),
)
_BUDGET = (("宣传印刷", 1_500_000), ("横幅展板", 800_000), ("办公耗材", 600_000), ("办公网络水电", 300_000))
_LENT = {
    "borrower": "潘秀云",
    "purpose": "购办公用品",
    "amount_fen": 50_000,
    "lent_on": date(2026, 9, 14),
}
_LENT_OF, _SETTLED_BY = 1, 3
"""The book that lent, and the number of its voucher that was paid out of what was lent."""
_CLOSED = Month(2026, 9)


def fill(database: Database, by: str) -> None:
    """Open the three books of 2026 and keep them up to October, each deed on the day a clerk would do it."""
    with database.write(Deed("工作经费开账", by, _at(date(2026, 1, 6)))) as session:
        books = funds_books.open_standard(session, 2026)
        for name, fen in _BUDGET:
            chosen = posting.category_named(session, name)
            funds_books.set_budget(session, books[0], 2026, chosen, fen)
    with database.write(Deed("登记工作经费", by, _at(date(2026, 10, 21)))) as session:
        for book, (day, fen) in zip(books, _ALLOTTED, strict=True):
            _enter(session, book, day, "县财政拨入2026年工作经费", "年度拨款", "县财政局", fen, by)
        for number, day, summary, category, payee, fen in _SPENT:
            _enter(session, books[number], day, summary, category, payee, fen, by)
        wrong = funds.numbered(session, books[0], 2026, 5).id
        posting.reverse(session, wrong, date(2026, 6, 15), "发票抬头错误", by, _at(date(2026, 10, 21)))
    with database.write(Deed("登记备用金", by, _at(date(2026, 10, 21)))) as session:
        lent = advances.lend(session, books[_LENT_OF], _LENT, date(2026, 10, 21))
        advances.settle(session, lent, funds.numbered(session, books[_LENT_OF], 2026, _SETTLED_BY).id)
    with database.write(Deed("月结工作经费", by, _at(date(2026, 10, 22)))) as session:
        for book in books:
            funds_books.close_month(session, book, _CLOSED, date(2026, 10, 22))


def _enter(
    session: Session, book: int, day: date, summary: str, category: str, payee: str, fen: int, by: str
) -> None:
    chosen = posting.category_named(session, category)
    values = {"dated": day, "summary": summary, "category_id": chosen, "payee": payee, "amount_fen": fen}
    made = posting.save(session, book, values | _SIGNED)
    posting.post(session, made, by, _at(date(2026, 10, 21)))


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9, 0))
