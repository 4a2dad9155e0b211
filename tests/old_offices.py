"""Offices that earlier releases left behind: set up in a folder, and their papers printed by name."""

import tarfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2

from banfu_desktop.db import keys
from banfu_desktop.db.engine import key_literal
from banfu_desktop.db.store import DATABASE_FILE
from banfu_desktop.printing.catalogue import Variant
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.roles import Role
from banfu_desktop.services.attendance import papers as leaves
from banfu_desktop.services.audit import papers as erasures
from banfu_desktop.services.funds import papers as funds
from banfu_desktop.services.hall import papers
from banfu_desktop.services.hall.papers import Paper
from banfu_desktop.services.projects import papers as projects
from banfu_desktop.services.reimbursements import papers as claims
from banfu_desktop.services.rotation import papers as handovers
from tests import marks

_OFFICES = Path(__file__).parent / "data" / "offices"
RECOVERY = "YPY5-FN3W-TMQV-D60D-9EMV-FNTX-QC8Z-VW00"
CODE = "VRKX-KMN5-Q76B-KF1W-VYVB-5AHP-HQY0-PJYW"
"""Opens the package that the office sent in February, when January was its only sealed month."""
PASSWORDS = {
    Role.REVIEWER: "shenhe-Deng-2026",
    Role.CLERK: "jingban-Luo-2026",
    Role.VISITOR: "zhidu-Lai-2026",
}
PRINTED = datetime(2026, 11, 20, 10, 0)
"""When the marks of its papers were taken."""


class Marked(NamedTuple):
    """A paper of an old office: how it is asked for, and the marks of its PDF and workbook ("-" for none)."""

    name: str
    pdf: str
    xlsx: str


def unpack(folder: Path) -> tuple[Path, Path]:
    """The office of schema 7 in a folder, under the keys it had, and the package it sent."""
    office = folder / "office"
    office.mkdir()
    with tarfile.open(_OFFICES / "schema-7.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    (folder / keys.KEYS_FILE).rename(office / keys.KEYS_FILE)
    _encrypt(folder / "office.sqlite", office / DATABASE_FILE, keys.unlock_with_recovery(office, RECOVERY))
    return office, folder / "package.bfb"


def _encrypt(plain: Path, encrypted: Path, key: bytes) -> None:
    connection = dbapi2.connect(plain, isolation_level=None)
    try:
        connection.execute(f"""ATTACH ? AS office KEY "{key_literal(key)}" """, (str(encrypted),))
        connection.execute("SELECT sqlcipher_export('office')")
        for pragma in ("user_version", "application_id"):
            (value,) = connection.execute(f"PRAGMA {pragma}").fetchone()
            connection.execute(f"PRAGMA office.{pragma}={value}")
    finally:
        connection.close()


def marked(kind: str) -> list[Marked]:
    """The papers of the office of schema 7 of a kind: sealed or living."""
    lines = (_OFFICES / f"schema-7.{kind}.txt").read_text("utf-8").splitlines()
    return [Marked(*line.rsplit(" ", 2)) for line in lines]


def differing(session: Session, wanted: Marked) -> list[str]:
    """Which files of a paper are other than they were, of those there were: pdf, xlsx."""
    now = mark(wanted.name, made(session, wanted.name))
    return [kind for kind in ("pdf", "xlsx") if getattr(wanted, kind) not in ("-", getattr(now, kind))]


def mark(name: str, paper: Paper) -> Marked:
    """The marks of a paper as it prints now."""
    return Marked(
        name,
        marks.of_pdf(papers.pdf(paper)) if "pdf" in paper.outputs else "-",
        marks.of_workbook(papers.xlsx(paper)) if "xlsx" in paper.outputs else "-",
    )


def made(session: Session, name: str) -> Paper:
    """A paper by its name in the lists: "bank-list 2026-03 县司法局 full", "claim 4"."""
    form, period, *rest = name.split(" ")
    if not rest:
        return _ONE[form](session, int(period), PRINTED)
    payer, variant = rest
    month = Month.parse(period) if "-" in period.strip("-") else None
    return papers.make(
        session,
        form,
        month=month,
        year=int(period) if period.isdecimal() else None,
        payer=None if payer == "-" else payer,
        variant=_VARIANTS[variant],
        now=PRINTED,
        today=PRINTED.date(),
    )


_VARIANTS: Mapping[str, Variant] = {"file": "file", "full": "full", "public": "public"}
_ONE = {
    "claim": claims.claim,
    "voucher": funds.voucher,
    "project": projects.approval,
    "leave": leaves.leave,
    "destruction": erasures.destruction_of,
    "handover": handovers.handover_paper,
}
