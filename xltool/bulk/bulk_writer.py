"""Workbooks for many: drawn once for each mould, and stamped with what each entity's says.

A master is drawn with signs in place of names, and blank where values are filled in. Of its parts
only those are written anew in which an entity's workbook says something else; all others are
copied as they are, compressed. What is stamped says what a workbook drawn for the entity says.
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
from xltool.writing.write import WorkbookDraft

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from xltool.layout.cells import FormCell
    from xltool.model.forms import Pack
    from xltool.model.submission import Value

_CODE, _SERIAL = PLACEHOLDER.code, chr(FIRST_PLACEHOLDER + len(fields(Entity)))
_SIGNS = (*astuple(PLACEHOLDER), _SERIAL)
"""What stands for the fields of an entity, and for the serial number."""
_FIRST_FACT = 0xF1000
"""Where the signs begin that stand for the texts of fixed cells."""
MOST_MASTERS = 64
"""Masters that are kept; one takes a few megabytes."""


class BulkWriter:
    """Stamps the workbooks of entities; the master of each mould is drawn when it is needed."""

    def __init__(self, pack: Pack) -> None:
        """Stamp forms of ``pack``."""
        self._pack = pack
        self._dies = lru_cache(MOST_MASTERS)(partial(_VariantWriter, pack))

    def check(self, submission: Submission, fixed: frozenset[Key]) -> None:
        """Raise ``NoSlotError`` when a value has no place on the forms."""
        self._dies(TemplateVariant.of(submission, fixed)).check(submission)

    def write(self, target: Path, submission: Submission, fixed: frozenset[Key]) -> str:
        """Write a workbook to ``target``, replacing it whole; return its serial number.

        The submission has no others below it; ``fixed`` cells were given by the campaign and are
        locked. The same submission gives the same bytes. Raises what ``write_workbook`` raises.
        """
        die = self._dies(TemplateVariant.of(submission, fixed))
        die.check(submission)
        number = serial(self._pack, submission)
        package = die.stamped(submission, number)
        with replacing(target) as path:
            path.write_bytes(package)
        return number


@dataclass(frozen=True, slots=True)
class TemplateVariant:
    """What workbooks that are stamped from one master have in common.

    ``nature`` decides which rules are shown. ``named`` are the fields of the entity that are not
    blank, ``counts`` the rows of each form, ``fixed`` the locked cells and ``told`` those of them
    that hold a text.
    """

    period: str
    nature: str
    named: tuple[bool, ...]
    counts: tuple[tuple[str, int], ...]
    fixed: frozenset[Key]
    told: tuple[Key, ...]

    @classmethod
    def of(cls, submission: Submission, fixed: Iterable[Key]) -> TemplateVariant:
        """Return the mould of the workbook of an entity without others below it."""
        code, counts = submission.entity.code, []
        for form, extent in submission.extents.items():
            (section,) = extent.sections
            counts.append((form, section.count))
        locked = frozenset(key._replace(entity=_CODE) for key in fixed if key.entity == code)
        texts = (
            key._replace(entity=_CODE)
            for key, value in submission.values()
            if isinstance(value, str)
        )
        told = tuple(key for key in texts if key in locked)
        named = tuple(map(bool, astuple(submission.entity)))
        nature = submission.entity.nature
        return cls(submission.period, nature, named, tuple(counts), locked, told)

    def submission(self) -> Submission:
        """Return the submission that the master is drawn from: nothing but signs."""
        pairs = zip(astuple(PLACEHOLDER), self.named, strict=True)
        signs = Entity(*(sign if named else "" for sign, named in pairs))
        entity = replace(signs, nature=self.nature)
        extents = {
            form: FormSize(entity, self.period, (EntityRows(entity, count),))
            for form, count in self.counts
        }
        tables: dict[str, dict[str, dict[str, Value]]] = {}
        for number, key in enumerate(self.told):
            rows = tables.setdefault(key.table, {})
            rows.setdefault(key.row, {})[key.column] = chr(_FIRST_FACT + number)
        records = {
            table: tuple(Record(_CODE, row, values) for row, values in rows.items())
            for table, rows in tables.items()
        }
        return Submission(entity, self.period, records, extents)


class _VariantWriter:
    """What is made of a mould: its layouts at once, its master when something is stamped."""

    def __init__(self, pack: Pack, mould: TemplateVariant) -> None:
        self._pack = pack
        self._mould = mould
        self._whole = plan_workbook(pack, mould.submission())
        plans = self._whole.plans
        self._slots = {key: cell for laid in plans.values() for key, cell in laid.slots.items()}

    def check(self, submission: Submission) -> None:
        """Raise ``NoSlotError`` when a value has no place."""
        check_values(submission, self._cell)

    def _cell(self, key: Key) -> FormCell | None:
        return self._slots.get(key._replace(entity=_CODE))

    @cached_property
    def _master(self) -> TemplateWorkbook:
        whole, package = self._whole, BytesIO()
        words = PlaceholderNames({sign: sign for sign in _SIGNS})
        digests = {(_CODE, form): laid.digest() for form, laid in whole.plans.items()}
        now = WorkbookContent(self._pack, whole.submission, whole.book, _SERIAL, digests, words)
        tabs = WorkbookDraft(now, whole, self._mould.fixed, kind=RecordingSheet).write(package)
        return TemplateWorkbook(package, tabs, now)

    @cached_property
    def _told(self) -> Mapping[str, tuple[str, tuple[str, ...]]]:
        """What the digest of each form is made of, and the texts in it that hold a name."""
        words = PlaceholderNames({sign: sign for sign in _SIGNS})
        return {
            form: (
                laid.digest_text(),
                tuple({cell.text for cell in laid.cells if words.has(cell.text)}),
            )
            for form, laid in self._whole.plans.items()
        }

    def stamped(self, submission: Submission, number: str) -> bytes:
        """Return the workbook of a submission."""
        entity = submission.entity
        words = PlaceholderNames(dict(zip(_SIGNS, (*astuple(entity), number), strict=True)))
        digests = {(entity.code, form): self._digest(form, words) for form in self._told}
        book = SubmissionValues(self._pack, self._moulded(submission))
        return self._master.stamped(
            WorkbookContent(self._pack, submission, book, number, digests, words)
        )

    def _digest(self, form: str, words: PlaceholderNames) -> str:
        """Return the digest of a form with the entity's names, without laying it out."""
        told, texts = self._told[form]
        for text in texts:
            told = told.replace(repr(text), repr(words.said(text)))
        return layout_digest(told.replace(repr(_CODE)[1:-1], words.names[_CODE]))

    def _moulded(self, submission: Submission) -> Submission:
        """Return the submission under the code that the master was drawn for: no rule reads it."""
        tables = {
            table: tuple(replace(record, entity=_CODE) for record in records)
            for table, records in submission.tables.items()
        }
        return replace(
            submission,
            entity=replace(submission.entity, code=_CODE),
            tables=tables,
            extents=self._whole.submission.extents,
        )
