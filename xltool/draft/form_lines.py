"""The lines of a drafted statement or code tree: codes, labels, and which is below which."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.draft.block_columns import USUAL_PLACES, format_places
from xltool.draft.column_roles import TOTAL_WORDS
from xltool.draft.drafted_form import DraftedLine
from xltool.draft.line_labels import is_ordinal, ordinal_parents, split_label
from xltool.draft.sheet_tables import DASHES
from xltool.kinds import ColumnKind
from xltool.text import squeezed

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from xltool.draft.block_columns import FormColumns, TableBlock
    from xltool.draft.calculations import Signed
    from xltool.draft.source_sheet import SourceSheet


@dataclass(frozen=True, slots=True)
class FormLines:
    """The lines of a form: of each block those that it prints, by row; and all in order."""

    blocks: tuple[Mapping[int, str], ...]
    lines: tuple[DraftedLine, ...]

    def printed(self, block: int, part: TableBlock) -> list[str]:
        """Return the lines that a band prints, from the top, "" for a blank row."""
        codes = [self.blocks[block].get(row, "") for row in part.table.lines]
        while codes and not codes[-1]:
            codes.pop()
        return codes


def form_lines(sheet: SourceSheet, parts: Sequence[TableBlock], columns: FormColumns) -> FormLines:
    """Return the lines of a statement; those that formulas or ordinals put below others so."""
    made: list[DraftedLine] = []
    starts: list[int] = []
    for place, part in enumerate(parts):
        starts.append(len(made))
        made += _block_lines(sheet, part, place, columns, len(made))
    coded = _with_codes(made)
    found: list[DraftedLine] = []
    blocks: list[Mapping[int, str]] = []
    for part, start in zip(parts, starts, strict=True):
        of_block = coded[start : start + len(part.rows)]
        blocks.append({line.row: line.code for line in of_block})
        found += _with_parents(of_block, part.calculations.lines)
    return FormLines(tuple(blocks), tuple(found))


def _block_lines(
    sheet: SourceSheet, part: TableBlock, place: int, columns: FormColumns, before: int
) -> Iterator[DraftedLine]:
    for offset, row in enumerate(part.rows):
        label, code = part.block.label, part.block.code
        printed = sheet.cell(row, label).printed if label is not None else sheet.name
        prefix, text = split_label(printed)
        yield DraftedLine(
            f"r{before + offset + 1}",
            text,
            row,
            prefix,
            na=tuple(_not_applicable(sheet, part, place, row, columns)),
            places=_places(sheet, part, place, row, columns),
            shown="" if code is None else squeezed(sheet.cell(row, code).text),
        )


def _with_codes(lines: Sequence[DraftedLine]) -> list[DraftedLine]:
    """Return lines with the codes that are printed beside them, where each stands once."""
    count = Counter(line.shown for line in lines)
    return [
        replace(line, code=line.shown) if line.shown and count[line.shown] == 1 else line
        for line in lines
    ]


def _not_applicable(
    sheet: SourceSheet, part: TableBlock, place: int, row: int, columns: FormColumns
) -> Iterator[str]:
    for col in part.values:
        name = columns.id(place, col)
        if name not in columns.formulas and squeezed(sheet.cell(row, col).text) in DASHES:
            yield name


def _places(
    sheet: SourceSheet, part: TableBlock, place: int, row: int, columns: FormColumns
) -> str:
    """Return the decimals of a line's quantities where they differ from those of the column."""
    kinds = {each.id: each for each in columns.columns}
    for col in part.values:
        column = kinds[columns.id(place, col)]
        shown = format_places(sheet.cell(row, col).number_format)
        usual = int(column.options.get("places", USUAL_PLACES))
        if column.kind is ColumnKind.NUMBER and shown is not None and shown != usual:
            return str(shown)
    return ""


def _with_parents(
    lines: Sequence[DraftedLine], sums: Mapping[int, Signed]
) -> Iterator[DraftedLine]:
    """Yield lines with their parents: by the smallest sum that holds a line, else by ordinals."""
    codes = {line.row: line.code for line in lines}
    ordered = sorted(sums.items(), key=lambda each: len(each[1]))
    parents: dict[str, str] = {}
    for row, terms in ordered:
        if row not in codes or any(count != 1 for _, count in terms):
            continue
        for code in (codes[at] for at, _ in terms if at in codes):
            if not _is_above(parents, code, codes[row]):
                parents.setdefault(code, codes[row])
    by_ordinal = ordinal_parents([(line.prefix, line.label) for line in lines])
    shown = {line.shown for line in lines} - {""}
    calculated = {codes[row] for row in sums if row in codes}
    for line, whole in zip(lines, by_ordinal, strict=True):
        parent, adds = parents.get(line.code, ""), True
        guessed = lines[whole].code if whole is not None else ""
        above = _code_above(line.shown, shown) if line.shown else ""
        if not parent and above in codes.values() and not _is_above(parents, line.code, above):
            parents[line.code] = parent = above
            adds = above not in calculated
        elif not parent and guessed and not _is_above(parents, line.code, guessed):
            parents[line.code] = parent = guessed
            adds = guessed not in calculated and is_ordinal(line.prefix)
        yield replace(line, parent=parent, adds=adds)


def _is_above(parents: Mapping[str, str], code: str, below: str) -> bool:
    """Whether ``code`` is ``below`` or above it."""
    while below and below != code:
        below = parents.get(below, "")
    return bool(below)


def tree_lines(
    lines: Sequence[DraftedLine], names: Sequence[tuple[str, str]]
) -> tuple[DraftedLine, ...] | None:
    """Return the lines of a code tree by their codes; None where these are no classification.

    ``names`` are codes with their names that the workbook has besides those that are printed.
    """
    total = [line for line in lines if not line.shown]
    is_total = all(squeezed(line.prefix + line.label) in TOTAL_WORDS for line in total)
    coded = {line.shown: replace(line, code=line.shown) for line in lines if line.shown}
    if len(total) > 1 or not is_total or len(coded) < len(lines) - len(total):
        return None
    others = {code: DraftedLine(code, name, -1) for code, name in names}
    return _classified({**others, **coded}) or _classified(coded)


def _classified(coded: Mapping[str, DraftedLine]) -> tuple[DraftedLine, ...] | None:
    """Return lines below each other by their codes; None where a level has several lengths."""
    made = [
        replace(line, parent=_code_above(line.code, coded), adds=True, shown="")
        for line in coded.values()
    ]
    parents = {line.code: line.parent for line in made}
    lengths: dict[int, int] = {}
    for line in made:
        depth, above = 0, line.parent
        while above:
            depth, above = depth + 1, parents[above]
        if lengths.setdefault(depth, len(line.code)) != len(line.code):
            return None
    return tuple(sorted(made, key=lambda line: line.code)) or None


def _code_above(code: str, codes: Container[str]) -> str:
    """Return the longest of other codes that a code begins with."""
    starts = (code[:end] for end in range(len(code) - 1, 0, -1))
    return next((start for start in starts if start in codes), "")
