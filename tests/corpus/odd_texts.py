"""Texts that no file can hold, or no name: half characters, names of thousands, texts for paths."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from tests.corpus.variant import ENTITY, Variant, accepted, at, needs_fix, resaved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openpyxl.workbook import Workbook

    from tests.corpus.variant import Clean, Make

HALVES = {"high": r"\ud800", "low": r"x\udfff", "reversed": r"\udc00\ud800"}
DAMAGED = accepted(*at("XL-121"), *at("XL-156"))


def variants() -> Iterator[Variant]:
    """Yield every variant of this class."""
    for name, half in HALVES.items():
        yield Variant(
            "odd-texts", f"half-a-character-{name}-in-the-funding", _entity("funding", half),
            accepted(*at("XL-121")),
        )  # fmt: skip
        yield Variant(
            "odd-texts", f"half-a-character-{name}-among-forced-errors", resaved(_forced(half)),
            needs_fix(*at("XL-121"), *at("XL-166")),
        )  # fmt: skip
    for size in (201, 300, 30_000):
        yield Variant("odd-texts", f"short-name-of-{size}", _entity("short", "长" * size), DAMAGED)
    for name, text in SHAPES.items():
        yield Variant("odd-texts", f"meta-{name}", resaved(_row(*text)), DAMAGED)


def _entity(part: str, text: str) -> Make:
    """Return what gives the entity another short name or the like in ``_meta``, spelt as JSON."""

    def make(clean: Clean) -> bytes:
        parts = asdict(clean.campaign.entity(ENTITY)) | {part: "TEXT"}
        row = json.dumps(list(parts.values()), ensure_ascii=False).replace("TEXT", text)
        return clean.book().meta(f"entity.{ENTITY}", row).data()

    return make


def _row(key: str, text: str) -> Callable[[Workbook], object]:
    """Return the change that adds a row to ``_meta``."""
    return lambda workbook: workbook["_meta"].append([key, text])


def _forced(text: str) -> Callable[[Workbook], object]:
    return _row(f"forced.{ENTITY}", f'["{text}"]')


SHAPES = {
    "with-infinite-rows": (f"extent.{ENTITY}.procurement", f'[["{ENTITY}", Infinity]]'),
    "with-a-list-for-a-receipt": (f"receipt.{ENTITY}", '["a", "b", "c", "d", "e", 0, [], []]'),
    "with-a-number-for-a-receipt": (f"receipt.{ENTITY}", "1"),
}
