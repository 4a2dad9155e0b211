"""Something in every room of the demonstration office of 梅坑镇, as a clerk enters it in October 2026."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.backup.feedback import Question, Receipt, write_feedback
from banfu_desktop.backup.identity import Reader
from banfu_desktop.db.models.office import Office
from banfu_desktop.db.models.persons import Countersign, SoleApproval
from banfu_desktop.db.models.subsidies import SubsidyLine, SubsidySupplement, SubsidyUncollected
from banfu_desktop.db.models.transfer import SentPackage, SuccessionRow
from banfu_desktop.db.persons import put_card
from banfu_desktop.db.public_trail import head_at
from banfu_desktop.db.slots import Seed
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules import documents_text
from banfu_desktop.rules.allowance import LetterState
from banfu_desktop.rules.assessment import Attendee, ExemptionKind, Grade, RoundKind
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.documents import Direction, DocKind, HalfYear, Way
from banfu_desktop.rules.documents_text import Part
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.imports import ColumnRead, ImportPlan, Options, SheetRead
from banfu_desktop.rules.mobilised import Channel, Help, IdeaKind
from banfu_desktop.rules.persons import How
from banfu_desktop.rules.projects import Signer
from banfu_desktop.rules.reimbursements import ClaimKind, Vehicle
from banfu_desktop.rules.roles import Role
from banfu_desktop.rules.rotation import Direction as Turn
from banfu_desktop.rules.rotation import Section
from banfu_desktop.rules.words import Category, DayState, PoliticalStatus, TeamRole
from banfu_desktop.rules.worklog import Duty, LogKind
from banfu_desktop.services.allowance import letters, own_rules
from banfu_desktop.services.assessment import assessment, honours, judging, trainings
from banfu_desktop.services.assets import assets
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.bank import bank, entering, importing
from banfu_desktop.services.documents import documents, plans, reports
from banfu_desktop.services.exams import exams
from banfu_desktop.services.funds import advances, funds, posting
from banfu_desktop.services.insurance import insurance
from banfu_desktop.services.keeping import county
from banfu_desktop.services.members import drafts, members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.mobilised import ideas, mobilised
from banfu_desktop.services.office import county_file, headings, office, putting_off, receipts, settings
from banfu_desktop.services.persons import persons
from banfu_desktop.services.projects import projects
from banfu_desktop.services.reimbursements import checks, deeds, reimbursements
from banfu_desktop.services.rotation import batches, filings, handovers, relations, rotation
from banfu_desktop.services.subsidies import receivables, rulings, subsidies
from banfu_desktop.services.worklog import matters, months, worklog
from tests.past_the_door import past_the_door
from tests.services import a_claim, hostile_files
from tests.services.test_projects import pay

NOW = datetime(2026, 11, 2, 8)
TODAY, OCTOBER = NOW.date(), Month(2026, 10)
STATEMENT = """交易日期,收入,支出,余额,对方户名,摘要
2026-10-03,50000.00,,50000.00,新丰县财政局,工作经费
2026-10-09,,2199.00,47801.00,县办公设备店,打印机
"""


def enter(database: Database, folder: Path) -> None:
    """A row in each table that a page shows; the bank statement is read from a file written to the folder."""
    with database.write(Deed("登记", "经办", NOW)) as session:
        _fill(session, folder)
    with past_the_door(database, NOW) as session:  # an old 扣回 to answer for, which upgrades alone bring
        line = session.scalars(sa.select(SubsidyLine).limit(1)).one()
        session.add(SubsidyUncollected(line_id=line.id, uncovered_fen=100))


def _fill(session: Session, folder: Path) -> None:
    everybody = members.listing(session, Period(TODAY, TODAY))
    office.rename(session, office.organisations(session)[0].id, "县改了名的局", date(2026, 10, 1))
    settings.choose(session, "part_month", "按天折算", date(2026, 1, 1))
    members.override(session, everybody[0].id, "leader_rank", "县委组织部同意")
    members.reveal(session, everybody[0].id, "identity_no", NOW)
    drafts.keep(session, {"name": "张三", "organisation": "县教育局"}, "花名册.xlsx", TODAY)
    _remembered(session)
    _put_off(session)
    attendance.set_day_off(session, date(2026, 10, 9), True, "镇里调休")
    _leave(session, everybody[1].id)
    exams.mark_done(session, [exams.key_of(2026, everybody[0].person_id)], TODAY, cost_fen=68_000)
    subsidies.make(session, OCTOBER, NOW)
    rulings.rule(session, OCTOBER, everybody[0].person_id, 10_000, "缺勤")
    subsidies.seal(session, OCTOBER, "审核", NOW, payer="县医保局")
    members.save(session, {"left_on": date(2026, 9, 20)}, members.named(session, "丘文远")[0].id)
    _account(session, everybody)
    _insure(session, [row.person_id for row in everybody])
    _log(session, everybody[0].id)
    _claim(session)
    _county(session, folder)
    book = _book(session)
    _mobilised(session)
    _documents(session)
    (folder / "流水.csv").write_bytes(STATEMENT.encode("gb18030"))
    importing.carry_out(session, importing.plan(session, book, folder / "流水.csv"), NOW)
    view = bank.show(session, book)
    assert view is not None
    bank.accept(session, view.proposals[:1])
    _draft_of_a_line(session, book)
    _rotation(session, everybody)
    _allowance(session)
    _assessment(session, everybody)
    _persons(session)


def _county(session: Session, folder: Path) -> None:
    """A county file, a package sent, its receipt, and a signing key that was changed."""
    county.found(folder / "county", "新丰县")
    made = county.write_file(folder / "county", folder / "x.bfc")
    county_file.bring_in(session, county_file.look(folder / "x.bfc"), made.fingerprint, NOW)
    own, office_row = county.of(folder / "county"), session.get_one(Office, 1)
    head = head_at(session.connection(), 1)
    assert head is not None
    digest = "cd" * 32
    sent = SentPackage(
        generation=1, number=1, sha256=digest, entries=1, head=head.hex(), made_at=NOW, card=digest[:20]
    )
    session.add(sent)
    seed = session.info["seed"]()
    asked = Question(1, "六(一)", "10月补发依据哪份文件", "subsidies", "2026-10", TODAY, closed=False)
    receipt = Receipt(
        office_row.office_id, "新丰县", 1, 1, digest, 1, head.hex(), NOW, "first", questions=(asked,)
    )
    (folder / "1.bff").write_bytes(write_feedback(receipt, own.sign_seed, Reader.of_office(seed).public))
    receipts.bring_in(session, folder / "1.bff", (Reader.of_office(seed),))
    session.add(SuccessionRow(old="ab" * 32, new=office_row.verify_key, entries=1, signature=""))


def _account(session: Session, everybody: Sequence[MemberRow]) -> None:
    """A one-off line, one left off, something paid back, a 补发表 that is open."""
    first, absent = everybody[0], next(row for row in everybody if row.name == "罗海涛")
    one_off = rulings.OneOffEntry(
        first.person_id, first.organisation, 10_000, "补发启用前月份", "1号", "县财政局"
    )
    rulings.add_one_off(session, OCTOBER, one_off)
    attendance.set_days(session, absent.id, [date(2026, 10, 13)], DayState.ABSENT)
    rulings.defer(session, OCTOBER, absent.organisation_id, absent.person_id, OCTOBER, "等研究")
    (owed,) = receivables.listing(session, TODAY)
    receivables.repay(session, owed.person_id, receivables.Repayment(10_000, TODAY), TODAY)
    session.add(
        SubsidySupplement(year=2026, serial=1, payer_id=first.organisation_id, months="2026-09", made_at=NOW)
    )
    session.flush()


def _put_off(session: Session) -> None:
    """A reminder that waits for a day."""
    reminder = Due("花名册待补全", "", "amber", "去补全", "members")
    putting_off.put_off(session, reminder, TODAY + timedelta(days=3), TODAY)


def _persons(session: Session) -> None:
    """A person who has left, a card, and what was vouched for; nobody is at work with a password."""
    seed = Seed(bytes(32))
    left = persons.take_on(session, "陈立", Role.CLERK, seed, How.RESET, None, TODAY)
    persons.leave(session, left, TODAY)
    put_card(session, seed.seal_key, NOW)
    session.add(Countersign(table_name="claims", row_id=1, upto=1))
    session.add(SoleApproval(table_name="claims", row_id=1, reason="只有一人在岗"))
    session.flush()


def _remembered(session: Session) -> None:
    """A heading line of which the clerk said what its columns are."""
    column = ColumnRead(1, "称呼", "name", "姓名", "指定")
    sheet = SheetRead("花名册", 1, "称呼|性别", (column,))
    headings.remember(
        session, ImportPlan("members", "花名册.xlsx", sheets=(sheet,), pinned=Options(remember=True))
    )


def _leave(session: Session, posting_id: int) -> None:
    """A leave over a day that had been entered by hand."""
    attendance.set_days(session, posting_id, [date(2026, 10, 20)], DayState.SICK)
    values = {"state": DayState.PERSONAL, "start_on": date(2026, 10, 19), "end_on": date(2026, 10, 21)}
    attendance.save_leave(session, posting_id, values)


def _insure(session: Session, people: list[int]) -> None:
    values = {
        "insurer": "人保财险", "number": "P1", "start_on": date(2025, 11, 15), "end_on": date(2026, 11, 14),
        "premium_fen": 240_000, "insured_fen": 30_000_000, "payer": "县司法局",
    }  # fmt: skip
    insurance.choose(session, insurance.save(session, values), people[:-1])


def _log(session: Session, posting_id: int) -> None:
    """A month signed off, a matter opened in it and closed by an entry with papers."""
    entry = {
        "day": date(2026, 10, 29), "posting_ids": [posting_id], "duty": Duty.MONITORING,
        "kind": LogKind.VISIT, "content": "走访监测对象", "village": "利坑村", "households": 5,
        "with_whom": "村委", "result": "无风险", "next_step": "送水管报价", "next_due": date(2026, 11, 20),
        "tags": "饮水",
    }  # fmt: skip
    first = worklog.save(session, entry, NOW)
    months.sign(session, OCTOBER, "钟立新", "属实", "经办", NOW)
    closing = {**entry, "day": TODAY, "content": "报价已送", "next_step": None, "next_due": None}
    second = worklog.save(session, closing, NOW)
    bundles.add(session, worklog.with_bundle(session, second), "现场.jpg", hostile_files.photograph(), NOW)
    matters.close(session, [first], second)


def _claim(session: Session) -> None:
    """A paid claim, and one by car at the unit, with a paper, an invoice and an accepted warning."""
    a_claim.paid(session)
    car = replace(a_claim.LINES[ClaimKind.TRAVEL], vehicle=Vehicle.UNIT_CAR)
    claim = a_claim.draft(session, ClaimKind.TRAVEL, car)
    bundles.add(session, a_claim.bundle_of(session, claim), "票.jpg", hostile_files.photograph(), NOW)
    unit = reimbursements.one(session, claim).unit
    a_claim.invoice(session, claim, amount_fen=2_500, buyer=unit)
    checks.accept(session, claim, "unit_car 1", "过路费自付", TODAY)
    deeds.hand_in(session, claim, TODAY, TODAY)


def _mobilised(session: Session) -> None:
    """A donation of which a part arrived, an idea that was given up."""
    promise = {
        "kind": Help.JUNE_30, "source": "广东某电子公司", "purpose": "小学操场修缮", "village": "利坑村",
        "goods": "旧电脑 6 台", "promised_fen": 5_000_000, "promised_on": date(2026, 6, 30),
        "due_on": date(2026, 12, 31), "published_on": date(2026, 7, 20), "published_at": "村公示栏",
        "remark": "分两次到位",
    }  # fmt: skip
    key = mobilised.save(session, promise, TODAY)
    part = {"arrived_on": date(2026, 7, 15), "amount_fen": 3_000_000, "channel": Channel.CHARITY}
    mobilised.arrive(session, key, {**part, "receipt": "粤财票 001", "voucher_id": None}, TODAY)
    mobilised.end(session, key, TODAY, "企业经营困难", TODAY)
    idea = {
        "name": "饮水管改造", "kind": IdeaKind.WORKS, "village": "利坑村", "estimate_fen": 18_600_000,
        "source_wanted": "县乡村振兴资金", "reason": "老水管锈蚀", "raised_on": date(2026, 3, 5),
        "discussed_on": date(2026, 3, 6), "published_on": date(2026, 3, 7),
        "submitted_on": date(2026, 3, 8), "listed_on": date(2026, 3, 9),
    }  # fmt: skip
    ideas.drop(session, ideas.save(session, idea, TODAY), TODAY, "并入县里的工程", TODAY)


def _rotation(session: Session, everybody: Sequence[MemberRow]) -> None:
    """A batch, a change, a list drawn up and half ticked, one that is sealed, a filing, a move."""
    first, second = everybody[0], next(row for row in everybody if row.role is TeamRole.FIRST_SECRETARY)
    days = {"start_on": date(2026, 1, 5), "planned_end": date(2029, 1, 4)}
    batch = batches.save(session, {"name": "第三批", "remark": "滚动", **days})
    batches.choose(session, batch, [first.id])
    change = {
        "successor": "陈思远", "successor_unit": "县医保局", "born_on": date(1988, 4, 12), "rank": "科员",
        "political": PoliticalStatus.MEMBER, "party_joined_on": date(2014, 7, 1), "agreed_by": "县委组织部",
        "arrives_on": date(2026, 12, 1), "proposed_on": date(2026, 10, 12), "agreed_on": date(2026, 10, 20),
        "handing_on": date(2026, 10, 28), "remark": "本人申请",
    }  # fmt: skip
    rotation.save(session, first.id, change, TODAY)
    parties = {"receiver": "陈思远", "witness": "李国栋", "remark": "当面核对"}
    for member, is_sealed in ((second, True), (first, False)):
        key = handovers.draw_up(session, member.id, TODAY)
        handovers.save(session, key, parties)
        handovers.add_line(session, key, {"section": Section.KEYS, "kind": "公章", "text": "队印章 1 枚"})
        items = handovers.one(session, key, TODAY).items
        handovers.tick(session, key, [item.key for item in items[:2]], "given", TODAY)
        if is_sealed:
            handovers.seal(session, key, "审核", NOW)
    body = filings.wanted_of(session, second.id, TODAY)[0].body
    sent = {"sent_on": date(2026, 1, 12), "number": "3号", "confirmed_on": TODAY, "remark": "已收回执"}
    filings.save(session, second.id, body, sent, TODAY)
    move = {"branch": "镇机关支部", "letter_no": "11号", "moved_on": date(2026, 1, 16)}
    relations.save(session, second.id, Turn.IN, {**move, "receipt_on": date(2026, 1, 20)}, TODAY)
    relations.save(session, second.id, Turn.OUT, {**move, "letter_until": TODAY}, TODAY)


def _allowance(session: Session) -> None:
    """A letter answered and stopped, the rule of one category with everything it says."""
    for row in letters.listing(session, TODAY):
        if row.state is LetterState.UNTOLD:
            sent = {"sent_on": date(2026, 7, 8), "number": "12号", "remark": "已送达"}
            answered = {
                "confirmed_on": date(2026, 7, 20),
                "paid_from": date(2026, 7, 5),
                "reply": "随工资发放",
            }
            over = {"amount_fen": 30_000, "stopped_on": TODAY}
            letters.save(session, row.id, {**sent, **answered, **over}, TODAY)
            break
    rule = {
        "category": Category.FINANCE, "rule": "金融助理管理办法（样例）", "number": "样字1号",
        "remark": "传真件", "payer": "派出单位", "amount": "按原渠道", "start_on": TODAY,
        "end_on": date(2027, 12, 31),
    }  # fmt: skip
    own_rules.save(session, rule)


def _assessment(session: Session, everybody: Sequence[MemberRow]) -> None:
    """A round with criteria, somebody graded and fed back; a training made up for; honours."""
    values = {
        "title": "2026年10月考核", "kind": RoundKind.QUARTER, "start_on": OCTOBER.first,
        "end_on": OCTOBER.last, "opened_on": TODAY, "led_by": "县委组织部", "due_on": TODAY, "remark": "试行",
    }  # fmt: skip
    key = assessment.open_round(session, values, TODAY)
    assessment.set_criteria(session, key, [("工作实绩", 100)])
    row = next(one for one in assessment.listing(session) if one.round_id == key)
    (criterion, _, _) = next(one for one in assessment.rounds(session, TODAY) if one.id == key).criteria[0]
    judging.freeze(session, [row.id], TODAY)
    judging.hear(session, row.id, {"body": "镇党委", "opinion": "扎实", "given_on": TODAY}, TODAY)
    judging.score(session, row.id, {criterion: 88})
    decided = {"grade": Grade.COMPETENT, "decided_by": "县委组织部", "decided_on": TODAY, "reply": "已知悉"}
    summary = {"summary": "驻镇一年", "survey_asked": 20, "survey_good": 19}
    judging.save(session, row.id, {**decided, **summary}, TODAY)
    judging.feed_back(session, [row.id], TODAY, TODAY)
    held = {
        "title": "队员培训班", "organiser": "县委组织部", "start_on": date(2026, 10, 17), "place": "县委党校",
        "end_on": date(2026, 10, 17), "yearly": True, "remark": "一天",
    }  # fmt: skip
    training = trainings.save(session, held, TODAY)
    there = [one.id for one in everybody if held["start_on"] in one.period][:-1]
    trainings.attend(session, training, there, TODAY)
    missed = next(one for one in trainings.one(session, training).people if not one.state.counts)
    made_up = {"state": Attendee.MADE_UP, "made_up_on": TODAY, "reason": "出差"}
    trainings.settle(session, missed.id, made_up, TODAY)
    prize = {"posting_id": everybody[0].id, "title": "先进个人", "granted_by": "县委", "granted_on": TODAY}
    honours.commend(session, {**prize, "document_no": "5号", "remark": "年度"}, TODAY)
    matter = {
        "kind": ExemptionKind.EXEMPTION, "posting_id": everybody[0].id, "raised_on": TODAY,
        "matter": "先行抢险",
        "decided_by": "县纪委", "decided_on": TODAY, "outcome": "免责", "document_no": "2号",
    }  # fmt: skip
    honours.raise_matter(session, matter, TODAY)


def _documents(session: Session) -> None:
    """A report issued, sent and received, an item of a plan worked on, a letter that was answered."""
    half = HalfYear(2026, 1)
    report = reports.draft(session, half, NOW, "钟立新")
    text = documents_text.load(reports.one(session, report).body)
    reports.edit(session, report, tuple(line for line in text if line.part is not Part.SUBHEAD))
    reports.issue(session, report, "经办", NOW, {})
    of_report = reports.one(session, report).document_id
    documents.send(session, of_report, ["梅坑镇党委"], TODAY, Way.HAND, TODAY)
    documents.receive(session, of_report, "梅坑镇党委", TODAY, "党政办签收", TODAY)
    plan = plans.add_plan(session, "2026年度帮扶计划", DocKind.PLAN_YEAR, 2026, TODAY, drafter="钟立新")
    item = {
        "document_id": plan, "task": "监测对象季度走访", "measure": "包村", "owner": "罗海涛",
        "due": date(2026, 12, 20), "target": "4 轮", "actual": "3 轮",
    }  # fmt: skip
    plans.work_on(session, plans.save(session, item, TODAY), [worklog.listing(session)[0].id])
    letter = {
        "direction": Direction.IN, "kind": DocKind.OTHER, "title": "关于报送材料的通知", "dated": TODAY,
        "their_number": "新农发〔2026〕3号", "party": "县农业农村局", "drafter": "办公室", "place": "三楼",
        "people": "各镇", "content": "报材料", "reply_due": TODAY, "replied_on": TODAY, "reply": "已报",
        "remark": "急件", "period_start": TODAY, "period_end": TODAY, "signed_on": TODAY,
    }  # fmt: skip
    documents.save(session, letter, TODAY)


def _draft_of_a_line(session: Session, book: int) -> None:
    """A voucher begun from a line of the bank that the book does not have yet."""
    view = bank.show(session, book)
    assert view is not None
    line = view.reconciliation.lines[0]
    chosen = posting.category_named(session, "办公耗材" if line.net_fen < 0 else "社会捐赠")
    entering.enter(session, book, line.id, {"category_id": chosen})


def _book(session: Session) -> int:
    """A book with money, a project signed by both and paid once, and a purchase with its card."""
    book = funds.books(session)[0].id
    pay(session, book, 5_000_000, category="年度拨款", day=date(2026, 10, 3), now=NOW)
    project = projects.save(
        session,
        {
            "name": "文化广场照明改造", "source": "派出单位支持", "amount_fen": 500_000,
            "reason": "更换损坏的路灯", "proposed_on": date(2026, 5, 6),
        },
    )  # fmt: skip
    for signer, name in ((Signer.SECRETARY, "李国栋"), (Signer.LEADER, "钟立新")):
        projects.sign(session, project, signer, name, date(2026, 5, 8), TODAY)
    pay(session, book, 100_000, project, date(2026, 10, 8), now=NOW)
    voucher = pay(session, book, 219_900, category="设备购置", day=date(2026, 10, 9), now=NOW)
    card = {
        "item": "激光打印机", "quantity": 1, "value_fen": 219_900, "acquired_on": date(2026, 10, 9),
        "place": "队办公室", "keeper": "罗海涛", "voucher_id": voucher,
    }  # fmt: skip
    assets.save(session, card, TODAY)
    loan = {"borrower": "罗海涛", "purpose": "下村采购", "amount_fen": 50_000, "lent_on": date(2026, 10, 4)}
    advances.settle(session, advances.lend(session, book, loan, TODAY), voucher)
    return book
