"""What the desk changes in the county's folder: list, calendar, keys; each a deed, none without one."""

from datetime import date, datetime
from pathlib import Path

import pytest

from banfu_desktop.backup.county_file import CalendarEntry, CountyFile, TownEntry
from banfu_desktop.roll_up import deeds
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.county import calls, folder, founding, register, reporting, trail
from banfu_desktop.services.county import desk as desks
from banfu_desktop.services.county.desk import CountyDesk
from banfu_desktop.services.keeping import county
from tests import a_county
from tests.a_server import Server

NOW = datetime(2026, 11, 2, 9)
MEI = TownEntry("梅坑镇", "440233101", "巩固提升镇", ("县司法局", "县医保局"))
SHA = TownEntry("沙田镇", "440233102", "巩固提升镇")


def names(desk: CountyDesk) -> list[str]:
    with desk.roll_up.read() as session:
        return [town.name for town in register.listed(session)]


def done(desk: CountyDesk) -> list[str]:
    with desk.roll_up.read() as session:
        return [row.name for row in deeds.listing(session)]


@pytest.mark.parametrize("engine", a_county.ENGINES)
def test_a_town_is_put_on_the_list_changed_and_taken_off(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = ""
    if engine == "postgresql":
        server: Server = request.getfixturevalue("postgresql")
        url = server.url(server.create())
    founding.found(tmp_path / "c", "新丰县", "440233", "", practice=True, database=url)
    with desks.at(tmp_path / "c") as desk:
        folder.set_towns(desk, (MEI, SHA), NOW)
        assert names(desk) == ["梅坑镇", "沙田镇"]
        changes = folder.compare(
            desk, (TownEntry("梅坑镇", "440233101", "重点帮扶镇"), TownEntry("马头镇", "", ""))
        )
        assert (changes.added, changes.changed, changes.gone, changes.same) == (
            ("马头镇",), ("梅坑镇",), ("沙田镇",), 0
        )  # fmt: skip
        folder.set_town(desk, TownEntry("马头镇", "", "重点帮扶镇"), " 李思敏 ", "0751-2281106", NOW)
        with desk.roll_up.read() as session:
            assert calls.contact_of(session, "马头镇") == ("李思敏", "0751-2281106")
        folder.remove_town(desk, "沙田镇", NOW)
        assert names(desk) == ["梅坑镇", "马头镇"]
        with desk.roll_up.read() as session:
            assert {line.name: line.listed for line in register.lines(session)}["沙田镇"] is False
            assert len(reporting.year(session, 2026, NOW.date()).towns) == 2
            latest = trail.listing(session)[0]
        assert (latest.name, "沙田镇" in latest.said) == ("更新各镇名单", True)
        assert [town.name for town in county.of(tmp_path / "c").towns] == ["梅坑镇", "马头镇"]
        before = done(desk)
        with pytest.raises(UserError, match="出现了两次"):
            folder.set_towns(desk, (MEI, MEI), NOW)
        with pytest.raises(UserError, match="名单上没有"):
            folder.remove_town(desk, "没有镇", NOW)
        assert (done(desk), names(desk)) == (before, ["梅坑镇", "马头镇"])


def test_the_calendar_and_the_keys_go_into_the_county_file_and_are_deeds(tmp_path: Path) -> None:
    founding.found(tmp_path / "c", "新丰县", "440233", "", practice=True, database="")
    day = CalendarEntry(date(2026, 12, 26), False, "调休上班")
    with desks.at(tmp_path / "c") as desk:
        folder.set_day(desk, CalendarEntry(date(2026, 12, 28), True, "县庆"), NOW)
        folder.set_day(desk, day, NOW)
        folder.remove_day(desk, date(2026, 12, 28), NOW)
        first = folder.write_file(desk, tmp_path / "一.bfc", NOW)
        assert first.calendar == (day,)
        renewed = folder.new_sign_key(desk, NOW)
        second = folder.write_file(desk, tmp_path / "二.bfc", NOW)
        assert (second.fingerprint, first.fingerprint != renewed) == (renewed, True)
        assert CountyFile.read(tmp_path / "二.bfc").succeeds(first.sign_key)
        folder.new_card(desk, NOW)
        assert done(desk)[:3] == ["重新生成恢复密钥", "生成县文件", "换签名钥匙"]


def test_what_may_not_be_done_today_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    """A county that is no practice has the system's day: a deed of another day changes no file either."""
    founding.found(tmp_path / "c", "新丰县", "440233", "", practice=False, database="")
    tomorrow = datetime(2026, 11, 3, 9)
    before = (tmp_path / "c" / "county.json").read_bytes()
    with desks.at(tmp_path / "c") as desk:
        for work in (
            lambda: folder.set_towns(desk, (MEI,), tomorrow),
            lambda: folder.set_day(desk, CalendarEntry(date(2026, 12, 26), False, ""), tomorrow),
            lambda: folder.new_sign_key(desk, tomorrow),
            lambda: folder.write_file(desk, tmp_path / "县.bfc", tomorrow),
        ):
            with pytest.raises(UserError, match="电脑上今天是2026-11-02"):
                work()
        assert names(desk) == []
    assert (tmp_path / "c" / "county.json").read_bytes() == before
    assert not (tmp_path / "县.bfc").exists()
