"""Numerals that people wrote, against all figures: 元 behind a figure in 万元 is a slip (R20)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xltool.kinds import ColumnKind
from xltool.model.templates import WAN, YUAN
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.publication.source import PublicationSource

LEAST_DIGITS: Final = 3
"""Shorter numbers are in a form by chance too often to say what somebody meant: 每人30元."""


def known_figures(source: PublicationSource) -> frozenset[str]:
    """Return every amount of the department's forms in 万元, as it is printed without its unit."""
    return frozenset(map(decimal_text, _amounts(source.department)))


def _amounts(values: SubmissionValues) -> Iterator[Decimal]:
    for form in values.reported:
        columns = [c.id for c in form.table.columns if c.kind is ColumnKind.MONEY]
        if form.template.scale != WAN:
            continue
        rows = values.rows(form.table.id)
        for column in columns:
            yield from (abs(v) for v in rows.column(column) if isinstance(v, Decimal))


def misquoted(number: str, unit: str, known: frozenset[str]) -> str:
    """Return the figure that a numeral in 元 is, taken for 万元; empty when it is none."""
    if unit != YUAN or "*" in number:
        return ""
    amount = Decimal(number.replace(",", ""))
    digits = decimal_text(abs(amount)).replace(".", "").strip("0")
    is_figure = len(digits) >= LEAST_DIGITS and decimal_text(abs(amount)) in known
    return f"{decimal_text(amount)}{WAN}" if is_figure else ""
