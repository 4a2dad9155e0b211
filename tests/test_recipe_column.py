"""The recipe "add a column" of ARCHITECTURE.md, carried out on a copy of the program: four places."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import banfu_desktop

FIELD = """        Field("remark", "备注", Kind.NOTE, longest=300, listed=False),
"""
PLACES = {
    "tables/members.py": (
        FIELD,
        FIELD
        + """        Field("speciality", "特长", longest=20),
""",
    ),
    "db/models/members.py": (
        """    proxy_reason: Mapped[str | None]
""",
        """    proxy_reason: Mapped[str | None]
    speciality: Mapped[str | None]
""",
    ),
    "db/migrations/__init__.py": (
        """
)
""",
        """
    f"{_VERSIONS}.v9999_speciality",
)
""",
    ),
    "services/members/members.py": (
        """    proxy_reason: str | None
""",
        """    proxy_reason: str | None
    speciality: str | None
""",
    ),
}
STEP = """\"\"\"What a member is good at.\"\"\"

import sqlalchemy as sa
from alembic import op

SCHEMA = "0" * 64
FILLS = {("people", "speciality"): None}


def upgrade() -> None:
    \"\"\"The column.\"\"\"
    op.add_column("people", sa.Column("speciality", sa.Text(), nullable=True))
"""
OFFICE = """
import sys
from datetime import date, datetime
from pathlib import Path

from openpyxl import load_workbook

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.words import Category, Sex, TeamRole
from banfu_desktop.services.audit import history, trail
from banfu_desktop.services.hall import imports, lists
from banfu_desktop.services.members import importing, members
from banfu_desktop.services.program import founding

folder, now = Path(sys.argv[1]), datetime(2026, 11, 2, 9)
database, _ = Database.create(folder / "office")
values = {
    "name": "谭䶮", "sex": Sex.MALE, "identity_no": "440299198001014959", "category": Category.CADRE,
    "organisation": "县司法局", "role": TeamRole.MEMBER, "arrived_on": date(2026, 1, 5), "speciality": "电商",
}
with database.write(Deed("建立", "经办", now)) as session:
    founding.found(session, "梅坑镇", practice=True)
with database.write(Deed("登记成员", "经办", now)) as session:
    key = members.save(session, values)
with database.read() as session:
    assert members.one(session, key).speciality == "电商"
    said = trail.detail(session, history.deeds(session)[0].id)
    assert "特长" in str(said), said
with database.write(Deed("导出", "经办", now)) as session:
    lists.export(session, "members", folder / "花名册.xlsx", now, revealed=True)
sheet = load_workbook(folder / "花名册.xlsx").active
cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
assert "特长" in cells and "电商" in cells
imports.template("members", folder / "模板.xlsx")
template = load_workbook(folder / "模板.xlsx").active
assert "特长" in [cell for row in template.iter_rows(values_only=True) for cell in row]
for row in sheet.iter_rows():
    for cell in row:
        if cell.value == "电商":
            cell.value = "木工"
sheet.parent.save(folder / "改.xlsx")
with database.write(Deed("导入", "经办", now)) as session:
    importing.carry_out(session, importing.plan(session, folder / "改.xlsx", now.date()))
with database.read() as session:
    assert members.one(session, key).speciality == "木工"
database.close()
print("the column is everywhere")
"""


def test_a_column_of_the_roster_is_added_in_four_places(tmp_path: Path) -> None:
    source = Path(banfu_desktop.__file__).parent
    package = tmp_path / "program" / "banfu_desktop"
    shutil.copytree(source, package, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "program" / "resources").symlink_to(source.parent / "resources")
    for name, (before, after) in PLACES.items():
        text = (package / name).read_text(encoding="utf-8")
        assert text.count(before) == 1, name
        (package / name).write_text(text.replace(before, after), encoding="utf-8")
    step = package / "db" / "migrations" / "versions" / "v9999_speciality.py"
    step.write_text(STEP, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", OFFICE, str(tmp_path)],
        cwd=tmp_path / "program",
        env={**os.environ, "PYTHONPATH": str(tmp_path / "program")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip().endswith("the column is everywhere"), done.stderr[-2000:]
