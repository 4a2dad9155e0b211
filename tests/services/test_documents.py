"""Documents 四(五), 四(六), 五(二): the half-year report against a count by hand, its sealing, plans."""

import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from banfu_desktop import paths
from banfu_desktop.db.base import Base
from banfu_desktop.db.models.documents import HalfReport, IssuedReport
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.printing.engine import fonts
from banfu_desktop.printing.preview import page_count, page_text
from banfu_desktop.rules import documents_text
from banfu_desktop.rules.allowance import LetterState
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.documents import Direction, DocKind, DocState, HalfYear, ItemState, Way
from banfu_desktop.rules.documents_text import Paragraph, Part, Run, Text
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.mobilised import Channel, Help, IdeaKind
from banfu_desktop.rules.projects import Signer, Stage
from banfu_desktop.rules.words import DayState, Half, Sex
from banfu_desktop.rules.worklog import Duty, LogKind
from banfu_desktop.services.allowance import letters
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.audit import history
from banfu_desktop.services.documents import documents, door, due, figures, papers, plans, reports
from banfu_desktop.services.exams import exams
from banfu_desktop.services.funds import books, posting
from banfu_desktop.services.hall import lists as hall_lists
from banfu_desktop.services.hall import papers as hall
from banfu_desktop.services.hall import search
from banfu_desktop.services.hall.imports import imports
from banfu_desktop.services.members import members
from banfu_desktop.services.mobilised import ideas, mobilised
from banfu_desktop.services.projects import projects
from banfu_desktop.services.subsidies import paying, subsidies
from banfu_desktop.services.worklog import matters, worklog
from tests.services import a_claim, report_oracle
from tests.services.conftest import NOW, TODAY, Doing
from tests.services.test_projects import pay

FIRST, SECOND = HalfYear(2026, 1), HalfYear(2026, 2)
JANUARY = datetime(2027, 1, 6, 9)
_PROJECTS = (
    (date(2026, 2, 3), date(2026, 5, 30)),
    (date(2026, 4, 1), None),
    (date(2026, 8, 8), date(2026, 12, 1)),
)
"""The day both have signed, and the day it was completed."""
REPLACED, NEW_UNIT = "廖小满", "县民政局"


@pytest.fixture(scope="module")
def scripted(meikeng: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve months of the team of 13, by chance, written down in January; made once."""
    folder = shutil.copytree(meikeng, tmp_path_factory.mktemp("year") / "office")
    database = Database.open(folder)
    chance = random.Random(12)
    with database.write(Deed("登记一年", "经办", JANUARY)) as session:
        _replace(session)
        _log_a_year(session, chance)
        _be_away(session, chance)
        _spend(session, chance)
        _support(session)
    database.close()
    return folder


def _replace(session: Session) -> None:
    """In March one goes and one from another unit comes."""
    (old,) = members.named(session, REPLACED)
    members.save(session, {"left_on": date(2026, 3, 20)}, old.id)
    new = {
        **vars(old),
        "name": "谭新",
        "identity_no": "440299199402145815",
        "sex": Sex.MALE,
        "organisation": NEW_UNIT,
    }
    members.save(session, {**new, "arrived_on": date(2026, 3, 21), "left_on": None, "planned_until": None})


def _any_day(chance: random.Random, row: members.MemberRow) -> date:
    end = min(row.left_on or date(2026, 12, 31), date(2026, 12, 31))
    return row.arrived_on + timedelta(days=chance.randrange((end - row.arrived_on).days + 1))


def _log_a_year(session: Session, chance: random.Random) -> None:
    team = members.listing(session)
    entries = []
    for number in range(260):
        row = chance.choice(team)
        values = {
            "day": _any_day(chance, row), "posting_ids": [row.id], "duty": chance.choice(list(Duty)),
            "kind": chance.choice(list(LogKind)), "content": f"做了第{chance.randrange(90)}件事",
            "village": chance.choice([None, "利坑村", "大岭村", "梅坑村"]),
            "households": chance.choice([None, 0, 3, 8]), "result": chance.choice([None, "没有问题"]),
            "next_step": "再去看" if number % 6 == 0 else None,
        }  # fmt: skip
        entries.append((values["day"], worklog.save(session, values, JANUARY), values["next_step"]))
    entries.sort(key=lambda one: one[:2])
    for place, (_, key, step) in enumerate(entries[:-30]):
        if step and chance.random() < 0.5:
            matters.close(session, [key], entries[place + chance.randrange(1, 30)][1])


def _be_away(session: Session, chance: random.Random) -> None:
    kinds = [state for state in DayState if state not in (DayState.PRESENT, DayState.ON_CALL)]
    for row in members.listing(session):
        for _ in range(6):
            day = _any_day(chance, row)
            stretch = [day + timedelta(days=n) for n in range(chance.randrange(1, 5))]
            inside = [one for one in stretch if one in row.period and one.year == 2026]
            attendance.set_days(session, row.id, inside, chance.choice(kinds), chance.choice(list(Half)))


def _spend(session: Session, chance: random.Random) -> None:
    book = books.open_standard(session, 2026)[0]
    pay(session, book, 5_000_000, category="年度拨款", day=date(2026, 1, 9), now=JANUARY)
    for number, (signed, done) in enumerate(
        (
            (date(2026, 2, 3), date(2026, 5, 30)),
            (date(2026, 4, 1), None),
            (date(2026, 8, 8), date(2026, 12, 1)),
        )
    ):
        values = {
            "name": f"项目{number}", "source": "县里", "amount_fen": 400_000 + number, "reason": "修路灯",
            "proposed_on": date(2026, 2, 1),
        }  # fmt: skip
        project = projects.save(session, values)
        for signer, name in ((Signer.SECRETARY, "李国栋"), (Signer.LEADER, "钟立新")):
            projects.sign(session, project, signer, name, signed, JANUARY.date())
        projects.move(session, project, Stage.UNDER_WAY, signed, JANUARY.date())
        for _ in range(3):
            day = signed + timedelta(days=chance.randrange(100))
            made = pay(session, book, chance.randrange(1, 90_000), project, day, now=JANUARY)
        if number == 1:
            posting.reverse(session, made, date(2026, 9, 9), "写错", "经办", JANUARY)
        if done is not None:
            projects.move(session, project, Stage.COMPLETED, done, JANUARY.date(), "验收")
    for number in range(8):
        day = date(2026, 1, 10) + timedelta(days=40 * number)
        promise = {
            "kind": Help.DONATION, "source": f"公司{number}", "purpose": "操场", "promised_on": day,
            "promised_fen": 100_000 + number,
        }  # fmt: skip
        key = mobilised.save(session, promise, JANUARY.date())
        part = {"arrived_on": day + timedelta(days=30), "amount_fen": 60_000, "channel": Channel.CHARITY}
        mobilised.arrive(session, key, {**part, "voucher_id": None}, JANUARY.date())
        wish = {"kind": IdeaKind.WORKS, "estimate_fen": 5, "source_wanted": "县里", "reason": "旧了"}
        later = {"raised_on": day, "listed_on": day + timedelta(days=20) if number % 2 else None}
        ideas.save(session, {**wish, "name": f"建议{number}", **later}, JANUARY.date())
    people = [row.person_id for row in members.listing(session) if row.left_on is None][:7]
    for number, person in enumerate(people):
        exams.mark_done(session, [exams.key_of(2026, person)], date(2026, 11, 3 + number), cost_fen=1)
    plan = plans.add_plan(
        session, "年度计划", DocKind.PLAN_YEAR, 2026, JANUARY.date(), dated=date(2026, 3, 1)
    )
    for number, state in enumerate((ItemState.DONE, ItemState.DONE, ItemState.WAITING, ItemState.DROPPED)):
        done_on = date(2026, 5 + 4 * number, 1) if state is ItemState.DONE else None
        item = {"document_id": plan, "task": f"任务{number}", "state": state, "done_on": done_on}
        plans.save(session, item, JANUARY.date())


def _support(session: Session) -> None:
    """January's subsidies are paid in February, a claim as soon as it was approved."""
    month = Month(2026, 1)
    subsidies.make(session, month, JANUARY)
    subsidies.seal(session, month, "审核", JANUARY)
    paying.pay(session, paying.payable(session, month), paying.Payment(date(2026, 2, 10)), JANUARY.date())
    a_claim.paid(session)
    _tell_units(session)


def _tell_units(session: Session) -> None:
    """In July units are told of 乡镇工作补贴; one answers in September, one that it does not pay."""
    day, sent = JANUARY.date(), date(2026, 7, 10)
    due = [row for row in letters.listing(session, day) if row.state is LetterState.UNTOLD]
    rows = [row for row in due if row.eligible_on <= sent]
    letters.send(session, [row.id for row in rows], sent, "12号", day)
    for row, paid_from in zip(rows, (date(2026, 7, 5), None), strict=False):
        answer = {"confirmed_on": date(2026, 9, 1), "paid_from": paid_from, "reply": "按县里口径"}
        letters.save(session, row.id, answer, day)


@pytest.fixture
def year(scripted: Path, tmp_path: Path) -> Iterator[Database]:
    database = Database.open(shutil.copytree(scripted, tmp_path / "year"))
    yield database
    database.close()


def in_year(year: Database, name: str = "测试", at: datetime = JANUARY) -> Any:
    return year.write(Deed(name, "经办", at))


@pytest.mark.parametrize(
    "until", [date(2026, 6, 30), date(2026, 4, 17), date(2026, 12, 31), date(2026, 10, 10)]
)
def test_every_figure_is_what_counting_by_hand_gives(year: Database, until: date) -> None:
    half = HalfYear.of(until)
    with year.read() as session:
        told = figures.texts(figures.of_half(session, half, until))
        counted = report_oracle.count(session.connection(), half.first, until)
    assert told == counted
    assert len(told) == 68
    nothing = [name for name, text in told.items() if text in ("0", "0.00")]
    assert len(nothing) < 16, nothing


def filled(session: Session, report_id: int) -> None:
    """What the clerk writes into the sections that have nothing yet."""
    text = documents_text.load(reports.one(session, report_id).body)
    for section in reversed(documents_text.sections(text)):
        if not section.parent and not section.characters:
            own = Paragraph(Part.BODY, (Run("本期按镇里安排做好日常工作，详见各月工作记实表。"),))
            text = (*text[: section.index + 1], own, *text[section.index + 1 :])
    reports.edit(session, report_id, text)


def issued(year: Database, half: HalfYear = FIRST, font: dict[str, str] | None = None) -> int:
    """A report drafted, filled and issued. Returns its id."""
    with in_year(year, "签发") as session:
        key = reports.draft(session, half, JANUARY, "钟立新")
        filled(session, key)
        reports.issue(session, key, "经办", JANUARY, font or {})
        return key


def printed(year: Database, key: int, now: datetime = JANUARY) -> tuple[bytes, bytes, str]:
    """The PDF, the docx, and what the preview says of its fonts."""
    with year.read() as session:
        paper = papers.report(session, reports.one(session, key), now)
    return hall.pdf(paper), hall.KINDS[".docx"](paper), paper.note


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_an_issued_report_reprints_to_the_byte_after_facts_change_and_the_change_shows(
    year: Database,
) -> None:
    key = issued(year)
    before = printed(year, key)
    with in_year(year, "更正事实") as session:
        (who,) = members.named(session, "罗海涛")
        attendance.set_days(session, who.id, [date(2026, 3, 3)], DayState.SICK)
        entry = {
            "day": date(2026, 2, 4), "posting_ids": [who.id], "duty": Duty.PARTY, "kind": LogKind.PARTY,
            "content": "补记的一条",
        }  # fmt: skip
        worklog.save(session, entry, JANUARY)
    assert printed(year, key, JANUARY + timedelta(days=40)) == before
    with year.read() as session:
        shown = reports.view(session, FIRST, JANUARY.date())
        assert shown is not None
        assert {"days_present", "days_leave", "log_count", "party_count"} <= {
            one.name for one in shown.differences
        }
        told = next(one for one in shown.differences if one.name == "log_count")
        assert int(told.after) == int(told.before) + 1
        assert door.verify(session) == ([], [])
        assert (door.sealed(session, shown.check_code) or ("",))[0] == "2026年上半年工作报告"
    with pytest.raises(UserError, match="已经签发"), in_year(year) as session:
        reports.edit(session, key, shown.text)
    for table in (HalfReport, IssuedReport):
        with pytest.raises(IntegrityError), in_year(year) as session:
            session.execute(sa.delete(table))
    with in_year(year, "另起草") as session:
        reports.draft(session, FIRST, JANUARY)
        again = reports.view(session, FIRST, JANUARY.date())
        assert again is not None
        assert (again.version, again.issued, again.differences) == (2, False, [])
        assert again.title.endswith("（第2版）")
    with year.read() as session:
        paper = hall.make(session, "half-report", month=Month(2026, 3), now=NOW, today=TODAY)
    assert hall.pdf(paper) == before[0]


def test_the_town_and_every_posting_unit_are_recipients_one_replaced_in_march_too(year: Database) -> None:
    key = issued(year)
    with year.read() as session:
        row = documents.one(session, reports.one(session, key).document_id)
        units = {
            name
            for (name,) in session.connection().execute(
                sa.text(
                    "SELECT DISTINCT o.name FROM postings p JOIN organisations o ON o.id = p.organisation_id"
                    " WHERE p.arrived_on <= '2026-06-30' AND coalesce(p.left_on, '9999') >= '2026-01-01'"
                )
            )
        }
    assert {one.name for one in row.recipients} == {"梅坑镇党委", *units}
    assert {"县医保局", NEW_UNIT} <= units
    assert next(one.why for one in row.recipients if one.name == "县医保局") == f"含离岗{REPLACED}"


def test_docx_and_pdf_have_the_same_text_on_the_page_of_official_papers(year: Database) -> None:
    import docx

    key = issued(year, SECOND)
    pdf, made, _ = printed(year, key)
    written = docx.Document(BytesIO(made))
    pages = [page_text(pdf, page) for page in range(page_count(pdf))]
    bodies = [re.sub(r"校验码.*$|— \d+ —", "", page, flags=re.S) for page in pages]
    text = "".join(paragraph.text for paragraph in written.paragraphs)
    assert squeezed("".join(bodies)) == squeezed(text)
    assert len(squeezed(text)) > 800
    assert all(f"— {number} —" in page for number, page in enumerate(pages, 1))
    section = written.sections[0]
    assert [round(side.mm) for side in (section.top_margin, section.left_margin)] == [37, 28]  # type: ignore[union-attr]
    first = [line for line in bodies[0].splitlines() if line.strip()]
    assert max(sum(0.5 if one.isascii() else 1 for one in line) for line in first) <= 29
    ends = [line.strip()[-1] for page in bodies for line in page.splitlines() if line.strip()]
    assert not set(ends) & set("（“‘《〔")
    starts = [line.strip()[0] for page in bodies for line in page.splitlines() if line.strip()]
    assert not set(starts) & set("，。、；：？！）”’》〕")


@pytest.mark.soak
@pytest.mark.soak
def test_libreoffice_reads_in_the_docx_what_the_pdf_says(year: Database, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice here")
    pdf, made, _ = printed(year, issued(year))
    (tmp_path / "报告.docx").write_bytes(made)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = [office, profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "报告.docx"]
    subprocess.run(convert, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    read = (tmp_path / "报告.txt").read_text("utf-8-sig")
    pages = (page_text(pdf, page) for page in range(page_count(pdf)))
    said = "".join(re.sub(r"校验码.*$|— \d+ —", "", page, flags=re.S) for page in pages)
    assert squeezed(read) == squeezed(said)


def test_a_report_is_printed_in_the_machines_own_fonts_and_says_which(
    year: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "fonts"
    own.mkdir()
    shutil.copy(paths.resources() / "fonts" / "NotoSansSC-Regular.ttf", own / "simfang.ttf")
    monkeypatch.setattr(fonts, "_folders", lambda: iter([own]))
    here = papers.own_fonts()
    assert list(here) == ["body"]
    key = issued(year, font=here)
    pdf, _, note = printed(year, key)
    assert "正文仿宋用本机的仿宋；" in note
    assert printed(year, key)[0] == pdf
    monkeypatch.setattr(fonts, "_folders", lambda: iter(()))
    for cached in (fonts.own, fonts._machine_files, fonts._usual, fonts._font_for, fonts.runs, fonts.width):
        cached.cache_clear()
    other, _, note = printed(year, key)
    assert "签发时用的simfang.ttf本机没有" in note
    assert other != pdf
    assert squeezed(page_text(other, 0)) == squeezed(page_text(pdf, 0))


def test_a_refresh_changes_figures_alone_and_issuing_wants_todays(year: Database) -> None:
    with in_year(year, "起草", JANUARY - timedelta(days=60)) as session:
        key = reports.draft(session, SECOND, JANUARY - timedelta(days=60))
        filled(session, key)
        text = documents_text.load(reports.one(session, key).body)
        own = (*text, Paragraph(Part.BODY, (Run("另有两村请求支持。"),)))
        reports.edit(session, key, own)
    with pytest.raises(UserError, match="数字已经变了"), in_year(year) as session:
        reports.issue(session, key, "经办", JANUARY, {})
    with in_year(year, "刷新") as session:
        changes = reports.refresh(session, key, JANUARY)
        after = documents_text.load(reports.one(session, key).body)
    assert {"as_of", "log_count", "days_due"} <= {one.name for one in changes}
    assert after[-1].text == "另有两村请求支持。"

    def words(of: Text) -> list[str]:
        return [run.text for line in of for run in line.runs if not run.figure]

    assert words(after) == words(own)
    with in_year(year, "撤销") as session:
        history.undo(session, NOW)
    with year.read() as session:
        assert documents_text.load(reports.one(session, key).body) == own


def test_a_tick_adds_or_removes_its_own_sentence_alone(year: Database) -> None:
    with in_year(year) as session:
        key = reports.draft(session, FIRST, JANUARY)
        shown = reports.view(session, FIRST, JANUARY.date())
        assert shown is not None
    section = next(one for one in documents_text.sections(shown.text) if "防返贫" in one.title)
    told = documents_text.sources(shown.text)
    fresh = next(one for one in shown.sources["防返贫监测"] if one.key not in told)
    more = documents_text.with_source(shown.text, section.index, fresh.key, fresh.sentence)
    assert documents_text.characters(more) == documents_text.characters(shown.text) + len(fresh.sentence)
    assert documents_text.section_at(more, section.index + 1) is not None
    assert documents_text.with_source(more, section.index, fresh.key, fresh.sentence) == more
    assert documents_text.without_source(more, fresh.key) == shown.text
    with pytest.raises(UserError, match="身份证号"), in_year(year) as session:
        reports.edit(session, key, (*more, Paragraph(Part.BODY, (Run("户主440233199001011234"),))))


def test_what_was_not_written_or_has_not_begun_is_not_issued(year: Database) -> None:
    with in_year(year) as session:
        key = reports.draft(session, FIRST, JANUARY)
        text = documents_text.load(reports.one(session, key).body)
        place = next(one.index for one in documents_text.sections(text) if "保障" in one.title)
        reports.edit(session, key, (*text[: place + 1], *text[place + 2 :]))
    with pytest.raises(UserError, match="还没有写：保障落实"), in_year(year) as session:
        reports.issue(session, key, "经办", JANUARY, {})
    for half, why in (
        (HalfYear(2027, 2), "还没有到"),
        (FIRST, "已经起草"),
        (HalfYear(2025, 1), "没有在镇人员"),
    ):
        with pytest.raises(UserError, match=why), in_year(year) as session:
            reports.draft(session, half, JANUARY)


def letter(session: Session, title: str = "通知", **values: Any) -> int:
    given = {"direction": Direction.IN, "kind": DocKind.OTHER, "title": title, "dated": TODAY, **values}
    return documents.save(session, given, TODAY)


def test_numbers_count_a_kind_and_year_without_a_gap(doing: Doing, office: Database) -> None:
    with doing() as session:
        keys = [letter(session, f"通知{number}") for number in range(3)]
        letter(session, "去年的", dated=date(2025, 12, 30))
        out = letter(session, "请示", direction=Direction.OUT, kind=DocKind.REQUEST)
        assert documents.one(session, out).number == ""
        assert documents.issue(session, out, TODAY) == "请示〔2026〕1号"
        assert [documents.one(session, key).serial for key in keys] == [1, 2, 3]
        with pytest.raises(UserError, match="会断号"):
            documents.remove(session, keys[1])
        with pytest.raises(UserError, match="不能改"):
            documents.save(session, {"kind": DocKind.REQUEST}, TODAY, keys[0])
        documents.remove(session, keys[2])
        assert documents.one(session, letter(session, "又一份")).serial == 3
    with pytest.raises(IntegrityError, match="a number is kept"), doing() as session:
        session.execute(sa.text("UPDATE documents SET serial = 9 WHERE id = :key"), {"key": keys[0]})


def test_what_is_issued_is_sent_and_received_in_that_order(doing: Doing, office: Database) -> None:
    with doing() as session:
        key = letter(session, "情况反映", direction=Direction.OUT, kind=DocKind.SITUATION)
        documents.address(session, key, [("镇党委", ""), ("县司法局", "")])
        with pytest.raises(UserError, match="还没有签发"):
            documents.send(session, key, None, TODAY, Way.POST, TODAY)
        documents.issue(session, key, TODAY)
        with pytest.raises(UserError, match="还没有登记报送"):
            documents.receive(session, key, "镇党委", TODAY, None, TODAY)
        assert documents.send(session, key, ["镇党委"], TODAY, Way.HAND, TODAY) == 1
        assert documents.one(session, key).state is DocState.ISSUED
        assert documents.send(session, key, None, TODAY, Way.POST, TODAY) == 1
        row = documents.one(session, key)
        assert (row.state, row.sent_to) == (DocState.SENT, "2/2 家")
        documents.receive(session, key, "镇党委", TODAY, "签收", TODAY)
        documents.take_back(session, key, "镇党委")
        with pytest.raises(UserError, match="不是“情况反映”的报送对象"):
            documents.receive(session, key, "县教育局", TODAY, None, TODAY)
        with pytest.raises(UserError, match="报送日期"):
            documents.send(session, key, ["镇党委"], TODAY + timedelta(1), Way.HAND, TODAY)


def test_home_asks_for_what_is_due_and_for_nothing_where_nothing_is_kept(
    doing: Doing, office: Database
) -> None:
    def said(day: date = TODAY) -> str:
        with office.read() as session:
            return "\n".join(f"{one.urgency} {one.text}" for one in due.due(session, day))

    assert said() == ""
    with doing() as session:
        (who,) = members.named(session, "罗海涛")
        entry = {"day": date(2026, 5, 6), "posting_ids": [who.id], "duty": Duty.PARTY, "kind": LogKind.PARTY}
        worklog.save(session, {**entry, "content": "主题党日"}, NOW)
    assert "red 2026年上半年工作报告还没有起草，应在2026-07-10前" in said()
    with doing() as session:
        letter(session, "要答复的", party="县农业农村局", reply_due=TODAY)
        party = {"kind": DocKind.AGREEMENT, "direction": Direction.OWN, "party": "县司法局"}
        letter(session, "协议", **party, period_start=date(2025, 1, 1), period_end=date(2026, 10, 1))
    text = said()
    assert "amber 县农业农村局的“要答复的”应在" in text
    assert "与县司法局的结对协议已经到期" in text
    assert "amber 还没有登记2026年度帮扶计划" in text
    with doing() as session:
        plan = plans.add_plan(session, "2026年度计划", DocKind.PLAN_YEAR, 2026, TODAY)
        plans.save(session, {"document_id": plan, "task": "修路", "due": date(2026, 10, 1)}, TODAY)
    text = said()
    assert "red 计划任务“修路”（未写责任人）应在2026-10-01前完成" in text
    assert "还没有登记2026年度帮扶计划" not in text
    assert "本季度应有 1 篇情况反映" in said(date(2026, 12, 20))
    assert "2026年下半年工作报告" not in said()


def test_work_on_an_item_is_counted_and_a_removed_entry_goes_with_it(doing: Doing, office: Database) -> None:
    with doing() as session:
        plan = plans.add_plan(session, "2026年度计划", DocKind.PLAN_YEAR, 2026, TODAY)
        item = plans.save(session, {"document_id": plan, "task": "季度走访"}, TODAY)
        (who,) = members.named(session, "罗海涛")
        entry = {"day": TODAY, "posting_ids": [who.id], "duty": Duty.MONITORING, "kind": LogKind.VISIT}
        key = worklog.save(session, {**entry, "content": "走访"}, NOW)
        assert (plans.work_on(session, item, [key, key]), plans.work_on(session, item, [key])) == (1, 0)
        row = plans.one(session, item)
        assert (row.entries, row.last_entry, row.state) == (1, TODAY, ItemState.UNDER_WAY)
        plans.save(session, {"state": ItemState.DONE, "actual": "4 轮"}, TODAY, item)
        assert plans.one(session, item).done_on == TODAY
        worklog.remove(session, key)
        assert plans.one(session, item).entries == 0
        with pytest.raises(UserError, match="有1项任务"):
            documents.remove(session, plan)
        letter_key = letter(session)
        with pytest.raises(UserError, match="没有任务"):
            plans.save(session, {"document_id": letter_key, "task": "x"}, TODAY)
    with office.read() as session:
        assert hall.pdf(hall.make(session, "plan-list", now=NOW, today=TODAY, year=2026)).startswith(b"%PDF")
        register = hall.make(session, "document-list", now=NOW, today=TODAY, year=2026)
        assert "2026年度计划" in str(register.documents)
        found = [(hit.room, hit.key) for hit in search.find(session, "jdzf") if hit.room == "documents"]
    assert found == [("documents", f"item {item}")]


def test_an_entry_and_an_item_find_each_other_from_both_sides(doing: Doing, office: Database) -> None:
    with doing() as session:
        plan = plans.add_plan(session, "2026年度计划", DocKind.PLAN_YEAR, 2026, TODAY)
        first, second = (
            plans.save(session, {"document_id": plan, "task": task}, TODAY)
            for task in ("季度走访", "茶园管护")
        )
        who = members.named(session, "罗海涛")[0].id
        values = {
            "day": TODAY, "posting_ids": [who], "duty": Duty.MONITORING, "kind": LogKind.VISIT,
            "content": "走访",
        }  # fmt: skip
        entry = worklog.save(session, values, NOW)
        plans.belongs(session, entry, first)
        row = worklog.one(session, entry)
        assert (row.item_id, row.item, plans.entries_of(session, first)) == (first, "季度走访", [entry])
        assert plans.one(session, first).state is ItemState.UNDER_WAY
        plans.work_on(session, second, [entry])
        assert [task for _, task in worklog.one(session, entry).items] == ["季度走访", "茶园管护"]
        plans.belongs(session, entry, None)
        assert [task for _, task in worklog.one(session, entry).items] == ["茶园管护"], "the other stays"
        worklog.save(session, {"content": "走访三户"}, NOW, entry)
        assert worklog.one(session, entry).item_id == second, "another change leaves it"
        assert plans.open_item(session, "走访").id == first
        with pytest.raises(UserError, match="没有“修路”这样的计划任务"):
            plans.open_item(session, "修路")


@pytest.mark.parametrize(
    ("name", "fill", "change"),
    [
        ("documents", lambda s: letter(s, "来文", party="县司法局"), "UPDATE documents SET party = 'x'"),
        ("plan-items", lambda s: _one_item(s), "UPDATE plan_items SET owner = 'x'"),
        ("contributions", lambda s: _one_gift(s), "UPDATE contributions SET village = 'x'"),
    ],
)
def test_an_exported_list_comes_back_unchanged_and_mends_what_was_changed(
    doing: Doing, office: Database, tmp_path: Path, name: str, fill: Callable[[Session], object], change: str
) -> None:
    path, kind = tmp_path / "清单.xlsx", imports()[name]
    with doing() as session:
        fill(session)
        filled = hall_lists.fill(session, name, NOW)
    hall_lists.write(filled, path)
    with office.read() as session:
        plan = kind.look(session, path, TODAY, None)
    assert (plan.problems, [row.deed for row in plan.rows]) == ((), ["不变"])
    with doing() as session:
        session.execute(sa.text(change))
    with doing() as session:
        plan = kind.look(session, path, TODAY, None)
        assert [row.deed for row in plan.rows] == ["更新"]
        assert kind.carry_out(session, plan) == 1
    with office.read() as session:
        assert [row.deed for row in kind.look(session, path, TODAY, None).rows] == ["不变"]


def _one_item(session: Session) -> None:
    plan = plans.add_plan(session, "2026年度计划", DocKind.PLAN_YEAR, 2026, TODAY)
    plans.save(session, {"document_id": plan, "task": "季度走访", "owner": "罗海涛"}, TODAY)


def _one_gift(session: Session) -> None:
    gift = {"kind": Help.DONATION, "source": "某公司", "purpose": "操场", "village": "利坑村"}
    mobilised.save(session, {**gift, "promised_fen": 100, "promised_on": TODAY}, TODAY)


def test_no_field_of_documents_is_for_a_household() -> None:
    words = re.compile(r"household|identity|illness|income|phone|card|health")
    names = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        if table.name in ("documents", "document_recipients", "half_reports", "plan_items", "plan_entries")
        for column in table.columns
    ]
    assert names
    assert [name for name in names if words.search(name)] == []
