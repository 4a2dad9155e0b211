"""The units a roster names: known, perhaps known under another name, or new; asked about, never guessed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from banfu_desktop.rules.imports import Asking, Choice, Question
from banfu_desktop.rules.units import look_alike, proposed_level
from banfu_desktop.rules.words import UnitLevel
from banfu_desktop.services.office import office

NEW, LATER = "new", "later"


@dataclass(frozen=True)
class NewUnit:
    """A unit that the import will add, with the level the clerk gave (None: not confirmed) and its people."""

    name: str
    level: UnitLevel | None
    people: tuple[str, ...]

    def __str__(self) -> str:
        level = f"层级{self.level.label}" if self.level else "层级先待核实"
        who = "、".join(self.people[:3]) + (f"等{len(self.people)}人" if len(self.people) > 3 else "")
        return f"登记单位 {self.name}（{who}），{level}"


class Units:
    """The office's units, read once; says which one a roster means."""

    def __init__(self, session: Session, asking: Asking) -> None:
        self._asking = asking
        self._county = office.current(session).county
        self._names: dict[str, str] = {}
        for unit in office.organisations(session):
            self._names[unit.name] = unit.name
        for former, name in office.former_names(session):
            self._names.setdefault(former, name)
        self.names = tuple(self._names)
        self.present = tuple(dict.fromkeys(self._names.values()))
        self.new: dict[str, NewUnit] = {}

    def known(self, name: str) -> str | None:
        """The present name of the unit that bears this name, now or earlier."""
        return self._names.get(name)

    def resolve(self, by_unit: Mapping[str, Sequence[str]], deciding: Iterable[str]) -> dict[str, str]:
        """Each unit as the roster calls it → the name it goes by here; new ones are noted in `new`.

        Args:
            by_unit: unit → the people it posts.
            deciding: the units whose level decides money (六(一): they post 驻镇干部).
        """
        levels = set(deciding)
        names: dict[str, str] = {}
        for name, people in by_unit.items():
            names[name] = self.known(name) or self._asked(name, tuple(people), name in levels)
        return names

    def _asked(self, name: str, people: tuple[str, ...], decides: bool) -> str:
        alike = [other for other in (*self.present, *self.new) if look_alike(name, other, self._county)]
        if alike:
            answer = self._asking.ask(
                Question(
                    f"unit.{name}",
                    f"“{name}”（{'、'.join(people[:3])}）是不是已登记的单位？",
                    (*(Choice(other, f"是{other}") for other in alike), Choice(NEW, "不是，登记新单位")),
                    proposal=alike[0],
                    why="字面相近",
                    otherwise=NEW,
                    pressing=True,
                )
            )
            if answer != NEW:
                return answer
        self.new[name] = NewUnit(name, self._level(name, people) if decides else None, people)
        return name

    def _level(self, name: str, people: tuple[str, ...]) -> UnitLevel | None:
        proposal, why = proposed_level(name, self._county)
        answer = self._asking.ask(
            Question(
                f"level.{name}",
                f"新单位“{name}”（{len(people)}人）的层级是什么？工作补助按它列入哪张表",
                (*(Choice(level.value, level.label) for level in UnitLevel), Choice(LATER, "先待核实")),
                proposal=proposal.value,
                why=why,
                otherwise=LATER,
            )
        )
        return None if answer == LATER else UnitLevel(answer)  # type: ignore[call-arg]  # looked up by its code
