"""A cell that shows something else than it stores, because of its number format."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

Moment = dt.datetime | dt.time | dt.timedelta
"""A date, a time of day or a duration."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """What a cell stores, and what its number format shows of it.

    ``text`` is what a person sees: blank when the format hides what is stored, or when that cannot
    be said. ``number`` is the number that a person reads there, None when it is none, with words
    or in another script. ``certain`` is whether every program shows this. A date is ``partial``
    when a year or a day is missing in what it shows: programs take a typed ``1-2`` for one.
    ``code`` is the format.

    ==================  ==========  ============  ========
    format              stored      text          number
    ==================  ==========  ============  ========
    ``0!.0000``         3997500     399.7500      399.75
    ``0"人次"``         1200        1200人次      None
    ``;;;``             399.75                    None
    ``m"月"d"日"``      2020-03-02  3月2日        None
    ``@"元"``           text 12     12元          None
    ==================  ==========  ============  ========
    """

    stored: float | str | Moment
    text: str
    number: Decimal | None = None
    certain: bool = True
    partial: bool = False
    code: str = ""

    def __str__(self) -> str:
        """Return what is shown."""
        return self.text

    @property
    def hidden(self) -> bool:
        """Whether nothing is shown."""
        return self.certain and not self.text.strip()
