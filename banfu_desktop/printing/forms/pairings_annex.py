"""Form 16, 组团结对情况表: annex 1 of the notice as the office keeps it (clause 一, 二(三))."""

from dataclasses import dataclass

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Title
from banfu_desktop.printing.forms.parts import Imprint

_COLUMNS = (
    Column("序号", 10),
    Column("镇（街）", 19),
    Column("镇类型", 24),
    Column("牵头单位", 33),
    Column("选派第一书记单位", 36, align="left"),
    Column("选派驻镇队员单位", 54, align="left"),
    Column("金融助理", 30),
    Column("科技特派员等", 62, align="left"),
)


@dataclass(frozen=True)
class Town:
    """One town's group."""

    town: str
    kind: str
    lead: str
    first_secretaries: str
    members: str
    finance_assistant: str
    other_staff: str


@dataclass(frozen=True)
class Annex:
    """All towns of the county."""

    county: str
    document_no: str
    towns: tuple[Town, ...]
    imprint: Imprint


def build(data: Annex) -> tuple[Document, ...]:
    """The annex on its own page."""
    rows = tuple(
        (
            number,
            town.town,
            town.kind,
            town.lead,
            _stacked(town.first_secretaries),
            _stacked(town.members),
            town.finance_assistant,
            town.other_staff,
        )
        for number, town in enumerate(data.towns, 1)
    )
    document = Document(
        name="组团结对情况表",
        blocks=(
            Title(f"{data.county}驻镇帮镇扶村组团结对情况表"),
            Facts(f"依据：{data.document_no}附件1", right=f"共{len(rows)}个镇（街）"),
            Grid(_COLUMNS, rows, row_height=15),
        ),
        landscape=True,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


def _stacked(units: str) -> str:
    """One unit to a line, so that no name is broken."""
    return units.replace("、", "、\n")


_BANK = "农行广东省分行等"
_OTHERS = "1名以上农村科技特派员；1-2名“三支一扶”人员；2-3名高校毕业生志愿者"
SAMPLE = Annex(
    county="新丰县",
    document_no="新乡振组〔2021〕12号",
    towns=(
        Town(
            "马头镇", "重点帮扶镇", "市委办", "市人社局、市林业局",
            "市生态环境局、韶能集团、中国人保财险韶关分公司", _BANK, _OTHERS,
        ),
        Town(
            "梅坑镇", "巩固提升镇", "县交通运输局", "县工信局、县人社局",
            "县司法局、县医保局、县林业局", _BANK, _OTHERS,
        ),
        Town(
            "丰城街道", "街道自身帮扶", "县农业农村局", "县教育局、县财政局",
            "县发改局、县自然资源局、县住建管理局", _BANK, _OTHERS,
        ),
    ),
    imprint=Imprint("2026-10-31 17:02"),
)  # fmt: skip
