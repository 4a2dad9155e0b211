"""The province's level, and what a county wipes: sums travel, people do not; a town's last package stays."""

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from banfu_desktop.backup.county_report import CountyReport
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.roll_up import deeds
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reception import Handling
from banfu_desktop.services.county import (
    checking,
    founding,
    inbox,
    people,
    province,
    reporting,
    retention,
    seeing,
    settings,
    sums,
)
from banfu_desktop.services.county import desk as desks
from banfu_desktop.services.county.strays import strays
from banfu_desktop.services.keeping import county
from tests import a_county
from tests.a_county import Year
from tests.seven_towns import TOWNS

NOW = datetime(2026, 11, 6, 9)
JANUARY, OCTOBER = Month(2026, 1), Month(2026, 10)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The county on the sixth of November."""
    return a_county.lived(tmp_path_factory.mktemp("year"))


@pytest.fixture
def above(tmp_path: Path) -> Path:
    """The province's folder."""
    founding.found(tmp_path / "province", "广东省", "44", "", practice=True, database="")
    return tmp_path / "province"


def sent(year: Year, above: Path, path: Path) -> CountyReport:
    with year.desk() as desk:
        return province.write(desk, above / "county.pub", path, NOW)


def test_the_province_sees_the_countys_sums_and_nobody(year: Year, above: Path, tmp_path: Path) -> None:
    report = sent(year, above, tmp_path / "1.bfr")
    with desks.at(above) as desk:
        held = province.receive(desk, tmp_path / "1.bfr", NOW)
        assert (held.handling, "没有核对过" in held.sentence) == (Handling.HELD, True)
        with pytest.raises(UserError, match="与这份汇总的不同"):
            province.receive(desk, tmp_path / "1.bfr", NOW, "问了", "ABCD-ABCD-ABCD-ABCD")
        taken = province.receive(desk, tmp_path / "1.bfr", NOW, "问了县里", report.fingerprint)
        assert taken.handling is Handling.TAKEN
        assert province.receive(desk, tmp_path / "1.bfr", NOW).handling is Handling.REPEATED
        with desk.roll_up.read() as session:
            made = sums.by_town(session, JANUARY, OCTOBER)
            table = reporting.year(session, 2026, NOW.date())
            assert people.roster(session) == []
    with year.desk() as desk, desk.roll_up.read() as session:
        assert made == sums.by_town(session, JANUARY, OCTOBER)
        assert table.whole == reporting.year(session, 2026, NOW.date()).whole
    assert tuple(town.town for town in table.towns) == TOWNS
    assert "罗".encode() not in report.to_bytes()
    assert len((tmp_path / "1.bfr").read_bytes()) < 7 * 9000


def test_a_later_report_takes_the_place_of_an_earlier_one(year: Year, above: Path, tmp_path: Path) -> None:
    first = sent(year, above, tmp_path / "1.bfr")
    sent(year, above, tmp_path / "2.bfr")
    with desks.at(above) as desk:
        province.receive(desk, tmp_path / "2.bfr", NOW, "问了县里", first.fingerprint)
        assert province.receive(desk, tmp_path / "1.bfr", NOW).handling is Handling.KEPT


def test_a_report_that_was_changed_or_is_for_somebody_else_is_refused(
    year: Year, above: Path, tmp_path: Path
) -> None:
    sent(year, above, tmp_path / "1.bfr")
    with year.desk() as desk, pytest.raises(PackageError):
        province.receive(desk, tmp_path / "1.bfr", NOW)
    whole = (tmp_path / "1.bfr").read_bytes()
    (tmp_path / "1.bfr").write_bytes(whole[:-40] + b"x" + whole[-39:])
    with desks.at(above) as desk, pytest.raises(PackageError):
        province.receive(desk, tmp_path / "1.bfr", NOW)
    assert county.of(above).county == "广东省"


def test_reports_in_an_inbox_are_listed_received_and_put_in_order_like_packages(
    year: Year, above: Path, tmp_path: Path
) -> None:
    box = tmp_path / "收件"
    box.mkdir()
    first = sent(year, above, box / "1.bfr")
    sent(year, above, tmp_path / "2.bfr")
    damaged = bytearray((box / "1.bfr").read_bytes())
    damaged[-9] ^= 1
    (box / "坏.bfr").write_bytes(damaged)
    (box / "照片.bfr").write_bytes(b"\xff\xd8\xff\xe0 no report")
    with desks.at(above) as desk:
        province.write(desk, above / "county.pub", box / "自己的.bfr", NOW)
        listed = {each.glanced.path.name: each for each in seeing.seen(desk, box, NOW)}
        assert {name: each.word for name, each in listed.items()} == {
            "1.bfr": "没有核对过", "坏.bfr": "损坏", "照片.bfr": "损坏", "自己的.bfr": "本县自己的",
        }  # fmt: skip
        assert (listed["1.bfr"].glanced.town, listed["1.bfr"].asks_who) == ("新丰县", True)
        assert "没有人员信息" in listed["1.bfr"].sentence

        run = inbox.receive_folder(desk, box, lambda: NOW)
        assert run.counted == {inbox.HELD: 1, inbox.REFUSED: 3}
        assert run.trouble is None
        held = box / inbox.HELD / "1.bfr"
        with pytest.raises(UserError, match="没有填写听到的核对码"):
            inbox.take_report(desk, held, NOW, "问了县里", "")
        with pytest.raises(UserError, match="与这份汇总的不同"):
            inbox.take_report(desk, held, NOW, "问了县里", "AAAA-BBBB-CCCC-DDDD")
        inbox.take_report(desk, held, NOW, "问了县里", first.fingerprint)
        (tmp_path / "2.bfr").rename(box / "2.bfr")
        again = inbox.receive_folder(desk, box, lambda: NOW)
        assert again.counted == {inbox.TAKEN: 1}
        placed = {(each.place, each.glanced.path.name): each.word for each in seeing.seen(desk, box, NOW)}
        assert placed[inbox.TAKEN, "1.bfr"] == placed[inbox.TAKEN, "2.bfr"] == "可收"
        assert {name for place, name in placed if place == inbox.REFUSED} == {
            "坏.bfr",
            "照片.bfr",
            "自己的.bfr",
        }
        with desk.roll_up.read() as session:
            names = [row.name for row in deeds.listing(session)]
        assert (names.count("收下县级汇总"), names.count("退回县级汇总")) == (2, 3)
        assert checking.check(desk).bad == ()


def test_what_is_no_package_is_said_by_name_and_never_silently_passed_over(tmp_path: Path) -> None:
    for name in (
        "IMG_1.HEIC",
        "10月.zip",
        "别的县.bfc",
        "梅坑镇.bff",
        "花名册.xlsx",
        "a.bfb",
        "b.BFR",
        "Thumbs.db",
    ):
        (tmp_path / name).touch()
    for folder in ("沙田镇", inbox.TAKEN):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "c.bfb").touch()
    assert strays(tmp_path) == (
        "“10月.zip”是压缩文件，请先解压到这个文件夹",
        "“别的县.bfc”是县文件，由县里发给镇里，这里不收",
        "“梅坑镇.bff”是反馈，由县里发给镇里，这里不收",
        "子文件夹“沙田镇”里有 1 份上报包没有看，请点“换文件夹…”到那里收",
        "有 2 个文件不是上报包，没有读：IMG_1.HEIC、花名册.xlsx",
    )


def test_what_was_kept_long_enough_is_wiped_with_a_certificate_but_for_the_last(tmp_path: Path) -> None:
    year = a_county.lived(tmp_path)
    with year.desk() as desk:
        assert retention.expired(desk, NOW.date()) == []
        settings.choose(desk, settings.KEEP_MONTHS, "3", date(2026, 11, 1), NOW)
        found = retention.expired(desk, NOW.date())
        assert {each.received_at[:7] for each in found} == {f"2026-{month:02}" for month in range(2, 8)}
        kept = len(list((year.folder / inbox.KEPT_FOLDER).rglob("*.bfb")))
        assert retention.purge(desk, tmp_path / "证明.xlsx", NOW) == len(found)
        assert retention.expired(desk, NOW.date()) == []
    left = list((year.folder / inbox.KEPT_FOLDER).rglob("*.bfb"))
    assert len(left) == kept - len(found)
    assert {path.parent.name for path in left} == set(TOWNS)
    sheet = load_workbook(tmp_path / "证明.xlsx").active
    told = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert any("上报包销毁证明" in text for text in told)
    assert {each.digest for each in found} <= set(told)
    assert not list(tmp_path.glob("*.part*"))
