"""Whether everything stands as it was written: file, references, audit chain, and what each room verifies."""

from dataclasses import dataclass

from banfu_desktop.db.audit import verify_chain
from banfu_desktop.db.integrity import check_file
from banfu_desktop.db.store import Database
from banfu_desktop.rules import paper_key
from banfu_desktop.services import rooms
from banfu_desktop.services.audit import seals


@dataclass(frozen=True)
class Report:
    """What was checked and holds, and what does not, one sentence each."""

    good: tuple[str, ...]
    bad: tuple[str, ...]


def check(database: Database) -> Report:
    """Check the whole office."""
    good, bad = [], list(check_file(database.engine))
    if not bad:
        good.append("数据文件完好，引用完整")
    with database.read() as session:
        chain = verify_chain(session)
        if chain.broken_at is None:
            good.append(f"留痕链完整，共{chain.rows}条，留痕码 {paper_key.chain_code(chain.head_hex)}")
        else:
            bad.append(f"留痕链{seals.breach(session, chain).removesuffix('。')}")
        for verify in rooms.offered("verify"):
            holds, fails = verify(session)
            good += holds
            bad += fails
    return Report(tuple(good), tuple(bad))
