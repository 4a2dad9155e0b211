"""A list room whose records have papers: the bundles of the office themselves, as a page writer would."""

from typing import Any

import sqlalchemy as sa

from banfu_desktop.db.models.attachments import Bundle
from banfu_desktop.services.attachments import bundles
from banfu_desktop.tables.spec import Field, Table
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Values
from banfu_desktop.ui.tasks import Query, Session

BUNDLES = Table(
    "bundles",
    "单据夹",
    (Field("label", "名称", required=True, width=240), Field("room", "所属", width=120)),
)


class PapersPage(ListPage):
    """Bundles with what lies in them."""

    room, title, table = "papers", "单据", BUNDLES
    row_class = bundles.BundleRow
    watches = frozenset({"bundles"})
    unit, empty = "份", "还没有单据。"

    def query(self) -> Query:
        """The first few."""
        return _bundles

    def papers(self, row: Any) -> int | None:
        """A bundle is its own."""
        return int(row.id)

    def heading(self, row: Any) -> tuple[str, str]:
        """What it is called."""
        return ("新建单据夹", "") if row is None else (row.label, "")

    def sealed(self, row: Any) -> str:
        """Sealed ones stay."""
        return "已封存，更正请另做冲销" if row.sealed else ""

    def save(self, row: Any, values: Values) -> Saving:
        """Only its name changes."""
        if row is None:
            return Saving("新建", lambda session: bundles.new_bundle(session, "papers", values["label"]))
        return Saving("改名", lambda session: _rename(session, row.id, values["label"]))


def _bundles(session: Session) -> list[Any]:
    own = session.scalars(sa.select(Bundle.id).filter_by(room="papers").order_by(Bundle.id))
    return [bundles.bundle(session, number) for number in own]


def _rename(session: Session, bundle_id: int, text: str) -> int:
    bundles.label(session, bundle_id, text)
    return bundle_id
