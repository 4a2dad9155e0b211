"""Commands of assessment: rounds, frozen facts, opinions, grades, feedback."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli import arguments, assessment_honours
from banfu_desktop.cli.assessment_honours import dated, in_json
from banfu_desktop.cli.run import Run, say, say_json
from banfu_desktop.rules.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from banfu_desktop.services.assessment.assessment import AssessmentRow, RoundRow


def open_round(run: Run) -> None:
    """Open a round with everybody posted in its period; says its title."""
    from banfu_desktop.rules.assessment import RoundKind, read_criteria
    from banfu_desktop.services.assessment import assessment

    args = run.args
    values = {
        "title": args.title, "kind": RoundKind.parse(args.kind), "start_on": args.start, "end_on": args.end,
        "opened_on": args.on or run.today, "led_by": args.by, "due_on": args.due,
    }  # fmt: skip
    criteria = read_criteria("\n".join(args.criterion or ()))
    with run.deed(f"启动考核 {args.title}") as session:
        key = assessment.open_round(session, values, run.today)
        assessment.set_criteria(session, key, criteria)
        row = next(one for one in assessment.rounds(session, run.today) if one.id == key)
    say(_round_words(row))


def freeze(run: Run) -> None:
    """Freeze the facts of a round, of everybody who waits or of one; or say what has changed since."""
    from banfu_desktop.services.assessment import judging

    args = run.args
    if args.changed:
        _say_changes(run)
        return
    with run.deed(f"冻结考核事实 {args.title}") as session:
        rows = _people(session, run, args.title, args.name)
        waiting = [row.id for row in rows if row.frozen_on is None]
        count = judging.freeze(session, waiting or [row.id for row in rows], run.today)
    say(f"已冻结 {count} 人的事实")


def _say_changes(run: Run) -> None:
    from banfu_desktop.services.assessment import judging

    with run.read() as session:
        rows = _people(session, run, run.args.title, run.args.name)
        told = {row.name: judging.differences(session, row, run.today) for row in rows}
    for name, changes in told.items():
        for label, before, now in changes:
            say(f"差异　{name}　{label}　冻结时 {before}　现在 {now}")
    say(f"{sum(map(len, told.values()))} 处差异，冻结的事实不变")


def _people(session: "Session", run: Run, title: str, name: str | None) -> "list[AssessmentRow]":
    from banfu_desktop.services.assessment import assessment

    of_round = assessment.round_named(session, title, run.today)
    rows = [row for row in assessment.listing(session) if row.round_id == of_round.id]
    found = [row for row in rows if name in (None, row.name)]
    if not found:
        raise UserError(f"{of_round.title}里没有“{name}”", "请核对姓名")
    return found


def grade(run: Run) -> None:
    """Write down what the assessing bodies decided of somebody, an opinion, scores."""
    from banfu_desktop.rules.assessment import Grade
    from banfu_desktop.services.assessment import assessment, judging

    args = run.args
    with run.deed(f"登记考核 {args.name}") as session:
        (row,) = _people(session, run, args.title, args.name)[:1]
        if args.opinion:
            if not args.body:
                raise UserError("没有写明是哪个单位的意见", "请写 --body 单位")
            said = {"body": args.body, "opinion": args.opinion, "given_on": args.on or run.today}
            judging.hear(session, row.id, said, run.today)
        if args.score:
            judging.score(session, row.id, _scores(session, run, row, args.score))
        given = {"survey_asked": args.asked, "survey_good": args.good, "decided_by": args.by}
        values = {name: value for name, value in given.items() if value is not None}
        if args.grade:
            values |= {"grade": Grade.parse(args.grade), "decided_on": args.on or run.today}
        warning = judging.save(session, row.id, values, run.today)
        row = assessment.one(session, row.id)
    say(_words(row))
    if warning:
        say(f"请核对：{warning}（本单位自定）")


def _scores(session: "Session", run: Run, row: "AssessmentRow", given: list[str]) -> dict[int, int | None]:
    """Scores as typed: 工作实绩=88."""
    from banfu_desktop.services.assessment import assessment

    of_round = next(one for one in assessment.rounds(session, run.today) if one.id == row.round_id)
    keys = {name: key for key, name, _ in of_round.criteria}
    scores: dict[int, int | None] = {}
    for text in given:
        name, _, points = text.replace("＝", "=").partition("=")
        if name not in keys or not (points.isascii() and points.isdigit()):
            raise UserError(f"“{text}”看不懂", f"写“指标=得分”，指标有：{'、'.join(keys) or '（没有）'}")
        scores[keys[name]] = int(points)
    return scores


def feed_back(run: Run) -> None:
    """Write down that a round's results were fed back to the posting units."""
    from banfu_desktop.services.assessment import judging

    args = run.args
    with run.deed(f"反馈考核结果 {args.title}") as session:
        rows = [
            row for row in _people(session, run, args.title, None) if args.unit in (None, row.organisation)
        ]
        keys = [row.id for row in rows]
        count = judging.feed_back(session, keys, args.on or run.today, run.today)
    say(f"已反馈 {count} 人的考核结果")


def show(run: Run) -> None:
    """Every round, or everybody in one."""
    from banfu_desktop.services.assessment import assessment

    title = run.args.title
    with run.read() as session:
        rounds = assessment.rounds(session, run.today)
        people = _people(session, run, title, None) if title else []
    if run.args.json:
        say_json([_json(row) for row in people] if title else [_round_json(row) for row in rounds])
        return
    for row in people:
        say(_words(row))
    for one in [] if title else rounds:
        say(_round_words(one))


def _round_words(row: "RoundRow") -> str:
    parts = (row.title, row.kind.label, f"{row.start_on}至{row.end_on}", f"{row.people} 人", row.progress)
    return "　".join((*parts, *((row.warning,) if row.warning else ())))


def _round_json(row: "RoundRow") -> dict[str, object]:
    return {
        "title": row.title,
        "kind": row.kind.value,
        "from": str(row.start_on),
        "to": str(row.end_on),
        "led_by": row.led_by,
        "people": row.people,
        "stages": [stage.value for stage in row.stages],
        "criteria": [{"name": name, "weight": weight} for _, name, weight in row.criteria],
        "warning": row.warning or None,
    }


def _words(row: "AssessmentRow") -> str:
    grade_said = row.grade.label if row.grade else ""
    parts = (row.name, row.organisation, row.stage.label, row.score, grade_said, row.decided_by or "")
    return "　".join(part for part in parts if part)


def _json(row: "AssessmentRow") -> dict[str, object]:
    from dataclasses import asdict

    days = ("frozen_on", "decided_on", "fed_back_on")
    return {
        "name": row.name,
        "unit": row.organisation,
        "stage": row.stage.value,
        "facts": asdict(row.frozen) if row.frozen is not None else None,
        "survey": {"asked": row.survey_asked, "good": row.survey_good},
        "score": row.score or None,
        "grade": row.grade.value if row.grade else None,
        "decided_by": row.decided_by,
        "opinions": [
            {"body": one.body, "opinion": one.opinion, "on": str(one.given_on)} for one in row.opinions
        ],
        **{name: str(day) if (day := getattr(row, name)) else None for name in days},
    }


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    _declare_assessing(arguments.group(commands, "assess", "考核"))
    assessment_honours.declare(commands)


def _declare_assessing(assessing: Any) -> None:
    opened = arguments.add(assessing, "open", open_round, "启动一轮考核")
    opened.add_argument("title", metavar="名称", help="如 2026年度考核")
    opened.add_argument("--kind", required=True, metavar="类别", help="年度、期满、半年、季度")
    for name in ("--start", "--end"):
        opened.add_argument(name, type=arguments.moment, required=True, metavar="YYYY-MM-DD", help="考核期")
    opened.add_argument("--by", required=True, metavar="考核单位")
    opened.add_argument("--criterion", action="append", metavar="指标 权重", help="可写多次，合计100")
    dated(opened, ("--on", "启动日期，默认今天"), ("--due", "应完成日期"))
    frozen = arguments.add(assessing, "facts", freeze, "冻结事实；--changed 看冻结以后的差异")
    frozen.add_argument("title", metavar="考核")
    frozen.add_argument("name", nargs="?", metavar="姓名", help="默认全部没有冻结的人")
    frozen.add_argument("--changed", action="store_true", help="只看差异，不冻结")
    graded = arguments.add(assessing, "grade", grade, "登记意见、打分、测评和等次")
    graded.add_argument("title", metavar="考核")
    graded.add_argument("name", metavar="姓名")
    graded.add_argument("grade", nargs="?", metavar="等次", help="优秀、称职、基本称职、不称职")
    graded.add_argument("--by", metavar="评定单位")
    graded.add_argument("--opinion", metavar="意见")
    graded.add_argument("--body", metavar="单位", help="谁的意见")
    graded.add_argument("--score", action="append", metavar="指标=得分")
    graded.add_argument("--asked", type=int, metavar="票", help="测评收回的票")
    graded.add_argument("--good", type=int, metavar="票", help="其中满意的票")
    dated(graded, ("--on", "日期，默认今天"))
    told = arguments.add(assessing, "feed-back", feed_back, "登记已向派出单位反馈")
    told.add_argument("title", metavar="考核")
    told.add_argument("--unit", metavar="派出单位", help="默认全部单位")
    dated(told, ("--on", "反馈日期，默认今天"))
    shown = arguments.add(assessing, "show", show, "看考核")
    shown.add_argument("title", nargs="?", metavar="考核")
    in_json(shown)
