"""How a form is printed, as its template says: columns in blocks, headings, titles, row heights."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from xltool.model.row_ids import place_on_card
from xltool.text import of_year

if TYPE_CHECKING:
    from collections.abc import Mapping


LANDSCAPE, PORTRAIT = "landscape", "portrait"
"""How a form lies on paper."""
NO_DATA_WORDS = "本表无数据"
"""What a form that is stated to have no data prints, if its template has no words of its own."""


YUAN, WAN = "元", "万元"
"""What the amounts of a form are counted in."""
TYPED = "typed"
"""What ``totals`` are that are typed instead of calculated."""


@dataclass(frozen=True, slots=True)
class ColumnBlock:
    """Adjacent columns under a common heading: ``[[band]]`` in a template.

    ``columns`` maps column ids to widths in characters. ``title`` are the headings above them, from
    the top; blocks side by side whose headings begin alike share the cells of those. ``lines`` are
    the codes of a statement's lines in this block, from the top, ``""`` for an empty one; a block
    without lines goes on with those of the block on its left. ``label`` is the heading above the
    lines, ``code`` that above codes, ``no`` that above numbers, 序号 or 行次 if empty. A block that
    is ``below`` stands under those before it instead of beside them. Lines of blocks with a
    ``name``, such as 存量 and 新增, are told apart by it and never added up.
    """

    columns: Mapping[str, float]
    title: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    label: str = "项　　目"
    code: str = "科目编码"
    no: str = ""
    below: bool = False
    name: str = ""

    def in_period(self, period: str) -> ColumnBlock:
        """Return the block with the year in its headings."""
        return replace(
            self,
            title=tuple(of_year(text, period) for text in self.title),
            label=of_year(self.label, period),
            code=of_year(self.code, period),
            no=of_year(self.no, period),
        )

    @property
    def heading(self) -> str:
        """The headings above the columns as one text: ``预算数·公务用车``."""
        return "·".join(self.title)


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Adjacent rows of a card that share one printed value: ``rows`` times 产出指标.

    Where no column is printed they share none.
    """

    rows: int
    value: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """How a form is printed; it names columns and codes by their ids.

    ``measure`` is the printed unit of measure. ``rows`` are those of a register of which nothing
    else is known, or the open rows of a code tree, which prints the lines ``start`` for everybody,
    or with ``lines`` "all" those of the whole list. ``spare`` are the cards besides those of the
    listed projects. ``total`` and
    ``subtotal`` give the texts in the total row of a parent and of an entity, ``fields`` the
    heights in points of the fields in the head of a card, all by column id. Only an entity that
    consolidates fills in a ``parent`` form. ``charts`` names the lines whose parts, this year and
    last, are drawn. A form with ``nil`` must be filled in or stated to have no data; then these
    words are printed under its title. ``index`` is printed beside a row under the headings that
    numbers the columns: 栏次. With ``totals = "typed"`` published totals are typed, and held to
    what they are the sum of. ``empty`` is a note that shows only while the form holds no figure.
    ``carried`` are columns, of a statement lines, whose texts are filled in again next year.
    Amounts are counted in ``scale``, 元 or 万元. ``paper`` is ``landscape`` or ``portrait``; with
    ``fit`` a form is printed on one page.
    """

    sheet: str
    title: str
    bands: tuple[ColumnBlock, ...]
    subtitle: str = ""
    measure: str = ""
    notes: tuple[str, ...] = ()
    rows: int = 0
    start: tuple[str, ...] = ()
    lines: str = ""
    spare: int = 0
    total: Mapping[str, str] = field(default_factory=dict)
    subtotal: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, float] = field(default_factory=dict)
    groups: tuple[RowGroup, ...] = ()
    row_height: float = 22.0
    parent: bool = False
    charts: tuple[str, ...] = ()
    nil: str = ""
    index: str = ""
    totals: str = ""
    empty: str = ""
    paper: str = LANDSCAPE
    fit: bool = False
    scale: str = WAN
    carried: tuple[str, ...] = ()

    def in_period(self, period: str) -> Template:
        """Return the template with the year in its title and its headings."""
        bands = tuple(band.in_period(period) for band in self.bands)
        return replace(self, title=of_year(self.title, period), bands=bands)

    @property
    def lines_of_bands(self) -> tuple[tuple[str, ...], ...]:
        """The lines of each block: its own, or those of the block on its left."""
        return tuple(accumulate((band.lines for band in self.bands), lambda left, own: own or left))

    def band_of(self, line: str, column: str) -> ColumnBlock | None:
        """Return the block that prints a column beside a line; None when there is none."""
        bands = zip(self.bands, self.lines_of_bands, strict=True)
        return next((band for band, own in bands if line in own and column in band.columns), None)

    @property
    def nil_suffix(self) -> str:
        """What the subtitle ends with when the form is stated to have no data; empty if never."""
        return f"（{self.nil}）" if self.nil else ""

    @property
    def tree_rows(self) -> tuple[str, ...]:
        """The rows of a code tree, from the top: its lines, then its open rows."""
        return self.bands[0].lines

    @property
    def beside(self) -> tuple[str, ...]:
        """The value printed beside each row of a card, in order."""
        return tuple(group.value for group in self.groups for _ in range(group.rows))

    def group_of(self, row: str) -> str:
        """Return the value printed beside ``row`` of a card, given as ``card/number``."""
        return self.beside[place_on_card(row)]
