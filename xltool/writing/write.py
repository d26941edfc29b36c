"""Submissions → workbooks: blank, prefilled and consolidated, all drawn from the same layouts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import xlsxwriter

from xltool.annexes.proof_page import summary
from xltool.annexes.sheets import comparisons, contents, pages
from xltool.annexes.springs import springs
from xltool.consolidation.plans import plan
from xltool.files import replacing
from xltool.identity import (
    CODES_SHEET,
    CONTENTS,
    META_SHEET,
    REVIEW_SHEET,
    id_line,
    meta_rows,
    serial,
)
from xltool.writing.cells import Tab
from xltool.writing.codesheet import areas, wanted_lists
from xltool.writing.cover import Cover, draw_cover, finish_cover
from xltool.writing.draw_checks import Checks
from xltool.writing.draw_page import draw_page
from xltool.writing.fit import check_parts
from xltool.writing.form_sheet import Drawing, Sheet
from xltool.writing.review_sheet import review_page
from xltool.writing.status import Status
from xltool.writing.styles import BODY_FONT, Styles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from xlsxwriter import Workbook

    from xltool.annexes.comparison import Comparison
    from xltool.consolidation.plans import Part
    from xltool.layout import Layout
    from xltool.model import Key, Pack, Submission
    from xltool.writing.review import Mark, Review


def write_workbook(
    target: Path,
    pack: Pack,
    submission: Submission,
    fixed: frozenset[Key] = frozenset(),
    review: Review | None = None,
) -> str:
    """Write the workbook of ``submission`` to ``target``, replacing it whole; return its serial.

    A submission with children gets a sheet per entity below it and form, sheets that explain how
    they add up, and its own cells are formulas over them. ``fixed`` cells were given by the
    campaign and are locked. With a ``review`` its cells are marked, each with a note, and a sheet
    lists what was found. The same submission gives the same bytes.

    Raises ``NoSlotError`` when a value has no place on the forms, ``OSError`` when the file
    cannot be written.
    """
    whole = plan(pack, submission)
    check_parts(whole)
    writing = _Writing(pack, whole, fixed, review)
    with replacing(target) as path:
        writing.write(path)
    return writing.number


@dataclass(frozen=True)
class _Writing:
    """One workbook on its way to a file."""

    pack: Pack
    whole: Part
    fixed: frozenset[Key]
    review: Review | None

    @property
    def own(self) -> Submission:
        """The submission that the workbook is about."""
        return self.whole.submission

    @cached_property
    def number(self) -> str:
        """The serial number of this copy."""
        return serial(self.pack, self.own, self.review.digest() if self.review else "")

    @cached_property
    def compared(self) -> Mapping[str, Comparison]:
        """What explains each parent, by its code."""
        return comparisons(self.whole)

    @cached_property
    def marks(self) -> Mapping[str, Mapping[str, Mark]]:
        """The marked cells of each sheet, by address."""
        found: dict[str, dict[str, Mark]] = {}
        for (sheet, cell), mark in (self.review.marks() if self.review else {}).items():
            found.setdefault(sheet, {})[cell] = mark
        return found

    def write(self, path: Path) -> None:
        """Draw the sheets in order: of each entity its forms, then what explains them."""
        book = xlsxwriter.Workbook(
            str(path),
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        book.formats[0].set_font_name(BODY_FONT)
        book.formats[0].set_font_size(11)
        _properties(book, self.pack, self.own, self.number)
        styles = Styles(book)
        cover, row = draw_cover(book, styles, self._cover())
        lists = areas(self.pack)
        if self.review:
            draw_page(book, styles, review_page(self.review, self.own.entity))
        if self.compared:
            draw_page(book, styles, contents(self.whole, self.compared))
        drawn = {part.code: self._entity(book, styles, part, lists) for part in self.whole.walk()}
        checks = Checks(self.pack, self.whole.plans, lists, self.whole.book)
        for laid, tab in drawn[self.whole.code]:
            checks.draw(tab, styles, laid)
            book.define_name(f"xl_{laid.form.id}", f"='{laid.sheet}'!$A$1")
        if not self.own.children:
            row = Status(cover, styles, checks).draw(row)
        finish_cover(cover, styles, row)
        _draw_codes(book, self.pack)
        _draw_meta(book, (*meta_rows(self.pack, self.whole.held(), self.number), *self._notes()))
        book.close()

    def _cover(self) -> Cover:
        listed = [CONTENTS] if self.compared else [REVIEW_SHEET] if self.review else []
        sheets = [*listed, *(laid.sheet for laid in self.whole.plans.values())]
        proved = summary(self.compared.values()) if self.compared else None
        return Cover(self.pack, self.own, sheets, self.review, proved)

    def _notes(self) -> Iterator[tuple[str, str]]:
        """Yield for ``_meta`` which cells of each form carry a note."""
        for form, laid in self.whole.plans.items():
            if marked := self.marks.get(laid.sheet):
                yield f"notes.{form}", " ".join(marked)

    def _entity(
        self, book: Workbook, styles: Styles, part: Part, lists: Mapping[tuple[str, str], str]
    ) -> list[tuple[Layout, Tab]]:
        """Draw the sheets of one entity; return its forms, each with its sheet."""
        drawn = []
        for sheet in self._sheets(part):
            tab = book.add_worksheet(sheet.plan.sheet, Tab)
            line = id_line(self.pack, sheet.plan.form, part.submission, self.number)
            Drawing(tab, styles, sheet, line.text()).draw(lists)
            drawn.append((sheet.plan, tab))
        for page in pages(self.compared[part.code]) if part.explained else ():
            draw_page(book, styles, page)
        return drawn

    def _sheets(self, part: Part) -> Iterator[Sheet]:
        compared = self.compared.get(part.code)
        sources = springs(compared) if compared else {}
        places = {key: compared.place(key) for key in compared.entries} if compared else {}
        links, own = {**places, **sources}, part is self.whole
        for laid in part.plans.values():
            yield Sheet(
                laid, part.book, closed=not own or bool(part.children), checked=own,
                sources=sources, links=links, fixed=self.fixed,
                marks=self.marks.get(laid.sheet, {}),
            )  # fmt: skip


def _properties(workbook: Workbook, pack: Pack, submission: Submission, number: str) -> None:
    identity = {
        "pack": pack.id, "version": pack.version, "entity": submission.entity.code,
        "period": submission.period, "serial": number,
    }  # fmt: skip
    workbook.set_properties(
        {
            "title": f"{submission.entity.name}{submission.period}年{pack.title}",
            "subject": pack.title,
            "keywords": " ".join(("xltool", *identity.values())),
            "created": datetime(int(submission.period), 1, 1, tzinfo=UTC).replace(tzinfo=None),
        }
    )
    for name, value in identity.items():
        workbook.set_custom_property(f"xltool.{name}", value, "text")


def _draw_codes(workbook: Workbook, pack: Pack) -> None:
    """Draw the lists that dropdowns and checks refer to."""
    wanted = wanted_lists(pack)
    if not wanted:
        return
    tab = workbook.add_worksheet(CODES_SHEET)
    for col, entries in enumerate(wanted.values()):
        tab.write_column(0, col, entries)
    tab.protect()
    tab.hide()


def _draw_meta(workbook: Workbook, rows: Iterable[tuple[str, str]]) -> None:
    tab = workbook.add_worksheet(META_SHEET)
    for row, (key, value) in enumerate(rows):
        tab.write_string(row, 0, key)
        tab.write_string(row, 1, value)
    tab.protect()
    tab.very_hidden()
