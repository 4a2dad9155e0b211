"""The office, its units and their names over time, and annex 1."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.units import proposed_level
from banfu_desktop.rules.words import TownKind, UnitLevel
from banfu_desktop.services.office import levels
from banfu_desktop.services.office import office as offices
from banfu_desktop.services.pairings import pairings
from banfu_desktop.services.program import founding
from tests.services.conftest import NOW, Doing


def unit_id(session, name: str) -> int:  # type: ignore[no-untyped-def]
    unit = offices.find_organisation(session, name)
    assert unit is not None
    return int(unit.id)


def test_an_office_is_founded_once(office: Database, doing: Doing) -> None:
    with office.read() as session:
        row = offices.current(session)
    assert (row.town, row.kind, row.team) == ("梅坑镇", TownKind.CONSOLIDATION, "梅坑镇驻镇帮扶工作队")
    with pytest.raises(UserError, match="已有一个办公室"), doing() as session:
        founding.found(session, "沙田镇", practice=True)


def test_only_towns_of_the_annex(database: Database) -> None:
    with pytest.raises(UserError, match="可选：遥田镇"), database.write(Deed("建立", "经办", NOW)) as session:
        founding.found(session, "无名镇", practice=True)
    with database.read() as session, pytest.raises(UserError, match="还没有建立办公室"):
        offices.current(session)


def test_the_document_number_and_the_countys_key_can_change(office: Database, doing: Doing) -> None:
    with doing() as session:
        offices.change(session, document_no="新乡振组〔2026〕3号")
        offices.change(session, county_key="age1…")
        row = offices.current(session)
    assert (row.document_no, row.county_key) == ("新乡振组〔2026〕3号", "age1…")


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("县司法局", UnitLevel.COUNTY),
        ("省农科院", UnitLevel.PROVINCE),
        ("市委办", UnitLevel.CITY),
        ("东莞东城街道", UnitLevel.DONGGUAN),
        ("国家粮食和物资储备局广东局", UnitLevel.CENTRAL),
        ("农行广东省分行", UnitLevel.BANK),
        ("省环保集团有限公司", UnitLevel.ENTERPRISE),
        ("丰城供销社", UnitLevel.COUNTY),
    ],
)
def test_a_units_name_suggests_its_level(name: str, level: UnitLevel) -> None:
    assert proposed_level(name, "新丰县")[0] is level


def test_a_renamed_unit_keeps_its_earlier_name_on_earlier_days(office: Database, doing: Doing) -> None:
    with doing() as session:
        number = unit_id(session, "县司法局")
        offices.rename(session, number, "县司法行政局", date(2026, 6, 1))
        offices.rename(session, number, "县司法行政局", date(2026, 7, 1))
        assert offices.names_on(session, date(2026, 5, 31))[number] == "县司法局"
        assert offices.names_on(session, date(2026, 6, 1))[number] == "县司法行政局"
        assert unit_id(session, "县司法局") == number
        row = next(row for row in offices.organisations(session) if row.id == number)
    assert (row.name, row.former_names, row.initials.split()[0]) == (
        "县司法行政局",
        "县司法局（至2026-05-31）",
        "xsfxzj",
    )


def test_two_renamings(office: Database, doing: Doing) -> None:
    with doing() as session:
        number = unit_id(session, "县司法局")
        offices.rename(session, number, "甲局", date(2026, 3, 1))
        offices.rename(session, number, "乙局", date(2026, 6, 1))
        offices.rename(session, number, "丙局", date(2026, 6, 1))
        found = [
            offices.names_on(session, day)[number] for day in (date(2026, 2, 1), date(2026, 4, 1), NOW.date())
        ]
    assert found == ["县司法局", "甲局", "丙局"]


def test_a_renaming_has_a_name_and_comes_after_the_last(office: Database, doing: Doing) -> None:
    with doing() as session:
        offices.rename(session, unit_id(session, "县司法局"), "甲局", date(2026, 6, 1))
    for name, day, said in (
        ("乙局", date(2026, 3, 1), "甲局在2026-05-31以后已改过名，更名日期请填在2026-05-31以后"),
        ("\u3000", date(2026, 7, 1), "没有填写单位名称"),
    ):
        with pytest.raises(UserError, match=said), doing() as session:
            offices.rename(session, unit_id(session, "甲局"), name, day)


def test_a_name_is_one_units(office: Database, doing: Doing) -> None:
    with pytest.raises(UserError, match="已有名为“县林业局”的单位"), doing() as session:
        offices.rename(session, unit_id(session, "县司法局"), "县林业局", date(2026, 6, 1))


def test_only_unused_units_are_removed(office: Database, doing: Doing) -> None:
    with doing() as session:
        fresh = offices.organisation_named(session, "县水利局")
        offices.remove_organisation(session, fresh.id)
        assert offices.find_organisation(session, "县水利局") is None
    for name, why in (("省农科院", "已有选派人员"), ("县民政局", "在组团结对表中")):
        with pytest.raises(UserError, match=why), doing() as session:
            offices.remove_organisation(session, unit_id(session, name))


def test_a_unit_that_another_is_the_same_as_stays_and_leads_somewhere(office: Database, doing: Doing) -> None:
    with doing() as session:
        kept, other = (offices.organisation_named(session, name).id for name in ("县水利局", "新丰县水利局"))
        levels.same(session, kept, other)
        with pytest.raises(UserError, match="与新丰县水利局是同一个单位"):
            offices.remove_organisation(session, kept)
    for text in (
        "UPDATE organisations SET same_as_id = 99999 WHERE name = '新丰县水利局'",
        "UPDATE organisations SET same_as_id = id WHERE name = '新丰县水利局'",
        "DELETE FROM organisations WHERE name = '县水利局'",
    ):
        with pytest.raises(IntegrityError), doing() as session:
            session.execute(sa.text(text))
    with doing() as session:
        levels.apart(session, unit_id(session, "新丰县水利局"))
        offices.remove_organisation(session, kept)


class TestAnnex:
    """Annex 1 as shipped, and as the office edits it."""

    def test_it_stands_as_shipped(self, office: Database) -> None:
        with office.read() as session:
            rows = pairings.listing(session)
        assert [row.town for row in rows] == [row.town for row in pairings.annex()]
        for row, shipped in zip(rows, pairings.annex(), strict=True):
            assert (row.lead, row.first_secretaries, row.members) == (
                shipped.lead,
                shipped.first_secretaries,
                shipped.members,
            )

    def test_units_of_a_county_run_town_are_the_countys(self, office: Database) -> None:
        with office.read() as session:
            levels = {row.name: row.level for row in offices.organisations(session)}
            units = pairings.units_of(session, "沙田镇")
        assert units[0] == "县卫生健康局"
        assert {levels[name] for name in units} == {UnitLevel.COUNTY}
        assert levels["国家税务总局新丰县税务局"] is UnitLevel.COUNTY
        assert levels["中国南方电网公司调峰调频发电公司"] is UnitLevel.ENTERPRISE

    def test_it_can_be_edited(self, office: Database, doing: Doing) -> None:
        with doing() as session:
            row = next(row for row in pairings.listing(session) if row.town == "梅坑镇")
            shipped = next(row for row in pairings.annex() if row.town == "梅坑镇")
            changed = replace(shipped, members="县司法局，县医保局;县水利局", finance_assistant="农商行")
            pairings.change(session, row.id, changed)
            after = next(row for row in pairings.listing(session) if row.town == "梅坑镇")
        assert (after.members, after.finance_assistant) == ("县司法局、县医保局、县水利局", "农商行")

    def test_a_unit_is_named_once_in_a_role(self, office: Database, doing: Doing) -> None:
        shipped = next(row for row in pairings.annex() if row.town == "梅坑镇")
        with pytest.raises(UserError, match="有重复的单位"), doing() as session:
            pairings.change(session, 5, replace(shipped, members="县司法局、县司法局"))
