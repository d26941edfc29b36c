"""Receipts for the files that a parent's figures came from, as texts that its workbook carries."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.model.submission import Placement, SourceExplanation, SourceReceipt
from xltool.text import load_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def receipt_text(receipt: SourceReceipt) -> str:
    """Return a receipt as JSON."""
    places = {
        form: [place.sheet, sorted(place.rows.items()), sorted(place.cols.items())]
        for form, place in receipt.places.items()
    }
    texts = [receipt.source, receipt.sha256, receipt.version, receipt.serial, receipt.received]
    return json.dumps([*texts, receipt.facts, receipt.forced, places], ensure_ascii=False)


def _parse_receipt(text: str) -> SourceReceipt:
    """Return the receipt in such a text; ``ValueError`` or ``TypeError`` if it holds none."""
    *texts, count, forced, places = load_json(text)
    placed = {
        str(form): Placement(str(sheet), _positions(rows), _positions(cols))
        for form, (sheet, rows, cols) in places.items()
    }
    source, sha256, version, serial, received = map(str, texts)
    overridden = tuple(map(str, forced))
    return SourceReceipt(source, sha256, version, serial, received, int(count), overridden, placed)


def explanation_texts(receipt: SourceReceipt) -> Iterator[str]:
    """Yield the explanations of a receipt as JSON, each by itself: many fill no single cell."""
    return (json.dumps(each, ensure_ascii=False) for each in receipt.explanations)


def parse_receipts(
    receipts: Iterable[tuple[str, str]], explanations: Iterable[tuple[str, str]]
) -> dict[str, SourceReceipt]:
    """Return the receipts in such texts, which stand behind the code of their entity.

    The keys of explanations go on behind it: ``312005.0``. Raises ``KeyError`` for one without a
    receipt, ``ValueError`` or ``TypeError`` for what is none.
    """
    found = {code: _parse_receipt(text) for code, text in receipts}
    said: dict[str, list[SourceExplanation]] = {code: [] for code in found}
    for name, text in explanations:
        said[name.partition(".")[0]].append(SourceExplanation(*map(str, load_json(text))))
    return {
        code: replace(receipt, explanations=tuple(said[code])) for code, receipt in found.items()
    }


def _positions(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    return {int(old): int(new) for old, new in pairs}
