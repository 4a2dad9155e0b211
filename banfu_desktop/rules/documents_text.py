"""The text of a half-year report 四(五): paragraphs whose figures stay fields until it is issued."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from banfu_desktop.rules.words import Word

SHORT = 20
"""A section with fewer characters waits to be written (待补)."""
_OPENS = "（"
_LONGEST_HEADING = 30
_HEAD, _SUBHEAD = re.compile("[一二三四五六七八九十]+、"), re.compile("（[一二三四五六七八九十]+）")


class Part(Word):
    """What a paragraph of an official paper is."""

    TO = "to", "主送"
    HEAD = "head", "一级标题"
    SUBHEAD = "subhead", "二级标题"
    BODY = "body", "正文"


@dataclass(frozen=True)
class Run:
    """A piece of text; `key` says what it stands for: `figure log_count`, `entry 12`, or nothing."""

    text: str
    key: str = ""

    @property
    def figure(self) -> str:
        """The name of the figure it is; empty where it is none."""
        return self.key.removeprefix("figure ") if self.key.startswith("figure ") else ""

    @property
    def source(self) -> str:
        """The source whose sentence it is (entry 12, matter 3, item 4); empty where it is none."""
        return "" if self.figure else self.key


@dataclass(frozen=True)
class Paragraph:
    """One paragraph."""

    part: Part
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(run.text for run in self.runs)


Text = tuple[Paragraph, ...]


@dataclass(frozen=True)
class Change:
    """A figure that a refresh changed: what it is called, what stood there, what stands there now."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it; `index` is its place among the paragraphs.

    `level` is 1 or 2, `characters` what is written under it; a `parent` has nothing but subsections.
    """

    index: int
    title: str
    level: int
    characters: int
    parent: bool

    @property
    def short(self) -> bool:
        """Whether it waits to be written."""
        return not self.parent and self.characters < SHORT


def dump(text: Text) -> str:
    """The text as it is stored."""
    return json.dumps(plain(text), ensure_ascii=False, separators=(",", ":"))


def load(stored: str) -> Text:
    """The text as it was stored."""
    return from_plain(json.loads(stored))


def from_plain(content: Iterable[Any]) -> Text:
    """The text as a snapshot or a stored text holds it."""
    return tuple(
        Paragraph(Part(part), tuple(Run(text, key) for text, key in runs))  # type: ignore[call-arg]
        for part, runs in content
    )


def plain(text: Text) -> list[Any]:
    """The text for a snapshot; `from_plain` reads it."""
    return [[paragraph.part.value, [[run.text, run.key] for run in paragraph.runs]] for paragraph in text]


def tidy(text: Iterable[Paragraph]) -> Text:
    """The same without empty runs and blank paragraphs, neighbours of a kind joined, headings by their look.

    A short line that begins 七、 or （九） is a heading, as official papers have it; a sentence is none.
    """
    return tuple(
        Paragraph(_part_of(paragraph), tuple(_joined(paragraph.runs)))
        for paragraph in text
        if paragraph.text.strip()
    )


def _part_of(paragraph: Paragraph) -> Part:
    said = paragraph.text.strip()
    short = len(said) <= _LONGEST_HEADING and "。" not in said
    if paragraph.part is Part.BODY and short:
        heads = ((_HEAD, Part.HEAD), (_SUBHEAD, Part.SUBHEAD))
        return next((part for pattern, part in heads if pattern.match(said)), Part.BODY)
    is_head = paragraph.part in (Part.HEAD, Part.SUBHEAD)
    return Part.BODY if is_head and "。" in said else paragraph.part


def _joined(runs: Sequence[Run]) -> Iterator[Run]:
    waiting = None
    for run in runs:
        if not run.text:
            continue
        if waiting is not None and not waiting.key and not run.key:
            waiting = Run(waiting.text + run.text)
            continue
        if waiting is not None:
            yield waiting
        waiting = run
    if waiting is not None:
        yield waiting


def refreshed(text: Text, figures: Mapping[str, str]) -> tuple[Text, list[Change]]:
    """The text with its figures as they are now, and what changed; the clerk's own words stay."""
    changes = {change.name: change for change in changed(text, figures)}
    if not changes:
        return text, []
    return tuple(
        replace(paragraph, runs=tuple(_now(run, figures) for run in paragraph.runs)) for paragraph in text
    ), list(changes.values())


def _now(run: Run, figures: Mapping[str, str]) -> Run:
    return replace(run, text=figures.get(run.figure, run.text)) if run.figure else run


def changed(text: Text, figures: Mapping[str, str]) -> list[Change]:
    """The figures of a text that are no longer what it says, each once, in its order."""
    found: dict[str, Change] = {}
    for paragraph in text:
        for run in paragraph.runs:
            now = figures.get(run.figure, run.text)
            if run.figure and now != run.text and run.figure not in found:
                found[run.figure] = Change(run.figure, run.text, now)
    return list(found.values())


def sections(text: Text) -> list[Section]:
    """Headings and how much is written under each."""
    heads = [
        (place, paragraph)
        for place, paragraph in enumerate(text)
        if paragraph.part in (Part.HEAD, Part.SUBHEAD)
    ]
    found = []
    for number, (place, head) in enumerate(heads):
        end = heads[number + 1][0] if number + 1 < len(heads) else len(text)
        characters = sum(len(paragraph.text) for paragraph in text[place + 1 : end])
        level = 1 if head.part is Part.HEAD else 2
        parent = number + 1 < len(heads) and level == 1 and heads[number + 1][1].part is Part.SUBHEAD
        found.append(Section(place, head.text, level, characters, parent and not characters))
    return found


def section_at(text: Text, index: int) -> Section | None:
    """The section a paragraph lies in."""
    return next((one for one in reversed(sections(text)) if one.index <= index), None)


def subject(title: str) -> str:
    """What a heading is about, without its number: （三）防返贫监测 is 防返贫监测."""
    text = title.strip()
    if text.startswith(_OPENS):
        return text.partition("）")[2].strip()
    return text.partition("、")[2].strip() or text


def sources(text: Text) -> set[str]:
    """The sources whose sentences stand in a text."""
    return {run.source for paragraph in text for run in paragraph.runs if run.source}


def with_source(text: Text, index: int, key: str, sentence: str) -> Text:
    """The text with a source's sentence at the end of the section a paragraph lies in; once only."""
    section = section_at(text, index)
    if section is None or key in sources(text):
        return text
    following = (one.index for one in sections(text) if one.index > section.index)
    end = next(following, len(text))
    last = end - 1
    run = Run(sentence, key)
    if last == section.index:
        return (*text[:end], Paragraph(Part.BODY, (run,)), *text[end:])
    grown = replace(text[last], runs=(*text[last].runs, run))
    return (*text[:last], grown, *text[end:])


def without_source(text: Text, key: str) -> Text:
    """The text without a source's sentence; everything else stays."""
    return tidy(
        replace(paragraph, runs=tuple(run for run in paragraph.runs if run.source != key))
        for paragraph in text
    )


def characters(text: Text) -> int:
    """How many characters it has."""
    return sum(len(paragraph.text) for paragraph in text)
