"""A claim with 30 photographs as one PDF, against converting the bare photographs to a PDF."""

import random
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageFilter

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.reimbursements import ClaimKind, Line
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.hall import papers
from banfu_desktop.services.members import members
from banfu_desktop.services.program import founding
from banfu_desktop.services.reimbursements import papers as claim_papers
from banfu_desktop.services.reimbursements import reimbursements
from benchmarks.measure import Figure, at_most, in_turn, ms, timed
from benchmarks.measure import Line as Measured
from benchmarks.office import person

_PHOTOS, _SIZE = 30, (4000, 3000)
_NOW = datetime(2026, 11, 2, 9)
_MOST_BYTES = 10_000_000


def figures() -> Iterator[Measured]:
    """The claim's PDF, with its form and paste sheet, in times of the bare conversion; and its size."""
    photos = [_photograph(number) for number in range(_PHOTOS)]
    with TemporaryDirectory() as folder:
        database, _ = Database.create(Path(folder, "office"))
        try:
            claim_id = _written(database, photos)
            bare, own = in_turn(
                timed(lambda: _bare(photos)), timed(lambda: _printed(database, claim_id)), runs=3
            )
            size = len(_printed(database, claim_id))
        finally:
            database.close()
    made_of = f"{ms(own)} / {ms(bare)} of {_PHOTOS} photographs of 12 MP, shrunk, saved as a PDF"
    yield Figure("a claim with 30 photographs as one PDF", own / bare, made_of, at_most(3))
    least = f"{sum(map(len, photos)) / 1e6:.0f} MB of photographs"
    yield Figure("its size", size / _MOST_BYTES * 10, least, at_most(10), " MB")


def _photograph(number: int) -> bytes:
    """A photograph of a telephone: 12 million pixels, soft shapes and grain, some 4 MB."""
    chance = random.Random(number)
    shapes = Image.frombytes("RGB", (40, 30), chance.randbytes(3600)).resize(_SIZE, Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", (1000, 750), chance.randbytes(750_000)).filter(ImageFilter.GaussianBlur(0.6))
    grained = Image.blend(shapes, grain.resize(_SIZE).convert("RGB"), 0.18)
    out = BytesIO()
    grained.save(out, "JPEG", quality=92)
    return out.getvalue()


def _written(database: Database, photos: list[bytes]) -> int:
    with database.write(Deed("登记报销单", "经办", _NOW)) as session:
        founding.found(session, "梅坑镇", practice=True)
        posting = members.save(session, person(3))
        values = {"posting_id": posting, "kind": ClaimKind.OTHER, "filled_on": _NOW.date()}
        claim_id = reimbursements.save(session, values, _NOW)
        lines = [Line(date(2026, 10, 20), item="资料费", amount_fen=10_000)]
        reimbursements.set_lines(session, claim_id, lines)
        bundle = reimbursements.one(session, claim_id).bundle_id
        for number, photo in enumerate(photos):
            bundles.add(session, bundle, f"票据{number}.jpg", photo, _NOW)
    return claim_id


def _printed(database: Database, claim_id: int) -> bytes:
    with database.read() as session:
        return papers.pdf(claim_papers.claim(session, claim_id, _NOW))


def _bare(photos: list[bytes]) -> bytes:
    """What anybody's script does: open, shrink for paper, save all as one PDF."""
    pages = []
    for photo in photos:
        with Image.open(BytesIO(photo)) as image:
            image.thumbnail((1980, 1500))  # decodes no more than it needs
            pages.append(image.copy())
    out = BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=170)
    return out.getvalue()
