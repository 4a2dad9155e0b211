"""单据: the papers of a record beside a list – attachments to look at, to add and to reorder, and invoices.

A page shows it by overriding `papers(row)`, which gives the bundle of a row; everything else is done here.
Files come by 添加…, by dragging them from the file manager, and from the clipboard (Ctrl+V).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QBuffer, QIODevice, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QHideEvent,
    QImage,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QStackedWidget, QToolButton, QWidget

from banfu_desktop.rules.attachments import FileKind
from banfu_desktop.rules.roles import Act
from banfu_desktop.services.attachments import bundles, invoices
from banfu_desktop.services.attachments import intake as attachments_intake
from banfu_desktop.services.attachments.bundles import AttachmentRow, BundleRow
from banfu_desktop.services.attachments.intake import Intake, Pasted
from banfu_desktop.services.attachments.invoices import InvoiceRow
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import SECONDARY
from banfu_desktop.ui.look.widgets import button, card, column, icon_button, label, named, row
from banfu_desktop.ui.papers.files import THUMBNAIL, Files
from banfu_desktop.ui.papers.invoices import Invoices
from banfu_desktop.ui.papers.reading import read_invoices
from banfu_desktop.ui.papers.saving import save_attachment
from banfu_desktop.ui.preview.preview import preview_paper
from banfu_desktop.ui.tasks import EVERY_TABLE, Session

WATCHES = frozenset({"bundles", "attachments", "invoices"})
_PICTURES = "*.jpg *.jpeg *.png *.tif *.tiff *.bmp *.heic *.heif"
_FILES = f"单据 ({_PICTURES} *.pdf *.ofd *.xml);;所有文件 (*)"
_PASTED = "粘贴的图片.png"
_KEPT = 300
"""Thumbnails kept in memory, a dozen KB each."""


@dataclass(frozen=True)
class _Papers:
    """What a bundle holds."""

    bundle: BundleRow | None
    files: Sequence[AttachmentRow]
    invoices: Sequence[InvoiceRow]


class PapersPanel(QFrame):
    """The papers of one bundle. `closed`: the clerk is done with the record."""

    closed = Signal()

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        named(self, "papers", "单据", look="card")
        self._ctx = ctx
        self._bundle: int | None = None
        self._shown: _Papers = _Papers(None, (), ())
        self._asked = 0
        self._stale = False
        self._thumbnails: dict[str, QImage | None] = {}
        self.setAcceptDrops(True)
        self.files = Files(ctx.look)
        self.invoices = Invoices(ctx, self)
        self._body, self._both = QStackedWidget(), self._lists()
        self._body.addWidget(self._both)
        self._body.addWidget(self.invoices.form)
        self.setLayout(column(self._body))
        self._connect()
        ctx.signals.changed.connect(self._tables_changed)

    # What the desk calls.

    @property
    def dirty(self) -> bool:
        """Whether an invoice is being written down that is not saved."""
        return self.invoices.is_open and self.invoices.form.dirty

    def show_bundle(self, bundle_id: int | None) -> None:
        """Show the papers of a bundle; None: of a record that has none yet."""
        if bundle_id != self._bundle:
            self.invoices.put_away()
            self._bundle = bundle_id
            self._show(_Papers(None, (), ()))
        self.reload()

    def reload(self) -> None:
        """Read the bundle again; hidden, it waits until it is seen."""
        self._stale = not self.isVisible()
        if self._stale or self._bundle is None:
            return
        self._asked += 1
        number, bundle_id = self._asked, self._bundle
        self._ctx.tasks.read(
            lambda session: _read(session, bundle_id), lambda read: self._arrived(number, read)
        )

    # What it looks like.

    def _lists(self) -> QWidget:
        px, look = self._ctx.look.px, self._ctx.look
        self._title = label("", "heading", name="papers-title", wrap=True)
        close = icon_button(look.icon("x", SECONDARY), "papers-close", "关闭（Esc）", px(16))
        close.clicked.connect(self.closed.emit)
        refusal = label("", name="papers-said-text", wrap=True)
        self._said = card(column(refusal), "papers-said", "提示", look="banner-amber", margin=px(8))
        self._said_text = refusal
        head = row(self._title, close)
        head.setStretch(0, 1)
        self._empty = label(
            "把照片、扫描件、PDF 或 OFD 拖到这里，或按“添加…”。", "empty", name="papers-empty", wrap=True
        )
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.files)
        content = named(QWidget(), "papers-lists", "单据")
        layout = column(
            head,
            self._said,
            self._files_head(),
            self._stack,
            self.invoices.head,
            self.invoices.list,
            spacing=px(8),
        )
        layout.setStretchFactor(self._stack, 3)
        layout.setStretchFactor(self.invoices.list, 2)
        layout.setContentsMargins(px(16), px(12), px(16), px(12))
        content.setLayout(layout)
        return content

    def _files_head(self) -> QWidget:
        px, look = self._ctx.look.px, self._ctx.look
        self._count = label("附件", "strong", name="files-count")
        self._add = button("添加…", "add-file", icon=look.icon("plus"), tip="从文件夹里选（Insert）")
        self._add.clicked.connect(self.add_files)
        self._more = icon_button(look.icon("ellipsis"), "files-more", "预览、另存、删除、粘贴", px(20))
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._more)
        menu.aboutToShow.connect(lambda: self._fill_menu(menu))
        self._more.setMenu(menu)
        head = named(QWidget(), "files-head", "附件")
        head.setLayout(row(self._count, None, self._add, self._more, spacing=px(4)))
        return head

    def _connect(self) -> None:
        self.files.opened.connect(self.preview)
        self.files.removing.connect(self.remove)
        self.files.arranged.connect(self._arrange)
        self.files.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.files.customContextMenuRequested.connect(self._open_menu)
        self.invoices.turned.connect(self._body.setCurrentIndex)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, widget, run in (
            ("Ctrl+V", self._both, self.paste),
            ("Insert", self._both, self.add_files),
            ("Esc", self._both, self.closed.emit),
        ):
            shortcut = QShortcut(QKeySequence(keys), widget)
            shortcut.setContext(inside)
            shortcut.activated.connect(run)

    def _open_menu(self, place: Any) -> None:
        menu = QMenu(self.files)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_menu(menu)
        menu.popup(self.files.viewport().mapToGlobal(place))

    def _fill_menu(self, menu: QMenu) -> None:
        menu.clear()
        chosen = self.files.current
        acts: tuple[tuple[str, str, Callable[[], object], bool], ...] = (
            ("预览\tEnter", "eye", lambda: self.preview(chosen), chosen is not None),
            ("另存为…", "file-down", lambda: self.save_as(chosen), chosen is not None and self._may_take_out),
            ("删除\tDelete", "trash-2", lambda: self.remove(chosen), chosen is not None and not self._sealed),
            ("粘贴图片\tCtrl+V", "copy", self.paste, self._may_add),
        )
        for text, icon, run, enabled in acts:
            action = menu.addAction(self._ctx.look.icon(icon), text)
            action.setEnabled(enabled)
            action.triggered.connect(lambda _=False, run=run: run())

    # Filling.

    @property
    def _sealed(self) -> bool:
        """Whether nothing here can be changed by whoever is at work; what is sealed still takes a scan."""
        bundle = self._shown.bundle
        return bundle is None or bundle.sealed or not self._ctx.permits(Act.ENTER)

    @property
    def _may_add(self) -> bool:
        return self._shown.bundle is not None and self._ctx.permits(Act.ENTER)

    @property
    def _may_take_out(self) -> bool:
        return self._ctx.permits(Act.TAKE_OUT)

    def _arrived(self, number: int, papers: _Papers) -> None:
        if number == self._asked and shiboken6.isValid(self):
            self._show(papers)
            self._next_thumbnail()

    def _show(self, papers: _Papers) -> None:
        self._shown = papers
        bundle = papers.bundle
        self._title.setText("" if bundle is None else bundle.label)
        sealed = bundle is not None and bundle.sealed
        self._say("已封存：单据不能改动或删除，仍可补充签字后的扫描件。更正请另做冲销。" if sealed else "")
        thumbnails = {key: picture for key, picture in self._thumbnails.items() if picture is not None}
        self.files.show_rows(papers.files, thumbnails)
        self.files.seal(self._sealed)
        self._stack.setCurrentIndex(1 if papers.files else 0)
        self._count.setText(f"附件　{len(papers.files)} 个" if papers.files else "附件")
        self._add.setEnabled(self._may_add)
        self.invoices.show_rows(papers.invoices, None if bundle is None else bundle.id, sealed=self._sealed)

    def _say(self, text: str) -> None:
        self._said_text.setText(text)
        self._said.setAccessibleName(text or "提示")
        self._said.setVisible(bool(text))

    def _next_thumbnail(self) -> None:
        """One after the other, so that a page that wants to read need not wait for all of them."""
        lacking = [row for row in self._shown.files if row.sha256 not in self._thumbnails]
        if not lacking or not self.isVisible():
            return
        attachment, side = lacking[0], round(self._ctx.look.px(THUMBNAIL) * self.devicePixelRatioF())
        self._ctx.tasks.read(
            lambda session: attachments_intake.thumbnail(session, attachment, side),
            lambda made: self._thumbnail_made(attachment, made),
            lambda _: self._no_thumbnail(attachment),
        )

    def _no_thumbnail(self, attachment: AttachmentRow) -> bool:
        """What cannot be drawn is shown by its kind; that needs no message."""
        self._thumbnail_made(attachment, None)
        return True

    def _thumbnail_made(self, attachment: AttachmentRow, made: Any) -> None:
        if not shiboken6.isValid(self):
            return
        while len(self._thumbnails) >= _KEPT:
            del self._thumbnails[next(iter(self._thumbnails))]
        picture = None
        if made is not None:
            bits = QImage(made.pixels, made.width, made.height, made.width * 4, QImage.Format.Format_RGB32)
            picture = bits.convertToFormat(QImage.Format.Format_RGB888)  # the bytes go, the picture stays
            self.files.show_thumbnail(attachment, picture)
        self._thumbnails[attachment.sha256] = picture
        self._next_thumbnail()

    def _tables_changed(self, tables: frozenset[str]) -> None:
        if tables & (WATCHES | EVERY_TABLE):
            self.reload()

    # Deeds.

    def add_files(self) -> None:
        """Choose files to add."""
        if self._may_add:
            self._take([*self._ctx.dialogs.open_files("添加附件", _FILES)])

    def paste(self) -> None:
        """Add what lies on the clipboard: a picture, or files copied in the file manager."""
        data = QGuiApplication.clipboard().mimeData() or QMimeData()  # type: ignore[truthy-bool]  # None once emptied
        if not self._may_add:
            return
        if data.hasUrls():
            self._take([Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()])
        elif data.hasImage():
            self._take([Pasted(_PASTED, _png(QGuiApplication.clipboard().image()))])
        else:
            self._ctx.say("剪贴板里没有图片或文件")

    def _take(self, sources: Sequence[Path | Pasted]) -> None:
        bundle_id, now = self._bundle, self._ctx.now()
        if bundle_id is None or not sources:
            return
        self._ctx.tasks.long_write(
            "添加附件",
            lambda session, progress: attachments_intake.take_in(session, bundle_id, sources, now, progress),
            lambda intake: self._taken(intake, bundle_id, sources),
            notice=None,
        )

    def _taken(self, intake: Intake, bundle_id: int, sources: Sequence[Path | Pasted]) -> None:
        if intake.added:
            self._ctx.say(f"已添加附件 {intake.added} 个", undo=True)
        if intake.notes:
            self._ctx.dialogs.tell("添加附件", "\n".join(intake.notes))
        if intake.added:
            read_invoices(self._ctx, bundle_id, sources)

    def preview(self, attachment_id: int | None) -> None:
        """Show an attachment as it looks on paper; what cannot be shown is offered to be saved."""
        attachment = self._row(attachment_id)
        if attachment is None:
            return
        if attachment.kind is FileKind.OFD:
            text = "OFD 文件请先另存到电脑上，再用 WPS 或数科 OFD 阅读器打开。"
            if self._ctx.dialogs.choose(attachment.name, text, ["另存为…", "关闭"]) == "另存为…":
                self.save_as(attachment.id)
            return
        preview_paper(
            self._ctx, attachment.name, lambda session: attachments_intake.paper(session, attachment)
        )

    def save_as(self, attachment_id: int | None) -> None:
        """Save an attachment as it came."""
        attachment = self._row(attachment_id) if self._may_take_out else None
        path = self._ctx.dialogs.save_file("另存附件", attachment.name) if attachment is not None else None
        if attachment is not None and path is not None:
            save_attachment(self._ctx, attachment.id, path)

    def remove(self, attachment_id: int | None) -> None:
        """Take an attachment out; it can be undone."""
        attachment = self._row(attachment_id)
        if attachment is not None and not self._sealed:
            deed = f"删除附件 {attachment.name}"
            self._ctx.tasks.write(deed, lambda session: bundles.remove(session, attachment.id))

    def _arrange(self, order: list[int]) -> None:
        bundle_id = self._bundle
        if bundle_id is not None and order != [row.id for row in self._shown.files]:
            self._ctx.tasks.write("调整附件顺序", lambda session: bundles.arrange(session, bundle_id, order))

    def _row(self, attachment_id: int | None) -> AttachmentRow | None:
        return next((row for row in self._shown.files if row.id == attachment_id), None)

    # What Qt asks for.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files from outside are welcome wherever there is a bundle."""
        if event.mimeData().hasUrls() and self._may_add:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take them in."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._take([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def showEvent(self, event: QShowEvent) -> None:
        """Read what was put off."""
        super().showEvent(event)
        if self._stale:
            self.reload()

    def hideEvent(self, event: QHideEvent) -> None:
        """What is hidden reads again when it is seen."""
        self._stale = True
        super().hideEvent(event)


def _read(session: Session, bundle_id: int) -> _Papers:
    return _Papers(
        bundles.bundle(session, bundle_id),
        bundles.listing(session, bundle_id),
        invoices.listing(session, bundle_id),
    )


def _png(picture: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # it takes a str, whatever its stub says
    return bytes(buffer.data().data())
