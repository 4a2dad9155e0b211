"""Reports of counties at the level above: received one after the other, a new key heard on the telephone."""

from datetime import datetime
from pathlib import Path

from banfu_desktop.backup.county_report import SUFFIX
from banfu_desktop.rules.reception import Handling
from banfu_desktop.services.county import province
from banfu_desktop.services.county.desk import CountyDesk
from banfu_desktop.services.county.province import Arrival
from banfu_desktop.ui.pages.county.county_list import CountyList, ask_heard


class CountyReports:
    """The way of a county's report into a county's window; held back by the page it is received from."""

    def __init__(self, page: CountyList) -> None:
        self._page = page

    def choose(self) -> None:
        """Which files, then one after the other."""
        files = self._page.ctx.dialogs.open_files("选择下级县写的汇总", f"县级汇总 (*{SUFFIX})")
        self._next(list(files), [])

    def _next(self, left: list[Path], said: list[str]) -> None:
        if not left:
            if said:
                self._page.ctx.dialogs.tell("县级汇总", "\n".join(said))
            return
        self._receive(left[0], left[1:], said)

    def _receive(
        self, path: Path, left: list[Path], said: list[str], reason: str = "", heard: str = ""
    ) -> None:
        def work(desk: CountyDesk, now: datetime, actor: str) -> Arrival:
            return province.receive(desk, path, now, reason, heard, actor)

        self._page.do("收县级汇总", work, lambda arrival: self._arrived(arrival, path, left, said))

    def _arrived(self, arrival: Arrival, path: Path, left: list[Path], said: list[str]) -> None:
        report = arrival.report
        named = f"{report.county}第{report.number}号"
        if arrival.handling is not Handling.HELD:
            self._next(left, [*said, f"{named}，{len(report.towns)}个镇：{arrival.sentence}"])
            return
        heard, reason = ask_heard(self._page, report.county)
        if heard:
            self._receive(path, left, said, reason, heard)
        else:
            self._next(left, [*said, f"{named}：核对码没有核对过，没有收"])
