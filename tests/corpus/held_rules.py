"""Rules at places where typing is open: reasons beside totals, and the day that a form prints."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.corpus.variant import Expected, Variant, accepted, at, edited, needs_fix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.corpus.book import Book

MONEY, PUBLIC, ASSETS = "收支总表", "三公经费", "固定资产"
ENTITY = "312005"
CASES: Mapping[str, tuple[str, str, Expected]] = {
    "reason-of-a-total-tells-a-rise": (
        f"{PUBLIC}!E5", "比上年有所增加",
        needs_fix(*at("R17", f"{PUBLIC}!D5"), values={f"{PUBLIC}!E5": "比上年有所增加"}),
    ),
    "reason-of-a-subtotal-tells-a-rise": (
        f"{PUBLIC}!E7", "增长", needs_fix(*at("R17", f"{PUBLIC}!D7"), values={f"{PUBLIC}!E7": "增长"}),
    ),
    "reason-of-a-total-is-true": (
        f"{PUBLIC}!E5", "比上年减少0.40万元",
        accepted(values={f"{PUBLIC}!E5": "比上年减少0.40万元"}),
    ),
    "date-of-another-year": (
        f"{ASSETS}!C3", "截止时间：2020年12月31日", needs_fix(*at("R30", f"{ASSETS}!C3"))
    ),
    "date-of-another-month": (
        f"{ASSETS}!C3", "截止时间：2019年11月30日", needs_fix(*at("R30", f"{ASSETS}!C3"))
    ),
    "date-gone": (f"{ASSETS}!C3", "", needs_fix(*at("R30", f"{ASSETS}!C3"))),
    "date-in-other-words": (
        f"{ASSETS}!C3", "截止：2019年12月31日", accepted(*at("XL-165", f"{ASSETS}!C3"))
    ),
}  # fmt: skip


def variants() -> Iterator[Variant]:
    """Yield every variant of this class."""
    for name, (place, text, expected) in CASES.items():
        yield Variant("held-rules", name, edited(_typing(place, text), ENTITY), _own(expected))


def _typing(place: str, text: str) -> Callable[[Book], object]:
    return lambda book: book.type(place, text)


def _own(expected: Expected) -> Expected:
    return replace(expected, entity=ENTITY)
