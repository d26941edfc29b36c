"""Submissions → workbooks: blank, prefilled and consolidated, all drawn from the same layouts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, BinaryIO

import xlsxwriter

from xltool.a1 import on_sheet
from xltool.consolidation.workbook_plan import plan_workbook
from xltool.files import replacing
from xltool.identity import CODES_SHEET, CONTENTS, COVER_SHEET, META_SHEET, REVIEW_SHEET, serial
from xltool.schedules.cell_sources import cell_sources
from xltool.schedules.reconciliation_page import summary
from xltool.schedules.schedule_list import (
    consolidation_worksheets,
    schedule_pages,
    workbook_contents,
)
from xltool.writing.cell_writer import WorksheetWriter
from xltool.writing.check_writer import Checks
from xltool.writing.code_sheet import areas, wanted_lists
from xltool.writing.content import WorkbookContent
from xltool.writing.corrections_sheet import review_page
from xltool.writing.cover import Cover, draw_cover, finish_cover
from xltool.writing.cover_status import Status
from xltool.writing.fit_check import check_parts
from xltool.writing.form_sheet import FormSheet, FormSheetWriter
from xltool.writing.page_writer import draw_page
from xltool.writing.styles import BODY_FONT, Styles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from xlsxwriter import Workbook

    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.layout.cells import SheetLayout
    from xltool.model.forms import Pack
    from xltool.model.submission import Key, Submission
    from xltool.schedules.worksheet import ConsolidationWorksheet
    from xltool.writing.corrections import CorrectionMark, Corrections


def write_workbook(
    target: Path,
    pack: Pack,
    submission: Submission,
    fixed: frozenset[Key] = frozenset(),
    review: Corrections | None = None,
    detail: str = "",
) -> str:
    """Write the workbook of ``submission`` to ``target``, replacing it whole; return its serial.

    A submission with children gets a sheet per entity below it and form, sheets that explain how
    they add up, and its own cells are formulas over them. ``fixed`` cells were given by the
    campaign and are locked. With a ``review`` its cells are marked, each with a note, and a sheet
    lists what was found. ``detail`` names the folder beside it that has what is not in it. The same
    submission gives the same bytes.

    Raises ``NoSlotError`` when a value has no place on the forms, ``OSError`` when the file
    cannot be written.
    """
    whole = plan_workbook(pack, submission)
    check_parts(whole)
    number = serial(pack, submission, review.digest() if review else "")
    digests = {
        (part.code, form): laid.digest()
        for part in whole.walk()
        for form, laid in part.plans.items()
    }
    now = WorkbookContent(pack, submission, whole.book, number, digests)
    with replacing(target) as path:
        WorkbookDraft(now, whole, fixed, review, detail).write(str(path))
    return number


@dataclass(frozen=True)
class WorkbookDraft:
    """One workbook on its way to a file: what it says, and how its sheets are laid out."""

    now: WorkbookContent
    whole: EntityPlan
    fixed: frozenset[Key]
    review: Corrections | None = None
    detail: str = ""
    kind: type[WorksheetWriter] = WorksheetWriter

    @property
    def pack(self) -> Pack:
        """The pack of its forms."""
        return self.now.pack

    @property
    def own(self) -> Submission:
        """The submission that the workbook is about."""
        return self.whole.submission

    @cached_property
    def compared(self) -> Mapping[str, ConsolidationWorksheet]:
        """What explains each parent, by its code."""
        return consolidation_worksheets(self.whole)

    @cached_property
    def marks(self) -> Mapping[str, Mapping[str, CorrectionMark]]:
        """The marked cells of each sheet, by address."""
        found: dict[str, dict[str, CorrectionMark]] = {}
        for (sheet, cell), mark in (self.review.marks() if self.review else {}).items():
            found.setdefault(sheet, {})[cell] = mark
        return found

    def write(self, target: str | BinaryIO) -> Sequence[WorksheetWriter]:
        """Draw the sheets in order: of each entity its forms, then what explains them.

        Returns all the sheets.
        """
        book = xlsxwriter.Workbook(
            target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        book.formats[0].set_font_name(BODY_FONT)
        book.formats[0].set_font_size(11)
        _properties(book, self.now)
        styles = Styles(book)
        cover = book.add_worksheet(COVER_SHEET, self.kind)
        row = draw_cover(cover, styles, self._cover())
        lists = areas(self.pack)
        if self.review:
            draw_page(book, styles, review_page(self.review, self.own.entity))
        if self.compared:
            draw_page(book, styles, workbook_contents(self.whole, self.compared))
        drawn = {part.code: self._entity(book, styles, part, lists) for part in self.whole.walk()}
        checks = Checks(self.pack, self.whole.plans, lists, self.now)
        for laid, tab in drawn[self.whole.code]:
            checks.draw(tab, styles, laid)
            book.define_name(f"xl_{laid.form.id}", f"={on_sheet(laid.sheet, '$A$1')}")
        if not self.own.children:
            row = Status(cover, styles, checks, self.fixed).draw(row)
        finish_cover(cover, styles, row)
        _draw_codes(book, self.pack)
        held = replace(self.now, submission=self.whole.held())
        _draw_meta(book.add_worksheet(META_SHEET, self.kind), held, self._notes())
        book.close()
        sheets: list[WorksheetWriter] = book.worksheets()
        return sheets

    def _cover(self) -> Cover:
        listed = [CONTENTS] if self.compared else [REVIEW_SHEET] if self.review else []
        sheets = [*listed, *(laid.sheet for laid in self.whole.plans.values())]
        proved = summary(self.compared.values()) if self.compared else None
        left_out = self.whole.left_out()
        return Cover(self.now, sheets, self.review, proved, self.detail, left_out)

    def _notes(self) -> Iterator[tuple[str, str]]:
        """Yield for ``_meta`` which cells of each form carry a note."""
        for form, laid in self.whole.plans.items():
            if marked := self.marks.get(laid.sheet):
                yield f"notes.{form}", " ".join(marked)

    def _entity(
        self, book: Workbook, styles: Styles, part: EntityPlan, lists: Mapping[tuple[str, str], str]
    ) -> list[tuple[SheetLayout, WorksheetWriter]]:
        """Draw the sheets of one entity; return its forms, each with its sheet."""
        drawn = []
        for sheet in self._sheets(part):
            tab = book.add_worksheet(sheet.plan.sheet, self.kind)
            FormSheetWriter(tab, styles, sheet).draw(lists)
            drawn.append((sheet.plan, tab))
        for page in schedule_pages(self.compared[part.code]) if part.explained else ():
            draw_page(book, styles, page)
        return drawn

    def _sheets(self, part: EntityPlan) -> Iterator[FormSheet]:
        compared = self.compared.get(part.code)
        sources = cell_sources(compared) if compared else {}
        places = {key: compared.place(key) for key in compared.entries} if compared else {}
        links, own = {**places, **sources}, part is self.whole
        now = self.now if own else replace(self.now, submission=part.submission, values=part.book)
        for laid in part.plans.values():
            yield FormSheet(
                laid, now, closed=not own or bool(part.children), checked=own,
                sources=sources, links=links, fixed=self.fixed,
                marks=self.marks.get(laid.sheet, {}),
            )  # fmt: skip


def _properties(workbook: Workbook, now: WorkbookContent) -> None:
    pack, submission = now.pack, now.submission
    identity = {
        "pack": pack.id, "version": pack.version, "entity": submission.entity.code,
        "period": submission.period, "serial": now.number,
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
    tab = workbook.add_worksheet(CODES_SHEET, WorksheetWriter)
    for col, entries in enumerate(wanted.values()):
        tab.write_column(0, col, entries)
    tab.protect()
    tab.hide()


def _draw_meta(tab: WorksheetWriter, now: WorkbookContent, more: Iterable[tuple[str, str]]) -> None:
    for row in range(len(now.meta)):
        for col in (0, 1):
            tab.show((row, col), partial(_meta, row=row, col=col), now)
    for row, pair in enumerate(more, start=len(now.meta)):
        tab.write_row(row, 0, pair)
    tab.protect()
    tab.very_hidden()


def _meta(now: WorkbookContent, row: int, col: int) -> str:
    return now.meta[row][col]
