"""The county's register of towns: what it knows of each office, which packages it took, and what it decided.

towns.json names for each town a file of heads, 32 bytes a piece; both are replaced whole, the heads first, so
that a kill leaves the register as before.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from banfu_desktop.backup.body import LINK_BYTES
from banfu_desktop.backup.identity import fingerprint
from banfu_desktop.db.troubles import translated
from banfu_desktop.files import write_durably
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reception import Known, Sheet
from banfu_desktop.services.keeping.signers import PersonKey

REGISTER_FILE, HEADS_FOLDER, _LOCK = "towns.json", "heads", "towns.lock"
_FORMAT = 2
_DAMAGED = (f"登记簿 {REGISTER_FILE} 已损坏", "请从县里保存的备份中取回")


@dataclass(frozen=True)
class Town:
    """A town's office in the register.

    Attributes:
        known: what the judge goes by.
        own_key: the age recipient to which feedback goes; empty where only format 1 has come.
        verdict: of the last package taken.
        persons: who signed there with which key from which entry on, as its trail tells it.
        first_at, last_at: when the first and the last package came, local time.
    """

    known: Known
    own_key: str
    verdict: str
    persons: tuple[PersonKey, ...]
    first_at: str
    last_at: str

    @property
    def fingerprint(self) -> str:
        """Of the town's key, as on its papers."""
        return fingerprint(bytes.fromhex(self.known.verify_key))


@dataclass(frozen=True)
class Decision:
    """What somebody at the county decided about a package that was held, and why."""

    at: str
    town: str
    digest: str
    verdict: str
    reason: str


@dataclass(frozen=True)
class Register:
    """The register as it stands."""

    towns: Mapping[str, Town] = field(default_factory=dict)
    received: frozenset[str] = frozenset()
    decisions: tuple[Decision, ...] = ()

    @property
    def known(self) -> dict[str, Known]:
        """What the judge goes by, by town."""
        return {name: town.known for name, town in self.towns.items()}

    def enter(
        self, name: str, town: Town, *, instead_of: str = "", decision: Decision | None = None
    ) -> "Register":
        """The register with a town's latest package; a town that was renamed leaves its old place."""
        towns = {other: there for other, there in self.towns.items() if other != instead_of}
        return Register(
            towns | {name: town},
            self.received | {town.known.digest},
            (*self.decisions, decision) if decision else self.decisions,
        )


def read(folder: Path) -> Register:
    """The register of a county's folder; empty where nothing has come yet.

    Raises:
        UserError: damaged, or of a newer program.
        MachineError: it cannot be read.
    """
    path = folder / REGISTER_FILE
    if not path.exists():
        return Register()
    try:
        with translated():
            record = json.loads(path.read_text("utf-8"))
            if record["format"] > _FORMAT:
                raise UserError(f"登记簿 {REGISTER_FILE} 由新版程序写成", "请安装新版程序")
            if record["format"] == 1:
                return Register({name: _town_1(entry) for name, entry in record["towns"].items()})
            towns = {name: _town(folder, entry) for name, entry in record["towns"].items()}
            decisions = tuple(Decision(**entry) for entry in record["decisions"])
            return Register(towns, frozenset(map(str, record["received"])), decisions)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UserError(*_DAMAGED) from None


def write(folder: Path, register: Register) -> None:
    """Keep a register.

    Raises:
        MachineError: not writable, disk full; the register is as before.
    """
    with translated():
        (folder / HEADS_FOLDER).mkdir(exist_ok=True)
        entries = {name: _record(folder, town) for name, town in register.towns.items()}
        record = {
            "format": _FORMAT,
            "towns": entries,
            "received": sorted(register.received),
            "decisions": [vars(decision) for decision in register.decisions],
        }
        write_durably(folder / REGISTER_FILE, json.dumps(record, ensure_ascii=False, indent=1).encode())
        used = {entry["heads"] for entry in entries.values()}
        for file in (folder / HEADS_FOLDER).iterdir():
            if file.name not in used:
                file.unlink()


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Nobody else changes the register meanwhile.

    Raises:
        UserError: somebody does.
    """
    try:
        with translated(), FileLock(folder / _LOCK, timeout=0):
            yield
    except Timeout:
        raise UserError("登记簿正由另一个程序使用", "请等它做完再试") from None


def town_of(
    known: Known,
    before: Town | None,
    own_key: str,
    verdict: str,
    persons: tuple[PersonKey, ...],
    now: datetime,
) -> Town:
    """A town's entry after a package was taken."""
    at = now.isoformat(timespec="seconds")
    return Town(known, own_key, verdict, persons, before.first_at if before else at, at)


def _town_1(entry: Mapping[str, Any]) -> Town:
    """A town as programs of format 1 have registered it."""
    number, key = entry["number"], str(entry["verify_key"])
    if len(bytes.fromhex(key)) != 32 or type(number) is not int:
        raise ValueError("not a town")
    known = Known("", key, 1, number, str(entry["manifest_sha256"]), 0, ())
    return Town(known, "", "", (), str(entry["first_at"]), str(entry["last_at"]))


def _town(folder: Path, entry: Mapping[str, Any]) -> Town:
    heads = _heads(folder, entry["heads"]) if entry["heads"] else ()
    if len(bytes.fromhex(entry["verify_key"])) != 32 or any(
        type(entry[name]) is not int for name in ("generation", "number", "since")
    ):
        raise ValueError("not a town")
    known = Known(
        str(entry["office"]), entry["verify_key"], entry["generation"], entry["number"], str(entry["digest"]),
        entry["since"], heads, tuple(Sheet(**sheet) for sheet in entry["sheets"]),
    )  # fmt: skip
    return Town(
        known, str(entry["own_key"]), str(entry["verdict"]), _persons(entry["persons"], known.end),
        str(entry["first_at"]), str(entry["last_at"]),
    )  # fmt: skip


def _persons(told: Any, end: int) -> tuple[PersonKey, ...]:
    """Keys by entry; a register that names only those of the end has them from there on."""
    if isinstance(told, dict):
        return tuple(PersonKey(end, int(person), str(key)) for person, key in told.items())
    return tuple(PersonKey(int(entry), int(person), str(key)) for entry, person, key in told)


def _record(folder: Path, town: Town) -> dict[str, Any]:
    known = town.known
    content = b"".join(known.heads)
    name = hashlib.sha256(content).hexdigest() if content else ""
    if name and not (folder / HEADS_FOLDER / name).exists():
        write_durably(folder / HEADS_FOLDER / name, content)
    told = {name: getattr(known, name) for name in ("office", "verify_key", "generation", "number", "digest")}
    return {
        **told,
        "since": known.since,
        "heads": name,
        "sheets": [vars(sheet) for sheet in known.sheets],
        "own_key": town.own_key,
        "verdict": town.verdict,
        "persons": [[each.entry, each.person, each.key] for each in town.persons],
        "first_at": town.first_at,
        "last_at": town.last_at,
    }


def _heads(folder: Path, name: str) -> tuple[bytes, ...]:
    """The heads of a file, which bears the name of its content."""
    path = folder / HEADS_FOLDER / str(name)
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != name or len(content) % LINK_BYTES:
        raise ValueError("not the heads")
    return tuple(content[at : at + LINK_BYTES] for at in range(0, len(content), LINK_BYTES))
