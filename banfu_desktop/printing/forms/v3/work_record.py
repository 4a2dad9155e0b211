"""Form 23, 月度工作记实表, in layout 3: headings keep their size, the leader signs a blank cell by hand."""

from dataclasses import replace

from banfu_desktop.printing.engine.blocks import SIGN_AND_DATE, Block, Document, Field, Fields
from banfu_desktop.printing.forms.parts import dotted
from banfu_desktop.printing.forms.v2 import work_record
from banfu_desktop.printing.forms.v2.work_log import LogPaper
from banfu_desktop.printing.forms.v3 import work_log

_LEADER = 1
"""The row of the leader's words among those to be signed."""


def build(data: LogPaper) -> tuple[Document, ...]:
    """A page for everybody in the month."""
    return tuple(work_log.in_layout(_to_sign(document, data), data) for document in work_record.build(data))


def _to_sign(document: Document, data: LogPaper) -> Document:
    """The leader's cell blank, to be signed by hand."""
    *above, words = document.blocks
    assert isinstance(words, Fields)
    opinion = f"：{data.opinion}" if data.opinion else ""
    signed = f"程序登记：{data.signed_by}　{dotted(data.signed_on)}签阅{opinion}" if data.signed_on else ""
    leader = Field("工作队队长\n意见", note=signed, height=26, foot=SIGN_AND_DATE)
    rows = (*words.rows[:_LEADER], (leader,), *words.rows[_LEADER + 1 :])
    blocks: tuple[Block, ...] = (*above, replace(words, rows=rows))
    return replace(document, blocks=blocks)


SAMPLE = work_record.SAMPLE
