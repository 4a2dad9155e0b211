"""What every import command shares: its options, what it says of a plan, and the plan for other programs."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from banfu_desktop.cli.run import Run, say, say_json
from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.rules.imports import ImportPlan, Options, Question, answers_said, remarks

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def declare_options(command: Any, *, in_json: bool = True) -> None:
    """Let a command look first, answer what a file leaves open, and choose sheets and columns.

    Args:
        in_json: whether `--json` is to be declared here too.
    """
    command.add_argument("--dry-run", action="store_true", help="只看会怎样，不导入")
    command.add_argument(
        "--answer", action="append", default=[], metavar="问题=答案", help="回答导入时的问题，可写多次"
    )
    command.add_argument(
        "--sheet", action="append", default=[], metavar="工作表", help="只读这张工作表，可写多次"
    )
    command.add_argument(
        "--map", action="append", default=[], metavar="我们的栏=他们的栏", dest="columns",
        help="指明一栏是他们的哪一列（标题或列号），可写多次；不写他们的栏是不读这一栏",
    )  # fmt: skip
    if in_json:
        command.add_argument("--json", action="store_true", help="给其他程序用的格式")


def options(run: Run) -> Options:
    """What the caller says of the file.

    Raises:
        UserError: an option without an equals sign.
    """
    args = run.args
    return Options(
        answers=dict(_pair(text, "--answer", "问题=答案") for text in args.answer),
        sheets=tuple(args.sheet),
        columns=dict(_pair(text, "--map", "我们的栏=他们的栏") for text in args.columns),
    )


def _pair(text: str, option: str, form: str) -> tuple[str, str]:
    name, equals, value = text.rpartition("=")
    if not equals or not name:
        raise UserError(f"{option} “{text}”看不懂", f"请写成 {form}")
    return name.strip(), value.strip()


def take_in(
    run: Run,
    what: str,
    look: Callable[["Session"], ImportPlan],
    carry_out: Callable[["Session", ImportPlan], object],
    *,
    changes: Callable[[ImportPlan], bool] = lambda plan: True,
) -> None:
    """Make a plan, say it, and carry it out unless it is only to be looked at.

    Args:
        what: the clerk's word for such a file (花名册).
        changes: whether there is anything to do; without, no deed is done.

    Raises:
        ProblemsError: bad cells, or open questions; of a dry run bad cells only.
    """
    args = run.args
    with run.read() as session:
        plan = look(session)
    ready = not plan.problems and not plan.open_questions
    done = False
    if ready and not args.dry_run and changes(plan):
        with run.risky_deed(f"导入{what}") as session:
            carry_out(session, plan)
        done = True
    if args.json:
        say_json(told(plan, done=done))
    else:
        _say(plan, dry=args.dry_run)
    if plan.problems or not args.dry_run:
        plan.refuse_unready(what)


def _say(plan: ImportPlan, *, dry: bool) -> None:
    if not plan.problems:
        say(f"{plan.file}：{plan}" + ("（没有导入）" if dry or plan.open_questions else ""))
    for row in plan.rows:
        for change in getattr(row, "changes", ()):
            say(f"第{row.row}行 {row.name} {change}")
    for remark in remarks(plan):
        say(remark)
    if not plan.problems:  # of a file that must be corrected first they are said when it comes again
        for warning in plan.warnings:
            say(f"提醒：{warning}")
    for question in plan.questions:
        if question.key in plan.pinned.answers:
            continue
        stands = next(
            (choice.label for choice in question.choices if choice.code == question.otherwise), "先空着"
        )
        waits = f"不回答则“{stands}”" if question.otherwise else "要回答才能导入"
        say(f"问题 {question.key}：{question.sentence}{answers_said(question)}；{waits}")
    if plan.ignored_columns:
        say(f"没有用到的列：{'、'.join(plan.ignored_columns)}")


def told(plan: ImportPlan, *, done: bool) -> dict[str, Any]:
    """A plan for another program; numbers of people are masked as on screen."""
    return {
        "door": plan.door,
        "file": plan.file,
        "summary": plan.summary,
        "imported": done,
        "sheets": [
            {
                "name": sheet.name,
                "header_row": sheet.header_row,
                "rows": [sheet.first_row, sheet.last_row],
                "columns": [
                    {
                        "column": column.number, "heading": column.heading, "field": column.field,
                        "label": column.label, "how": column.how, "samples": list(column.samples),
                    }
                    for column in sheet.columns
                ],
            }
            for sheet in plan.sheets
        ],
        "rows": [row.told() for row in plan.rows],
        "left_out": [
            {
                "sheet": left.sheet, "row": left.row, "what": left.what, "why": left.why,
                "question": left.question,
            }
            for left in plan.left_out
        ],
        "created": list(plan.created),
        "changed": [
            {
                "sheet": change.sheet, "row": change.row, "column": change.column, "before": change.before,
                "after": change.after,
            }
            for change in plan.changed
        ],
        "questions": [_question(question, plan) for question in plan.questions],
        "problems": [_problem(problem) for problem in plan.problems],
        "warnings": [_problem(warning) for warning in plan.warnings],
    }  # fmt: skip


def _question(question: Question, plan: ImportPlan) -> dict[str, Any]:
    return {
        "key": question.key,
        "sentence": question.sentence,
        "choices": [{"code": choice.code, "label": choice.label} for choice in question.choices],
        "proposal": question.proposal or None,
        "why": question.why,
        "otherwise": question.otherwise or None,
        "answer": plan.pinned.answers.get(question.key),
        "rows": list(question.rows),
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "sheet": problem.sheet, "row": problem.row, "column": problem.column, "name": problem.name,
        "reason": problem.reason, "advice": problem.advice, "value": problem.value,
    }  # fmt: skip
