"""Printing where there is CUPS: the PDF itself to `lp` on its standard input, so that no file is left by us.

CUPS keeps what it was given for a while (PreserveJobFiles in cupsd.conf, a day as it comes); that is the
system's, and the manual says so.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping

from banfu_desktop.printing.orders import Order, Printer
from banfu_desktop.rules.errors import MachineError

_ASKING, _SENDING = 10, 120
"""Seconds until an answer has to be there."""
_NOTHING = "什么都没有打印"
_PAUSED = "已暂停"
_REFUSES = "不接收打印任务"
_GONE = "does not exist"
_ANSWERS: Mapping[str, tuple[str, str]] = {
    _GONE: ("找不到打印机“{printer}”", "请在打印窗口里另选一台打印机"),
    "No default destination": ("没有默认打印机", "请选一台打印机"),
    "not accepting jobs": (
        "打印机“{printer}”停止接收任务",
        "请在系统的打印机设置里让它重新接收任务，或另选一台",
    ),
    "not authorized": ("打印机“{printer}”不让这个用户打印", "请联系管理员，或另选一台打印机"),
    "Forbidden": ("打印机“{printer}”不让这个用户打印", "请联系管理员，或另选一台打印机"),
    "Scheduler is not running": (
        "打印服务（CUPS）没有运行",
        "请重新启动电脑，或请管理员启动 cups 服务，再打印；也可以先存为 PDF",
    ),
    "Unable to connect": ("连不上打印服务（CUPS）", "请管理员检查 cups 服务，再打印；也可以先存为 PDF"),
}
"""What lp and lpstat say in English, and what the clerk is told and does."""


def is_there() -> bool:
    """Whether this computer prints through lp."""
    return os.name == "posix" and shutil.which("lp") is not None


def printers() -> list[Printer]:
    """The printers set up on this computer, the default one marked.

    Raises:
        MachineError: the printing service does not run or does not answer.
    """
    if shutil.which("lpstat") is None:
        return []
    done = _run(["lpstat", "-l", "-p", "-d"], b"", _ASKING)
    said = done.stderr.decode("utf-8", "replace")
    if "Scheduler" in said or "Unable to connect" in said:
        raise _refusal(said, "")
    return list(_read(done.stdout.decode("utf-8", "replace")))


def send(pdf: bytes, order: Order) -> None:
    """Hand a PDF to a printer's queue.

    Raises:
        MachineError: lp is not there, the queue does not take it, or nothing answers.
    """
    options = {
        "sides": "two-sided-long-edge" if order.duplex else "one-sided",
        "media": order.size,
        "print-scaling": "none",
        "collate": "true",
    }
    command = ["lp", "-d", order.printer, "-t", order.title, "-n", str(order.copies)]
    for name, value in options.items():
        command += ["-o", f"{name}={value}"]
    if order.pages:
        command += ["-P", ",".join(f"{a}-{b}" if a != b else f"{a}" for a, b in order.pages)]
    done = _run(command, pdf, _SENDING)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace")
        if _GONE in said:
            printers()  # lp says the same of every printer where the service does not run
        raise _refusal(said, order.printer)


def _run(command: list[str], given: bytes, patience: float) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "LC_ALL": "C.UTF-8"}  # whatever the system speaks, its answers are read in English
    try:
        return subprocess.run(
            command, input=given, capture_output=True, env=env, timeout=patience, check=False
        )
    except subprocess.TimeoutExpired:
        advice = "请检查打印机和网络；也可以先存为 PDF"
        raise MachineError("打印服务没有回答", "不知道这次打印是否已经送到", advice) from None
    except OSError:
        advice = "请安装 cups-client，再打印；也可以先存为 PDF"
        raise MachineError("这台电脑没有打印命令 lp", _NOTHING, advice) from None


def _refusal(said: str, printer: str) -> MachineError:
    for words, (what, advice) in _ANSWERS.items():
        if words in said:
            return MachineError(what.format(printer=printer), _NOTHING, advice)
    reason = said.strip().removeprefix("lp:").strip().splitlines()
    what = f"打印机没有接收这次打印（系统说：{reason[0] if reason else '没有说明'}）"
    return MachineError(what, _NOTHING, "请检查打印机，或另选一台；也可以先存为 PDF")


def _read(text: str) -> Iterator[Printer]:
    """Printers out of what lpstat says of each, and which is the default."""
    default = re.search(r"^system default destination: (\S+)", text, re.MULTILINE)
    for part in re.split(r"^printer ", text, flags=re.MULTILINE)[1:]:
        name = part.split(maxsplit=1)[0]
        described = re.search(r"^\tDescription: (.+)", part, re.MULTILINE)
        paused = part.split("\n", 1)[0].startswith(f"{name} disabled")
        trouble = _PAUSED if paused else _REFUSES if "\tRejecting Jobs" in part else ""
        is_default = default is not None and default[1] == name
        yield Printer(name, described[1].strip() if described else name, is_default, trouble)
