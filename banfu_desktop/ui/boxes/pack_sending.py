"""How a month pack leaves: first the record, then onto paper, into a folder or into one PDF."""

from collections.abc import Callable, Sequence
from pathlib import Path

from banfu_desktop.printing.catalogue import Variant
from banfu_desktop.printing.orders import Order
from banfu_desktop.services.hall import pack as packs
from banfu_desktop.services.hall import papers
from banfu_desktop.services.hall.pack import Chosen, Line, Pack
from banfu_desktop.ui.boxes.dialogs import placed
from banfu_desktop.ui.boxes.presence import ask_presence
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.preview.preview import offset_mm
from banfu_desktop.ui.preview.preview_box import Done, Failed, Job, Preview, Print
from banfu_desktop.ui.tasks import Progress, Session

Then = Callable[[Pack, Sequence[Chosen]], object]
_WHOLE = "将印出完整的身份证号和银行账号，只供发放单位财务使用。这次会记入操作留痕。"


class Sending:
    """The hands of the box."""

    def __init__(self, ctx: Context, pack: Pack) -> None:
        self._ctx, self._pack = ctx, pack

    def show_large(self, line: Line) -> None:
        """Show a paper as it will be printed."""
        name = f"{self._pack.month.label}{line.label}{f'（{line.paper.unit}）' if line.paper.unit else ''}"
        paper = papers.Paper(name, line.documents)

        def make(_choice: int, _variant: Variant, done: Done, failed: Failed) -> None:
            self._ctx.tasks.aside(lambda: Print(paper, papers.pdf(paper)), done, failed)

        job = Job(line.label, make, run=self._ctx.tasks.long, settings=self._ctx.settings)
        self._ctx.dialogs.run(Preview(self._ctx.look, self._ctx.dialogs, job, self._ctx.dialogs.window))

    def record(self, chosen: Sequence[Chosen], then: Then, how: str, *, full: bool) -> None:
        """Put on record that it leaves; with whole numbers it is made anew, once the password was right."""
        deed = f"{self._pack.month.label}本月打印（{how}）"
        if full:
            self._with_whole_numbers(chosen, then, deed)
            return
        pack, now = self._pack, self._ctx.now()
        self._ctx.tasks.write(
            deed,
            lambda session: packs.put_on_record(session, pack, chosen, now),
            lambda _: then(pack, chosen),
            notice=None,
            undo=False,
        )

    def _with_whole_numbers(self, chosen: Sequence[Chosen], then: Then, deed: str) -> None:
        copies = {one.line.key: one.copies for one in chosen}
        pack, now, today, moved = self._pack, self._ctx.now(), self._ctx.today, offset_mm(self._ctx.settings)

        def work(session: Session, progress: Progress) -> tuple[Pack, list[Chosen]]:
            whole = packs.gather(
                session, pack.month, now=now, today=today, full=True, offset_mm=moved, progress=progress
            )
            again = [Chosen(line, copies[line.key]) for line in whole.printable if line.key in copies]
            packs.put_on_record(session, whole, again, now, full=True)
            return whole, again

        def permitted() -> None:
            self._ctx.tasks.long_write(deed, work, lambda made: then(*made), notice=None, undo=False)

        ask_presence(self._ctx, "打印完整号码", _WHOLE, permitted)

    def send(self, pack: Pack, chosen: Sequence[Chosen], order: Order, done: Callable[[], object]) -> None:
        """Onto the printer, in one job."""
        from banfu_desktop.ui.preview import printers

        def work(progress: Progress) -> None:
            made = packs.bound(pack, chosen, duplex=order.duplex, progress=progress)
            printers.send(made, order, progress)

        self._ctx.tasks.long("打印", work, lambda _: done())

    def save_pdf(
        self,
        pack: Pack,
        chosen: Sequence[Chosen],
        path: Path,
        done: Callable[[str], object],
        *,
        archival: bool = False,
    ) -> None:
        """Into one PDF, each paper once."""
        from banfu_desktop.exchange.saving import refuse_target, write_file

        once = packs.once(one.line for one in chosen)

        def work(progress: Progress) -> None:
            refuse_target(path, ".pdf")
            write_file(packs.bound(pack, once, archival=archival, progress=progress), path)

        self._ctx.tasks.long("存为 PDF", work, lambda _: done(f"已保存：{placed(path)}"))

    def save_folder(
        self, pack: Pack, chosen: Sequence[Chosen], parent: Path, done: Callable[[str], object]
    ) -> None:
        """Into a folder, each paper a file."""
        once = packs.once(one.line for one in chosen)

        def work(progress: Progress) -> Path:
            return packs.write_folder(pack, once, parent, progress=progress)

        self._ctx.tasks.long("存到文件夹", work, lambda folder: done(f"已保存：{folder}"))
