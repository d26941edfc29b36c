"""Row ids: the texts that name a record of a table, the same as in facts files.

In a statement the code of the line (income_fund), in a register and of a card its number (2), of a
row on a card both numbers: ``2/3`` is row 3 of card 2.
"""

from __future__ import annotations

from xltool.kinds import Shape
from xltool.text import Bilingual

_SEPARATOR = "/"


def card_of(row: str) -> str:
    """Return the card that a row is on: ``2`` for ``2/3``, and for card ``2`` itself."""
    return row.partition(_SEPARATOR)[0]


def is_on_card(row: str) -> bool:
    """Whether a row id names a row on a card, not a card itself."""
    return _SEPARATOR in row


def place_on_card(row: str) -> int:
    """Return the place of a row on its card, counted from 0: 2 for ``2/3``."""
    return int(row.partition(_SEPARATOR)[2]) - 1


def card_row(card: str, number: int) -> str:
    """Return the id of a row on a card: ``2/3`` for card ``2`` and number 3, counted from 1."""
    return f"{card}{_SEPARATOR}{number}"


def row_name(shape: Shape, row: str) -> Bilingual:
    """Return how people call a row: ``row 3``, ``card 2``, ``card 2 row 3``."""
    if shape is not Shape.CARDS:
        return Bilingual(f"第{row}行", f"row {row}")
    card = card_of(row)
    if not is_on_card(row):
        return Bilingual(f"第{card}张卡片", f"card {card}")
    number = place_on_card(row) + 1
    return Bilingual(f"第{card}张卡片第{number}行", f"card {card} row {number}")
