"""Printing through a CUPS of its own: sizes, ranges, copies, both sides, and what each refusal is told as.

usage: python -m installer.trials.cups     (as root; needs cups, cups-client, cups-filters and ghostscript)
The scheduler listens on a socket in a folder of its own; nothing of this computer's printing is touched.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from banfu_desktop.printing import lp
from banfu_desktop.printing.engine.render import render
from banfu_desktop.printing.forms import fund_voucher, leave_form, roster
from banfu_desktop.printing.orders import Order
from banfu_desktop.printing.preview import opened
from banfu_desktop.rules.errors import MachineError

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

QUEUE = "PS"
"""The name of the printer."""
_DRIVER = "drv:///sample.drv/generic.ppd"
_PATIENCE = 60
_FOLDERS = ("root", "run", "cache", "spool", "tmp", "log")
_LISTENS = "Listen {socket}\n<Location />\nAllow all\n</Location>\n"
_ANYBODY = """<Location /admin>
Allow all
</Location>
<Policy default>
<Limit All>
Order allow,deny
Allow all
</Limit>
</Policy>
"""
_FILES = """FileDevice Yes
ServerRoot {folder}/root
StateDir {folder}/run
CacheDir {folder}/cache
RequestRoot {folder}/spool
TempDir {folder}/tmp
ErrorLog {folder}/log/error
AccessLog {folder}/log/access
PageLog {folder}/log/page
SystemGroup root
User lp
Group lp
"""
_A4, _NEAR, _DARK = (595, 842), 3, 128
Trial = Callable[["Service"], str]


class Service:
    """A scheduler with one printer that writes PostScript into a file."""

    def __init__(self, folder: Path) -> None:
        self._paper = folder / "paper.ps"
        for name in _FOLDERS:
            (folder / name).mkdir()
            shutil.chown(folder / name, "lp", "lp")  # filters do not run as root
        self._socket = folder / "run" / "sock"
        scheduler, files = folder / "root" / "cupsd.conf", folder / "root" / "cups-files.conf"
        scheduler.write_text(_LISTENS.format(socket=self._socket) + _ANYBODY)
        files.write_text(_FILES.format(folder=folder))
        command = ["cupsd", "-f", "-c", str(scheduler), "-s", str(files)]
        self._running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.environ["CUPS_SERVER"] = str(self._socket)
        _wait(self._socket.exists, "cupsd does not start")
        _call("lpadmin", "-p", QUEUE, "-E", "-v", f"file:{self._paper}", "-m", _DRIVER)
        _call("lpadmin", "-d", QUEUE)

    def stop(self) -> None:
        """End the scheduler."""
        self._running.terminate()
        self._running.wait(_PATIENCE)
        _wait(lambda: not self._socket.exists(), "cupsd does not stop")

    def kill(self) -> None:
        """End it at once, if it still runs."""
        self._running.kill()
        self._running.wait()

    def printed(self, pdf: bytes, order: Order) -> bytes:
        """Print, and give what the printer got, as PostScript."""
        return self.got(lambda: lp.send(pdf, order))

    def got(self, send: Callable[[], object]) -> bytes:
        """What the printer got by something that prints."""
        self._paper.unlink(missing_ok=True)
        send()
        _wait(lambda: self._paper.exists() and not _call("lpstat", "-o").strip(), "the job does not end")
        return self._paper.read_bytes()


def _call(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout


def _wait(until: Callable[[], bool], trouble: str) -> None:
    end = time.monotonic() + _PATIENCE
    while not until():
        assert time.monotonic() < end, trouble
        time.sleep(0.2)


def mixed() -> bytes:
    """A4 upright, A4 across, A5 across, A4 upright."""
    leave, voucher = leave_form.build(leave_form.SAMPLE), fund_voucher.build(fund_voucher.SAMPLE)
    return render((*leave, *roster.build(roster.SAMPLE), *voucher, *leave), "混排")


def sheets(postscript: bytes) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The size of every sheet and that of what is drawn on it, in points."""
    command = ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", "-sOutputFile=-", "-"]
    made = subprocess.run(command, input=postscript, capture_output=True, check=True).stdout
    with opened(made) as document:
        for page in document:
            width, height = page.get_size()
            yield (round(width), round(height)), _drawn(page)


def _drawn(page: "PdfPage") -> tuple[int, int]:
    """The size of what is drawn on a page, in points."""
    grey = page.render(scale=1).to_pil().convert("L")
    box = grey.point(lambda value: 255 * (value < _DARK)).getbbox()
    assert box is not None
    return box[2] - box[0], box[3] - box[1]


def listed(_service: Service) -> str:
    """The printer is found and is the proposed one."""
    (printer,) = lp.printers()
    assert (printer.name, printer.is_default, printer.trouble) == (QUEUE, True, "")
    return "found, and proposed"


def sizes(service: Service) -> str:
    """Upright, across and A5 in one job: everything in its true size, all on A4."""
    pdf = mixed()
    check_sizes(pdf, service.printed(pdf, Order(QUEUE, "混排")))
    return "upright, across and A5 in one job keep their true size on A4"


def check_sizes(pdf: bytes, postscript: bytes) -> None:
    """Every page of a PDF lies on A4 in its true size."""
    got = list(sheets(postscript))
    assert len(got) == 4
    with opened(pdf) as document:
        for page, (sheet, drawn) in zip(document, got, strict=True):
            wanted = _drawn(page)
            assert sorted(sheet) == sorted(_A4), sheet
            assert all(any(abs(side - want) <= _NEAR for want in wanted) for side in drawn), (drawn, wanted)


def ranges(service: Service) -> str:
    """Pages 2 and 3, twice, collated."""
    got = list(sheets(service.printed(mixed(), Order(QUEUE, "两份", copies=2, pages=((2, 3),)))))
    assert len(got) == 4
    assert [drawn for _, drawn in got[:2]] == [drawn for _, drawn in got[2:]]
    return "pages 2 and 3 in two copies, one copy after the other"


def both_sides(service: Service) -> str:
    """Duplex is asked of the printer along the long edge, and not asked where it is not wanted."""
    pdf = mixed()
    twice, once = (service.printed(pdf, Order(QUEUE, "双面", duplex=duplex)) for duplex in (True, False))
    assert b"*Duplex DuplexNoTumble" in twice
    assert b"*Duplex DuplexNoTumble" not in once
    return "both sides along the long edge where wanted"


def troubles(service: Service) -> str:
    """A paused printer says so; one that takes nothing, one that is not there and a service that is gone."""
    _call("cupsdisable", QUEUE)
    assert [printer.trouble for printer in lp.printers()] == ["已暂停"]
    _call("cupsenable", QUEUE)
    _call("cupsreject", QUEUE)
    said = [_refused(Order(QUEUE, "不收")), _refused(Order("没有", "不在"))]
    assert "停止接收任务" in said[0], said
    assert "找不到打印机“没有”" in said[1], said
    _call("cupsaccept", QUEUE)
    service.stop()
    assert "打印服务" in _refused(Order(QUEUE, "停了")), said
    return "paused, rejecting, unknown and stopped, each told with what to do"


def _refused(order: Order) -> str:
    try:
        lp.send(mixed(), order)
    except MachineError as refusal:
        return str(refusal)
    raise AssertionError(f"{order.title} was taken")


TRIALS: tuple[Trial, ...] = (listed, sizes, ranges, both_sides, troubles)


@contextmanager
def service() -> Iterator[Service]:
    with TemporaryDirectory(prefix="cups-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        running = Service(folder)
        try:
            yield running
        finally:
            running.kill()


def main() -> None:
    """Run every trial."""
    with service() as running:
        for trial in TRIALS:
            print(f"{trial.__name__}: {trial(running)}", flush=True)


if __name__ == "__main__":
    main()
