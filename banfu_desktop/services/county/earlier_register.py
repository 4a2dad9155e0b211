"""The register that programs before kept in files (towns.json, heads/), read once into the database."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from banfu_desktop.backup.body import LINK_BYTES
from banfu_desktop.db.troubles import translated
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reception import Known, Sheet
from banfu_desktop.services.keeping.signers import PersonKey

REGISTER_FILE, HEADS_FOLDER = "towns.json", "heads"
TAKEN_OVER = "towns.json.已并入"
_FORMAT = 2
_DAMAGED = (f"登记簿 {REGISTER_FILE} 已损坏", "请从县里保存的备份中取回")


@dataclass(frozen=True)
class EarlierTown:
    """A town as the files have it; see register.Town."""

    known: Known
    own_key: str
    verdict: str
    persons: tuple[PersonKey, ...]
    first_at: str
    last_at: str


@dataclass(frozen=True)
class EarlierDecision:
    """What was decided about a package that was held, and why."""

    at: str
    town: str
    digest: str
    verdict: str
    reason: str


@dataclass(frozen=True)
class EarlierRegister:
    """Everything the files hold."""

    towns: Mapping[str, EarlierTown] = field(default_factory=dict)
    received: frozenset[str] = frozenset()
    decisions: tuple[EarlierDecision, ...] = ()


def read(folder: Path) -> EarlierRegister | None:
    """The files' register; None where there is none, or it has been taken over.

    Raises:
        UserError: damaged, or of a newer program.
        MachineError: it cannot be read.
    """
    path = folder / REGISTER_FILE
    if not path.exists():
        return None
    try:
        with translated():
            record = json.loads(path.read_text("utf-8"))
            if record["format"] > _FORMAT:
                raise UserError(f"登记簿 {REGISTER_FILE} 由新版程序写成", "请安装新版程序")
            if record["format"] == 1:
                return EarlierRegister({name: _town_1(entry) for name, entry in record["towns"].items()})
            towns = {name: _town(folder, entry) for name, entry in record["towns"].items()}
            decisions = tuple(EarlierDecision(**entry) for entry in record["decisions"])
            return EarlierRegister(towns, frozenset(map(str, record["received"])), decisions)
    except (RecursionError, ValueError, KeyError, TypeError, AttributeError):
        raise UserError(*_DAMAGED) from None


def put_aside(folder: Path) -> None:
    """Give the register another name, once the database holds all of it; the heads stay beside it.

    Raises:
        MachineError: it cannot be renamed; it will be found taken over the next time.
    """
    with translated():
        (folder / REGISTER_FILE).replace(folder / TAKEN_OVER)


def _town_1(entry: Mapping[str, Any]) -> EarlierTown:
    """A town as programs of format 1 have registered it."""
    number, key = entry["number"], str(entry["verify_key"])
    if len(bytes.fromhex(key)) != 32 or type(number) is not int:
        raise ValueError("not a town")
    known = Known("", key, 1, number, str(entry["manifest_sha256"]), 0, ())
    return EarlierTown(known, "", "", (), str(entry["first_at"]), str(entry["last_at"]))


def _town(folder: Path, entry: Mapping[str, Any]) -> EarlierTown:
    heads = _heads(folder, entry["heads"]) if entry["heads"] else ()
    if len(bytes.fromhex(entry["verify_key"])) != 32 or any(
        type(entry[name]) is not int for name in ("generation", "number", "since")
    ):
        raise ValueError("not a town")
    known = Known(
        str(entry["office"]), entry["verify_key"], entry["generation"], entry["number"], str(entry["digest"]),
        entry["since"], heads, tuple(Sheet(**sheet) for sheet in entry["sheets"]),
    )  # fmt: skip
    return EarlierTown(
        known,
        str(entry["own_key"]),
        str(entry["verdict"]),
        _persons(entry["persons"], known.end),
        str(entry["first_at"]),
        str(entry["last_at"]),
    )


def _persons(told: Any, end: int) -> tuple[PersonKey, ...]:
    """Keys by entry; a register that names only those of the end has them from there on."""
    if isinstance(told, dict):
        return tuple(PersonKey(end, int(person), str(key)) for person, key in told.items())
    return tuple(PersonKey(int(entry), int(person), str(key)) for entry, person, key in told)


def _heads(folder: Path, name: str) -> tuple[bytes, ...]:
    """The heads of a file, which bears the name of its content."""
    path = folder / HEADS_FOLDER / str(name)
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != name or len(content) % LINK_BYTES:
        raise ValueError("not the heads")
    return tuple(content[at : at + LINK_BYTES] for at in range(0, len(content), LINK_BYTES))
