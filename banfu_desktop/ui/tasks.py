"""Work off the GUI thread: a lane for writes, one for reads, one for long work; results come back to it."""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QTimer, Signal

from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.ui.boxes.dialogs import Dialogs
from banfu_desktop.ui.boxes.typed import STILL_THERE, Entered
from banfu_desktop.ui.signals import Signals

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from banfu_desktop.ui.boxes.boxes import ProgressView

T = TypeVar("T")
Session = Any
"""A database session; the window hands it on to services and never looks inside."""
Query = Callable[[Session], Any]
"""What a page asks the database; runs on a worker, so it touches no widget."""
Failed = Callable[[Exception], bool]
"""Told of a failure; True means it is dealt with, False lets the usual dialog come."""
EVERY_TABLE = frozenset({"*"})
SHOWN_AFTER = 1000
"""Milliseconds that work takes before its progress is shown."""


class CancelledError(Exception):
    """The clerk pressed 取消; nothing was changed."""


class Lane(Enum):
    """Where work waits for its turn; each lane does one piece at a time."""

    READ = "read"
    WRITE = "write"
    LONG = "long"


class Store(Protocol):
    """What tasks need of the database."""

    def read(self) -> AbstractContextManager[Session]:
        """A session that sees one state and writes nothing."""

    def write(self, deed: Any) -> AbstractContextManager[Session]:
        """A session that commits as a whole when left, or not at all."""


class Progress:
    """What long work calls now and then; raises CancelledError once 取消 was pressed."""

    def __init__(self, tell: Callable[[int, int, str], None]) -> None:
        self._tell = tell
        self._stop = threading.Event()
        self._told = 0.0

    def __call__(self, done: int, total: int, text: str = "") -> None:
        if self._stop.is_set():
            raise CancelledError
        if done >= total or time.monotonic() - self._told > 0.05:
            self._told = time.monotonic()
            self._tell(done, total, text)

    def cancel(self) -> None:
        """Make the next call raise CancelledError."""
        self._stop.set()


@dataclass
class _Job:
    """One piece of work on its way through a lane."""

    work: Callable[[], Any]
    done: Callable[[Any], object]
    failed: Failed | None
    watch: "_Watch | None" = None
    entered: Entered | None = None


class Tasks(QObject):
    """Runs services off the GUI thread; `done` and `failed` are called on it, in order of completion.

    Args:
        store: opens the database, called on a worker when first needed.
        actor: who is at work, for the audit trail.
        now: the clock.
        signals: told which tables a write changed, and the notice to show.
        dialogs: shows progress.
        report: told of every error nobody dealt with.
        guard: makes a copy of the office, before what is risky.
    """

    _back = Signal(object)

    def __init__(
        self,
        store: Callable[[], Store],
        actor: str | Callable[[], str],
        now: Callable[[], datetime],
        signals: Signals,
        dialogs: Dialogs,
        report: Callable[[BaseException], object],
        guard: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__()
        self._guard = guard
        self._open, self._actor, self._now = store, actor, now
        self._signals, self._dialogs, self._report = signals, dialogs, report
        self._store: Store | None = None
        self._opening = threading.Lock()
        self._pending = 0
        self._lanes: dict[Lane, ThreadPoolExecutor] = {}
        self._back.connect(self._come_back)

    @property
    def actor(self) -> str:
        """Who is at work."""
        return self._actor if isinstance(self._actor, str) else self._actor()

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return self._pending > 0

    def read(
        self, work: Callable[[Session], T], done: Callable[[T], object], failed: Failed | None = None
    ) -> None:
        """Ask the database something."""
        self._submit(Lane.READ, _Job(lambda: self._read(work), done, failed))

    def write(
        self,
        deed: str,
        work: Callable[[Session], T],
        done: Callable[[T], object] | None = None,
        failed: Failed | None = None,
        *,
        notice: str | None = "",
        undo: bool = True,
        risky: bool = False,
        alone: str = "",
    ) -> None:
        """Do one deed, commit it, tell the window which tables changed, and show a notice.

        Args:
            deed: the deed's name in the audit trail (登记请假).
            notice: by default the deed's name and 已保存; None shows none.
            undo: whether the notice offers 撤销 (sealing and settings do not).
            risky: whether a copy of the office is made first.
            alone: why whoever approves in it had a hand in the making.
        """
        job = self._writing_job(deed, work, done, failed, notice, undo=undo, risky=risky, alone=alone)
        self._submit(Lane.WRITE, job)

    def long(
        self,
        title: str,
        work: Callable[[Progress], T],
        done: Callable[[T], object],
        failed: Failed | None = None,
    ) -> None:
        """Work that needs no session (files, backups); shows progress with 取消 after one second."""
        watch = _Watch(title, self._dialogs, self)
        self._submit(Lane.LONG, _Job(lambda: work(watch.progress), done, failed, watch))

    def long_read(
        self,
        title: str,
        work: Callable[[Session, Progress], T],
        done: Callable[[T], object],
        failed: Failed | None = None,
    ) -> None:
        """Long work that reads the database (an export, a printed form)."""
        watch = _Watch(title, self._dialogs, self)
        job = _Job(lambda: self._read(lambda session: work(session, watch.progress)), done, failed, watch)
        self._submit(Lane.LONG, job)

    def long_write(
        self,
        deed: str,
        work: Callable[[Session, Progress], T],
        done: Callable[[T], object] | None = None,
        failed: Failed | None = None,
        *,
        notice: str | None = "",
        undo: bool = True,
        risky: bool = False,
    ) -> None:
        """A write that may take longer (an import); 取消 rolls all of it back."""
        watch = _Watch(deed, self._dialogs, self)
        job = self._writing_job(
            deed, lambda s: work(s, watch.progress), done, failed, notice, undo=undo, risky=risky
        )
        job.watch = watch
        self._submit(Lane.WRITE, job)

    def aside(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Failed | None = None,
        *,
        long: bool = False,
    ) -> None:
        """Work that needs no open office and shows no progress; a `long` one waits with the long ones."""
        self._submit(Lane.LONG if long else Lane.READ, _Job(work, done, failed))

    def alone(self, work: Callable[[], T], done: Callable[[T], object], failed: Failed | None = None) -> None:
        """Work while nothing else is under way, such as putting another file in the place of the office's.

        The other lanes wait; afterwards the office is opened and everything read anew.
        """
        all_here, finished = threading.Barrier(len(Lane)), threading.Event()

        def hold() -> None:
            all_here.wait()
            finished.wait()

        for lane in (Lane.READ, Lane.LONG):
            self._pool(lane).submit(hold)

        def run() -> T:
            all_here.wait()
            try:
                return work()
            finally:
                self._store = None
                finished.set()

        def worked(result: T) -> None:
            self._signals.changed.emit(EVERY_TABLE)
            done(result)

        self._submit(Lane.WRITE, _Job(run, worked, failed))

    def wait(self, seconds: float = 30.0) -> None:
        """Keep the window alive until nothing is under way.

        Raises:
            TimeoutError: something still is.
        """
        end = QTimer(singleShot=True, interval=int(seconds * 1000))
        end.start()  # it wakes the wait below as well
        kinds = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
        try:
            while self._pending:
                if not end.isActive():
                    raise TimeoutError("tasks still under way")
                QCoreApplication.processEvents(kinds)  # what is under way comes back as an event
                if not self._pending:
                    QCoreApplication.processEvents()  # and what has come back may ask again
        finally:
            end.stop()

    def close(self) -> None:
        """Finish what is under way and end the threads."""
        for lane in self._lanes.values():
            lane.shutdown(wait=True, cancel_futures=True)

    def _database(self) -> Store:
        with self._opening:
            if self._store is None:
                self._store = self._open()
            return self._store

    def _read(self, work: Callable[[Session], T]) -> T:
        with self._database().read() as session:
            return work(session)

    def _writing_job(
        self,
        deed: str,
        work: Callable[[Session], T],
        done: Callable[[T], object] | None,
        failed: Failed | None,
        notice: str | None,
        *,
        undo: bool,
        risky: bool,
        alone: str = "",
    ) -> _Job:
        def commit() -> tuple[T, frozenset[str]]:
            from banfu_desktop.db.store import Deed

            if risky:
                self._guard()
            with self._database().write(Deed(deed, self.actor, self._now(), alone)) as session:
                result = work(session)
            return result, frozenset(session.info.get("changed", EVERY_TABLE))

        def committed(outcome: tuple[T, frozenset[str]]) -> None:
            result, tables = outcome
            self._signals.changed.emit(tables)
            if notice is not None:
                self._signals.said.emit(notice or f"{deed}：已保存", undo)
            if done is not None:
                done(result)

        return _Job(commit, committed, failed)

    def _submit(self, lane: Lane, job: _Job) -> None:
        self._pending += 1
        job.entered = self._dialogs.typed.taken()

        def run() -> None:
            outcome: Any = None
            error: Exception | None = None
            try:
                outcome = job.work()
            except Exception as trouble:
                error = trouble
            self._back.emit(lambda: self._land(job, outcome, error))

        self._pool(lane).submit(run)

    def _pool(self, lane: Lane) -> "ThreadPoolExecutor":
        """One thread for each lane; imported after the first paint."""
        from concurrent.futures import ThreadPoolExecutor

        if lane not in self._lanes:
            self._lanes[lane] = ThreadPoolExecutor(1, f"banfu-{lane.value}")
        return self._lanes[lane]

    def _come_back(self, landing: Callable[[], None]) -> None:
        landing()

    def _land(self, job: _Job, outcome: Any, error: Exception | None) -> None:
        try:
            if job.watch is not None:
                job.watch.close()
            if isinstance(error, UserError | MachineError) and job.entered is not None:
                self._dialogs.typed.keep(job.entered)
                error.add_note(STILL_THERE)
            if error is None:
                job.done(outcome)
            elif isinstance(error, CancelledError):
                self._signals.said.emit("已取消，没有改动任何数据", False)
            elif job.failed is None or not job.failed(error):
                self._report(error)
        except Exception as trouble:
            self._report(trouble)
        finally:
            self._pending -= 1


class _Watch(QObject):
    """Opens the small progress window only when the work takes longer than a second."""

    _told = Signal(int, int, str)

    def __init__(self, title: str, dialogs: Dialogs, parent: QObject) -> None:
        super().__init__(parent)
        self.progress = Progress(self._told.emit)
        self._title, self._dialogs = title, dialogs
        self._view: ProgressView | None = None
        self._last = (0, 0, "")
        self._told.connect(self._show)
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_AFTER)
        self._timer.timeout.connect(self._open)
        self._timer.start()

    def close(self) -> None:
        """The work is over."""
        self._timer.stop()
        if self._view is not None:
            self._view.close()
        self.deleteLater()

    def _open(self) -> None:
        self._view = self._dialogs.progress(self._title, self.progress.cancel)
        self._view.show_progress(*self._last)

    def _show(self, done: int, total: int, text: str) -> None:
        self._last = (done, total, text)
        if self._view is not None:
            self._view.show_progress(done, total, text)
