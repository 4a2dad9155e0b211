"""Form 23, 工作日志, in layout 3: a month signed off says when it was sealed, any other 留痕码 第n条."""

from dataclasses import replace

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms.v2 import work_log
from banfu_desktop.printing.forms.v2.work_log import LogPaper
from banfu_desktop.printing.forms.v3.style import STYLE


def build(data: LogPaper, *, late: bool = False) -> tuple[Document, ...]:
    """A paper for everybody who has a line; `late` are the lines written after the month was signed off."""
    return tuple(in_layout(document, data) for document in work_log.build(data, late=late))


def in_layout(document: Document, data: LogPaper) -> Document:
    """A paper of layout 2 with the measures and the foot of this one."""
    foot = data.imprint
    return replace(document, sealed_at=foot.sealed_at, chain_code=foot.chain_code, style=STYLE)


SAMPLE = work_log.SAMPLE
