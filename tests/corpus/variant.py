"""What a variant is: how it is made from the clean returns, and exactly what must be read."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

from tests.corpus.book import Book
from xltool.kinds import Verdict
from xltool.reading.read import read_return
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

ENTITY = "312006"
"""Whose clean return most variants are made from."""


class Clean:
    """The example's clean returns."""

    def __init__(self, pack: Pack, campaign: Campaign) -> None:
        """Find them in the campaign's folder."""
        self.pack = pack
        self.campaign = campaign
        self._data: dict[str, bytes] = {}
        self._submissions: dict[str, Submission] = {}

    def data(self, code: str = ENTITY) -> bytes:
        """Return the bytes of an entity's return; 312 is the consolidated workbook."""
        if code not in self._data:
            folder = self.campaign.folder
            path = folder / "expected" / "department.xlsx"
            if code != self.campaign.root:
                path = next((folder / "in").glob(f"{code}-*.xlsx"))
            self._data[code] = path.read_bytes()
        return self._data[code]

    def submission(self, code: str = ENTITY) -> Submission:
        """Return what an entity's return says."""
        if code not in self._submissions:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "a.xlsx"
                path.write_bytes(self.data(code))
                item = read_return(path, self.pack, entities=self.campaign.entities)
            assert item.submission
            assert not item.findings
            self._submissions[code] = item.submission
        return self._submissions[code]

    def book(self, code: str = ENTITY) -> Book:
        """Return an entity's return as parts."""
        return Book(self.data(code))

    def opened(self, data: bytes) -> Workbook:
        """Return a workbook in openpyxl."""
        return openpyxl.load_workbook(io.BytesIO(data))

    def workbook(self, code: str = ENTITY) -> Workbook:
        """Return an entity's return in openpyxl."""
        return self.opened(self.data(code))

    def written(self, submission: Submission, pack: Pack | None = None) -> bytes:
        """Return the workbook that would be sent out for a submission."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.xlsx"
            write_workbook(path, pack or self.pack, submission)
            return path.read_bytes()


Make = Callable[[Clean], bytes]


@dataclass(frozen=True, slots=True, order=True)
class At:
    """A finding: its rule and where it is; a blank place is the file's."""

    rule: str
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """All that reading a variant must give, and nothing else.

    Facts are those of the clean return of ``entity`` (none when rejected), except ``values``:
    the cell, or the range of cells, of the clean workbook → its value; None is no value.
    ``owner`` is whose they are now, if somebody else's. ``reason`` is the ``why`` or ``what`` of the one finding of a rejected file.
    """

    verdict: Verdict
    findings: tuple[At, ...] = ()
    values: Mapping[str, str | None] = field(default_factory=dict)
    entity: str = ENTITY
    reason: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """One file of the corpus. ``office``: LibreOffice makes it. ``file``: its name, if it matters."""

    family: str
    name: str
    make: Make
    expected: Expected
    office: str = ""
    file: str = ""

    @property
    def id(self) -> str:
        """Its name in the test run."""
        return f"{self.family}/{self.name}"


def at(rule: str, *places: str) -> tuple[At, ...]:
    """Return findings of one rule: ``收支总表!B6``, ``收支总表``, or the file when none is given."""
    return tuple(At(rule, *place.split("!")) for place in places or ("",))


def accepted(
    *findings: At, values: Mapping[str, str | None] | None = None, entity: str = ENTITY
) -> Expected:
    """It is read and there is nothing to mend."""
    return Expected(Verdict.ACCEPTED, findings, values or {}, entity)


def needs_fix(
    *findings: At, values: Mapping[str, str | None] | None = None, entity: str = ENTITY
) -> Expected:
    """It is read, and something has to be mended."""
    return Expected(Verdict.NEEDS_FIX, findings, values or {}, entity)


def rejected(rule: str, reason: str = "") -> Expected:
    """Nothing is read, for one reason."""
    return Expected(Verdict.REJECTED, at(rule), reason=reason)


def edited(edit: Callable[[Book], object], code: str = ENTITY) -> Make:
    """Edit the parts of a clean return."""

    def make(clean: Clean) -> bytes:
        book = clean.book(code)
        edit(book)
        return book.data()

    return make


def resaved(edit: Callable[[Workbook], object], code: str = ENTITY) -> Make:
    """Edit a clean return by openpyxl, which drops the stored results of formulas."""

    def make(clean: Clean) -> bytes:
        workbook = clean.workbook(code)
        edit(workbook)
        target = io.BytesIO()
        workbook.save(target)
        return target.getvalue()

    return make


def bytes_of(edit: Callable[[bytes], bytes]) -> Make:
    """Edit the file as bytes."""
    return lambda clean: edit(clean.data())


def fixed(data: bytes) -> Make:
    """A file that has nothing to do with the clean return."""
    return lambda _: data
