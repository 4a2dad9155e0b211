"""100,000 vouchers against 100: the page opened, a voucher saved; a year's ledger of 2,000 rows on paper."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from PySide6.QtWidgets import QApplication

from banfu_desktop.db.models.attachments import Bundle
from banfu_desktop.db.models.funds import FundDay, FundSum, FundVoucher
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.db.upgrade import schema_version
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.funds import BookKind, Flow, VoucherState
from banfu_desktop.services.funds import books, checking, funds, posting
from banfu_desktop.services.program import founding
from banfu_desktop.ui.pages.funds import words
from banfu_desktop.ui.pages.funds.page import FundsPage
from benchmarks.measure import (
    BUILD,
    Command,
    Figure,
    Job,
    Line,
    Missing,
    at_least,
    at_most,
    in_turn,
    ms,
    process,
    python,
    rounds,
    timed,
)
from benchmarks.shown import shown

_FEW, _MANY = 100, 100_000
_YEARS, _BOOKS = (2024, 2025, 2026), 3
_NOW, _MONTH = datetime(2026, 12, 30, 9), Month(2026, 10)
_OPENING = 10**11
_LEDGER = "a ledger of 2,000 rows, rows to PDF, least of five"


def figures() -> Iterator[Line]:
    """The page and a save in both offices, in turn; then paper."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication.instance() or QApplication(["benchmarks"])
    few, many = (Database.open(with_vouchers(number)) for number in (_FEW, _MANY))
    pages = [shown(FundsPage, _NOW) for _ in range(2)]
    small, large = (_opening(page, office) for page, office in zip(pages, (few, many), strict=True))
    saves = [_saving(office) for office in (few, many)]
    open_few, open_many, save_few, save_many = in_turn(small, large, *saves, runs=21)
    for office in (few, many):
        office.close()
    for page in pages:
        page.close()
    app.processEvents()
    said = f"{ms(open_few)} at {_FEW}"
    yield Figure("a month of the fund among 100,000 vouchers", open_many * 1000, said, at_most(150), " ms")
    growth = f"{ms(save_many)} / {ms(save_few)} at {_FEW}"
    yield Figure("a voucher drafted and posted among 100,000", save_many / save_few, growth, at_most(1.5))
    yield from _paper()


def with_vouchers(number: int) -> Path:
    """An office with so many vouchers, made when first needed and kept in build/bench."""
    folder = BUILD / f"funds-{number}-{schema_version()}"
    if not (folder / "made").exists():
        shutil.rmtree(folder, ignore_errors=True)
        database, _ = Database.create(folder)
        with database.write(Deed("建立办公室", "经办", _NOW)) as session:
            founding.found(session, "梅坑镇", practice=True)
            years = [_year(session, book, year) for book in range(_BOOKS) for year in _YEARS]
        with database.write(Deed("登记", "经办", _NOW)) as session:
            _fill(session, years, number)
        with database.read() as session:
            assert checking.check(session) == []
        database.close()
        (folder / "made").touch()
    return folder


def _year(session: Any, book: int, year: int) -> int:
    """A year of a book, opened with plenty; gives its id."""
    if year == _YEARS[0]:
        values = {"name": f"账本{book + 1}", "kind": BookKind.OTHER, "source": "县财政", "year": year}
        opened = books.open_book(session, values | {"opening_fen": _OPENING})
    else:
        opened = funds.books(session)[book].id
        books.carry(session, opened, year - 1, 0, "经办", _NOW)
    return funds.view(session, opened, year).id


def _fill(session: Any, years: list[int], number: int) -> None:
    """Vouchers as posting leaves them, in bulk: one after the other would take an hour."""
    chosen = posting.category_named(session, "宣传印刷")
    own = [years[place] for place in range(len(years)) if place % len(_YEARS) == len(_YEARS) - 1]
    each = -(-number // len(own))
    bundles = ({"room": "funds", "label": "凭证", "sealed": True} for _ in range(each * len(own)))
    session.execute(sa.insert(Bundle), list(bundles))
    ids = count(1)
    rows, days, sums = [], [], []
    for year_id in own:
        per_day: dict[date, int] = {}
        for place in range(each):
            day = date(2026, 1, 1) + timedelta(days=place * 360 // each)
            per_day[day] = per_day.get(day, 0) + 1
            rows.append(_voucher(year_id, place + 1, day, chosen, next(ids)))
        days += [
            {"year_id": year_id, "day": day, "in_fen": 0, "out_fen": 100 * times, "entries": times}
            for day, times in per_day.items()
        ]
        sums += _sums(year_id, chosen, per_day)
    session.execute(sa.insert(FundVoucher), rows)
    session.execute(sa.insert(FundDay), days)
    session.execute(sa.insert(FundSum), sums)


def _sums(year_id: int, category: int, per_day: dict[date, int]) -> list[dict[str, Any]]:
    months: dict[Month, int] = {}
    for day, times in per_day.items():
        months[Month.of(day)] = months.get(Month.of(day), 0) + times
    return [
        {
            "year_id": year_id,
            "month": month,
            "category_id": category,
            "amount_fen": 100 * times,
            "entries": times,
        }
        for month, times in months.items()
    ]


def _voucher(year_id: int, number: int, day: date, category: int, bundle: int) -> dict[str, Any]:
    return {
        "year_id": year_id, "state": VoucherState.POSTED, "number": number, "dated": day,
        "flow": Flow.EXPENSE,
        "category_id": category, "amount_fen": 100, "summary": f"宣传印刷{number % 300}", "initials": "xcys",
        "payee": f"印刷厂{number % 40}", "handler": "罗海涛", "leader": "钟立新", "secretary": "李国栋",
        "bundle_id": bundle, "imported": False, "posted_at": _NOW, "posted_by": "经办",
    }  # fmt: skip


def _opening(page: FundsPage, office: Database) -> Job:
    """A month read, shown and painted."""

    def show() -> None:
        with office.read() as session:
            data = words.read(session, None, _MONTH, False, _MONTH.last)
        page.show_data(data)
        QApplication.processEvents()

    return timed(show)


def _saving(office: Database) -> Job:
    """A voucher of October drafted and posted in one deed, to the disk."""

    def save() -> None:
        with office.write(Deed("记账", "经办", _NOW)) as session:
            book = funds.books(session)[0].id
            chosen = posting.category_named(session, "邮寄")
            signed = {"leader": "钟立新", "secretary": "李国栋"}
            values = {"dated": date(2026, 10, 9), "category_id": chosen, "amount_fen": 1, "summary": "邮寄"}
            made = posting.save(session, book, values | signed)
            posting.post(session, made, "经办", _NOW)

    return timed(save)


def _paper() -> Iterator[Line]:
    """Form 11 of a long year as a whole process, against LibreOffice converting the same table."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        yield Missing(_LEDGER, "no LibreOffice (apt-get install libreoffice-calc-nogui)")
        return
    with TemporaryDirectory() as folder:
        workbook, paper, profile = Path(folder, "a.xlsx"), Path(folder, "b.pdf"), Path(folder, "profile")
        subprocess.run([str(part) for part in _draw(workbook)], check=True)
        convert: Command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
        convert += ["--convert-to", "pdf", "--outdir", folder, workbook]
        pairs = list(zip(*rounds(*map(process, (convert, _draw(paper))), runs=5), strict=True))
    peer, own = min(pairs, key=lambda pair: pair[0] / pair[1])
    yield Figure(_LEDGER, peer / own, f"{ms(peer)} of LibreOffice / {ms(own)}", at_least(3), "x faster")


def _draw(target: Path) -> Command:
    return python("-m", "benchmarks.ledger", target)
