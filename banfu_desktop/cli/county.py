"""Commands of the county: its keys, its list of towns, packages received and answered."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli.arguments import add, group, path
from banfu_desktop.cli.backup import say_package
from banfu_desktop.cli.run import Run, say
from banfu_desktop.rules.errors import UserError

if TYPE_CHECKING:
    from banfu_desktop.services.keeping.receiving import Outcome


def keygen(run: Run) -> None:
    """A key pair for the county."""
    from banfu_desktop.services.keeping import county

    county.keygen(run.args.folder)
    public, secret = run.args.folder / county.PUBLIC_FILE, run.args.folder / county.SECRET_FILE
    say(f"已生成县级密钥。把公钥文件 {public} 交给各镇；私钥文件 {secret} 留在县里，不要外传。")


def init(run: Run) -> None:
    """A county's folder; a key pair that is there stays in use."""
    from banfu_desktop.services.keeping import county, county_list

    args = run.args
    towns = county_list.read(args.towns) if args.towns else ()
    rescue = county.found(args.folder, args.county, args.code, args.document_no, practice=args.practice)
    if towns:
        county.set_towns(args.folder, towns)
    say(f"已建立{args.county}的县里登记：{args.folder}，名单上有{len(towns)}个镇")
    say(f"救援钥匙（只显示这一次，请抄在纸上封存进保险柜，不要存在这台电脑里）：{rescue}")
    say("下一步：county file 生成县文件发给各镇，各镇打电话核对指纹后登记")


def towns(run: Run) -> None:
    """Another list of towns, or the present one."""
    from banfu_desktop.services.keeping import county, county_list

    if run.args.file is not None:
        made = county.set_towns(run.args.folder, county_list.read(run.args.file))
        say(f"名单已更新，共{len(made.towns)}个镇；请重新生成县文件（county file）发给各镇")
        return
    for town in county.of(run.args.folder).towns:
        say(f"{town.name}\t{town.code}\t{town.kind}\t{'、'.join(town.units)}")


def file(run: Run) -> None:
    """The county file for the towns."""
    from banfu_desktop.services.keeping import county

    made = county.write_file(run.args.folder, run.args.file)
    say(f"县文件已写好：{run.args.file}，名单上有{len(made.towns)}个镇")
    say(f"指纹 {made.fingerprint}（只在电话里告诉各镇，不要与县文件一起发）")


def new_key(run: Run) -> None:
    """Another signing key, for which the old one signs."""
    from banfu_desktop.services.keeping import county

    county.new_sign_key(run.args.folder)
    say("已换用新的签名钥匙，旧钥匙已为它签字；请重新生成县文件（county file）发给各镇，各镇要再核对一次指纹")


def receive(run: Run) -> None:
    """Packages that have come: taken where nothing is to be decided.

    Raises:
        UserError: some were refused or are held.
    """
    from banfu_desktop.services.keeping import receiving

    waiting = 0
    for package in run.args.files:
        try:
            outcome = receiving.receive(run.args.folder, package, run.now)
        except UserError as refusal:
            say(f"{package.name}\t退回：{refusal}")
            waiting += 1
            continue
        waiting += _say_outcome(outcome)
    if waiting:
        raise UserError(
            f"有{waiting}份没有收下", "待确认的请打电话核对后用 county take 收下，退回的请镇里重新导出"
        )


def take(run: Run) -> None:
    """One that is held, for a reason."""
    from banfu_desktop.services.keeping import receiving

    args = run.args
    outcome = receiving.take(args.folder, args.file, run.now, args.reason, args.fingerprint or "")
    say_package(outcome.package)
    say(f"已收下（{outcome.words}），理由：{args.reason}")


def feedback(run: Run) -> None:
    """The receipt of a town's last package."""
    from banfu_desktop.services.keeping import receiving

    receipt = receiving.feedback(run.args.folder, run.args.town, run.args.file)
    say(f"{run.args.town}第{receipt.number}号的回执已写好：{run.args.file}，只有这个镇能打开")


def status(run: Run) -> None:
    """The register: what the county knows of each town."""
    from banfu_desktop.services.keeping import register

    for name, town in register.read(run.args.folder).towns.items():
        known = town.known
        entries = f"留痕到第{known.end}条" if known.heads else "旧格式"
        say(f"{name}\t第{known.number}号\t{entries}\t{town.fingerprint}\t{town.last_at.replace('T', ' ')}")


def _say_outcome(outcome: "Outcome") -> int:
    """Say what became of a package; 1 where somebody must decide."""
    from banfu_desktop.rules.reception import Handling

    package = outcome.package
    say(f"{package.path.name}\t{package.town}第{package.number}号\t{outcome.sentence}")
    if outcome.handling is not Handling.HELD:
        return 0
    say(f"\t发件方指纹 {package.fingerprint}")
    return 1


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    desk = group(commands, "county", "县级操作")
    pair = add(desk, "keygen", keygen, "生成县级密钥对")
    new = add(desk, "init", init, "建立县里的登记")
    listing = add(desk, "towns", towns, "看或更新各镇名单")
    making = add(desk, "file", file, "生成县文件，发给各镇")
    changing = add(desk, "new-key", new_key, "换用新的签名钥匙")
    coming = add(desk, "receive", receive, "接收上报包")
    deciding = add(desk, "take", take, "收下一份待确认的上报包")
    answering = add(desk, "feedback", feedback, "写给一个镇的回执")
    standing = add(desk, "status", status, "各镇收到第几号")
    for command in (pair, new, listing, making, changing, coming, deciding, answering, standing):
        command.add_argument("folder", type=path, metavar="DIR", help="县里的文件夹")
    new.add_argument("--county", required=True, metavar="县", help="县名，例如 新丰县")
    new.add_argument("--code", default="", metavar="代码", help="县的行政区划代码")
    new.add_argument("--document-no", default="", metavar="文号", help="本县所依据通知的文号")
    new.add_argument("--towns", type=path, metavar="FILE", help="各镇名单：每行 镇名,代码,类别,单位、单位")
    new.add_argument("--practice", action="store_true", help="练习用，只收练习的上报包")
    listing.add_argument("file", type=path, nargs="?", metavar="FILE", help="新的名单")
    making.add_argument("file", type=path, metavar="OUT.bfc")
    coming.add_argument("files", type=path, nargs="+", metavar="FILE")
    deciding.add_argument("file", type=path, metavar="FILE")
    deciding.add_argument("--reason", required=True, metavar="理由", help="问了谁，答复是什么")
    deciding.add_argument("--fingerprint", metavar="指纹", help="打电话从镇里听到的发件方指纹")
    answering.add_argument("town", metavar="镇")
    answering.add_argument("file", type=path, metavar="OUT.bff")
