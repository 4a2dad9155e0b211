"""Work leaves the GUI thread and its results come back to it."""

import threading
from typing import Any

import pytest

from banfu_desktop.rules.errors import UserError
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.tasks import EVERY_TABLE, Progress
from tests.ui.conftest import NOW, FakeDialogs, FakeStore


def test_reading_happens_on_a_worker_and_the_answer_comes_to_the_window(ctx: Context) -> None:
    threads: list[str] = []
    ctx.tasks.read(
        lambda session: threads.append(threading.current_thread().name) or len(session.people),
        lambda count: threads.append(f"{threading.current_thread().name}: {count}"),
    )
    ctx.tasks.wait()
    assert threads == ["banfu-read_0", "MainThread: 7"]


def test_writing_commits_one_deed_then_tells_which_tables_changed(ctx: Context, store: FakeStore) -> None:
    told: list[Any] = []
    ctx.signals.changed.connect(told.append)
    ctx.signals.said.connect(lambda text, undo: told.append((text, undo)))

    def work(session: Any) -> str:
        session.info["changed"] = {"people"}
        return "好"

    ctx.tasks.write("登记请假", work, told.append)
    ctx.tasks.wait()
    assert told == [{"people"}, ("登记请假：已保存", True), "好"]
    assert [(deed.name, deed.actor, deed.at) for deed in store.deeds] == [("登记请假", "测试员", NOW)]


def test_a_store_that_does_not_say_what_changed_means_everything(ctx: Context) -> None:
    told: list[Any] = []
    ctx.signals.changed.connect(told.append)
    ctx.tasks.write("登记请假", lambda session: None, notice=None)
    ctx.tasks.wait()
    assert told == [EVERY_TABLE]


def test_writes_go_one_after_the_other(ctx: Context) -> None:
    order: list[int] = []
    for number in range(20):
        ctx.tasks.write("写", lambda session, number=number: order.append(number), notice=None)
    ctx.tasks.wait()
    assert order == list(range(20))


def test_a_refusal_on_the_worker_is_said_in_the_window(ctx: Context, dialogs: FakeDialogs) -> None:
    def refuse(session: Any) -> None:
        raise UserError("2026年10月已封存", "更正请在本月登记补发或扣回")

    ctx.tasks.write("修改", refuse)
    ctx.tasks.wait()
    assert [call[0] for call in dialogs.asked] == ["refuse"]


def test_who_deals_with_a_failure_keeps_it_from_the_usual_dialog(ctx: Context, dialogs: FakeDialogs) -> None:
    errors: list[Exception] = []

    def fail(session: Any) -> None:
        raise UserError("不行")

    ctx.tasks.read(fail, lambda _: None, lambda error: errors.append(error) or True)
    ctx.tasks.wait()
    assert len(errors) == 1
    assert dialogs.asked == []


def test_a_bug_in_what_follows_is_reported_too(ctx: Context, dialogs: FakeDialogs) -> None:
    ctx.tasks.read(lambda session: 1, lambda one: one / 0)
    ctx.tasks.wait()
    (told,) = dialogs.asked
    dialogs.asked.clear()  # else it fails the test
    assert "ZeroDivisionError" in told[1]


def test_long_work_shows_progress_only_after_a_second(ctx: Context, dialogs: FakeDialogs) -> None:
    seen: list[tuple[int, int, str]] = []

    def work(progress: Progress) -> str:
        progress(1, 2, "第一份")
        for _ in range(400):
            if dialogs.progresses:
                break
            threading.Event().wait(0.01)
        seen.extend(dialogs.progresses[0].told)
        progress(2, 2, "第二份")
        return "完"

    done: list[str] = []
    ctx.tasks.long("打印", work, done.append)
    ctx.tasks.wait()
    assert seen == [(1, 2, "第一份")]
    assert dialogs.asked == [("progress", "打印")]
    assert dialogs.progresses[0].closed
    assert done == ["完"]


def test_quick_work_never_opens_the_progress_box(ctx: Context, dialogs: FakeDialogs) -> None:
    ctx.tasks.long("打印", lambda progress: progress(1, 1), lambda _: None)
    ctx.tasks.wait()
    assert dialogs.asked == []


def test_cancelling_rolls_a_long_write_back(
    ctx: Context, dialogs: FakeDialogs, store: FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("banfu_desktop.ui.tasks.SHOWN_AFTER", 50)
    said: list[str] = []
    ctx.signals.said.connect(lambda text, undo: said.append(text))

    def work(session: Any, progress: Progress) -> None:
        session.people.clear()
        for number in range(1000):
            if dialogs.cancel is not None:
                dialogs.cancel()
            threading.Event().wait(0.01)
            progress(number, 1000)

    ctx.tasks.long_write("导入名单", work)
    ctx.tasks.wait()
    assert len(store.people) == 7
    assert said == ["已取消，没有改动任何数据"]


def test_work_done_alone_waits_for_the_other_lanes_and_reads_anew(ctx: Context) -> None:
    order: list[str] = []
    changed: list[Any] = []
    ctx.signals.changed.connect(changed.append)
    ctx.tasks.read(lambda session: (threading.Event().wait(0.05), order.append("before")), lambda _: None)
    ctx.tasks.alone(lambda: order.append("alone"), lambda _: None)
    ctx.tasks.read(lambda session: order.append("after"), lambda _: None)
    ctx.tasks.wait()
    assert order == ["before", "alone", "after"]
    assert changed == [EVERY_TABLE]


def test_waiting_ends_with_an_error_when_something_hangs(ctx: Context) -> None:
    release = threading.Event()
    ctx.tasks.read(lambda session: release.wait(), lambda _: None)
    with pytest.raises(TimeoutError):
        ctx.tasks.wait(0.05)
    release.set()
