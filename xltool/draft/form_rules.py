"""What the formulas of an official sheet calculate, as rules of a schema."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.draft.drafted_form import DraftedRule, quoted
from xltool.text import Bilingual, of_any_year, unspaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.draft.block_columns import FormColumns, TableBlock
    from xltool.draft.calculations import Signed
    from xltool.draft.form_lines import FormLines

_NAME = re.compile(r"[a-z]\w*", re.ASCII)
EACH_LINE = DraftedRule(
    "line.each",
    "parts(line.each)",
    Bilingual("科目等于下级科目之和", "A line is the sum of the lines below it"),
)
TOTAL_OF_ROWS = DraftedRule(
    "line.total",
    "parts(line.total)",
    Bilingual("合计等于各行之和", "The total is the sum of the rows"),
)


def column_rules(columns: FormColumns) -> Iterator[DraftedRule]:
    """Yield a rule for each calculated column."""
    titles = {each.id: unspaced(of_any_year(each.title)) for each in columns.columns}
    for name, (block, formula) in columns.formulas.items():
        terms = _names(formula.terms, block, columns)
        divisor = _names(formula.divisor, block, columns)
        if terms is None or divisor is None:
            continue
        value = _sum("col.{}", terms)
        if divisor:
            value = f"percent({value}, of={_sum('col.{}', divisor)})"
            en = f"Column {name} is {_sum('{}', terms)} in per cent of {_sum('{}', divisor)}"
            zh = f"{titles[name]}等于{_words(titles, terms)}占{_words(titles, divisor)}的百分比"
        else:
            en = f"Column {name} is {_sum('{}', terms)}"
            zh = f"{titles[name]}等于{_words(titles, terms)}"
        yield DraftedRule(f"col.{name}", value, Bilingual(zh, en))


def line_rules(parts: Sequence[TableBlock], lines: FormLines) -> Iterator[DraftedRule]:
    """Yield a rule for each calculated line: the sum of its parts, or of the lines it names."""
    labels = {line.code: unspaced(line.label) for line in lines.lines}
    for part, codes in zip(parts, lines.blocks, strict=True):
        for row, terms in part.calculations.lines.items():
            code = codes.get(row)
            named = [(codes.get(at, ""), count) for at, count in terms]
            if code is None or not all(name for name, _ in named):
                continue
            if any(abs(count) != 1 for _, count in named):
                continue
            below = {each.code for each in lines.lines if each.parent == code and each.adds}
            is_parts = below == {name for name, _ in named} and all(n == 1 for _, n in named)
            value = f"parts({_line(code)})" if is_parts else _lines_sum(named)
            if is_parts:
                says = Bilingual(
                    f"{labels[code]}等于各分项之和", f"Line {code} is the sum of its parts"
                )
            else:
                words = _words(labels, named)
                says = Bilingual(
                    f"{labels[code]}等于{words}", f"Line {code} is {_sum('{}', named)}"
                )
            yield DraftedRule(_line(code), value, says)


def code_rules(lines: FormLines) -> Iterator[DraftedRule]:
    """Yield a rule for each line below whose code there are others, where no formula says so."""
    above = {line.parent for line in lines.lines if line.adds}
    for line in lines.lines:
        if line.shown and line.code in above:
            says = Bilingual(
                f"{unspaced(line.label)}等于各分项之和", f"Line {line.code} is the sum of its parts"
            )
            yield DraftedRule(_line(line.code), f"parts({_line(line.code)})", says)


def _names(signed: Signed, block: int, columns: FormColumns) -> list[tuple[str, int]] | None:
    """Return columns by their ids; None where one is no column of numbers of this block."""
    numeric = {each.id for each in columns.columns if each.kind.numeric}
    found = [(columns.id(block, col), count) for col, count in signed]
    is_known = all(name in numeric and abs(count) == 1 for name, count in found)
    return found if is_known else None


def _line(code: str) -> str:
    return f"line.{code}" if _NAME.fullmatch(code) else f"line[{quoted(code)}]"


def _lines_sum(named: Sequence[tuple[str, int]]) -> str:
    return _sum("{}", [(_line(code), count) for code, count in named])


def _sum(form: str, named: Sequence[tuple[str, int]]) -> str:
    """Return names added and subtracted, those that are added first: ``a + b - c``."""
    ordered = sorted(named, key=lambda each: each[1] < 0)
    signs = [" + " if count > 0 else " - " for _, count in ordered]
    texts = [sign + form.format(name) for sign, (name, _) in zip(signs, ordered, strict=True)]
    return "".join(texts).removeprefix(" + ")


def _words(titles: Mapping[str, str], named: Sequence[tuple[str, int]]) -> str:
    ordered = sorted(named, key=lambda each: each[1] < 0)
    words = ["加" if count > 0 else "减" for _, count in ordered]
    texts = [word + titles[name] for word, (name, _) in zip(words, ordered, strict=True)]
    return "".join(texts).removeprefix("加")
