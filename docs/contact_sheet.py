"""Every form on ordinary and on hard data, for the eye: pages at print size, and all on one small sheet.

python -m docs.contact_sheet [FOLDER]    # build/contact; docs/contact-sheet.png is the small one
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.engine.render import render
from banfu_desktop.printing.preview import opened
from tests.printing.forms import people

_DPI, _SMALL = 110, 34
"""Dots an inch of a page to look at, and on the small sheet."""
_ACROSS, _APART, _GREYS = 8, 4, 6
_SHOWN = (("ordinary", 13), ("hard", 13))


def main(folder: Path, small: Path) -> None:
    """Write the pages of every form and count, then the small sheet."""
    folder.mkdir(parents=True, exist_ok=True)
    thumbs = []
    for name in people.everything():
        for kind, count in _cases(name):
            documents = getattr(people, kind)(name, count)
            for number, page in enumerate(_pages(documents, _DPI), 1):
                page.save(folder / f"{name}-{kind}-{count}-{number}.png")
            if (kind, count) in _SHOWN:
                thumbs.append(next(_pages(documents, _SMALL)))
    thumbs.sort(key=lambda thumb: thumb.height)  # those lying across first, each beside its own hard case
    _sheet(thumbs).quantize(_GREYS).save(small, optimize=True)


def _cases(name: str) -> Iterator[tuple[str, int]]:
    """Ordinary people and long ones in every number, where a form grows with them."""
    counts = people.COUNTS if name in people.ROWS or name == "subsidy_year" else (13,)
    yield from ((kind, count) for kind in ("ordinary", "hard") for count in counts)


def _pages(documents: tuple[Document, ...], dpi: int) -> Iterator[Image.Image]:
    """The first three pages of what of a form goes on paper, as pictures."""
    with opened(render([document for document in documents if document.only != "xlsx"])) as pdf:
        for page in list(pdf)[:3]:
            yield page.render(scale=dpi / 72).to_pil().convert("L")


def _sheet(thumbs: list[Image.Image]) -> Image.Image:
    """All first pages in rows."""
    rows = [thumbs[start : start + _ACROSS] for start in range(0, len(thumbs), _ACROSS)]
    wide = max(sum(thumb.width + _APART for thumb in row) for row in rows)
    whole = Image.new("L", (wide, sum(max(t.height for t in row) + _APART for row in rows)), 160)
    y = 0
    for row in rows:
        x = 0
        for thumb in row:
            whole.paste(thumb, (x, y))
            x += thumb.width + _APART
        y += max(thumb.height for thumb in row) + _APART
    return whole


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/contact"), Path("docs/contact-sheet.png"))
