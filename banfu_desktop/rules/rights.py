"""Who may change what, table by table; what stands in no line nobody may do.

The lines themselves stand in rights_by_table.py. A deed is judged entry by entry of the trail, not by its net
change, which would hide its steps.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from banfu_desktop.rules.roles import Act

ANY: Final = object()
"""Any value of a column."""
NEXT: Final = object()
"""The number after the one before."""


class UnknownChangeError(Exception):
    """A change that no line allows to anybody: the program does not write it."""


@dataclass(frozen=True)
class Change:
    """One entry of the audit trail: op is I, U or D; before and after are the record's columns."""

    op: str
    table: str
    row_id: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @cached_property
    def columns(self) -> frozenset[str]:
        """The columns that changed."""
        names = self.before.keys() | self.after.keys()
        return frozenset(name for name in names if self.before.get(name) != self.after.get(name))

    def turned(self, column: str) -> bool:
        """Whether a column of a row that stays has changed."""
        return self.op != "D" and column in self.columns


@dataclass(frozen=True)
class Step:
    """A change of one column that is a deed of its own.

    Attributes:
        before, after: its values, or ANY; `after` may be NEXT.
        act: what it comes to.
        along: columns that may move with it.
        given: a column without whose value there is no such step; empty where it does not matter.
    """

    column: str
    before: Any
    after: Any
    act: Act
    along: tuple[str, ...] = ()
    given: str = ""

    def fits(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
        """Whether a row took this step."""
        old, new = before.get(self.column), after.get(self.column)
        arrived = new == (old or 0) + 1 if self.after is NEXT else self.after is ANY or new == self.after
        left = self.before is ANY or old == self.before
        return arrived and left and (not self.given or after.get(self.given) is not None)


@dataclass(frozen=True)
class Line:
    """What may be done with the rows of a table; an act of None is nobody's.

    Attributes:
        free: columns that change by `update`; None is every column that is not frozen and in no step.
        frozen: columns that stay as the row came with them.
        draft: a column and its value while which free columns change and the row may go; None is always.
        born: values of step columns that a new row may have without a step; None unless named here.
        kinds: a column whose value says what a new row comes to; None is everybody's.
    """

    insert: Act | None = Act.ENTER
    update: Act | None = Act.ENTER
    delete: Act | None = Act.ENTER
    free: tuple[str, ...] | None = None
    frozen: tuple[str, ...] = ()
    draft: tuple[str, Any] | None = None
    born: Mapping[str, Any] | None = None
    steps: tuple[Step, ...] = ()
    kinds: tuple[str, Mapping[str, Act | None]] | None = None

    def is_plain(self, op: str) -> bool:
        """Whether an op comes to the same whatever a row says."""
        if op == "U":
            return self.free is None and not (self.frozen or self.draft or self.steps)
        return self.draft is None if op == "D" else not (self.steps or self.kinds)

    def beginning(self, column: str) -> Any:
        """The value of a step's column that a new row has by itself."""
        if self.draft is not None and self.draft[0] == column:
            return self.draft[1]
        return (self.born or {}).get(column)

    def is_free(self, column: str) -> bool:
        """Whether a column changes by `update` alone."""
        if self.free is not None:
            return column in self.free
        return column not in self.frozen and all(step.column != column for step in self.steps)

    def acts(self, change: Change) -> frozenset[Act]:
        """What a change of a row comes to.

        Raises:
            UnknownChangeError: nobody may do it.
        """
        if change.op == "I":
            return frozenset(self._acts_of_birth(change))
        if change.op == "D":
            self._refuse_fixed(change)
            return frozenset((_somebodys(self.delete, change),))
        return self._acts_of_update(change)

    def _acts_of_update(self, change: Change) -> frozenset[Act]:
        acts, left = set(), set(change.columns)
        for step in self.steps:
            if step.column in change.columns and step.fits(change.before, change.after):
                acts.add(step.act)
                left -= {step.column, *step.along}
        if left:
            self._refuse_fixed(change)
            if any(not self.is_free(column) for column in left):
                raise UnknownChangeError(f"{change.table}: {', '.join(sorted(left))}")
            acts.add(_somebodys(self.update, change))
        return frozenset(acts)

    def _acts_of_birth(self, change: Change) -> Iterator[Act]:
        """What a new row comes to, with the steps by which it would have come to be what it is."""
        if self.kinds is None:
            yield _somebodys(self.insert, change)
        else:
            column, kinds = self.kinds
            kind = str(change.after.get(column))
            if kind not in kinds:
                raise UnknownChangeError(f"{change.table}: a new row with {column} = {kind!r}")
            if (act := kinds[kind]) is not None:
                yield act
        for column in dict.fromkeys(step.column for step in self.steps):
            value, beginning = change.after.get(column), self.beginning(column)
            if value != beginning:
                steps = [step for step in self.steps if step.column == column]
                fitting = [s.act for s in steps if s.fits({**change.after, column: beginning}, change.after)]
                if not fitting:
                    raise UnknownChangeError(f"{change.table}: a new row with {column} = {value!r}")
                yield from fitting

    def _refuse_fixed(self, change: Change) -> None:
        if self.draft is not None and change.before.get(self.draft[0]) != self.draft[1]:
            raise UnknownChangeError(f"{change.table}: {self.draft[0]} is no longer {self.draft[1]!r}")


def _somebodys(act: Act | None, change: Change) -> Act:
    if act is None:
        raise UnknownChangeError(f"{change.table}: {change.op}")
    return act
