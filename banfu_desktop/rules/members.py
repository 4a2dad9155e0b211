"""Checks of eligibility and staffing: each verdict names its clause; only errors need an override."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from banfu_desktop.rules.dates import Month, Period, whole_years
from banfu_desktop.rules.identity import age_on, card_warning, is_erased, mobile_warning, sex_of
from banfu_desktop.rules.verdicts import Severity, Verdict
from banfu_desktop.rules.words import Category, PoliticalStatus, Sex, TeamRole

LEADER_AGE, MEMBER_AGE = 50, 45
ROTATION_NOTICE_DAYS = 90
COUNTED = {
    "relations": "党组织关系 {} 人尚未转入",
    "filing": "第一书记备案日期 {} 人未登记",
    "refiling": "第一书记换了驻村，{} 人须重新备案",
    "village": "第一书记驻村 {} 人未登记",
    "rotation": "{} 人快到拟离岗日期，请准备轮换交接",
    "member_age": "选派时超过年龄的队员 {} 人",
    "member_party": "{} 名队员不是中共党员（优先选派党员）",
    "card": "银行账号有疑问的 {} 人",
    "phone": "手机号有疑问的 {} 人",
    "holder": "户名不是本人的 {} 人，还没有写明代领",
}
"""What a check says of several people at once; one that is not here is said of each."""
OF_RECORDS = frozenset({"relations", "filing", "village", "leader_post", "card", "phone", "holder"})
"""Checks that ask for a record to be completed, not for a deed."""
_RANKS = ("科级", "处级", "厅级", "主任科员", "调研员", "巡视员")
_STAFF_WANTED: tuple[tuple[Category, int, int], ...] = (
    (Category.SPECIALIST, 1, 99),
    (Category.GRADUATE, 1, 2),
    (Category.VOLUNTEER, 2, 3),
    (Category.FINANCE, 1, 1),
)


@dataclass(frozen=True)
class Candidate:
    """A person in a posting, as the checks see it."""

    name: str
    sex: Sex
    identity_no: str
    political: PoliticalStatus | None
    party_joined_on: date | Month | None
    category: Category
    role: TeamRole
    rank: str | None
    town_post: str | None
    village: str | None
    selected_on: date | None
    arrived_on: date
    planned_until: date | None
    left_on: date | None
    relations_letter_until: date | None
    relations_moved_on: date | None
    filed_on: date | None
    filed_village: str | None = None
    born_on: date | None = None
    phone: str | None = None
    card_no: str | None = None
    card_holder: str | None = None
    proxy_reason: str | None = None

    @property
    def chosen_on(self) -> date:
        """The day eligibility is judged on: the selection, else the arrival – never today (二(一))."""
        return self.selected_on or self.arrived_on

    @property
    def age(self) -> int:
        """Full years on that day, by the birth date of somebody not posted yet; 0 where nobody knows."""
        if self.born_on is not None:
            return whole_years(self.born_on, self.chosen_on)
        known = self.identity_no and not is_erased(self.identity_no)
        return age_on(self.identity_no, self.chosen_on) if known else 0

    @property
    def period(self) -> Period:
        """The days posted."""
        return Period(self.arrived_on, self.left_on)

    @property
    def moved_since_filing(self) -> bool:
        """Whether person and village that were filed are not those of now: another village is filed anew."""
        return bool(self.village and self.filed_village) and self.village != self.filed_village


def filed_village(
    filed: tuple[date | None, str | None], before: tuple[date | None, str | None, str | None] | None
) -> str | None:
    """The village that a filing of a first secretary is about (二(三)).

    A village that changes while the day of filing stays was not the one filed.

    Args:
        filed: the day of filing and the village as saved now.
        before: both as they were, and the village filed then; None of a new record.
    """
    filed_on, village = filed
    if filed_on is None:
        return None
    if before is None or before[0] != filed_on:
        return village
    return before[2] or before[1] or village


def contradictions(
    sex: Sex | None,
    identity_no: str | None,
    arrived_on: date | None,
    left_on: date | None,
    planned_until: date | None,
) -> tuple[tuple[str, str, str], ...]:
    """What cannot be true of a record: (field, reason, advice); such a record is never saved.

    What is missing contradicts nothing.
    """
    contradicting = []
    if sex and identity_no and not is_erased(identity_no) and sex_of(identity_no) is not sex:
        contradicting.append(("sex", "性别与身份证号不符", "请核对性别和身份证号第17位"))
    if left_on and arrived_on and left_on < arrived_on:
        contradicting.append(("left_on", "离岗日期早于到岗日期", "请核对两个日期"))
    if planned_until and arrived_on and planned_until < arrived_on:
        contradicting.append(("planned_until", "拟离岗日期早于到岗日期", "请核对两个日期"))
    return tuple(contradicting)


def verdicts(candidate: Candidate, today: date) -> tuple[Verdict, ...]:
    """Every remark on one posting, errors first."""
    verdicts_found = [
        *_leader(candidate),
        *_party(candidate),
        *_reminders(candidate, today),
        *_bank(candidate),
    ]
    order = list(Severity)
    return tuple(sorted(verdicts_found, key=lambda verdict: order.index(verdict.severity)))


def _leader(candidate: Candidate) -> Iterable[Verdict]:
    if candidate.category is not Category.CADRE:
        return
    age = candidate.age
    if candidate.role is not TeamRole.LEADER:
        if age > MEMBER_AGE:
            yield Verdict(
                "member_age", Severity.WARNING, "二(一)", f"选派时{age}岁，队员一般不超过{MEMBER_AGE}岁"
            )
        return
    if not _full_member(candidate):
        yield Verdict(
            "leader_party", Severity.ERROR, "二(一)", "队长须为入党满一年的正式党员（按选派之日）", True
        )
    if not any(rank in (candidate.rank or "") for rank in _RANKS):
        yield Verdict("leader_rank", Severity.ERROR, "二(一)", "队长须为副科级或相当职级以上", True)
    if age > LEADER_AGE:
        yield Verdict(
            "leader_age", Severity.WARNING, "二(一)", f"选派时{age}岁，队长一般不超过{LEADER_AGE}岁"
        )
    if not candidate.town_post:
        yield Verdict("leader_post", Severity.REMINDER, "二(一)", "挂任乡镇党委副书记的职务尚未登记")


def _full_member(candidate: Candidate) -> bool:
    """Of a month alone the last day counts: nobody is taken for a full member too early."""
    joined = candidate.party_joined_on
    joined = joined.last if isinstance(joined, Month) else joined
    return (
        candidate.political is PoliticalStatus.MEMBER
        and joined is not None
        and whole_years(joined, candidate.chosen_on) >= 1
    )


def _party(candidate: Candidate) -> Iterable[Verdict]:
    in_party = candidate.political in (PoliticalStatus.MEMBER, PoliticalStatus.PROBATIONARY)
    plain_member = candidate.category is Category.CADRE and candidate.role is not TeamRole.LEADER
    if plain_member and not in_party:
        yield Verdict("member_party", Severity.WARNING, "二(一)", "队员优先选派中共党员")


def _reminders(candidate: Candidate, today: date) -> Iterable[Verdict]:
    if candidate.left_on is not None and candidate.left_on < today:
        return
    in_party = candidate.political in (PoliticalStatus.MEMBER, PoliticalStatus.PROBATIONARY)
    moved = candidate.relations_moved_on is not None and candidate.relations_moved_on <= today
    if in_party and not moved and candidate.arrived_on <= today:
        until = candidate.relations_letter_until
        letter = f"，介绍信有效期至{until}" if until else ""
        overdue = "已过期" if until is not None and until < today else ""
        text = f"党组织关系尚未转入{letter}{overdue}"
        yield Verdict("relations", Severity.REMINDER, "四(一)", text, until=until)
    if candidate.role is TeamRole.FIRST_SECRETARY and candidate.filed_on is None:
        yield Verdict("filing", Severity.REMINDER, "二(三)", "第一书记尚未登记备案日期")
    elif candidate.role is TeamRole.FIRST_SECRETARY and candidate.moved_since_filing:
        text = f"备案的是{candidate.filed_village}，现驻{candidate.village}，须重新备案"
        yield Verdict("refiling", Severity.REMINDER, "二(三)", text)
    if candidate.role is TeamRole.FIRST_SECRETARY and not candidate.village:
        yield Verdict("village", Severity.REMINDER, "二(三)", "第一书记尚未登记驻村")
    until = candidate.planned_until
    if (
        until is not None
        and candidate.left_on is None
        and until <= today + timedelta(days=ROTATION_NOTICE_DAYS)
    ):
        text = f"拟离岗日期{until}，请准备轮换交接"
        yield Verdict("rotation", Severity.REMINDER, "二", text, until=until)


def _bank(candidate: Candidate) -> Iterable[Verdict]:
    card = card_warning(candidate.card_no) if candidate.card_no else ""
    if card:
        yield Verdict("card", Severity.WARNING, "本单位自定", card)
    phone = mobile_warning(candidate.phone) if candidate.phone else ""
    if phone:
        yield Verdict("phone", Severity.WARNING, "本单位自定", phone)
    another = candidate.card_holder is not None and candidate.card_holder != candidate.name
    if another and not candidate.proxy_reason:
        yield Verdict("holder", Severity.WARNING, "本单位自定", "户名不是本人，代领须写明谁代领、为什么")


def shared_cards(people: Iterable[tuple[str, str | None]]) -> tuple[tuple[str, ...], ...]:
    """Groups of names whose bank account is the same, from (name, card_no) pairs."""
    groups: dict[str, list[str]] = {}
    for name, card in people:
        if card:
            groups.setdefault(card, []).append(name)
    return tuple(tuple(names) for names in groups.values() if len(names) > 1)


def staffing(
    county_run: bool, posted: Sequence[tuple[TeamRole, Category, str]], paired: Iterable[str]
) -> tuple[Verdict, ...]:
    """The team as a whole on one day: leader, first secretaries, every paired unit, counts of 二(二).

    Args:
        posted: (role, category, posting unit) of everybody posted that day.
        paired: names of the units paired with the town.
    """
    roles = Counter(role for role, _, _ in posted)
    units = {unit for _, category, unit in posted if category is Category.CADRE}
    lacking = []
    if roles[TeamRole.LEADER] != 1:
        lacking.append(_staffing("one_leader", "二(一)", f"队长应为1人，现有{roles[TeamRole.LEADER]}人"))
    if county_run and roles[TeamRole.FIRST_SECRETARY] != 2:
        number = roles[TeamRole.FIRST_SECRETARY]
        lacking.append(_staffing("first_secretaries", "二(三)", f"驻村第一书记应为2人，现有{number}人"))
    missing = [unit for unit in paired if unit not in units]
    if missing:
        lacking.append(_staffing("units", "二(一)", f"尚无在岗选派人员的结对单位：{'、'.join(missing)}"))
    categories = Counter(category for _, category, _ in posted)
    for category, least, most in _STAFF_WANTED:
        if not least <= categories[category] <= most:
            lacking.append(
                _staffing(
                    f"count_{category.value}",
                    "二(二)",
                    f"{category.label}现有{categories[category]}人，要求{wanted(category)}",
                )
            )
    return tuple(lacking)


def wanted(category: Category) -> str:
    """How many of a category a team should have, as the clerk says it: 1–2人 (二(二))."""
    for kind, least, most in _STAFF_WANTED:
        if kind is category:
            return f"{least}人" if least == most else f"{least}–{most}人" if most < 99 else f"至少{least}人"
    return "不限"


def _staffing(check: str, clause: str, text: str) -> Verdict:
    return Verdict(check, Severity.WARNING, clause, text)
