"""Commands of backup and transfer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from banfu_desktop.cli.arguments import add, group, path
from banfu_desktop.cli.run import ACTOR, Run, say
from banfu_desktop.rules.errors import UserError

if TYPE_CHECKING:
    from banfu_desktop.services.keeping.package import Desk, PackageReport


@contextmanager
def _desk(run: Run, *, again: bool = False) -> Iterator["Desk"]:
    """Who receives: the county in its folder, whoever has the transfer code, or the office itself."""
    from banfu_desktop.services.county import receiving
    from banfu_desktop.services.keeping import package, unlocking

    if run.args.county:
        yield receiving.desk(run.args.county)
    elif run.args.code:
        yield package.code_desk(run.args.code)
    else:
        with run.office() as database:
            if again:
                unlocking.permit_restore(database, ACTOR, run.now)
            yield package.own_desk(database)


def say_package(report: "PackageReport") -> None:
    """What a package is and holds."""
    from banfu_desktop.rules.money import yuan
    from banfu_desktop.rules.paper_key import chain_code
    from banfu_desktop.services.keeping.package import called

    holding = report.holding
    sealed = f"{len(holding.sealed_fen)}个月已封存，实发 {yuan(sum(holding.sealed_fen.values()))} 元"
    made = f"{report.made_at:%Y-%m-%d %H:%M}，{report.size // 1024} KB"
    say(f"{called(report)} 第{report.number}号上报包，{made}")
    say(f"{holding.people}人，{sealed}，留痕{holding.entries}条，收件方：{report.addressee}")
    say(f"恢复：{report.recovery}")
    say(f"留痕码 {chain_code(report.audit_head)}")
    known = "已登记" if report.sender_known else "首次收到，请与传递单上的发件方核对码核对"
    say(f"发件方核对码 {report.fingerprint}（{known}）")


def export(run: Run) -> None:
    """The county package."""
    from banfu_desktop.services.keeping import exporting

    with run.office() as database:
        sent = exporting.export_package(database, run.args.file, run.now, ACTOR)
    say_package(sent.package)
    if sent.code:
        say(f"传递码（请与文件分开送达，程序不保存）：{sent.code}")
    if sent.warning:
        say(f"注意：{sent.warning}")


def verify(run: Run) -> None:
    """Whether a package is whole, ours and new; nothing is written."""
    from banfu_desktop.services.keeping import package

    with _desk(run) as desk:
        report = package.verify_package(run.args.file, desk)
    say_package(report)
    if report.format == 1:
        say("校验通过：签名、收件方、完整性和每张表的内容都与清单一致")
    else:
        say("校验通过：签名、收件方、正文和备份部分都完整，留痕逐条接得上")
    if report.verdict:
        say(f"结论（没有登记）：{report.verdict}")


def restore(run: Run) -> None:
    """A package into a new, empty folder."""
    from banfu_desktop.cli import asking
    from banfu_desktop.services.county import receiving
    from banfu_desktop.services.keeping import restoring
    from banfu_desktop.services.keeping.town import NEW_KEY

    args = run.args
    if restoring.needs_card(args.file):
        key = asking.read(args.key_file, "恢复密钥（恢复卡）或救援钥匙（县里）")
        desk = receiving.desk(args.county) if args.county else None
        restored = restoring.restore_package(args.file, args.into, desk, key=key, actor=ACTOR)
    else:
        with _desk(run, again=True) as known:
            restored = restoring.restore_package(args.file, args.into, known, actor=ACTOR)
    say_package(restored.package)
    say(f"已恢复到 {restored.folder}，每张表的内容都与上报包一致")
    say(f"新的恢复密钥（请抄下或打印后存入保险柜）：{restored.recovery}")
    if not restored.signs:
        how = f"请由“审核”办理“{NEW_KEY}”（backup adopt-key），再打电话告诉县里新的核对码"
        say(f"签名钥匙没有随救援恢复回来：{how}")


def adopt_key(run: Run) -> None:
    """Sign with the key that is in keys.json, where another is on record."""
    from banfu_desktop.db.store import Deed
    from banfu_desktop.rules.roles import Act
    from banfu_desktop.services.keeping import town

    with run.office() as database:
        deed = Deed(town.NEW_KEY, ACTOR, run.now)
        database.permit(Act.KEYS, deed)
        town.adopt_key(database, deed)
        own = town.Town.of(database)
    from banfu_desktop.backup.identity import fingerprint

    say(f"已换用新的签名钥匙，核对码 {fingerprint(own.verify_key)}。")
    say("请打电话告诉县里，县里核对后才会收下以后的上报包。")


def list_copies(run: Run) -> None:
    """Local copies."""
    from banfu_desktop.services.keeping import copies

    rows = copies.list_backups(run.folder)
    if not rows:
        raise UserError(f"“{run.folder}”里没有本机备份", "请核对数据文件夹；导入、封存和打开窗口时会自动备份")
    for row in rows:
        say(f"{row.made_at:%Y-%m-%d %H:%M}\t{row.size // 1024} KB\t{row.reason.label}\t{row.path.name}")


def accept(run: Run) -> None:
    """The office as it stands holds, whatever this computer has seen of it.

    Raises:
        UserError: it is what this computer last saw.
    """
    from banfu_desktop.services.keeping import seeing

    with run.office() as database:
        seeing.take_as_it_stands(database, ACTOR)
    say("已以现在的数据为准，并记入留痕")


def import_county_file(run: Run) -> None:
    """Go by a county file whose fingerprint was heard on the telephone."""
    from banfu_desktop.db.store import Deed
    from banfu_desktop.services.office import county_file

    with run.office() as database, database.noting(Deed("登记县文件", ACTOR, run.now)):
        file = county_file.look(run.args.file)
    with run.deed(f"登记{file.county}的县文件") as session:
        done = county_file.bring_in(session, file, run.args.fingerprint or "", run.now)
    for sentence in done.sentences:
        say(sentence)


def import_feedback(run: Run) -> None:
    """Keep the county's receipt."""
    from banfu_desktop.db.store import Deed
    from banfu_desktop.services.keeping.town import Town
    from banfu_desktop.services.office import receipts

    with run.office() as database:
        readers = Town.of(database).readers
        with database.write(Deed("登记县里的回执", ACTOR, run.now)) as session:
            receipt = receipts.bring_in(session, run.args.file, readers)
    say(
        f"{receipt.county}{receipt.at:%Y年%m月%d日}收到第{receipt.number}号上报包，留痕到第{receipt.entries}条，相符"
    )
    for line in receipt.lines:
        say(line)
    open_ = sum(not asked.closed for asked in receipt.questions)
    if open_:
        say(f"县里有{open_}个问题等着答复：feedback questions")


def questions(run: Run) -> None:
    """What the county asks."""
    from banfu_desktop.services.office import county_questions

    with run.read() as session:
        rows = county_questions.listing(session)
    for row in rows:
        state = "已结" if row.closed else "已答复，随下一份上报包送出" if row.answer else "待答复"
        answer = f"答：{row.answer}" if row.answer else ""
        say("\t".join((str(row.no), state, str(row.due_on), row.text, row.clause, answer)))


def answer(run: Run) -> None:
    """The answer to a question of the county."""
    from banfu_desktop.services.office import county_questions

    with run.deed("答复县里的问题") as session:
        rows = [row for row in county_questions.listing(session) if row.no == run.args.number]
        if not rows:
            raise UserError(f"县里没有问过第{run.args.number}号问题", "请看 feedback questions")
        county_questions.answer(session, rows[0].id, run.args.text, run.now)
    say(f"第{run.args.number}号问题已答复，随下一份上报包送给县里")


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    desk = group(commands, "backup", "备份与上报")
    add(desk, "export", export, "导出上报包").add_argument("file", type=path, metavar="FILE")
    checking = add(desk, "verify", verify, "校验上报包，什么也不登记")
    restoring = add(desk, "restore", restore, "把上报包恢复到新文件夹")
    for command in (checking, restoring):
        command.add_argument("file", type=path, metavar="FILE")
        command.add_argument("--code", metavar="传递码", help="传递单上的传递码")
        command.add_argument("--county", type=path, metavar="DIR", help="县级密钥所在文件夹")
    restoring.add_argument("--into", type=path, required=True, metavar="DIR", help="新的空文件夹")
    restoring.add_argument(
        "--key-file",
        metavar="FILE",
        help="从文件的第一行读恢复卡上的恢复密钥（或县里的救援钥匙）；- 是标准输入",
    )
    add(desk, "list", list_copies, "列出本机备份")
    add(desk, "accept", accept, "与这台电脑上次看到的不一致时，以现在的数据为准")
    add(desk, "adopt-key", adopt_key, "换用新的签名钥匙（由县里救援恢复以后）")
    county = group(commands, "county-file", "县里下发的县文件")
    bringing = add(county, "import", import_county_file, "核对核对码后登记县文件")
    bringing.add_argument("file", type=path, metavar="FILE.bfc")
    bringing.add_argument("--fingerprint", metavar="核对码", help="打电话从县里听到的核对码")
    answers = group(commands, "feedback", "县里的回执和问题")
    add(answers, "questions", questions, "县里问了什么")
    answering = add(answers, "answer", answer, "答复县里的一个问题")
    answering.add_argument("number", type=int, metavar="号")
    answering.add_argument("text", metavar="答复")
    add(answers, "import", import_feedback, "登记县里的回执").add_argument(
        "file", type=path, metavar="FILE.bff"
    )
