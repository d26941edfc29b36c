"""What was read of an official sheet, ready to be written as files of a pack."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.kinds import ColumnKind, Shape
    from xltool.text import Bilingual


def quoted(text: str) -> str:
    """Return a text as a literal that Python and TOML read alike."""
    return json.dumps(text, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class DraftedColumn:
    """A column of values. ``options`` are keywords of its recipe, as Python; ``guess`` why, if so.

    ``choices`` are those of its dropdown.
    """

    id: str
    title: str
    kind: ColumnKind
    options: Mapping[str, str]
    choices: tuple[str, ...] = ()
    guess: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class DraftedLine:
    """A line of a statement or code tree, as its code list has it; ``row`` is that of the sheet.

    ``shown`` is what the column of codes prints beside it.
    """

    code: str
    label: str
    row: int
    prefix: str = ""
    parent: str = ""
    adds: bool = True
    na: tuple[str, ...] = ()
    places: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class DraftedRule:
    """A calculated column or line: its target and its value as Python, and both in words."""

    target: str
    value: str
    says: Bilingual


@dataclass(frozen=True, slots=True)
class DraftedBand:
    """Adjacent columns with the same headings above them; ``columns`` with their widths."""

    columns: Mapping[str, float]
    title: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    label: str = ""
    code: str = ""
    no: str = ""
    below: bool = False


@dataclass(frozen=True, slots=True)
class DraftedForm:
    """A form: ``printed`` are keys of its template with texts, numbers or lists as values."""

    id: str
    sheet: str
    shape: Shape
    printed: Mapping[str, object]
    bands: tuple[DraftedBand, ...]
    columns: tuple[DraftedColumn, ...]
    rules: tuple[DraftedRule, ...]
    todo: tuple[Bilingual, ...]
    lines: tuple[DraftedLine, ...] = ()
    is_tree: bool = False

    @property
    def todo_count(self) -> int:
        """How many guesses its files name."""
        return len(self.todo) + sum(column.guess is not None for column in self.columns)
