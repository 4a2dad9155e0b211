"""Form 19, 半年工作报告: an official paper on a GB/T 9704 page, signed and sealed by the team (四(五))."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from banfu_desktop.printing.engine.blocks import Document, Prose
from banfu_desktop.printing.engine.fonts import Face
from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.printing.forms.v4.style import STYLE
from banfu_desktop.rules.dates import chinese_date
from banfu_desktop.rules.documents import WordFonts
from banfu_desktop.rules.documents_text import Paragraph, Part, Run, Text

_TITLE_SIZE, _TITLE_PITCH = 22.0, 35.0
_DATE_CLEAR = 4
"""右空四字: the date ends four characters from the right edge."""
_WORD: Mapping[WordFonts, Mapping[str, str]] = {
    WordFonts.OFFICE: {"title": "方正小标宋简体", "body": "仿宋_GB2312", "kai": "楷体_GB2312", "hei": "黑体"},
    WordFonts.WINDOWS: {"title": "宋体", "body": "仿宋", "kai": "楷体", "hei": "黑体"},
}
_ROLES: Mapping[Part, str] = {
    Part.TO: "body", Part.HEAD: "hei", Part.SUBHEAD: "kai", Part.BODY: "body",
}  # fmt: skip
STAND_INS: Mapping[str, Face] = {"title": "serif", "body": "serif", "kai": "serif", "hei": "bold"}
"""What a role is printed in where the machine has no font of its own for it."""


@dataclass(frozen=True)
class HalfReportPaper:
    """A report as it is printed; `issued_on` None: a draft, whose date stays open.

    `faces` says which roles (body, kai, title) are printed in the machine's own fonts.
    """

    title: tuple[str, ...]
    team: str
    text: Text
    issued_on: date | None
    imprint: Imprint
    faces: Mapping[str, Face] = field(default_factory=dict)
    word_fonts: WordFonts = WordFonts.OFFICE

    @property
    def name(self) -> str:
        """What a file of it is called."""
        return "".join(self.title)


def build(data: HalfReportPaper) -> tuple[Document, ...]:
    """The paper."""
    document = Document(
        name=data.name,
        blocks=tuple(_blocks(data)),
        check_code=data.imprint.check_code,
        chain_code=data.imprint.chain_code,
        printed_at="" if data.imprint.sealed_at else data.imprint.printed_at,
        sealed_at=data.imprint.sealed_at,
        watermark=data.imprint.watermark,
        style=STYLE,
    )
    return (document,)


def _blocks(data: HalfReportPaper) -> Iterator[Prose]:
    blank = _prose(data, "body", "")
    for line in data.title:
        yield _prose(
            data, "title", line, align="center", size=_TITLE_SIZE, pitch=_TITLE_PITCH, grid=0, keep=True
        )
    yield blank
    for paragraph in data.text:
        headed = paragraph.part in (Part.HEAD, Part.SUBHEAD)
        indent = 0.0 if paragraph.part is Part.TO else 2.0
        yield _prose(data, _ROLES[paragraph.part], paragraph.text, indent=indent, keep=headed)
    yield replace(blank, keep=True)
    yield replace(blank, keep=True)
    day = chinese_date(data.issued_on) if data.issued_on else "　　年　　月　　日"
    over = max(0.0, _DATE_CLEAR - (_characters(data.team) - _characters(day)) / 2)
    yield _prose(data, "body", data.team, align="right", right=over, keep=True)
    yield _prose(data, "body", day, align="right", right=_DATE_CLEAR)


def _prose(data: HalfReportPaper, role: str, text: str, **said: object) -> Prose:
    face = data.faces.get(role, STAND_INS[role])
    return Prose(text, face, word=_WORD[data.word_fonts][role], **said)  # type: ignore[arg-type]


def _characters(text: str) -> float:
    """How many characters wide a text is: figures take half of one."""
    return sum(0.5 if ord(character) < 0x2000 else 1.0 for character in text)


def _said(part: Part, *runs: str) -> Paragraph:
    return Paragraph(part, tuple(Run(text) for text in runs))


SAMPLE = HalfReportPaper(
    title=("梅坑镇驻镇帮扶工作队", "2026年上半年工作报告"),
    team="梅坑镇驻镇帮扶工作队",
    text=(
        _said(Part.TO, "梅坑镇党委，县交通运输局等7个派出单位党组织："),
        _said(Part.BODY,
            "按照新乡振组〔2021〕12号文件第四条第（五）项要求，",
            "现将2026年上半年工作情况报告如下。",
        ),
        _said(Part.HEAD, "一、基本情况"),
        _said(
            Part.BODY,
            "截至2026年6月30日，工作队有13人，其中队长1人、驻村第一书记2人，来自7个派出单位；本期到岗1人、离岗1人。",
            "应在岗1,573人天，在岗1,489.5人天，在岗率94.7%，请假83.5人天。",
        ),
        _said(Part.HEAD, "二、履职情况"),
        _said(Part.SUBHEAD, "（一）防返贫监测"),
        _said(
            Part.BODY,
            "开展防返贫监测工作128次，走访412户次，涉及6个村。3月5日在利坑村走访监测对象，核对“三保障”和饮水，"
            "未发现新增风险。村民㙟某等反映的问题已转镇里办理；张䶮、李昇堃同志负责跟进。",
        ),
        _said(Part.HEAD, "三、资金项目"),
        _said(
            Part.BODY,
            "工作经费收入50,000.00元，支出31,204.60元，期末结余18,795.40元，主要用于宣传印刷、会议资料、办公耗材等"
            "日常工作，未发生津补贴、招待等禁止性支出。",
        ),
    ),
    issued_on=date(2026, 7, 8),
    imprint=Imprint(
        "2026-07-08 09:30", "K7QM-2XWA", "7K2M-9QXT-4HVB-R8ND", sealed_at="2026-07-08 09:30"
    ),
)  # fmt: skip
