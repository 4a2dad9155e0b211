"""Towns' offices that are modelled only: a trail of digests and a key, which is all that a county proves.

For the demonstration of a county: seven real offices with a year's work would take minutes to make.
"""

import hashlib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from banfu_desktop.backup.body import Body
from banfu_desktop.backup.identity import Reader, fingerprint, verify_key_of
from banfu_desktop.backup.report import Report, write_report
from banfu_desktop.backup.report_manifest import (
    DEMO,
    Addressee,
    Part,
    ReportManifest,
    Sender,
    Succession,
    Trail,
    successor_statement,
)
from banfu_desktop.rules import trail
from banfu_desktop.rules.reception import Restore, Sheet

Sections = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass
class ModelledOffice:
    """An office of a town as a county sees it.

    Attributes:
        key: what its signing seed is made from.
        links: the digests of its trail.
    """

    town: str
    key: str
    links: list[bytes] = field(default_factory=list)
    generation: int = 1
    number: int = 0
    previous: str = ""
    restores: list[Restore] = field(default_factory=list)
    succession: list[Succession] = field(default_factory=list)

    @property
    def office(self) -> str:
        """Its lasting name."""
        return hashlib.sha256(f"office {self.town}".encode()).hexdigest()[:32]

    @property
    def seed(self) -> bytes:
        """Its signing seed."""
        return hashlib.sha256(self.key.encode()).digest()

    @property
    def fingerprint(self) -> str:
        """As the town reads it out on the telephone."""
        return fingerprint(verify_key_of(self.seed))

    def deed(self, text: str) -> None:
        """One more entry of the trail."""
        self.links.append(hashlib.sha256(f"{self.town} {len(self.links)} {text}".encode()).digest())

    def copy(self) -> Self:
        """A backup of it."""
        return deepcopy(self)

    def restore(self, copy: Self) -> None:
        """Put a backup back, and declare it."""
        lost, key, generation = len(self.links), self.key, self.generation
        self.__dict__.update(deepcopy(copy.__dict__))
        kept, head = len(self.links), self.heads()[-1].hex()
        self.key, self.generation = key, generation + 1
        self.deed("恢复备份")
        self.restores.append(Restore(kept + 1, kept, head, lost, self.generation))

    def change_key(self, key: str) -> None:
        """Sign with another key, for which the old one signs."""
        from nacl.signing import SigningKey

        old, new = verify_key_of(self.seed), hashlib.sha256(key.encode()).digest()
        bare = Succession(old, verify_key_of(new), len(self.links), b"")
        said = successor_statement(self.office, bare)
        signature = SigningKey(self.seed).sign(said).signature
        self.succession.append(Succession(bare.old, bare.new, bare.entries, signature))
        self.key = key

    def heads(self) -> list[bytes]:
        """The links of its trail from the beginning."""
        heads = [trail.START]
        for digest in self.links:
            heads.append(trail.link(heads[-1], digest))
        return heads

    def export(
        self,
        path: Path,
        county: str,
        desk_key: str,
        sheets: Sequence[Sheet],
        sections: Sections,
        at: datetime,
    ) -> ReportManifest:
        """Write its next package, kept for practice and without a backup part; gives its manifest.

        Raises:
            OSError: not writable, disk full.
        """
        self.number += 1
        self.deed(f"导出上报包 {self.number} {self.generation}")
        body = Body(tuple(self.links), (), (), sections)
        content, own, heads = body.to_bytes(), Reader.of_office(self.seed), self.heads()
        manifest = ReportManifest(
            office=self.office,
            sender=Sender(self.town, "", county, "演示", verify_key_of(self.seed), own.public),
            addressee=Addressee("county", desk_key),
            generation=self.generation,
            number=self.number,
            previous=self.previous,
            made_at=at,
            program="0.1.0",
            schema=1,
            trail=Trail(0, heads[0], len(self.links), heads[-1]),
            sheets=tuple(sheets),
            kind_of_use=DEMO,
            body=Part(len(content), hashlib.sha256(content).hexdigest()),
            escrow=None,
            restores=tuple(self.restores),
            succession=tuple(self.succession),
        )
        self.previous = manifest.digest
        write_report(path, Report(manifest, body), self.seed, own, None)
        return manifest
