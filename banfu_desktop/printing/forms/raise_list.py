"""Form 27, 社会帮扶资金物资台账: what others promised and gave in a year, and its public variant (七)."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Row, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint, dotted
from banfu_desktop.rules.mobilised import Arrival, Help

_COMMON = (
    Column("序号", 9),
    Column("承诺日期", 19),
    Column("类别", 22),
    Column("来源", 34, align="left"),
    Column("用途、物资或服务", 50, align="left"),
    Column("村", 16),
    Column("承诺金额", 24, money=True, summed=True),
    Column("到位金额", 24, money=True, summed=True),
    Column("到位日期", 19),
    Column("到位渠道", 20),
)
_OWN = (Column("票据或凭证", 24), Column("公示日期", 19), Column("状态", 17))
_SIGNERS = ("填报人", "工作队队长", "镇党委", "日期")
_CAPITAL = 7


@dataclass(frozen=True)
class Line:
    """A contribution; `goods` says things or services, `receipts` the papers behind what arrived."""

    promised_on: date
    kind: Help
    source: str
    purpose: str
    goods: str
    village: str
    promised_fen: int
    arrived_fen: int
    arrived_on: date | None
    channels: str
    receipts: str
    published_on: date | None
    state: Arrival


@dataclass(frozen=True)
class Register:
    """A year of a team; `public` is what may be posted on a wall."""

    team: str
    year: int
    lines: tuple[Line, ...]
    imprint: Imprint
    public: bool = False


def build(data: Register) -> tuple[Document, ...]:
    """The register, or its public variant without receipts and states."""
    name = "社会帮扶资金物资情况公示" if data.public else "社会帮扶资金物资台账"
    columns = _COMMON if data.public else (*_COMMON, *_OWN)
    rows = tuple(_row(number, line, data.public) for number, line in enumerate(data.lines, 1))
    said = "物资按估价。经本队账本的写凭证号，其余不进本队账本。依据：通知七。"
    document = Document(
        name=f"{data.year}年{name}",
        blocks=(
            Title(name),
            Facts(f"填报单位（盖章）：{data.team}", f"{data.year}年", "单位：元"),
            Grid(columns, rows, capital_of=_CAPITAL, size=10),
            Legend("物资按估价。如有异议，请向工作队或镇党委反映。" if data.public else said),
            Signatures((data.team, "日期：　　　　年　　月　　日") if data.public else _SIGNERS),
        ),
        landscape=True,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


def _row(number: int, line: Line, public: bool) -> Row:
    common: Row = (
        number, dotted(line.promised_on), line.kind.label, line.source,
        "\n".join(part for part in (line.purpose, line.goods) if part), line.village, line.promised_fen,
        line.arrived_fen, dotted(line.arrived_on), line.channels,
    )  # fmt: skip
    return common if public else (*common, line.receipts, dotted(line.published_on), line.state.label)


SAMPLE = Register(
    "梅坑镇驻镇帮扶工作队",
    2026,
    (
        Line(
            date(2026, 6, 30), Help.JUNE_30, "广东䶮新电子有限公司", "利坑村小学操场修缮", "", "利坑村",
            5_000_000, 3_000_000, date(2026, 7, 15), "慈善会", "粤财票 00123456", None, Arrival.PARTLY,
        ),
        Line(
            date(2026, 9, 1), Help.GOODS, "县工信局", "改善办学条件", "旧电脑 6 台", "利坑村",
            600_000, 600_000,
            date(2026, 9, 10), "村集体", "", date(2026, 9, 20), Arrival.ARRIVED,
        ),
        Line(
            date(2026, 10, 8), Help.UNIT, "县交通运输局", "党群服务中心维修", "", "梅坑村",
            2_000_000, 2_000_000,
            date(2026, 10, 20), "本队账本", "梅坑镇工作队2026年012号", None, Arrival.ARRIVED,
        ),
    ),
    Imprint("2026-11-30 17:02"),
)  # fmt: skip
