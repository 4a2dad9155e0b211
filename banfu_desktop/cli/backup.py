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
    from banfu_desktop.services.keeping import county, package, unlocking

    if run.args.county:
        yield county.desk(run.args.county, run.now, again=again)
    elif run.args.code:
        yield package.code_desk(run.args.code)
    else:
        with run.office() as database:
            if again:
                unlocking.permit_restore(database, ACTOR, run.now)
            yield package.own_desk(database)


def _say_package(report: "PackageReport") -> None:
    from banfu_desktop.rules.paper_key import chain_code

    rows = sum(table.rows for table in report.contents.tables.values())
    say(f"{report.town} 第{report.number}号上报包，{report.made_at:%Y-%m-%d %H:%M}，{report.size // 1024} KB")
    say(f"共{len(report.contents.tables)}张表、{rows}行，收件方：{report.addressee}")
    say(f"留痕码 {chain_code(report.contents.audit_head)}")
    known = "已登记" if report.sender_known else "首次收到，请与传递单上的发件方指纹核对"
    say(f"发件方指纹 {report.fingerprint}（{known}）")


def export(run: Run) -> None:
    """The county package."""
    from banfu_desktop.services.keeping import package

    with run.office() as database:
        sent = package.export_package(database, run.args.file, run.now, ACTOR)
    _say_package(sent.package)
    if sent.code:
        say(f"传递码（请与文件分开送达，程序不保存）：{sent.code}")


def verify(run: Run) -> None:
    """Whether a package is whole, ours and new."""
    from banfu_desktop.services.keeping import package

    with _desk(run) as desk:
        report = package.verify_package(run.args.file, desk)
    _say_package(report)
    say("校验通过：签名、收件方、序号、完整性和每张表的内容都与清单一致")


def restore(run: Run) -> None:
    """A package into a new, empty folder."""
    from banfu_desktop.services.keeping import package

    with _desk(run, again=True) as desk:
        restored = package.restore_package(run.args.file, run.args.into, desk)
    _say_package(restored.package)
    say(f"已恢复到 {restored.folder}，每张表的内容都与清单一致")
    say(f"新的恢复密钥（请抄下或打印后存入保险柜）：{restored.recovery}")


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
        seeing.take_as_it_stands(database, ACTOR, run.now)
    say("已以现在的数据为准，并记入留痕")


def keygen(run: Run) -> None:
    """A key pair for the county."""
    from banfu_desktop.services.keeping import county

    county.keygen(run.args.folder)
    public, secret = run.args.folder / county.PUBLIC_FILE, run.args.folder / county.SECRET_FILE
    say(f"已生成县级密钥。把公钥文件 {public} 交给各镇；私钥文件 {secret} 留在县里，不要外传。")


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    desk = group(commands, "backup", "备份与上报")
    add(desk, "export", export, "导出上报包").add_argument("file", type=path, metavar="FILE")
    checking = add(desk, "verify", verify, "校验上报包")
    restoring = add(desk, "restore", restore, "把上报包恢复到新文件夹")
    for command in (checking, restoring):
        command.add_argument("file", type=path, metavar="FILE")
        command.add_argument("--code", metavar="传递码", help="传递单上的传递码")
        command.add_argument("--county", type=path, metavar="DIR", help="县级密钥所在文件夹")
    restoring.add_argument("--into", type=path, required=True, metavar="DIR", help="新的空文件夹")
    add(desk, "list", list_copies, "列出本机备份")
    add(desk, "accept", accept, "与这台电脑上次看到的不一致时，以现在的数据为准")
