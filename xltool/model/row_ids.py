"""Row ids: which record of a table, or which row of which card.

A row id is a text, as in facts files: a line's code in a statement, a number in a register and on
a card, ``card/number`` for a row on a card: ``2/3`` is row 3 of card 2.
"""

from __future__ import annotations

from xltool.kinds import Shape
from xltool.text import Bilingual

_BETWEEN = "/"


def card_of(row: str) -> str:
    """Return the card that a row is on: ``2`` for ``2/3``, and for card ``2`` itself."""
    return row.partition(_BETWEEN)[0]


def is_on_card(row: str) -> bool:
    """Whether a row id names a row on a card, not a card itself."""
    return _BETWEEN in row


def place_on_card(row: str) -> int:
    """Return which row of its card a row is, counted from 0: 2 for ``2/3``."""
    return int(row.partition(_BETWEEN)[2]) - 1


def card_row(card: str, number: int) -> str:
    """Return the id of a row of a card, counted from 1."""
    return f"{card}{_BETWEEN}{number}"


def row_name(shape: Shape, row: str) -> Bilingual:
    """Return how people call a row of a register, a card, or a row of a card."""
    if shape is not Shape.CARDS:
        return Bilingual(f"第{row}行", f"row {row}")
    card = card_of(row)
    if not is_on_card(row):
        return Bilingual(f"第{card}张卡片", f"card {card}")
    number = place_on_card(row) + 1
    return Bilingual(f"第{card}张卡片第{number}行", f"card {card} row {number}")
