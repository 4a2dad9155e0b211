"""What the projects room shows: a project, its rounds, who signed them; amounts in fen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from banfu_desktop.rules import projects as rules
from banfu_desktop.rules.projects import Signer, Stage, missing_signers


@dataclass(frozen=True)
class SignatureRow:
    """One signature under a round."""

    signer: Signer
    name: str
    signed_on: date
    attachment_id: int | None


@dataclass(frozen=True)
class RoundRow:
    """What was put before the signers in one round, and who has signed."""

    id: int
    number: int
    name: str
    initials: str
    source: str
    amount_fen: int
    reason: str
    proposed_on: date
    village: str | None
    signatures: Mapping[Signer, SignatureRow]

    @property
    def missing(self) -> tuple[Signer, ...]:
        """Who has not signed."""
        return missing_signers(tuple(self.signatures))

    @property
    def since(self) -> date | None:
        """The day of the second signature; None while one is missing."""
        return None if self.missing else max(row.signed_on for row in self.signatures.values())


@dataclass(frozen=True)
class ProjectRow:
    """A project as its latest signed round says; attribute names are those of tables.projects.PROJECTS."""

    id: int
    bundle_id: int
    stage: Stage
    started_on: date | None
    ended_on: date | None
    ending: str | None
    contractor: str | None
    rounds: tuple[RoundRow, ...]
    paid_fen: int
    vouchers: int
    assets: int

    @property
    def current(self) -> RoundRow:
        """The round in force: the latest both have signed, else the first."""
        return next((row for row in reversed(self.rounds) if row.since), self.rounds[0])

    @property
    def pending(self) -> RoundRow | None:
        """The round that waits for a signature, if any."""
        return self.rounds[-1] if self.rounds[-1].missing else None

    @property
    def since(self) -> date | None:
        """Since when it may be paid from."""
        return self.rounds[0].since

    @property
    def name(self) -> str:
        """Its name."""
        return self.current.name

    @property
    def initials(self) -> str:
        """The initials of its name."""
        return self.current.initials

    @property
    def source(self) -> str:
        """Where the money comes from."""
        return self.current.source

    @property
    def amount_fen(self) -> int:
        """What is approved, or asked for."""
        return self.current.amount_fen

    @property
    def reason(self) -> str:
        """What for."""
        return self.current.reason

    @property
    def village(self) -> str | None:
        """Where it is carried out."""
        return self.current.village

    @property
    def proposed_on(self) -> date:
        """When it was put before the signers."""
        return self.current.proposed_on

    @property
    def left_fen(self) -> int:
        """Approved and not yet paid; negative when more was paid."""
        return self.amount_fen - self.paid_fen

    @property
    def signed(self) -> str:
        """How far the signing is, in words."""
        waiting = self.pending
        if waiting is None:
            return "已双签"
        kind = "追加" if waiting.number > 1 else ""
        return f"{kind}待{'、'.join(signer.label.removeprefix('镇党委') for signer in waiting.missing)}"

    @property
    def standing(self) -> rules.Approved:
        """The project as spending meets it."""
        approved = self.amount_fen if self.since else None
        return rules.Approved(self.name, self.stage, approved, self.since, self.paid_fen)
