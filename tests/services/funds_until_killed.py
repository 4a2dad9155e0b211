"""What a process does until it is killed: vouchers posted, one in four reversed, a line for each."""

from datetime import date, datetime
from itertools import count
from pathlib import Path

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.services.funds import funds, posting

NOW = datetime(2026, 11, 2, 9)
SIGNED = {"leader": "钟立新", "secretary": "李国栋"}


def work(folder: Path) -> None:
    """Say each voucher's id once it is on the disk."""
    print("begin", flush=True)
    office = Database.open(folder)
    for number in count(1):
        with office.write(Deed("记账", "经办", NOW)) as session:
            book = funds.books(session)[0].id
            chosen = posting.category_named(session, "邮寄")
            day = date(2026, 1 + number % 10, 1 + number % 28)
            values = {"dated": day, "amount_fen": number, "category_id": chosen, "summary": "邮寄"}
            made = posting.save(session, book, values | SIGNED)
            posting.post(session, made, "经办", NOW)
            if number % 4 == 0:
                made = posting.reverse(session, made, day, "开错", "经办", NOW)
        print(made, flush=True)
