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

from xltool.consolidation.plans import plan
from xltool.evaluation.evaluate import Book
from xltool.files import replacing
from xltool.identity import serial
from xltool.layout import digest
from xltool.model import Entity, Extent, Key, Record, Section, Submission
from xltool.writing.content import Content, Words
from xltool.writing.fit import check_values
from xltool.writing.master import Master
from xltool.writing.recorded import Recorded
from xltool.writing.write import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from xltool.layout import Cell
    from xltool.model import Pack, Value

_FIELDS = tuple(field.name for field in fields(Entity))
_SIGNS = {name: chr(0xF0000 + number) for number, name in enumerate((*_FIELDS, "serial"))}
"""What stands for names: characters of a private plane of Unicode, which no name holds."""
_CODE, _SERIAL = _SIGNS["code"], _SIGNS["serial"]
_FIRST_FACT = 0xF1000
"""Where the signs begin that stand for the texts of fixed cells."""
MOST_MASTERS = 64
"""Masters that are kept; one takes a few megabytes."""


class Stamps:
    """Stamps the workbooks of entities; the master of each mould is drawn when it is needed."""

    def __init__(self, pack: Pack) -> None:
        """Stamp forms of ``pack``."""
        self._pack = pack
        self._dies = lru_cache(MOST_MASTERS)(partial(_Die, pack))

    def check(self, submission: Submission, fixed: frozenset[Key]) -> None:
        """Raise ``NoSlotError`` when a value has no place on the forms."""
        self._dies(Mould.of(submission, fixed)).check(submission)

    def write(self, target: Path, submission: Submission, fixed: frozenset[Key]) -> str:
        """Write a workbook to ``target``, replacing it whole; return its serial number.

        The submission has no others below it; ``fixed`` cells were given by the campaign and are
        locked. The same submission gives the same bytes. Raises what ``write_workbook`` raises.
        """
        die = self._dies(Mould.of(submission, fixed))
        die.check(submission)
        number = serial(self._pack, submission)
        package = die.stamped(submission, number)
        with replacing(target) as path:
            path.write_bytes(package)
        return number


@dataclass(frozen=True, slots=True)
class Mould:
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
    def of(cls, submission: Submission, fixed: Iterable[Key]) -> Mould:
        """Return the mould of the workbook of an entity without others below it."""
        code, counts = submission.entity.code, []
        for form, extent in submission.extents.items():
            (section,) = extent.sections
            counts.append((form, section.count))
        locked = frozenset(key._replace(entity=_CODE) for key in fixed if key.entity == code)
        texts = (key for key, value in _values(submission) if isinstance(value, str))
        told = tuple(key for key in texts if key in locked)
        named = tuple(map(bool, astuple(submission.entity)))
        nature = submission.entity.nature
        return cls(submission.period, nature, named, tuple(counts), locked, told)

    def submission(self) -> Submission:
        """Return the submission that the master is drawn from: nothing but signs."""
        pairs = zip(_SIGNS.values(), self.named, strict=False)
        signs = Entity(*(sign if named else "" for sign, named in pairs))
        entity = replace(signs, nature=self.nature)
        extents = {
            form: Extent(entity, self.period, (Section(entity, count),))
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


class _Die:
    """What is made of a mould: its layouts at once, its master when something is stamped."""

    def __init__(self, pack: Pack, mould: Mould) -> None:
        self._pack = pack
        self._mould = mould
        self._whole = plan(pack, mould.submission())
        plans = self._whole.plans
        self._slots = {key: cell for laid in plans.values() for key, cell in laid.slots.items()}

    def check(self, submission: Submission) -> None:
        """Raise ``NoSlotError`` when a value has no place."""
        check_values(submission, self._cell)

    def _cell(self, key: Key) -> Cell | None:
        return self._slots.get(key._replace(entity=_CODE))

    @cached_property
    def _master(self) -> Master:
        whole, package = self._whole, BytesIO()
        words = Words({sign: sign for sign in _SIGNS.values()})
        digests = {(_CODE, form): laid.digest() for form, laid in whole.plans.items()}
        now = Content(self._pack, whole.submission, whole.book, _SERIAL, digests, words)
        tabs = Draft(now, whole, self._mould.fixed, kind=Recorded).write(package)
        return Master(package, tabs, now)

    @cached_property
    def _told(self) -> Mapping[str, tuple[str, tuple[str, ...]]]:
        """What the digest of each form is made of, and the texts in it that hold a name."""
        words = Words({sign: sign for sign in _SIGNS.values()})
        return {
            form: (laid.told(), tuple({cell.text for cell in laid.cells if words.has(cell.text)}))
            for form, laid in self._whole.plans.items()
        }

    def stamped(self, submission: Submission, number: str) -> bytes:
        """Return the workbook of a submission."""
        entity = submission.entity
        words = Words({_SIGNS[name]: getattr(entity, name) for name in _FIELDS} | {_SERIAL: number})
        digests = {(entity.code, form): self._digest(form, words) for form in self._told}
        book = Book(self._pack, self._moulded(submission))
        return self._master.stamped(Content(self._pack, submission, book, number, digests, words))

    def _digest(self, form: str, words: Words) -> str:
        """Return the digest of a form with the entity's names, without laying it out."""
        told, texts = self._told[form]
        for text in texts:
            told = told.replace(repr(text), repr(words.said(text)))
        return digest(told.replace(repr(_CODE)[1:-1], words.names[_CODE]))

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


def _values(submission: Submission) -> Iterator[tuple[Key, Value]]:
    """Yield every value that is filled in, with its place in the mould."""
    for table, records in submission.tables.items():
        for record in records:
            for column, value in record.values.items():
                yield Key(table, _CODE, record.row, column), value
