"""Reports of counties at the level above: received one after the other, a new key heard on the telephone."""

from datetime import datetime
from pathlib import Path

from banfu_desktop.backup.county_report import SUFFIX
from banfu_desktop.rules.reception import Handling
from banfu_desktop.services.county import province
from banfu_desktop.services.county.desk import CountyDesk
from banfu_desktop.services.county.province import Arrival
from banfu_desktop.ui.pages.county.county_list import CountyList


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
        report, dialogs = arrival.report, self._page.ctx.dialogs
        named = f"{report.county}第{report.number}号"
        if arrival.handling is not Handling.HELD:
            self._next(left, [*said, f"{named}，{len(report.towns)}个镇：{arrival.sentence}"])
            return
        asked = f"{report.county}的签名钥匙没有核对过。请打电话向县里问核对码，照听到的输入，4组。"
        heard = dialogs.ask_text(f"{report.county}的核对码", asked)
        reason = dialogs.ask_text("怎么核对的", "问了谁？") if heard else None
        if heard and reason:
            self._receive(path, left, said, reason, heard)
        else:
            self._next(left, [*said, f"{named}：没有核对核对码，没有收"])
