"""备份上报: copies beside the office, the package for the county, the recovery card; all checked."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from banfu_desktop.backup.contents import Contents
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.backup.report import format_of
from banfu_desktop.rules.roles import Act
from banfu_desktop.services.keeping import (
    contents_beside,
    exporting,
    package,
    papers,
    recovery,
    second_place,
    unlocking,
)  # fmt: skip
from banfu_desktop.services.keeping import copies as safekeeping
from banfu_desktop.services.keeping.copies import BackupRow
from banfu_desktop.services.keeping.exporting import Exported
from banfu_desktop.services.keeping.package import Desk, PackageReport
from banfu_desktop.services.keeping.rescue import lacking_words
from banfu_desktop.services.keeping.restoring import Restored
from banfu_desktop.services.keeping.town import NEW_KEY
from banfu_desktop.services.office import office, receipts
from banfu_desktop.tables.spec import Field, Table
from banfu_desktop.ui.boxes.asking import ask_again
from banfu_desktop.ui.boxes.package_box import PackageBox, holding, package_holding, size_words
from banfu_desktop.ui.boxes.presence import ask_presence
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.look.widgets import column, named
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.pages.backup.county_desk import CountyDesk
from banfu_desktop.ui.pages.backup.restoring import by_card, county_desk, restore_into
from banfu_desktop.ui.pages.backup.safety import FOREIGN, GOOD, Copy, Safety, SafetyCards, copy_of
from banfu_desktop.ui.pages.backup.second_desk import SecondDesk
from banfu_desktop.ui.pages.backup.settling import Settling
from banfu_desktop.ui.preview.card import show_card
from banfu_desktop.ui.preview.preview import preview_paper
from banfu_desktop.ui.tasks import Query, Session

PACKAGES = f"上报包 (*{package.SUFFIX})"
_COPIES = Table(
    "backups",
    "本机备份",
    (
        Field("made", "备份时间", width=180, whole=True),
        Field("reason", "原因", width=140),
        Field("size", "大小", width=100),
        Field("state", "校验", width=120),
        Field("file", "文件", listed=False),
    ),
)
_RESTORE, _VERIFY = "校验并恢复到新文件夹…", "只校验"
_OWN, _CODE, _COUNTY = "本单位导出的", "有传递码", "县里收到的"
_PRINTED = "以前打印的恢复卡立即作废。请把旧卡销毁。"
_HAND_COPIED = "以前显示过、手抄下来的那一把立即作废。请准备好打印机和保险柜。"


class BackupPage(ListPage):
    """Copies, packages, keys."""

    room, title, table, key = "backup", "备份上报", _COPIES, "file"
    row_class = Copy
    watches = frozenset({"backups", "office", "disclosures"})
    tones: ClassVar[Tones] = {"state": {GOOD: Tone.GREEN, FOREIGN: Tone.AMBER}.get}
    unit, empty = "份", "还没有备份。程序每次打开时会自动备份，也可以现在就做一份。"

    def commands(self) -> Sequence[Command]:
        """Out to the county, copies here, and back."""
        return (
            Command("export_package", "导出上报包…", self._export, act=Act.ENTER,
                    help="写一个加密的上报包，交给县里", icon="upload", place=Place.PRIMARY),
            Command("back_up", "立即备份", self._back_up, act=None, help="在本机另存一份，并逐行校验",
                    icon="save", place=Place.BAR),
            Command("restore_copy", "恢复这份备份…", self._restore, act=Act.RESTORE,
                    help="用所选备份代替现在的数据", icon="history", rows=Rows.ONE),
            Command("verify_package", "校验上报包…", self._verify, act=None,
                    help="核对一个上报包，不改动任何数据", icon="shield-check"),
            Command("restore_package", "恢复上报包到新文件夹…", self._restore_package, act=Act.RESTORE,
                    help="把上报包恢复成另一份办公数据，现在的数据不动", icon="download"),
            *self._county.commands(),
            *self._second.commands(),
            Command("print_card", "打印恢复卡…", self._issue_card, act=Act.KEYS,
                    help="换电脑时用来打开数据，只印在纸上", icon="key-round"),
            Command("check_card", "核对恢复卡…", self._check_card, act=Act.KEYS,
                    help="照卡输入恢复密钥，确认纸上的能打开数据", icon="circle-check",
                    enabled=self._has_card,
                    why="还没有恢复卡，请先打印"),
            self._settling.command(),
            Command("open_folder", "打开备份文件夹", self._open_folder, act=None, help="在文件管理器中查看",
                    icon="folder-open"),
        )  # fmt: skip

    # What is shown.

    def __init__(self, ctx: Context) -> None:
        self._safety: Safety | None = None
        self._county, self._second, self._settling = CountyDesk(ctx), SecondDesk(ctx), Settling(ctx)
        super().__init__(ctx)

    def build(self) -> QWidget:
        """Three cards above the list."""
        look = self.ctx.look
        copies = super().build()
        self._bar.hide()
        self._cards = SafetyCards(look, self._issue_card, self._check_card)
        content = named(QWidget(), "backup", self.title)
        layout = column(self._cards, copies, spacing=look.px(12))
        layout.setStretch(1, 1)
        content.setLayout(layout)
        return content

    def form_table(self) -> None:
        """A copy is restored, not edited."""

    def query(self) -> Query:
        """Files and the office's record."""
        now, database = self.ctx.now(), self._database

        def read(session: Session) -> Safety:
            folder = database().folder
            return Safety(
                folder,
                [copy_of(backup) for backup in safekeeping.list_backups(folder)],
                office.current(session),
                office.last_package_at(session),
                recovery.printed_on(folder),
                recovery.checked_on(folder),
                exporting.suggested_name(database(), now),
                second_place.second_place(folder),
                contents_beside.size_of(folder),
            )

        return read

    def fill(self, data: Safety) -> None:
        """The cards, then the copies."""
        self._safety = data
        self._cards.show_safety(data)
        self.show_rows(data.copies)
        self.show_content()

    def totals(self, rows: Sequence[Copy]) -> Sequence[str]:
        """How much room they take, and the attachments beside them."""
        beside = self._safety.beside if self._safety is not None else 0
        papers = [f"附件只存一份 {size_words(beside)}"] if beside else []
        return [*papers, size_words(sum(copy.bytes for copy in rows))] if rows else []

    def visit(self, where: object) -> None:
        """Understands a package besides: asks what to do with it; and what a restore left behind."""
        if self._second.visit(where) or self._county.visit(where):
            return
        if where == receipts.RECEIPT:
            self.command_actions["import_feedback"].trigger()
            return
        super().visit(where)
        if isinstance(where, Path) and self._is_package(where):
            text = f"文件：{where.name}\n恢复前先核对：谁发的，有没有改动，是不是齐全。现在的数据不动。"
            chosen = self.ctx.dialogs.choose("校验并恢复", text, [_RESTORE, _VERIFY])
            if chosen == _RESTORE:
                self._restore_package(where)
            elif chosen == _VERIFY:
                self._verify(where)

    # Copies.

    def _database(self) -> Any:
        """The open office; called on a worker."""
        assert self.ctx.database is not None
        return self.ctx.database()

    def _back_up(self) -> None:
        now = self.ctx.now()
        self.ctx.tasks.long(
            "备份", lambda progress: safekeeping.backup_now(self._database(), now), self._backed_up
        )

    def _backed_up(self, made: BackupRow) -> None:
        self.ctx.signals.changed.emit(frozenset({"backups"}))
        self.ctx.say("已备份并校验")

    def _restore(self) -> None:
        chosen: Copy = self.selected()[0]
        self.ctx.tasks.long(
            "核对备份",
            lambda progress: self._compared(chosen.path),
            lambda both: self._confirm_restore(chosen, *both),
        )

    def _compared(self, path: Path) -> tuple[Contents, Contents | None, list[str]]:
        database = self._database()
        both = safekeeping.compare(database, path)
        return *both, safekeeping.Lacking(database.folder, database.data_key).of(path)

    def _confirm_restore(
        self, chosen: Copy, held: Contents, here: Contents | None, lacking: list[str]
    ) -> None:
        present = "已读不出来" if here is None else holding(here)
        text = (
            f"备份（{chosen.made}）：{holding(held)}。\n"
            f"现在的数据：{present}。\n"
            "恢复以后，备份之后登记的内容不再有。现在的数据会先另存为一份备份，需要时可以再恢复回来。"
            f"{lacking_words(lacking)}"
        )
        if self.ctx.dialogs.ask(f"恢复到 {chosen.made}？", text, "恢复", danger=True):
            now = self.ctx.now()
            self.ctx.tasks.alone(lambda: self._put_back(chosen.path, now), lambda _: self._restored(chosen))

    def _put_back(self, path: Path, now: datetime) -> None:
        database = self._database()
        unlocking.permit_restore(database, self.ctx.tasks.actor, now)
        assert self.ctx.release is not None
        self.ctx.release()
        unlocked = database.unlocked
        safekeeping.restore_copy(
            database.folder, path, now, unlocked=unlocked, actor=self.ctx.tasks.actor, incomplete=True
        )

    def _restored(self, chosen: Copy) -> None:
        self.ctx.say(f"已恢复到 {chosen.made} 的备份，原来的数据也留有备份")

    def _open_folder(self) -> None:
        if self._safety is not None:
            copies = self._safety.copies
            folder = copies[0].path.parent if copies else self._safety.folder
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    # Packages.

    def _export(self) -> None:
        if self._safety is None:
            return
        path = self.ctx.dialogs.save_file("导出上报包", self._safety.next_package, PACKAGES)
        if path is not None:
            now, actor = self.ctx.now(), self.ctx.tasks.actor
            self.ctx.tasks.long(
                "导出上报包",
                lambda progress: exporting.export_package(self._database(), path, now, actor, progress),
                self._exported,
            )

    def _exported(self, made: Exported) -> None:
        self.ctx.signals.changed.emit(frozenset({"office", "disclosures"}))
        title = f"第 {made.package.number} 号上报包已写好，并已读回校验"
        print_sheet = partial(self._print_sheet, made)
        self.ctx.dialogs.run(
            PackageBox(
                title,
                made.package,
                self.ctx.look,
                self,
                code=made.code,
                warning=made.warning,
                print_sheet=print_sheet,
            )
        )

    def _verify(self, path: Path | None = None, before: str = "") -> None:
        """Args: before: a transfer code that was typed and refused, to be mended."""
        path, desk, code = self._ask_package(path, again=False, before=before)
        if path is not None and desk is not None:
            self.ctx.tasks.long(
                "校验上报包",
                lambda progress: package.verify_package(path, desk(), progress),
                self._verified,
                ask_again(self.ctx, lambda: self._verify(path, code)) if code else None,
            )

    def _verified(self, report: PackageReport) -> None:
        whole = "每张表的内容都与清单一致" if report.format == 1 else "留痕逐条接得上，备份部分完整"
        title = f"校验通过：签名和正文没有改动，{whole}"
        self.ctx.dialogs.run(PackageBox(title, report, self.ctx.look, self))

    def _restore_package(self, path: Path | None = None, before: str = "") -> None:
        path = path or self.ctx.dialogs.open_file("选择上报包", PACKAGES)
        if path is None:
            return
        if not self._is_package(path):
            return
        if format_of(path) != 1:
            by_card(self.ctx, path, self._package_restored)
            return
        path, desk, code = self._ask_package(path, again=True, before=before)
        if path is not None and desk is not None:
            mended = (lambda: self._restore_package(path, code)) if code else lambda: None
            restore_into(self.ctx, path, lambda: (desk(), ""), self._package_restored, mended)

    def _is_package(self, path: Path) -> bool:
        """Whether a file is a package that can be read; said before anything is asked about it."""
        try:
            package.refuse_unreadable(path)
        except PackageError as refusal:
            self.ctx.dialogs.refuse(refusal)
            return False
        return True

    def _package_restored(self, made: Restored) -> None:
        self._show_key(made.recovery, made.package.town, made.folder)
        text = (
            f"{made.package.town}第 {made.package.number} 号上报包：{package_holding(made.package)}。\n"
            f"每张表的内容都与上报包一致，放在：{made.folder}\n现在打开的办公数据没有改动。"
        )
        if not made.signs:
            text += f"\n签名钥匙没有随救援恢复回来：打开它以后请由“审核”办理“{NEW_KEY}”，再打电话告诉县里。"
        self.ctx.dialogs.tell("上报包已恢复", text)

    def _ask_package(
        self, path: Path | None, *, again: bool, before: str = ""
    ) -> tuple[Path | None, Callable[[], Desk] | None, str]:
        """Which file, unless it is known, what opens it, and the transfer code that was typed, if one was."""
        path = path or self.ctx.dialogs.open_file("选择上报包", PACKAGES)
        if path is None or not self._is_package(path):
            return None, None, ""
        ways = [_OWN, _CODE, _COUNTY]
        way = _CODE if before else self.ctx.dialogs.choose("用什么打开？", f"文件：{path.name}", ways)
        if way == _CODE:
            text = "请输入传递单上的传递码，8 组，每组 4 个字符。"
            code = self.ctx.dialogs.ask_text("传递码", text, before) or ""
            return path, (lambda: package.code_desk(code)) if code else None, code
        return path, self._way_in(way, again), ""

    def _way_in(self, way: str, again: bool) -> Callable[[], Desk] | None:
        now = self.ctx.now()
        if way == _OWN:
            return lambda: self._own_desk(now, again)
        folder = self.ctx.dialogs.open_folder("选择县密钥所在的文件夹") if way == _COUNTY else None
        return (lambda: county_desk(folder)) if folder else None

    def _own_desk(self, now: datetime, again: bool) -> Desk:
        """Called on a worker; who opens a package again makes an office of it that has no password."""
        database = self._database()
        if again:
            unlocking.permit_restore(database, self.ctx.tasks.actor, now)
        return package.own_desk(database)

    # The recovery card.

    def _issue_card(self) -> None:
        """A new card, once whoever asks for it has the password and knows what becomes of the one before."""
        if self._safety is None:
            return
        before = _HAND_COPIED if self._safety.printed_on is None else _PRINTED
        ask_presence(self.ctx, "打印恢复卡", f"将生成新的恢复密钥，{before}", self._make_card, "生成新卡")

    def _make_card(self) -> None:
        if self._safety is None:
            return
        town, folder = self._safety.office.town, self._safety.folder
        actor, now = self.ctx.tasks.actor, self.ctx.now()
        self.ctx.tasks.long(
            "生成恢复卡",
            lambda progress: recovery.reissue(self._database(), actor, now),
            lambda text: self._show_key(text, town, folder),
        )

    def _show_key(self, text: str, town: str, folder: Path) -> None:
        show_card(self.ctx, text, town, folder, self)

    def _has_card(self) -> bool:
        return self._safety is not None and self._safety.printed_on is not None

    def _check_card(self, before: str = "") -> None:
        """A card printed before: all of it, for the program keeps nothing to compare one group with."""
        if self._safety is None:
            return
        asked = "请对照印好的恢复卡，输入恢复密钥，8 组，每组 4 个字符。"
        typed = self.ctx.dialogs.ask_text("核对恢复卡", asked, before)
        folder, today = self._safety.folder, self.ctx.today
        if typed:
            self.ctx.tasks.long(
                "核对恢复卡",
                lambda progress: recovery.check(folder, typed, today),
                lambda _: self._checked(),
                ask_again(self.ctx, lambda: self._check_card(typed)),
            )

    def _checked(self) -> None:
        self.ctx.signals.changed.emit(frozenset({"backups"}))
        self.ctx.say("恢复卡核对无误，请放回保险柜")

    def _print_sheet(self, made: Exported) -> None:
        now = self.ctx.now()
        preview_paper(self.ctx, "上报包传递单", lambda session: papers.transfer_note(made, now), keep=False)
