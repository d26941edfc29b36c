"""Submissions → workbooks: blank, prefilled and consolidated, all drawn from the same layouts."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from itertools import product
from typing import TYPE_CHECKING, BinaryIO

import xlsxwriter

from xltool.a1 import on_sheet
from xltool.consolidation.workbook_plan import plan_workbook
from xltool.files import replacing
from xltool.identity import (
    CHECKS_SHEET,
    CODES_SHEET,
    CONTENTS,
    COVER_SHEET,
    META_SHEET,
    REVIEW_SHEET,
    serial,
)
from xltool.model.locked_keys import locked_key_texts
from xltool.model.observer import SILENT, Stage, watched
from xltool.schedules.cell_sources import cell_sources
from xltool.schedules.key_figures_page import key_figures_page
from xltool.schedules.reconciliation_page import reconciliation_summary
from xltool.schedules.schedule_list import (
    consolidation_worksheets,
    schedule_pages,
    workbook_contents,
)
from xltool.writing.banner import BannerWriter
from xltool.writing.cell_writer import WorksheetWriter
from xltool.writing.check_writer import CheckWriter
from xltool.writing.checks_sheet import ChecksSheetWriter
from xltool.writing.code_sheet import CodeSheet
from xltool.writing.content import WorkbookContent
from xltool.writing.cover import Cover, CoverWriter
from xltool.writing.cover_status import StatusWriter
from xltool.writing.fit_check import check_parts
from xltool.writing.form_sheet import FormSheet, FormSheetWriter
from xltool.writing.page_writer import draw_page
from xltool.writing.review_sheet import ReviewSheetWriter
from xltool.writing.styles import BODY_FONT, Styles
from xltool.writing.workbook_checks import WorkbookChecks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from xlsxwriter import Workbook

    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.layout.cells import SheetLayout
    from xltool.model.forms import Pack
    from xltool.model.observer import Observer
    from xltool.model.submission import Key, Submission
    from xltool.schedules.worksheet import ConsolidationWorksheet
    from xltool.writing.corrections import Corrections


def write_workbook(
    target: Path,
    pack: Pack,
    submission: Submission,
    fixed: frozenset[Key] = frozenset(),
    review: Corrections | None = None,
) -> str:
    """Write the workbook of ``submission`` to ``target``, replacing it whole; return its serial.

    A submission with children gets a sheet per entity below it and form, sheets that explain how
    they add up, and its own cells are formulas over them. ``fixed`` cells were given by the
    campaign and are locked. With a ``review`` its cells have notes, the sheet 检查 has its checks,
    and the sheet 审核意见 lists what was found. The same submission gives the same bytes.

    Raises ``NoSlotError`` when a value has no place on the forms, ``OSError`` when the file
    cannot be written.
    """
    return _save(_drafted(pack, submission, fixed, review), target)


def write_department(
    target: Path, pack: Pack, submission: Submission, detail: str, observer: Observer
) -> str:
    """Write the workbook of a parent as ``write_workbook`` does; each entity in it is a step.

    ``detail`` names the folder beside it that has what is not in it; empty without one.
    """
    draft = _drafted(pack, submission, frozenset(), None)
    return _save(replace(draft, detail=detail, observer=observer), target)


def _drafted(
    pack: Pack, submission: Submission, fixed: frozenset[Key], review: Corrections | None
) -> WorkbookDraft:
    whole = plan_workbook(pack, submission)
    check_parts(whole)
    number = serial(pack, submission, review.digest() if review else "")
    digests = {
        (plan.code, form): layout.digest()
        for plan in whole.walk()
        for form, layout in plan.layouts.items()
    }
    checks = (
        None
        if whole.children
        else WorkbookChecks(pack, whole.layouts, fixed, review.live if review else ())
    )
    content = WorkbookContent(pack, submission, whole.values, number, digests, checks=checks)
    return WorkbookDraft(content, whole, fixed, review)


def _save(draft: WorkbookDraft, target: Path) -> str:
    """Write a workbook whole, or not at all; return its serial."""
    package = io.BytesIO()
    draft.write(package)
    with replacing(target) as file:
        file.write(package.getbuffer())
    return draft.content.number


@dataclass(frozen=True)
class WorkbookDraft:
    """One workbook on its way to a file: its content, and how its sheets are laid out.

    ``sheet_class`` is the class of the sheets with forms, of the cover and of ``_meta``.
    """

    content: WorkbookContent
    whole: EntityPlan
    fixed: frozenset[Key]
    review: Corrections | None = None
    detail: str = ""
    sheet_class: type[WorksheetWriter] = WorksheetWriter
    observer: Observer = SILENT

    @cached_property
    def worksheets(self) -> Mapping[str, ConsolidationWorksheet]:
        """The consolidation worksheet of each parent that has schedules, by its code."""
        return consolidation_worksheets(self.whole)

    @cached_property
    def notes(self) -> Mapping[str, Mapping[str, str]]:
        """The notes on the cells of each sheet, by address."""
        found: dict[str, dict[str, str]] = {}
        for (sheet, cell), note in (self.review.notes() if self.review else {}).items():
            found.setdefault(sheet, {})[cell] = note
        return found

    def write(self, target: str | BinaryIO) -> Sequence[WorksheetWriter]:
        """Draw the sheets in the order in which they stand; return all of them."""
        workbook = _new_workbook(target, self.content)
        styles, pack = Styles(workbook), self.content.pack
        cover_sheet = workbook.add_worksheet(COVER_SHEET, self.sheet_class)
        cover = CoverWriter(cover_sheet, styles, self._cover())
        row, codes = cover.draw_head(), CodeSheet(pack)
        checks = self.content.checks
        listed = workbook.add_worksheet(CHECKS_SHEET, self.sheet_class) if checks else None
        if self.review:
            sheet = workbook.add_worksheet(REVIEW_SHEET, self.sheet_class)
            ReviewSheetWriter(sheet, styles, self.content, self.review).draw()
        if self.worksheets:
            draw_page(workbook, styles, workbook_contents(self.whole, self.worksheets))
        plans = list(self.whole.walk())
        drawn = {
            plan.code: self._draw_entity(workbook, styles, plan, codes.areas)
            for plan in watched(plans, self.observer, Stage.WRITING, len(plans))
        }
        for layout, _ in drawn[self.whole.code]:
            reference = on_sheet(layout.sheet, "$A$1")
            workbook.define_name(f"xl_{layout.form.id}", f"={reference}")
        if checks and listed:
            # They refer to each other by names, and to several forms.
            for layout, sheet in drawn[self.whole.code]:
                form = checks.forms[layout.form.id]
                CheckWriter(workbook, sheet, styles, form, self.content).draw()
                BannerWriter(sheet, styles, form, self.content).draw()
            ChecksSheetWriter(workbook, listed, styles, checks, self.content).draw()
            row = StatusWriter(workbook, cover_sheet, styles, checks, self.content).draw(row)
        row = cover.draw_body(row)
        cover.finish(row)
        _draw_codes(workbook, codes)
        self._draw_meta(workbook.add_worksheet(META_SHEET, self.sheet_class))
        workbook.close()
        sheets: list[WorksheetWriter] = workbook.worksheets()
        return sheets

    def _cover(self) -> Cover:
        listed = [CONTENTS] if self.worksheets else []
        names = [*listed, *(layout.sheet for layout in self.whole.layouts.values())]
        own = self.worksheets.get(self.whole.code)
        page = key_figures_page(own) if own else None
        summary = reconciliation_summary(self.worksheets.values()) if own else None
        omitted = self.whole.omitted_forms()
        return Cover(self.content, names, page, summary, self.detail, omitted)

    def _draw_meta(self, sheet: WorksheetWriter) -> None:
        """Draw the identity, and which cells of each form carry a note of ours or are locked."""
        content = replace(self.content, submission=self.whole.submission_in_workbook())
        for row, col in product(range(len(content.meta)), (0, 1)):
            sheet.write_content((row, col), partial(_meta_text, row=row, col=col), content)
        notes = (
            (f"notes.{form}", " ".join(marked))
            for form, layout in self.whole.layouts.items()
            if (marked := self.notes.get(layout.sheet))
        )
        own = self.whole.code
        texts = locked_key_texts(key for key in self.fixed if key.entity == own)
        fixed = ((f"fixed.{number}", text) for number, text in enumerate(texts))
        for row, pair in enumerate((*notes, *fixed), start=len(content.meta)):
            sheet.write_row(row, 0, pair)
        sheet.protect()
        sheet.very_hidden()

    def _draw_entity(
        self,
        workbook: Workbook,
        styles: Styles,
        plan: EntityPlan,
        lists: Mapping[tuple[str, str], str],
    ) -> list[tuple[SheetLayout, WorksheetWriter]]:
        """Draw the sheets of one entity; return the layout of each form with its sheet."""
        drawn = []
        for form_sheet in self._form_sheets(plan):
            sheet = workbook.add_worksheet(form_sheet.layout.sheet, self.sheet_class)
            FormSheetWriter(sheet, styles, form_sheet).draw(lists)
            drawn.append((form_sheet.layout, sheet))
        if plan.code in self.worksheets:
            for page in schedule_pages(self.worksheets[plan.code]):
                draw_page(workbook, styles, page)
        return drawn

    def _form_sheets(self, plan: EntityPlan) -> Iterator[FormSheet]:
        """Yield the forms of one entity; where it is a parent, with links to what they add up."""
        worksheet, own = self.worksheets.get(plan.code), plan is self.whole
        sources: dict[Key, str] = {}
        links: dict[Key, str] = {}
        if worksheet:
            sources |= cell_sources(worksheet)
            links |= {key: worksheet.total_reference(key) for key in worksheet.lines} | sources
        content = self.content
        if not own:
            content = replace(content, submission=plan.submission, values=plan.values)
        for layout in plan.layouts.values():
            yield FormSheet(
                layout, content, closed=not own or bool(plan.children), checked=own,
                sources=sources, links=links, fixed=self.fixed,
                notes=self.notes.get(layout.sheet, {}),
            )  # fmt: skip


def _meta_text(content: WorkbookContent, row: int, col: int) -> str:
    return content.meta[row][col]


def _new_workbook(target: str | BinaryIO, content: WorkbookContent) -> Workbook:
    """Return a workbook without sheets; its properties hold its identity.

    The time of creation is that of the period, so that the same content gives the same bytes.
    """
    workbook = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    workbook.formats[0].set_font_name(BODY_FONT)
    workbook.formats[0].set_font_size(11)
    pack, submission = content.pack, content.submission
    identity = {
        "pack": pack.id, "version": pack.version, "entity": submission.entity.code,
        "period": submission.period, "serial": content.number,
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
    return workbook


def _draw_codes(workbook: Workbook, codes: CodeSheet) -> None:
    """Draw the lists that dropdowns and checks refer to."""
    if not codes.lists:
        return
    sheet = workbook.add_worksheet(CODES_SHEET, WorksheetWriter)
    for col, entries in enumerate(codes.lists.values()):
        sheet.write_column(0, col, entries)
    for list_, area in codes.areas.items():
        workbook.define_name(codes.names[list_], f"={area}")
    sheet.protect()
    sheet.hide()
