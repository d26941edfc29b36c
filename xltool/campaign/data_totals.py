"""Totals in data to prefill: what they are calculated as counts, and where both differ is told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.evaluation.submission_values import SubmissionValues
from xltool.model.notices import Notice
from xltool.validation.cell_places import CellPlaces
from xltool.values.decimal_text import decimal_text, exact_decimal, is_masked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.facts.facts import StatedTotal
    from xltool.model.forms import Pack
    from xltool.model.submission import Key, Submission, Value


def differing_totals(
    pack: Pack, submission: Submission, totals: Mapping[Key, StatedTotal]
) -> Iterator[Notice]:
    """Yield a notice of each of ``totals`` that is not what the values of a submission give.

    One that is blank says nothing, and neither is compared where one of them is masked.
    """
    if not any(stated.text for stated in totals.values()):
        return
    values, places = SubmissionValues(pack, submission), CellPlaces(pack, submission)
    for key, stated in totals.items():
        value = values.get(key)
        if stated.text and not _agree(stated.text, value):
            at = places.at(key)
            words = {"cell": f"{at.sheet} {at.cell}", "given": stated.text}
            if value is None:
                yield Notice("total.blank", Path(stated.place), words)
            else:
                words["own"] = decimal_text(value)
                yield Notice("total", Path(stated.place), words)


def _agree(text: str, value: Value | None) -> bool:
    """Whether data say of a cell what is calculated, as far as both are known.

    Zero is what a blank cell adds up to.
    """
    if is_masked(text) or is_masked(value):
        return True
    try:
        given = exact_decimal(text)
    except ValueError:
        return text == value
    return given == value if isinstance(value, Decimal) else value is None and not given
