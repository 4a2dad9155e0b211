"""双签项目 in the window: proposed in the panel, signed in a box, sealed, completed."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database
from banfu_desktop.rules.projects import Signer, Stage
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.projects import projects
from banfu_desktop.ui.page.field_box import FieldBox
from banfu_desktop.ui.page.record_box import RecordBox
from banfu_desktop.ui.pages.projects.page import ProjectsPage
from banfu_desktop.ui.papers.panel import PapersPanel
from tests.ui.conftest import FakeDialogs
from tests.ui.pages.conftest import DoDeed, Visit

PROPOSAL = {
    "name": "文化广场照明改造",
    "source": "派出单位支持",
    "amount_fen": 500_000,
    "reason": "更换损坏的路灯",
    "proposed_on": date(2026, 5, 6),
}

MAY_6 = date(2026, 5, 6)


@pytest.fixture
def project(deed: DoDeed[Any]) -> int:
    made: int = deed(lambda session: projects.save(session, PROPOSAL))
    return made


@pytest.fixture
def page(project: int, visit: Visit) -> ProjectsPage:
    found: ProjectsPage = visit("projects", project)
    return found


def row(office: Database, key: int) -> projects.ProjectRow:
    with office.read() as session:
        return projects.show(session, key)


def do(page: ProjectsPage, command: str) -> None:
    page.refresh_commands()
    page.command_actions[command].trigger()
    page.ctx.tasks.wait()


def sign_as(name: str) -> Any:
    """What the clerk does in the box of a signature."""

    def answer(box: QDialog) -> bool:
        assert isinstance(box, RecordBox)
        box.show()
        box.submit()
        assert not box.result()  # the name is missing and said so
        fields = box.findChildren(FieldBox)
        assert all(field.height() >= field.heightForWidth(field.width()) for field in fields)  # nothing cut
        assert box.boxes["name"].trouble
        box.boxes["name"].editor.show_value(name)
        box.submit()
        return bool(box.result())

    return answer


def test_a_project_is_proposed_in_the_panel(page: ProjectsPage, office: Database, qtbot: QtBot) -> None:
    do(page, "new_project")
    form = page.findChild(QWidget, "form")
    assert page._desk is not None
    for name, value in {**PROPOSAL, "name": "水渠清淤"}.items():
        page.propose(name, value)
    qtbot.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    page.ctx.tasks.wait()
    with office.read() as session:
        assert [one.name for one in projects.listing(session)] == ["水渠清淤", "文化广场照明改造"]


def test_two_signatures_in_their_boxes_seal_the_project(
    page: ProjectsPage, office: Database, dialogs: FakeDialogs, project: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("李国栋", "钟立新"):
        monkeypatch.setattr(dialogs, "run", sign_as(name))
        dialogs.answers = ["以后再附"]
        do(page, "sign_project")
    found = row(office, project)
    assert found.stage is Stage.APPROVED
    assert {signer: one.name for signer, one in found.rounds[0].signatures.items()} == {
        Signer.SECRETARY: "李国栋",
        Signer.LEADER: "钟立新",
    }
    assert "追加双签" in page.sealed(page.rows[0])
    assert not page.command_actions["sign_project"].isEnabled()


def test_a_started_project_is_completed_with_a_note(
    page: ProjectsPage,
    office: Database,
    dialogs: FakeDialogs,
    deed: DoDeed[Any],
    project: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for signer, name in ((Signer.SECRETARY, "李国栋"), (Signer.LEADER, "钟立新")):
        signed = {"signer": signer, "name": name, "signed_on": MAY_6, "today": MAY_6}
        deed(partial(projects.sign, project_id=project, **signed))
    page.reload()
    page.ctx.tasks.wait()
    assert not page.command_actions["remove_project"].isEnabled(), "signed, it is ended and never removed"
    dialogs.answers = ["2026-05-20"]
    do(page, "start_project")
    assert (row(office, project).stage, row(office, project).started_on) == (
        Stage.UNDER_WAY,
        date(2026, 5, 20),
    )

    def answer(box: QDialog) -> bool:
        assert isinstance(box, RecordBox)
        box.boxes["ending"].editor.show_value("12盏已亮")
        box.submit()
        return bool(box.result())

    monkeypatch.setattr(dialogs, "run", answer)
    do(page, "complete_project")
    assert (row(office, project).stage, row(office, project).ending) == (Stage.COMPLETED, "12盏已亮")


def test_an_unsigned_project_is_removed(page: ProjectsPage, office: Database, project: int) -> None:
    do(page, "remove_project")
    with office.read() as session:
        assert projects.listing(session) == []


def test_a_project_takes_papers(
    page: ProjectsPage, office: Database, dialogs: FakeDialogs, project: int, tmp_path: Path
) -> None:
    panel = page.findChild(PapersPanel)
    assert panel is not None
    switch = page.findChild(QWidget, "record-switch")
    assert switch is not None
    assert switch.isVisible()
    scan = tmp_path / "审批单.png"
    Image.new("RGB", (40, 30), "white").save(scan)
    page.ctx.tasks.wait()  # the panel reads its bundle once it is seen
    view = switch.findChild(QPushButton, "view-单据")
    assert view is not None
    view.click()
    page.ctx.tasks.wait()
    dialogs.answers = [[scan]]
    panel.add_files()
    page.ctx.tasks.wait()
    with office.read() as session:
        found = bundles.listing(session, row(office, project).bundle_id)
    assert [one.name for one in found] == ["审批单.png"]


def test_the_contractor_is_entered_after_the_signatures(
    page: ProjectsPage, office: Database, project: int, deed: DoDeed[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for signer in Signer:
        name = f"某{signer.label}"
        deed(
            partial(projects.sign, project_id=project, signer=signer, name=name, signed_on=MAY_6, today=MAY_6)
        )
    page.reload()
    page.ctx.tasks.wait()

    def answer(box: RecordBox) -> bool:
        box.boxes["contractor"].editor.show_value("丰城建筑公司")
        box.submit()
        return bool(box.result())

    monkeypatch.setattr(page.ctx.dialogs, "run", answer)
    do(page, "set_contractor")
    assert row(office, project).contractor == "丰城建筑公司"
    assert any("承建单位 丰城建筑公司" in fact.text for fact in page.facts(page.rows[0]))
