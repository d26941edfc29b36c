"""The text file of a publication: paragraphs, headings, commands and fields, as they are written.

``{change three_public.total.current}`` is a field: ``change`` and what follows it are its words,
texts behind ``|`` its parts. ``@form procurement`` is a command. Nothing is looked up here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FIELD_WORDS: Final[Mapping[str, str]] = MappingProxyType({
    "增减": "change", "占比": "share", "各项": "parts", "各单位": "units", "原因": "reason",
    "文字": "text", "逐行": "each", "名称": "name", "简称": "short", "年度": "period",
    "上年": "previous", "增或减": "direction", "行名": "label", "序号": "no", "比": "of",
    "部门": "department", "地区": "county",
})  # fmt: skip
"""The Chinese words of fields, with the English ones that mean the same."""
COMMAND_WORDS: Final[Mapping[str, str]] = MappingProxyType({
    "取自": "from", "有数时": "when", "无数时": "unless", "报表": "form", "卡片": "cards",
    "单位表": "entities", "名词解释": "glossary", "段落": "text", "文件标题": "title",
    "逐张": "each", "完": "end",
})  # fmt: skip
"""The Chinese words of commands, with the English ones that mean the same."""
DEEPEST: Final = 2
"""How deep fields stand in each other: a field may hold fields that hold none."""
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
"""Where Notepad ends a line, so that its numbers are ours."""
_HEADING: Final = re.compile(r"(#{1,3})\s*(.+)")


@dataclass(frozen=True, slots=True)
class Field:
    """A field in braces: ``written`` as it stands, its ``words``, and the parts behind ``|``."""

    written: str
    words: tuple[str, ...]
    parts: tuple[tuple[Piece, ...], ...] = ()


Piece: TypeAlias = str | Field


@dataclass(frozen=True, slots=True)
class LineCondition:
    """A line is printed only if the figure or slot ``named`` holds something, or only if not."""

    named: str
    filled: bool
    line: int


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A line of a paragraph, with ``line`` its number, and form and column of ``@from``."""

    pieces: tuple[Piece, ...]
    line: int
    conditions: tuple[LineCondition, ...] = ()
    origin: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextParagraph:
    """Lines that are printed one after the other; a heading and the title (-1) have one."""

    lines: tuple[WrittenLine, ...]
    level: int = 0

    @property
    def line(self) -> int:
        """The number of the line where it begins."""
        return self.lines[0].line


@dataclass(frozen=True, slots=True)
class TextCommand:
    """A table or a list: ``@form procurement``. ``below`` is what ``@each`` prints for a card."""

    word: str
    arguments: tuple[str, ...]
    line: int
    conditions: tuple[LineCondition, ...] = ()
    below: tuple[Item, ...] = ()


Item: TypeAlias = TextParagraph | TextCommand


@dataclass(frozen=True, slots=True)
class TextProblem:
    """What is wrong in a line: the key of its message, what stands there, and the line's text."""

    message: str
    line: int
    value: str
    sentence: str
    expected: str = ""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file as it is written: ``encoding`` as it was read, ``lines`` for quoting them."""

    name: str
    items: tuple[Item, ...]
    lines: tuple[str, ...]
    problems: tuple[TextProblem, ...] = ()
    encoding: str = "utf-8"

    def sentence(self, line: int) -> str:
        """Return the text of a line, counted from 1."""
        return self.lines[line - 1].strip()


def parse_text(name: str, text: str, encoding: str = "utf-8") -> TextFile:
    """Take a text file apart; what is wrong in it is in its ``problems``, and never raised."""
    return _Parser(name, text, encoding).parsed()


class BracketError(ValueError):
    """Brackets that do not match; its argument is the text where they begin."""


def pieces_of(text: str, depth: int = 0) -> tuple[Piece, ...]:
    """Part a text into words and fields by the depth of its brackets; raise ``BracketError``."""
    return tuple(_pieces(text, depth))


def _pieces(text: str, depth: int) -> Iterator[Piece]:
    at = 0
    while (start := text.find("{", at)) >= 0:
        end = _closing(text, start)
        if words := _words(text[at:start]):
            yield words
        if depth == DEEPEST:
            raise BracketError(text[start : end + 1])
        yield _field(text[start + 1 : end], depth + 1)
        at = end + 1
    if words := _words(text[at:]):
        yield words


def _words(text: str) -> str:
    """Return words between fields; raise for a bracket among them."""
    if found := re.search(r"[{}｛｝]", text):
        raise BracketError(text[found.start() :])
    return text


def _closing(text: str, start: int) -> int:
    """Return where the field that begins at ``start`` ends."""
    depth = 0
    for at in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if not depth:
            return at
    raise BracketError(text[start:])


def _field(inner: str, depth: int) -> Field:
    head, *parts = _parted(inner)
    if re.search(r"[｛｝｜]", inner) or "{" in head:  # a full-width bar would be printed
        raise BracketError("{" + inner + "}")
    words = head.split()
    words[:1] = [FIELD_WORDS.get(word, word) for word in words[:1]]
    words = [FIELD_WORDS[word] if word == "比" else word for word in words]
    return Field(
        "{" + inner + "}", tuple(words), tuple(pieces_of(part.strip(), depth) for part in parts)
    )


def _parted(inner: str) -> list[str]:
    """Part a field at its own bars, not at those of the fields in it."""
    parts, depth = [""], 0
    for character in inner:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return parts


@dataclass
class _Parser:
    """Goes through the lines once; what is open is a paragraph, conditions and one ``@each``."""

    name: str
    text: str
    encoding: str
    items: list[Item] = field(default_factory=list)
    problems: list[TextProblem] = field(default_factory=list)
    open_lines: list[WrittenLine] = field(default_factory=list)
    conditions: list[LineCondition] = field(default_factory=list)
    origin: tuple[str, ...] = ()
    each: tuple[TextCommand, list[Item]] | None = None

    def parsed(self) -> TextFile:
        lines = tuple(_LINE_END.split(self.text))
        for number, line in enumerate(lines, 1):
            self._line(number, line.strip())
        self._end_paragraph()
        if self.each:
            self._problem("XL-201.end", self.each[0].line, "@each", lines[self.each[0].line - 1])
        for condition in self.conditions:
            sentence = lines[condition.line - 1].strip()
            self._problem("XL-201.nothing", condition.line, sentence, sentence)
        return TextFile(self.name, tuple(self.items), lines, tuple(self.problems), self.encoding)

    def _line(self, number: int, line: str) -> None:
        heading = _HEADING.fullmatch(line)
        if not line:
            self._end_paragraph()
        elif line.startswith("@"):
            self._command(number, line)
        elif heading:
            self._heading(number, heading[2], len(heading[1]), line)
        else:
            self.open_lines.append(self._text_line(number, line, line))

    def _text_line(self, number: int, text: str, whole: str) -> WrittenLine:
        try:
            pieces = pieces_of(text)
        except BracketError as error:
            self._problem("XL-202.brackets", number, error.args[0], whole)
            pieces = (text,)
        return WrittenLine(pieces, number, self._taken_conditions(), self.origin)

    def _heading(self, number: int, text: str, level: int, whole: str) -> None:
        self._end_paragraph()
        self._add(TextParagraph((self._text_line(number, text, whole),), level))

    def _command(self, number: int, line: str) -> None:
        word, _, rest = line[1:].partition(" ")
        word = COMMAND_WORDS.get(word, word)
        arguments = tuple(rest.split())
        if word in {"when", "unless"}:
            self.conditions += [
                LineCondition(named, word == "when", number) for named in arguments or ("",)
            ]
            return
        self._end_paragraph()
        if word == "title":
            self._heading(number, rest, -1, line)
        elif word == "from":
            self.origin = arguments
            self._add(TextCommand(word, arguments, number))
        elif word == "each" and not self.each:
            self.each = TextCommand(word, arguments, number, self._taken_conditions()), []
        elif word == "end" and self.each:
            self._end_each()
        else:
            self._add(TextCommand(word, arguments, number, self._taken_conditions()))

    def _end_each(self) -> None:
        assert self.each
        command, below = self.each
        self.each = None
        self._add(
            TextCommand(
                command.word, command.arguments, command.line, command.conditions, tuple(below)
            )
        )

    def _end_paragraph(self) -> None:
        if self.open_lines:
            self._add(TextParagraph(tuple(self.open_lines)))
            self.open_lines = []

    def _taken_conditions(self) -> tuple[LineCondition, ...]:
        taken, self.conditions = tuple(self.conditions), []
        return taken

    def _add(self, item: Item) -> None:
        (self.each[1] if self.each else self.items).append(item)

    def _problem(self, message: str, line: int, value: str, sentence: str) -> None:
        self.problems.append(TextProblem(message, line, value, sentence.strip()))
