"""Commands of the county's inbox: what has come, received, held, taken; who has reported."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli.arguments import add, month, path
from banfu_desktop.cli.backup import say_package
from banfu_desktop.cli.county_opening import ACTOR, declare_folder, declare_json, opened
from banfu_desktop.cli.run import Run, remind, say, say_json
from banfu_desktop.rules.errors import UserError

if TYPE_CHECKING:
    from banfu_desktop.services.county.calls import Call
    from banfu_desktop.services.county.inbox import Glanced, Received
    from banfu_desktop.services.county.reporting import Cell, Rates, ReportingYear


def inbox(run: Run) -> None:
    """What lies in a folder, by covers only; nothing is written."""
    from banfu_desktop.rules.money import yuan
    from banfu_desktop.services.county import inbox as coming
    from banfu_desktop.services.county import province
    from banfu_desktop.services.county.strays import strays

    with opened(run) as desk:
        rows = coming.look(desk, run.args.inbox, run.now)
        higher = [(path.name, province.said(desk, path)) for path in coming.reports(run.args.inbox)]
    for line in strays(run.args.inbox):
        remind(line)
    for name, told in higher:
        (remind if run.args.json else say)(f"{name}\t{told}")
    if run.args.json:
        say_json([_glanced_json(row) for row in rows])
        return
    for row in rows:
        if row.trouble:
            say(f"{row.path.name}\t{row.trouble}")
            continue
        made = f"{row.made_at:%Y-%m-%d %H:%M}" if row.made_at else ""
        known = "已经来过" if row.known else "新"
        said = (row.path.name, f"{row.town}第{row.number}号", row.period, made, yuan(row.net_fen), known)
        say("\t".join(said))


def receive(run: Run) -> None:
    """Packages that have come: taken where nothing is to be decided.

    Raises:
        UserError: some were refused or are held.
    """
    from banfu_desktop.services.county import copies
    from banfu_desktop.services.county import inbox as coming

    folders = [given for given in run.args.files if given.is_dir()]
    alone = [given for given in run.args.files if not given.is_dir()]
    for given in alone:
        if not given.is_file():
            raise UserError(f"找不到文件 {given.name}", "请核对文件名，确认U盘已插好")
    runs: list[coming.Run] = []
    with opened(run) as desk:
        if folders:
            copies.backup_if_changed(desk, run.now, copies.Reason.RISK)
        for folder in folders:
            runs.append(coming.receive_folder(desk, folder, run.clock, _progress(run), ACTOR))
        runs.append(coming.receive_files(desk, alone, run.clock, actor=ACTOR))
    done = [each for whole in runs for each in whole.received]
    waiting = sum(each.place != coming.TAKEN for each in done)
    if run.args.json:
        say_json([_received_json(each) for each in done])
    else:
        for each in done:
            _say_received(each)
    for whole in runs:
        if whole.trouble is not None:
            raise whole.trouble
    if waiting:
        raise UserError(
            f"有{waiting}份没有收下", "待确认的请打电话核对后用 county take 收下，退回的请镇里重新导出"
        )


def take(run: Run) -> None:
    """One that is held, for a reason."""
    from banfu_desktop.services.county import inbox as coming

    args = run.args
    if args.file.suffix.lower() == ".bfr":
        _take_county_report(run)
        return
    with opened(run) as desk:
        outcome = coming.take(desk, args.file, run.now, args.reason, args.fingerprint or "", ACTOR)
    say_package(outcome.package)
    say(f"已收下（{outcome.words}），理由：{args.reason}")


def _take_county_report(run: Run) -> None:
    from banfu_desktop.services.county import inbox as coming

    args = run.args
    with opened(run) as desk:
        arrival = coming.take_report(desk, args.file, run.now, args.reason, args.fingerprint or "", ACTOR)
    say(f"{arrival.report.county}第{arrival.report.number}号汇总：{arrival.sentence}")


def pin(run: Run) -> None:
    """A fingerprint that was heard before the package comes."""
    from banfu_desktop.services.county import desk as desks
    from banfu_desktop.services.county import pins

    with opened(run) as desk:
        desks.renew_list(desk, run.now, ACTOR)
        pins.pin(desk, run.args.town, run.args.fingerprint, run.args.reason, run.now, ACTOR)
    say(f"已记下{run.args.town}的核对码，下一份用这个核对码的上报包直接收下")


def show(run: Run) -> None:
    """A package, proven and judged; nothing is written."""
    from banfu_desktop.services.county import receiving
    from banfu_desktop.services.keeping import package

    report = package.verify_package(run.args.file, receiving.desk(run.args.folder))
    say_package(report)
    if report.verdict:
        say(f"结论（没有登记）：{report.verdict}")


def status(run: Run) -> None:
    """What the county knows of each town, or how a month stands."""
    from banfu_desktop.services.county import receiving

    if run.args.month is not None or run.args.json:
        _month(run)
        return
    for name, town in receiving.register_of(run.args.folder).towns.items():
        known = town.known
        entries = f"留痕到第{known.end}条" if known.heads else "旧格式"
        say(f"{name}\t第{known.number}号\t{entries}\t{town.fingerprint}\t{town.last_at.replace('T', ' ')}")


def _month(run: Run) -> None:
    from banfu_desktop.rules.dates import Month
    from banfu_desktop.services.county import desk as desks
    from banfu_desktop.services.county import reporting

    chosen = run.args.month or Month.of(run.today).shift(-1)
    with opened(run) as desk:
        desks.renew_list(desk, run.now, ACTOR)
        with desk.roll_up.read() as session:
            table = reporting.between(session, chosen, chosen, run.today)
            calls = reporting.to_ring(session, run.today)
    if run.args.json:
        say_json(_status_json(table, calls))
        return
    for town in table.towns:
        cell = town.cells[0]
        number = f"第{cell.number}号" if cell.number else ""
        say("\t".join((town.town, cell.state.label, number, cell.received_at.replace("T", " "), _why(cell))))
    say(f"{chosen.label}（{table.due[chosen]}前）：{_rates_words(table.whole)}")
    for call in calls:
        say(f"要打电话\t{_call_words(call)}")


def _why(cell: "Cell") -> str:
    """What is said of a package beyond its state."""
    return cell.sentence.removeprefix(f"{cell.state.label}：")


def _rates_words(rates: "Rates") -> str:
    from banfu_desktop.services.county.papers import percent

    return (
        f"应报{rates.expected}，已报{rates.actual}，按时{rates.on_time}，"
        f"上报率{percent(rates.rate)}，按时率{percent(rates.on_time_rate)}"
    )


def _call_words(call: "Call") -> str:
    return "\t".join((call.town, call.contact or "（没有登记联系人）", call.phone, call.say))


def _progress(run: Run) -> Any:
    """A line beside the answer for every tenth of a large folder."""

    def told(done: int, total: int, name: str) -> None:
        if total >= 20 and done % max(1, total // 10) == 0 and not run.args.json:
            remind(f"{done}/{total} {name}")

    return told


def _say_received(row: "Received") -> None:
    """What became of a package, and whom to ring where somebody must decide."""
    who = f"{row.town}第{row.number}号" if row.town else "（打不开）"
    if row.place == "退回":
        say(f"{row.name}\t退回：{row.sentence}")
    else:
        say(f"{row.name}\t{who}\t{row.sentence}")
    if row.place == "待确认" and row.fingerprint:
        say(f"\t发件方核对码 {row.fingerprint}")
    if row.call is not None and row.call.town:
        say(f"\t打电话\t{_call_words(row.call)}")
    if row.stayed:
        say(f"\t{row.stayed}")


def _glanced_json(row: "Glanced") -> dict[str, object]:
    return {
        "file": row.path.name, "town": row.town, "number": row.number, "period": row.period,
        "made_at": row.made_at.isoformat() if row.made_at else None, "program": row.program,
        "net_fen": row.net_fen, "sheets": row.sheets, "fingerprint": row.fingerprint, "digest": row.digest,
        "known": row.known, "trouble": row.trouble,
    }  # fmt: skip


def _received_json(row: "Received") -> dict[str, object]:
    return {
        "file": row.name, "path": str(row.path), "town": row.town, "number": row.number,
        "handling": row.handling, "verdict": row.words, "sentence": row.sentence,
        "fingerprint": row.fingerprint, "place": row.place, "call": vars(row.call) if row.call else None,
        "stayed": row.stayed,
    }  # fmt: skip


def _status_json(table: "ReportingYear", calls: "list[Call]") -> dict[str, object]:
    month_ = table.months[0]
    return {
        "month": str(month_),
        "due": str(table.due[month_]),
        "expected": table.whole.expected,
        "actual": table.whole.actual,
        "on_time": table.whole.on_time,
        "rate_permille": table.whole.rate,
        "on_time_rate_permille": table.whole.on_time_rate,
        "towns": [
            {
                "town": town.town, "state": town.cells[0].state.value, "number": town.cells[0].number,
                "received_at": town.cells[0].received_at, "sentence": town.cells[0].sentence,
            }
            for town in table.towns
        ],
        "calls": [vars(call) for call in calls],
    }  # fmt: skip


def declare(desk: Any) -> None:
    """The commands and their arguments."""
    looking = declare_json(declare_folder(add(desk, "inbox", inbox, "看一遍文件夹里的上报包，不登记")))
    looking.add_argument("inbox", type=path, metavar="FOLDER", help="U盘或共享里放上报包的文件夹")
    coming = declare_json(declare_folder(add(desk, "receive", receive, "接收上报包")))
    coming.add_argument(
        "files",
        type=path,
        nargs="+",
        metavar="FILE",
        help="上报包，或整个文件夹（收完移到 已收、待确认、退回）",
    )
    deciding = declare_folder(add(desk, "take", take, "收下一份待确认的上报包"))
    deciding.add_argument("file", type=path, metavar="FILE")
    deciding.add_argument("--reason", required=True, metavar="理由", help="问了谁，答复是什么")
    deciding.add_argument("--fingerprint", metavar="核对码", help="从镇里听到的发件方核对码")
    pinning = declare_folder(add(desk, "pin", pin, "先核对好一个镇的核对码，下一份包直接收下"))
    pinning.add_argument("town", metavar="镇")
    pinning.add_argument(
        "--fingerprint", required=True, metavar="核对码", help="打电话从镇里听到的发件方核对码"
    )
    pinning.add_argument("--reason", required=True, metavar="理由", help="问了谁，怎么核对的")
    shown = declare_folder(add(desk, "show", show, "看一份上报包和它的结论，不登记"))
    shown.add_argument("file", type=path, metavar="FILE")
    standing = declare_json(declare_folder(add(desk, "status", status, "各镇收到第几号，或某月的上报情况")))
    standing.add_argument("--month", type=month, metavar="月份", help="看这个月的上报情况")
