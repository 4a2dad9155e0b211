"""Whether a folder is fit to hold a database: on this computer's own disk, writable, used by nobody else."""

import os
import re
import sys
import tempfile
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from banfu_desktop.db.troubles import translated
from banfu_desktop.rules.errors import MachineError, UserError

LOCK_FILE = "office.lock"
LONGEST_PATH = 440
"""Bytes: SQLite takes 512, with the names of our own files."""
MOUNTS = Path("/proc/self/mounts")
_NETWORK = re.compile(
    r"nfs4?|cifs|smb\w*|ncpfs|afs|ceph|davfs|fuse\.(sshfs|davfs2|rclone|s3fs|glusterfs|gvfsd-fuse)"
)


def refuse_unfit(folder: Path) -> None:
    """Refuse a folder in which SQLite cannot keep data safe.

    Raises:
        UserError: on the network, where file locks cannot be relied on; too deep for SQLite.
        MachineError: not writable, disk full.
    """
    if len(os.fsencode(folder.absolute())) > LONGEST_PATH:
        raise UserError("数据文件夹的路径太长", "请换一个离磁盘根目录近一些、名称短一些的文件夹")
    if is_network(folder):
        raise UserError("网络文件夹不能存放办公数据", "请把数据放在这台电脑自己的磁盘上")
    with translated(), tempfile.TemporaryFile(dir=folder):
        pass


def lock(folder: Path) -> BaseFileLock:
    """Take a folder for one Database, until release() or the end of the process, however it ends.

    Raises:
        MachineError: another window or command has it, or the folder is not writable.
    """
    taken = FileLock(folder / LOCK_FILE, blocking=False, thread_local=False)
    try:
        with translated():
            taken.acquire()
    except Timeout:
        raise MachineError(
            "办公数据正在被另一个窗口或命令使用", "数据没有改动", "请先关闭另一个窗口，再试一次"
        ) from None
    return taken


def is_network(folder: Path) -> bool:
    """Whether the folder lies on another computer."""
    place = folder.absolute()
    if sys.platform == "win32":
        import ctypes

        remote = 4
        return place.drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(place.anchor) == remote
    return _NETWORK.fullmatch(_file_system(place.resolve())) is not None


def _file_system(place: Path) -> str:
    """The type of the file system that holds a place; empty where the system does not say."""
    nearest, kind = Path(), ""
    for line in MOUNTS.read_text("utf-8", "surrogateescape").splitlines() if MOUNTS.exists() else ():
        _, mounted, mounted_kind, *_ = line.split(" ")
        point = Path(re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), mounted))
        if place.is_relative_to(point) and len(point.parts) >= len(nearest.parts):
            nearest, kind = point, mounted_kind
    return kind
