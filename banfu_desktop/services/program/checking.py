"""Whether everything stands as it was written: file, schema, audit chain, and what each room verifies."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.audit import verify_chain
from banfu_desktop.db.integrity import any_text, check_file
from banfu_desktop.db.schema import foreign
from banfu_desktop.db.store import Database
from banfu_desktop.db.upgrade import schema_version
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.text import readable
from banfu_desktop.services import rooms
from banfu_desktop.services.audit import proof, seals
from banfu_desktop.services.keeping import seeing, town

_TOO_FOREIGN = "表结构与本程序相差太多，有一项无法核对"
_UNREADABLE = "留痕或数据里有本程序不会写的内容，有一项因此无法核对"
Verifier = Callable[[Session], tuple[list[str], list[str]]]


@dataclass(frozen=True)
class Report:
    """What was checked and holds, and what does not, one sentence each."""

    good: tuple[str, ...]
    bad: tuple[str, ...]


def check(database: Database) -> Report:
    """Check the whole office; one with a schema that is not this program's as far as that goes."""
    good, bad = [], list(check_file(database.engine, thorough=True))
    if not bad:
        good.append("数据文件完好，索引与引用完整")
    if missing := seeing.trouble(database):
        bad.append(missing)
    with database.read() as session, any_text(session.connection()):
        planted = foreign(session.connection(), schema_version())
        bad += planted
        good += [] if planted else ["表结构与触发器都是本程序的"]
        for verify in (_chain, *_rooms(planted)):
            holds, fails = _verified(session, verify, doubtful=bool(bad))
            good += holds
            bad += map(readable, fails)
    if not planted:
        wrong = town.other_key(database)
        bad += [wrong] if wrong else []
        good += [] if wrong else ["签名钥匙与登记相符"]
    return Report(tuple(good), tuple(bad))


def _rooms(planted: tuple[str, ...]) -> Iterable[Verifier]:
    """What rooms verify reads tables by their columns, so the schema must be ours; the trail does not."""
    return (proof.verify,) if planted else rooms.offered("verify")


def _verified(session: Session, verify: Verifier, *, doubtful: bool) -> tuple[list[str], list[str]]:
    """What one verifier finds; where it stumbles over what is known to be none of ours, that is said.

    Args:
        doubtful: whether something was found wrong before; else to stumble is our own mistake.
    """
    try:
        return verify(session)
    except sa.exc.DBAPIError:
        return [], [_TOO_FOREIGN]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        if not doubtful:
            raise
        return [], [_UNREADABLE]


def _chain(session: Session) -> tuple[list[str], list[str]]:
    chain = verify_chain(session)
    if broken := seals.breach(session, chain):
        return [], [f"留痕链{broken.removesuffix('。')}"]
    return [f"留痕链完整，共{chain.rows}条，留痕码 {paper_key.chain_code(chain.head_hex)}"], []
