"""A form is found again with certainty or not at all: never a value from another slot.

The same examples each time; other ones when ``XLTOOL_FUZZ`` is set.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.corpus.reading import Values, entered, slots
from tests.corpus.shifting import Shift, shift
from tests.corpus.variant import Clean
from xltool.a1 import address
from xltool.kinds import Severity
from xltool.layout.layout import lay_out
from xltool.matching.locate import Located, Lost, locate
from xltool.matching.observed_sheet import ObservedSheet, shown_text
from xltool.model.forms import OlderVersion
from xltool.reading.read import read_return
from xltool.spreadsheets.intake import admit
from xltool.spreadsheets.raw_sheet import RawSheet, cell_position
from xltool.spreadsheets.workbook import sheets
from xltool.text import squeezed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Pack
    from xltool.model.submission import Key
    from xltool.values.cell_values import Raw

FORMS = ("income_expenditure", "three_public", "procurement", "fixed_assets", "performance")
FIXED = not os.environ.get("XLTOOL_FUZZ")
TODAY = OlderVersion("")
NAME = "表"

Slot = tuple[int, int]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet in memory: cells, the slot that each one was, and merged areas."""

    cells: list[list[Raw]]
    slots: list[list[Slot | None]]
    merges: tuple[tuple[int, int, int, int], ...]

    def sheet(self) -> RawSheet:
        """Return the page as it is read."""
        values: dict[str, Raw] = {
            address(row, col): raw
            for row, cells in enumerate(self.cells)
            for col, raw in enumerate(cells)
            if raw not in {None, ""}
        }
        merges = [
            f"{address(top, left)}:{address(bottom, right)}"
            for top, left, bottom, right in self.merges
        ]
        return RawSheet(values, merges=merges)

    def shifted(self, move: Shift) -> Page:
        """Return the page as Excel leaves it after rows or columns came or went."""
        return Page(
            _moved(self.cells, move, ""), _moved(self.slots, move, None), self._merged(move)
        )

    def _merged(self, move: Shift) -> tuple[tuple[int, int, int, int], ...]:
        found = []
        for top, left, bottom, right in self.merges:
            low, high = (top, bottom) if move.rows else (left, right)
            if span := move.span(low + 1, high + 1):
                first, last = span[0] - 1, span[1] - 1
                found.append(
                    (first, left, last, right) if move.rows else (top, first, bottom, last)
                )
        return tuple(found)

    def swapped(self, one: int, two: int) -> Page:
        """Return the page with two rows exchanged, whatever is merged."""
        cells, slots = list(self.cells), list(self.slots)
        cells[one], cells[two] = cells[two], cells[one]
        slots[one], slots[two] = slots[two], slots[one]
        return Page(cells, slots, self.merges)

    def typed(self, cell: FormCell, text: str) -> Page:
        """Return the page with another text in a cell."""
        cells = [list(row) for row in self.cells]
        cells[cell.row][cell.col] = text
        return Page(cells, self.slots, self.merges)


def _moved(rows: Sequence[Sequence[T]], move: Shift, blank: T) -> list[list[T]]:
    """Return rows of cells after rows or columns came or went."""
    if move.rows:
        return _spliced([list(row) for row in rows], move, [blank] * len(rows[0]))
    return [_spliced(list(row), move, blank) for row in rows]


def _spliced(items: list[T], move: Shift, blank: T) -> list[T]:
    first = move.first - 1
    if move.gone:
        return items[:first] + items[first + move.count :]
    return items[:first] + [blank] * move.count + items[first:]


class Forms:
    """The clean return's forms: geometry and page of each."""

    def __init__(self, clean: Clean, path: Path) -> None:
        """Read the clean return, written to ``path``."""
        path.write_bytes(clean.data())
        found, submission = sheets(admit(path)), clean.submission()
        self.plans = {
            name: lay_out(clean.pack.form(name), submission.extents[name]) for name in FORMS
        }
        self.pages = {name: page(found[plan.sheet], plan) for name, plan in self.plans.items()}

    def find(self, form: str, page: Page) -> Located | Lost:
        """Look for a form."""
        return locate(ObservedSheet(self.plans[form], page.sheet(), TODAY), NAME)

    def printed(self, form: str, *roles: str) -> list[FormCell]:
        """Return the printed texts of some roles."""
        return [cell for cell in self.plans[form].cells if cell.role.value in roles and cell.text]

    def assert_certain(self, form: str, sheet: Page) -> None:
        """Each slot is found where it is now; only one that is gone, or was blank, is not."""
        found = self.find(form, sheet)
        if isinstance(found, Located):
            for cell in self.plans[form].slots.values():
                if cell.entered and found.place.has(cell.row, cell.col):
                    self.assert_own(form, cell, sheet, found.place.at(cell.row, cell.col))

    def assert_own(self, form: str, cell: FormCell, sheet: Page, at: Slot) -> None:
        """What stands at ``at`` was always the slot's, or both are blank.

        Rows under one merged label print nothing: no one can tell them apart, so that to move
        them among themselves, or to delete one and insert another, is to type them anew.
        """
        row, col = at
        inside = row < len(sheet.cells) and col < len(sheet.cells[row])
        slot = sheet.slots[row][col] if inside else None
        alike, before = self.alike(form, cell), self.pages[form].cells[cell.row][cell.col]
        if not inside or not sheet.cells[row][col]:
            assert slot == (cell.row, cell.col) or before in (None, "") or len(alike) > 1, (
                f"{cell.address} got lost"
            )
        else:
            assert slot, f"{cell.address} was read from outside"
            assert slot[0] in alike, f"{cell.address} was read from another slot"
            assert slot[1] == cell.col, f"{cell.address} was read from another slot"

    def prints(self, form: str, row: int) -> list[tuple[int, str]]:
        """Return what is printed on a row, and in which columns."""
        cells = [cell for cell in self.plans[form].cells if cell.row == row]
        return [
            (cell.col, shown_text(self.pages[form].cells[row][cell.col]))
            for cell in cells
            if not cell.key
        ]

    def alike(self, form: str, cell: FormCell) -> range:
        """Return the rows that nothing printed tells from that of ``cell``."""
        for label in self.printed(form, "label"):
            rows = range(label.row, label.row + label.height)
            if label.height > 1 and cell.row in rows:
                return rows
        return range(cell.row, cell.row + 1)


@pytest.fixture(scope="module")
def clean(pack: Pack, campaign: Campaign) -> Clean:
    """What the files are made from."""
    return Clean(pack, campaign)


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files are written, one over the other."""
    return tmp_path_factory.mktemp("moved") / "a.xlsx"


@pytest.fixture(scope="module")
def forms(clean: Clean, target: Path) -> Forms:
    """The forms that are looked for."""
    return Forms(clean, target)


def page(sheet: RawSheet, plan: SheetLayout) -> Page:
    """Return a sheet at least as large as its form, each cell its own slot."""
    places = {cell_position(at): raw for at, raw in sheet.values.items()}
    rows = max([plan.rows, *(row + 1 for row, _ in places)])
    cols = max([len(plan.widths), *(col + 1 for _, col in places)])
    grid = [[places.get((row, col), "") for col in range(cols)] for row in range(rows)]
    merges = tuple(
        (cell.row, cell.col, cell.row + cell.height - 1, cell.col + cell.width - 1)
        for cell in plan.cells
        if cell.height * cell.width > 1
    )
    return Page(grid, [[(row, col) for col in range(cols)] for row in range(len(grid))], merges)


MOVES = st.lists(
    st.builds(
        Shift, st.integers(1, 120), st.integers(1, 3), rows=st.booleans(), gone=st.booleans()
    ),
    min_size=1,
    max_size=3,
)


@pytest.mark.parametrize("form", FORMS)
def test_a_clean_form_stands_where_it_should(form: str, forms: Forms) -> None:
    """Nothing moved, nothing edited."""
    found = forms.find(form, forms.pages[form])
    assert isinstance(found, Located)
    assert (found.place.rows, found.place.cols, found.edited, found.foreign) == ({}, {}, (), ())


def within(move: Shift, sheet: Page) -> Shift:
    """Return the move, brought inside the sheet."""
    size = len(sheet.cells) if move.rows else len(sheet.cells[0])
    return replace(move, first=(move.first - 1) % size + 1, count=min(move.count, size - 1))


@pytest.mark.parametrize("form", FORMS)
@given(numbers=st.tuples(st.integers(0, 999), st.integers(0, 999)))
@settings(max_examples=50, deadline=None, derandomize=FIXED)
def test_labels_that_changed_places(form: str, numbers: tuple[int, int], forms: Forms) -> None:
    """Two printed texts exchanged: whether the figures moved along nobody knows, so none count."""
    labels = forms.printed(form, "label", "head")
    one, two = (labels[number % len(labels)] for number in numbers)
    mixed = forms.pages[form].typed(one, two.text).typed(two, one.text)
    assert isinstance(forms.find(form, mixed), Lost) == (squeezed(one.text) != squeezed(two.text))


@pytest.mark.parametrize("form", FORMS)
@given(numbers=st.tuples(st.integers(0, 999), st.integers(0, 999)))
@settings(max_examples=100, deadline=None, derandomize=FIXED)
def test_rows_that_changed_places(form: str, numbers: tuple[int, int], forms: Forms) -> None:
    """Two rows exchanged, labels and all: no slot is taken for another, whatever else is read.

    Unless they print the same: then nobody sees that they changed places, nor that somebody typed
    the figures of one into the other.
    """
    sheet = forms.pages[form]
    one, two = (number % len(sheet.cells) for number in numbers)
    assume(forms.prints(form, one) != forms.prints(form, two))
    forms.assert_certain(form, sheet.swapped(one, two))


@pytest.mark.parametrize("form", FORMS)
@given(moves=MOVES)
@settings(max_examples=150, deadline=None, derandomize=FIXED)
def test_what_comes_and_goes(form: str, moves: list[Shift], forms: Forms) -> None:
    """Rows and columns inserted and deleted at random, those of the labels, too."""
    sheet = forms.pages[form]
    for move in moves:
        sheet = sheet.shifted(within(move, sheet))
    forms.assert_certain(form, sheet)


@pytest.mark.parametrize("form", FORMS)
def test_no_column_of_checks_passes_for_one_of_the_form(form: str, forms: Forms) -> None:
    """The last column deleted, with so many of the checks that another one stands in its place.

    Every check has found something.
    """
    plan, clean = forms.plans[form], forms.pages[form]
    last, top = len(plan.widths), plan.heads[1] if plan.heads else 0
    cells: list[list[Raw]] = [
        [
            "错误" if raw in {None, ""} and row > top and col > last else raw
            for col, raw in enumerate(each)
        ]
        for row, each in enumerate(clean.cells)
    ]
    sheet = replace(clean, cells=cells)
    for count in range(1, len(cells[0]) - last + 1):
        forms.assert_certain(form, sheet.shifted(Shift(last, count, rows=False, gone=True)))


@pytest.mark.parametrize("form", FORMS)
@given(number=st.integers(0, 999), text=st.text("甲乙丙丁", min_size=1, max_size=3))
@settings(max_examples=50, deadline=None, derandomize=FIXED)
def test_one_text_edited(form: str, number: int, text: str, forms: Forms) -> None:
    """One printed text rewritten in its place: everything is read, and the text is told."""
    anchors = forms.printed(form, "label", "head", "field")
    cell = anchors[number % len(anchors)]
    found = forms.find(form, forms.pages[form].typed(cell, text))
    assert isinstance(found, Located), cell.address
    assert [(edited.cell.address, edited.found) for edited in found.edited] == [
        (cell.address, text)
    ]
    assert (found.place.rows, found.place.cols) == ({}, {})
    assert (found.place.lost_rows, found.place.lost_cols) == (frozenset[int](), frozenset[int]())


@pytest.mark.parametrize("form", FORMS)
@given(text=st.text(max_size=9), number=st.integers(0, 2000))
@settings(max_examples=50, deadline=None, derandomize=FIXED)
def test_any_text_anywhere(form: str, text: str, number: int, forms: Forms) -> None:
    """Whatever is typed over one cell, no slot is taken for another."""
    cells = forms.plans[form].cells
    sheet = forms.pages[form].typed(cells[number % len(cells)], text)
    forms.assert_certain(form, sheet)


# --- The whole way -----------------------------------------------------------------------------

SHEETS = {
    "income_expenditure": "收支总表",
    "three_public": "三公经费",
    "procurement": "政府采购",
    "fixed_assets": "固定资产",
    "performance": "绩效目标",
}


@given(form=st.sampled_from(FORMS), moves=MOVES)
@settings(max_examples=60, deadline=None, derandomize=FIXED)
def test_the_whole_way(form: str, moves: list[Shift], clean: Clean, target: Path) -> None:
    """From the file: each value is the clean one, or is missing with an error on that form."""
    book, sheet = clean.book(), SHEETS[form]
    size = max(int(row) for row in row_numbers(book.text(book.sheets[sheet])))
    for move in moves:
        limit = size if move.rows else 15
        shift(book, sheet, replace(move, first=(move.first - 1) % limit + 1))
    target.write_bytes(book.data())
    item = read_return(target, clean.pack, entities=clean.campaign.entities)
    assert_told(item, form, entered(clean.submission()))


def row_numbers(text: str) -> list[str]:
    """Return the numbers of the rows in a sheet's XML."""
    return [part.partition('"')[0] for part in text.split('<row r="')[1:]]


def assert_told(item: Return, form: str, clean: Values) -> None:
    """No value differs; where some are missing, an error on the form says so."""
    got = entered(item.submission)
    assert {key: value for key, value in got.items() if clean.get(key) != value} == {}
    errors = {f.form for f in item.findings if f.severity is Severity.ERROR}
    missing = {key for key in clean if key not in got}
    assert not missing or form in errors
    assert errors <= {form, ""}


def test_facts_say_where_they_stand_now(clean: Clean, target: Path) -> None:
    """After a shift, each value is where its finding or fact would point to."""
    book = clean.book()
    shift(book, "政府采购", Shift(12, 2, rows=True))
    shift(book, "政府采购", Shift(4, 1, rows=False))
    target.write_bytes(book.data())
    item = read_return(target, clean.pack)
    assert item.submission
    place = item.submission.places["procurement"]
    workbook = clean.opened(target.read_bytes())
    places = slots(clean.pack, clean.submission())
    keys: Mapping[Key, str] = {key: name for name, key in places.items()}
    plan = lay_out(clean.pack.form("procurement"), clean.submission().extents["procurement"])
    for key, value in entered(item.submission).items():
        if key.table == "procurement":
            cell = plan.slots[key]
            row, col = place.at(cell.row, cell.col)
            shown = workbook["政府采购"].cell(row + 1, col + 1).value
            assert str(shown) == value, keys[key]
