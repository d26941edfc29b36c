"""Write many workbooks of the same size: draw one template, then replace names and values.

Drawing takes most of its time for some 3,000 formulas, which are the same for all entities; two
workbooks differ in a few hundred cells. So one template workbook is drawn, with placeholders for
names and with blank cells, and for each entity the bytes that differ are replaced. Entities share
a template when period, nature, row counts and locked cells are the same (``TemplateVariant``).

What must stay equal: for any names and values each part is that of a workbook that is drawn by
``write_workbook``, but for the numbers of shared strings and the ``spans`` of rows
(``tests/test_stamp.py``); and no byte depends on what was written before. Therefore whatever
depends on the content is drawn by functions of it, and the same functions are called again here.

Cost of a blank workbook, drawn and written from a template (``benchmarks/stamping.py``): 585 and
41 ms with 24 projects, 300 and 10 ms with few; half of the latter is for evaluating the rules.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields, replace
from functools import cached_property, lru_cache, partial
from io import BytesIO
from typing import TYPE_CHECKING

from xltool.bulk.recording_sheet import RecordingSheet
from xltool.bulk.template_workbook import TemplateWorkbook
from xltool.consolidation.workbook_plan import plan_workbook
from xltool.evaluation.submission_values import SubmissionValues
from xltool.files import replacing
from xltool.identity import serial
from xltool.layout.cells import layout_digest
from xltool.layout.placeholder import FIRST_PLACEHOLDER, PLACEHOLDER
from xltool.model.forms import Entity
from xltool.model.submission import EntityRows, FormSize, Key, Record, Submission
from xltool.writing.content import PlaceholderNames, WorkbookContent
from xltool.writing.fit_check import check_values
from xltool.writing.workbook_checks import WorkbookChecks
from xltool.writing.write import WorkbookDraft

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from xltool.model.forms import Pack
    from xltool.model.submission import TreeLines, Value

_CODE, _SERIAL = PLACEHOLDER.code, chr(FIRST_PLACEHOLDER + len(fields(Entity)))
_PLACEHOLDERS = (*astuple(PLACEHOLDER), _SERIAL)
"""The characters that stand for the fields of an entity, and for the serial number."""
_UNCHANGED = PlaceholderNames({character: character for character in _PLACEHOLDERS})
_FIRST_FIXED_TEXT = 0xF1000
"""The first of the characters of plane 15 that stand for the texts of locked cells."""
MOST_TEMPLATES = 64
"""Template workbooks that are kept, of a few megabytes each; the one used longest ago goes."""


class BulkWriter:
    """Writes the workbooks of entities; the template of each variant is drawn when it is needed."""

    def __init__(self, pack: Pack) -> None:
        """Write forms of ``pack``."""
        self._pack = pack
        self._variant_writer = lru_cache(MOST_TEMPLATES)(partial(_VariantWriter, pack))

    def check(self, submission: Submission, fixed: frozenset[Key]) -> None:
        """Raise ``NoSlotError`` when a value has no place on the forms."""
        self._variant_writer(TemplateVariant.of(submission, fixed)).check(submission)

    def write(self, target: Path, submission: Submission, fixed: frozenset[Key]) -> str:
        """Write a workbook to ``target``, replacing it whole; return its serial number.

        The submission has no others below it; ``fixed`` cells were given by the campaign and are
        locked. The same submission gives the same bytes. Raises what ``write_workbook`` raises.
        """
        writer = self._variant_writer(TemplateVariant.of(submission, fixed))
        writer.check(submission)
        number = serial(self._pack, submission)
        package = writer.package_for(submission, number)
        with replacing(target, sweep=False) as file:
            file.write(package)
        return number


@dataclass(frozen=True, slots=True)
class TemplateVariant:
    """What workbooks that are written from one template have in common.

    ``nature`` decides which rules are shown. ``filled_names`` says of each field of the entity
    whether it is not blank, ``row_counts`` has the rows of each form, ``fixed`` the locked cells
    and ``fixed_texts`` those of them that hold a text: it has a placeholder of its own, so that
    one shared string is replaced instead of each cell that shows it. Keys have the placeholder's
    code.
    """

    period: str
    nature: str
    filled_names: tuple[bool, ...]
    row_counts: tuple[tuple[str, int, TreeLines | None], ...]
    fixed: frozenset[Key]
    fixed_texts: tuple[Key, ...]

    @classmethod
    def of(cls, submission: Submission, fixed: Iterable[Key]) -> TemplateVariant:
        """Return the variant of the workbook of an entity without others below it."""
        entity, row_counts = submission.entity, []
        for form, size in submission.extents.items():
            (section,) = size.sections
            row_counts.append((form, section.count, size.lines))
        locked = frozenset(key._replace(entity=_CODE) for key in fixed if key.entity == entity.code)
        texts = (
            key._replace(entity=_CODE)
            for key, value in submission.values()
            if isinstance(value, str)
        )
        fixed_texts = tuple(key for key in texts if key in locked)
        filled = tuple(map(bool, astuple(entity)))
        return cls(submission.period, entity.nature, filled, tuple(row_counts), locked, fixed_texts)

    def placeholder_submission(self) -> Submission:
        """Return the submission that the template is drawn from: nothing but placeholders."""
        pairs = zip(astuple(PLACEHOLDER), self.filled_names, strict=True)
        names = Entity(*(character if filled else "" for character, filled in pairs))
        entity = replace(names, nature=self.nature)
        sizes = {
            form: FormSize(entity, self.period, (EntityRows(entity, count),), lines)
            for form, count, lines in self.row_counts
        }
        tables: dict[str, dict[str, dict[str, Value]]] = {}
        for number, key in enumerate(self.fixed_texts):
            rows = tables.setdefault(key.table, {})
            rows.setdefault(key.row, {})[key.column] = chr(_FIRST_FIXED_TEXT + number)
        records = {
            table: tuple(Record(_CODE, row, values) for row, values in rows.items())
            for table, rows in tables.items()
        }
        return Submission(entity, self.period, records, sizes)


class _VariantWriter:
    """Writes the workbooks of one variant: laid out at once, drawn when the first is written."""

    def __init__(self, pack: Pack, variant: TemplateVariant) -> None:
        self._pack = pack
        self._variant = variant
        self._plan = plan_workbook(pack, variant.placeholder_submission())
        layouts = self._plan.layouts.values()
        self._checks = WorkbookChecks(pack, self._plan.layouts, variant.fixed)
        self._slots = {key: cell for layout in layouts for key, cell in layout.slots.items()}

    def check(self, submission: Submission) -> None:
        """Raise ``NoSlotError`` when a value has no place."""
        check_values(submission, lambda key: self._slots.get(key._replace(entity=_CODE)))

    @cached_property
    def _template(self) -> TemplateWorkbook:
        plan, package = self._plan, BytesIO()
        digests = {(_CODE, form): layout.digest() for form, layout in plan.layouts.items()}
        content = WorkbookContent(
            self._pack, plan.submission, plan.values, _SERIAL, digests, _UNCHANGED, self._checks
        )
        draft = WorkbookDraft(content, plan, self._variant.fixed, sheet_class=RecordingSheet)
        return TemplateWorkbook(package, draft.write(package), content)

    @cached_property
    def _digest_texts(self) -> Mapping[str, tuple[str, tuple[str, ...]]]:
        """The text that the digest of each form is made of, and the printed texts with names."""
        return {
            form: (
                layout.digest_text(),
                tuple({cell.text for cell in layout.cells if _UNCHANGED.has(cell.text)}),
            )
            for form, layout in self._plan.layouts.items()
        }

    def package_for(self, submission: Submission, number: str) -> bytes:
        """Return the workbook of a submission with the serial ``number``."""
        entity = submission.entity
        words = PlaceholderNames(dict(zip(_PLACEHOLDERS, (*astuple(entity), number), strict=True)))
        digests = {(entity.code, form): self._digest(form, words) for form in self._digest_texts}
        values = SubmissionValues(self._pack, self._with_placeholder_code(submission))
        return self._template.package_for(
            WorkbookContent(self._pack, submission, values, number, digests, words, self._checks)
        )

    def _digest(self, form: str, words: PlaceholderNames) -> str:
        """Return the digest of a form with the entity's names, without laying it out."""
        digest_text, printed = self._digest_texts[form]
        for text in printed:
            digest_text = digest_text.replace(repr(text), repr(words.with_names(text)))
        return layout_digest(digest_text.replace(repr(_CODE)[1:-1], words.names[_CODE]))

    def _with_placeholder_code(self, submission: Submission) -> Submission:
        """Return the submission under the code that the template has: no rule reads the code."""
        tables = {
            table: tuple(replace(record, entity=_CODE) for record in records)
            for table, records in submission.tables.items()
        }
        return replace(
            submission,
            entity=replace(submission.entity, code=_CODE),
            tables=tables,
            extents=self._plan.submission.extents,
        )
