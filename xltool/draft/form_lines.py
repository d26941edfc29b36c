"""The lines of a drafted statement or code tree: codes, labels, and which is below which."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.draft.block_columns import USUAL_PLACES, format_places
from xltool.draft.column_roles import TOTAL_WORDS
from xltool.draft.drafted_form import DraftedLine
from xltool.draft.line_labels import is_ordinal, ordinal_parents, split_label
from xltool.draft.sheet_tables import DASHES, LeftOutError
from xltool.kinds import ColumnKind
from xltool.model.forms import TOTAL
from xltool.text import Bilingual, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.draft.block_columns import FormColumns, TableBlock
    from xltool.draft.calculations import Signed
    from xltool.draft.source_sheet import SourceSheet


CODE_TWICE = Bilingual("同一编码印了两次", "a code is printed twice")


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
    found: list[DraftedLine] = []
    blocks: list[Mapping[int, str]] = []
    for place, part in enumerate(parts):
        made = list(_block_lines(sheet, part, place, columns, len(found)))
        rows = {line.row: line.code for line in made}
        blocks.append(rows)
        found += _with_parents(made, part.calculations.lines)
    if len({line.code for line in found}) < len(found):
        raise LeftOutError(CODE_TWICE)
    return FormLines(tuple(blocks), tuple(found))


def _block_lines(
    sheet: SourceSheet, part: TableBlock, place: int, columns: FormColumns, before: int
) -> Iterator[DraftedLine]:
    has_total = False
    for offset, row in enumerate(part.rows):
        label = part.block.label
        printed = sheet.cell(row, label).printed if label is not None else sheet.name
        prefix, text = split_label(printed)
        code = f"r{before + offset + 1}"
        if part.block.code is not None:
            code = squeezed(sheet.cell(row, part.block.code).text) or ("" if has_total else TOTAL)
            has_total = has_total or code == TOTAL
            code = code or f"r{before + offset + 1}"
        yield DraftedLine(
            code, text, row, prefix,
            na=tuple(_not_applicable(sheet, part, place, row, columns)),
            places=_places(sheet, part, place, row, columns),
        )  # fmt: skip


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
    by_ordinal = ordinal_parents([line.prefix for line in lines])
    calculated = {codes[row] for row in sums if row in codes}
    for line, whole in zip(lines, by_ordinal, strict=True):
        parent, adds = parents.get(line.code, ""), True
        guessed = lines[whole].code if whole is not None else ""
        if not parent and guessed and not _is_above(parents, line.code, guessed):
            parents[line.code] = parent = guessed
            adds = guessed not in calculated and is_ordinal(line.prefix)
        yield replace(line, parent=parent, adds=adds)


def _is_above(parents: Mapping[str, str], code: str, below: str) -> bool:
    """Whether ``code`` is ``below`` or above it."""
    while below and below != code:
        below = parents.get(below, "")
    return bool(below)


def tree_lines(lines: Sequence[DraftedLine]) -> tuple[DraftedLine, ...] | None:
    """Return the lines of a code tree by their codes; None where these are no classification."""
    coded = [line for line in lines if line.code != TOTAL]
    if len(coded) < len(lines) - 1 or any(line.code.startswith("r") for line in coded):
        return None
    codes = {line.code for line in coded}
    made = [replace(line, parent=_code_above(line.code, codes), adds=True) for line in coded]
    parents = {line.code: line.parent for line in made}
    lengths: dict[int, int] = {}
    for line in made:
        depth, above = 0, line.parent
        while above:
            depth, above = depth + 1, parents[above]
        if lengths.setdefault(depth, len(line.code)) != len(line.code):
            return None
    total = [line for line in lines if line.code == TOTAL]
    is_total = all(squeezed(line.prefix + line.label) in TOTAL_WORDS for line in total)
    return tuple(sorted(made, key=lambda line: line.code)) if is_total else None


def _code_above(code: str, codes: set[str]) -> str:
    """Return the longest of other codes that a code begins with."""
    return max(
        (each for each in codes if each != code and code.startswith(each)), key=len, default=""
    )
