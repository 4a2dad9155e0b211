"""Commands of the county: its keys, its list of towns, its file for them; the rest stands in county_*.py."""

from typing import Any

from banfu_desktop.cli import county_inbox, county_tables
from banfu_desktop.cli.arguments import add, group, path
from banfu_desktop.cli.county_opening import ACTOR, declare_folder, opened
from banfu_desktop.cli.run import Run, say


def keygen(run: Run) -> None:
    """A key pair for the county."""
    from banfu_desktop.services.keeping import county

    county.keygen(run.args.folder)
    public, secret = run.args.folder / county.PUBLIC_FILE, run.args.folder / county.SECRET_FILE
    say(f"已生成县级密钥。把公钥文件 {public} 交给各镇；私钥文件 {secret} 留在县里，不要外传。")


def init(run: Run) -> None:
    """A county's folder; a key pair that is there stays in use."""
    from banfu_desktop.services.county import founding, town_list

    args = run.args
    towns = town_list.read(args.towns) if args.towns else ()
    rescue, card = founding.found(
        args.folder, args.county, args.code, args.document_no, practice=args.practice,
        database=args.database, towns=towns,
    )  # fmt: skip
    say(f"已建立{args.county}的县里登记：{args.folder}，名单上有{len(towns)}个镇")
    say(f"救援钥匙（只显示这一次，请抄在纸上封存进保险柜，不要存在这台电脑里）：{rescue}")
    if card:
        say(f"县里数据的恢复密钥（换电脑、重装系统时用，请另抄一张存好）：{card}")
    say("下一步：county file 生成县文件发给各镇，各镇打电话核对核对码后登记")


def towns(run: Run) -> None:
    """Another list of towns, or the present one."""
    from banfu_desktop.services.county import folder, town_list
    from banfu_desktop.services.keeping import county

    if run.args.file is not None:
        listed = town_list.read(run.args.file)
        with opened(run) as desk:
            changes = folder.compare(desk, listed)
            folder.set_towns(desk, listed, run.now, ACTOR)
        say(changes.said)
        say(f"名单已更新，共{len(listed)}个镇；请重新生成县文件（county file）发给各镇")
        return
    for town in county.of(run.args.folder).towns:
        say(f"{town.name}\t{town.code}\t{town.kind}\t{'、'.join(town.units)}")


def file(run: Run) -> None:
    """The county file for the towns."""
    from banfu_desktop.services.county import folder

    with opened(run) as desk:
        made = folder.write_file(desk, run.args.file, run.now, ACTOR)
    say(f"县文件已写好：{run.args.file}，名单上有{len(made.towns)}个镇")
    say(f"核对码 {made.fingerprint}（只在电话里告诉各镇，不要与县文件一起发）")


def new_key(run: Run) -> None:
    """Another signing key, for which the old one signs."""
    from banfu_desktop.services.county import folder

    with opened(run) as desk:
        folder.new_sign_key(desk, run.now, ACTOR)
    say("已换用新的签名钥匙，旧钥匙已为它签字；请重新生成县文件（county file）发给各镇，各镇要再核对一次")


def calendar(run: Run) -> None:
    """The days of the county file's calendar, or those of another year from a file."""
    from banfu_desktop.services.county import folder
    from banfu_desktop.services.keeping import county

    args = run.args
    if args.file is not None:
        days, left_out = folder.year_of(args.file, args.year or run.today.year)
        with opened(run) as desk:
            folder.set_year(desk, args.year or run.today.year, days, run.now, ACTOR)
        for line in left_out:
            say(f"没有导入：{line}")
    for entry in county.of(args.folder).calendar:
        say(f"{entry.day}\t{'休息' if entry.is_off else '上班'}\t{entry.name}")


def unlock(run: Run) -> None:
    """Let this computer open the county's data, by the key of its recovery card."""
    from banfu_desktop.cli.asking import read
    from banfu_desktop.services.county import desk

    desk.unlock(run.args.folder, read(run.args.key_file, "县里数据的恢复密钥"))
    say("这台电脑以后可以打开县里的数据")


def card(run: Run) -> None:
    """Another recovery key for the county's data."""
    from banfu_desktop.services.county import folder

    with opened(run) as desk:
        text = folder.new_card(desk, run.now, ACTOR)
    say(f"县里数据的恢复密钥（以前的那一张作废，请抄在纸上存好）：{text}")


def backup(run: Run) -> None:
    """A copy of the county's data now."""
    from banfu_desktop.services.county import copies

    with opened(run) as desk:
        made = copies.backup_now(desk, run.now)
    say(f"已备份并校验：{made.path}")


def backups(run: Run) -> None:
    """The copies there are, the newest first."""
    from banfu_desktop.services.county import copies

    for row in copies.listing(run.args.folder):
        state = "已校验" if row.verified else "不是这个县的"
        say(f"{row.made_at:%Y-%m-%d %H:%M:%S}\t{row.reason.label}\t{state}\t{row.path.name}")


def restore(run: Run) -> None:
    """A copy in the place of the county's data."""
    from banfu_desktop.services.county import copies
    from banfu_desktop.services.county.inbox import KEPT_FOLDER

    args = run.args
    copy = args.file if args.file.exists() else args.folder / "backups" / args.file.name
    made = copies.restore(args.folder, copy, run.now, ACTOR)
    say(f"已恢复到 {copy.name}" + (f"，原来的数据另存为 {made.kept}" if made.kept else ""))
    if made.unknown:
        say(f"“{KEPT_FOLDER}”里有{len(made.unknown)}份是备份以后收下的，请再收一遍（county receive）：")
        for path in made.unknown:
            say(f"\t{path}")


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    desk = group(commands, "county", "县级操作")
    declare_folder(add(desk, "keygen", keygen, "生成县级密钥对"))
    new = declare_folder(add(desk, "init", init, "建立县里的登记"))
    new.add_argument("--county", required=True, metavar="县", help="县名，例如 新丰县")
    new.add_argument("--code", default="", metavar="代码", help="县的行政区划代码")
    new.add_argument("--document-no", default="", metavar="文号", help="本县所依据通知的文号")
    new.add_argument("--towns", type=path, metavar="FILE", help="各镇名单：每行 镇名,代码,类别,单位、单位")
    new.add_argument("--practice", action="store_true", help="练习用，只收练习的上报包")
    new.add_argument(
        "--database",
        default="",
        metavar="URL",
        help="数据放在 PostgreSQL 里（市、省用）；不写就在这个文件夹里",
    )
    listing = declare_folder(add(desk, "towns", towns, "看或更新各镇名单"))
    listing.add_argument("file", type=path, nargs="?", metavar="FILE", help="新的名单")
    days = declare_folder(add(desk, "calendar", calendar, "看或导入县文件里的节假日安排"))
    days.add_argument("file", type=path, nargs="?", metavar="FILE", help=".ics、.csv 或 .txt")
    days.add_argument("--year", type=int, metavar="年", help="哪一年，默认今年")
    making = declare_folder(add(desk, "file", file, "生成县文件，发给各镇"))
    making.add_argument("file", type=path, metavar="OUT.bfc")
    declare_folder(add(desk, "new-key", new_key, "换用新的签名钥匙"))
    opening = declare_folder(add(desk, "unlock", unlock, "用恢复密钥让这台电脑打开县里的数据"))
    opening.add_argument("--key-file", metavar="FILE", help="从文件的第一行读恢复密钥")
    declare_folder(add(desk, "card", card, "重新生成县里数据的恢复密钥"))
    declare_folder(add(desk, "backup", backup, "备份县里的数据"))
    declare_folder(add(desk, "backups", backups, "列出县里数据的备份"))
    back = declare_folder(add(desk, "restore", restore, "用一份备份代替县里现在的数据"))
    back.add_argument("file", type=path, metavar="FILE", help="备份文件，或它的名称")
    county_inbox.declare(desk)
    county_tables.declare(desk)
