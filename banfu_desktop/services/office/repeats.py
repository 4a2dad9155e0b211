"""What was entered once more: rows that deeds of one name have made, and that stand there still."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

_MADE = sa.text(
    "SELECT DISTINCT a.row_id FROM audit a WHERE a.table_name = :table AND a.op = 'I'"
    " AND (a.name = :deed OR a.name LIKE :deed || '（%')"  # behind its name: that the clock was back
    " AND NOT EXISTS (SELECT 1 FROM audit b WHERE b.table_name = a.table_name AND b.row_id = a.row_id"
    " AND b.id > a.id AND b.op = 'I' AND b.name NOT LIKE '撤销%' AND b.name NOT LIKE '重做%')"
    " ORDER BY a.row_id"
)


def made_by(session: Session, table: str, deed: str) -> list[int]:
    """The keys of a table's rows that deeds of this name have made; some may be gone by now.

    The trail knows it and no row needs to: it holds however a copy was changed after it was made. A key that
    another row has got since is not told.
    """
    return list(session.scalars(_MADE, {"table": table, "deed": deed}))
