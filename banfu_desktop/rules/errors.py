"""What can go wrong, by type: a refusal, trouble with the machine, or (any other exception) our bug."""

from dataclasses import dataclass


class UserError(Exception):
    """A refusal said in plain Chinese: what is wrong, what to do next, and the clause it rests on.

    Args:
        what: the fact, without a full stop (2026年10月已封存).
        advice: what the clerk does next (更正请在本月登记补发或扣回).
        clause: the clause of the notice, or 本单位自定, or empty.
    """

    def __init__(self, what: str, advice: str = "", clause: str = "") -> None:
        self.what, self.advice, self.clause = what, advice, clause
        source = f"（{clause}）" if clause else ""
        super().__init__("，".join(part for part in (what + source, advice) if part) + "。")


class RefusedError(UserError):
    """A refusal that matters: the open office puts on record who was refused what."""

    @property
    def recorded(self) -> str:
        """What stands on record, which names nobody; empty for a slip that is no business of the trail."""
        return self.what


class MachineError(Exception):
    """Trouble with the machine (disk full, locked, damaged): what happened, what is safe, what to do."""

    def __init__(self, what: str, safe: str = "已保存的数据完好", advice: str = "") -> None:
        self.what, self.safe, self.advice = what, safe, advice
        super().__init__("。".join(part for part in (what, safe, advice) if part) + "。")


class DiskFullError(MachineError):
    """There is no room on the disk; what was saved before is safe and can be read."""


class DamagedError(MachineError):
    """A file of the office is damaged or gone; a copy can take its place."""


@dataclass(frozen=True)
class Problem:
    """One wrong cell or field, named so that the clerk can find and mend it.

    `row` is the row number as Excel shows it (None in a form); `column` is the Chinese label; `warning`
    marks what may be accepted; `sheet` (where a file has several) and `name` say whose cell it is.
    """

    row: int | None
    column: str
    reason: str
    advice: str = ""
    value: str = ""
    warning: bool = False
    sheet: str = ""
    name: str = ""

    def __str__(self) -> str:
        place = f"第{self.row}行 " if self.row is not None else ""
        place = f"“{self.sheet}”{place}" if self.sheet else place
        place += f"{self.name} " if self.name else ""
        column = f"【{self.column}】" if self.column else ""
        text = f"{place}{column}{self.reason}"
        return f"{text}，{self.advice}" if self.advice else text


class ProblemsError(UserError):
    """A refusal that names every problem at once; nothing was changed.

    Raised by an import or by a record that does not hold together.
    """

    def __init__(self, what: str, problems: tuple[Problem, ...], advice: str = "") -> None:
        super().__init__(what, advice)
        self.problems = problems
