"""What workbooks may weigh, and what their formulas may hold: each figure is printed."""

from __future__ import annotations

import re
import statistics
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from tests.sheet_lab import Job, Lab, Paste
from tests.sheet_sources import Source, blank_source, filled_source, with_records
from xltool.campaign.folder import forms_of, size_forms
from xltool.kinds import ColumnKind
from xltool.model.submission import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.conftest import Say
    from tests.office import Office
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

BIG, JAIL, TRAFFIC = "312002", "312005", "312006"
BUY: Final = "procurement"
ROWS: Final = 500
KB: Final = 1000
SPREADSHEET: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

LONGEST_TEXT, LONGEST_FORMULA, DEEPEST = 255, 8192, 64
"""Limits of Excel 2010: of a text in a formula, of a formula, of calls inside one another."""
FUNCTIONS: Final = frozenset({
    "ABS", "AND", "AVERAGE", "CHAR", "CHOOSE", "CLEAN", "CODE", "COLUMN", "COLUMNS",
    "CONCATENATE", "COUNT", "COUNTA", "COUNTBLANK", "COUNTIF", "COUNTIFS", "EXACT", "FALSE",
    "FIND", "FIXED", "HYPERLINK", "IF", "IFERROR", "INDEX", "INDIRECT", "INT", "ISBLANK",
    "ISERR", "ISERROR", "ISLOGICAL", "ISNA", "ISNONTEXT", "ISNUMBER", "ISREF", "ISTEXT", "LEFT",
    "LEN", "LOOKUP", "LOWER", "MATCH", "MAX", "MID", "MIN", "MOD", "N", "NA", "NOT", "OR",
    "REPLACE", "REPT", "RIGHT", "ROUND", "ROW", "ROWS", "SEARCH", "SIGN", "SMALL", "SUBSTITUTE",
    "SUM", "SUMIF", "SUMIFS", "SUMPRODUCT", "T", "TEXT", "TRIM", "TRUE", "TRUNC", "TYPE",
    "UPPER", "VALUE", "VLOOKUP",
})  # fmt: skip
"""Functions that Excel 2010, WPS and LibreOffice have. One that changes by itself (OFFSET, TODAY,
CELL) is none of them: it would be calculated at every key."""
VOLATILE: Final = frozenset({"INDIRECT"})
"""Of these, those that are calculated at every key: no workbook has one."""

TEXT: Final = re.compile(r'"((?:[^"]|"")*)"')
QUOTED_SHEET: Final = re.compile(r"'(?:[^']|'')*'")
CALL: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_.]*)\(")


@dataclass(frozen=True)
class Written:
    """A workbook and the formulas in it."""

    source: Source

    @property
    def size(self) -> int:
        """The size of the file in bytes."""
        return self.source.path.stat().st_size

    @cached_property
    def parts(self) -> Mapping[str, bytes]:
        """The XML of each sheet."""
        with ZipFile(self.source.path) as file:
            names = [name for name in file.namelist() if name.startswith("xl/worksheets/sheet")]
            return {name: file.read(name) for name in names}

    @property
    def xml(self) -> int:
        """The size of the sheets' XML in bytes."""
        return sum(map(len, self.parts.values()))

    def formulas(self) -> Iterator[tuple[str, ET.Element]]:
        """Yield the formula elements of all cells, each with the sheet's part."""
        for name, part in self.parts.items():
            for element in ET.fromstring(part).iter(f"{SPREADSHEET}f"):  # noqa: S314 - our own file
                yield name, element

    def conditions(self) -> Iterator[str]:
        """Yield the formulas of conditional formats."""
        for part in self.parts.values():
            for rule in ET.fromstring(part).iter(f"{SPREADSHEET}cfRule"):  # noqa: S314 - same
                yield from (each.text or "" for each in rule.iter(f"{SPREADSHEET}formula"))

    def validations(self) -> Iterator[str]:
        """Yield the formulas of dropdowns and entry checks."""
        for part in self.parts.values():
            for rule in ET.fromstring(part).iter(f"{SPREADSHEET}dataValidation"):  # noqa: S314 - same
                yield from (each.text or "" for each in rule if each.tag.startswith(SPREADSHEET))

    def names(self) -> Iterator[str]:
        """Yield the formulas of the workbook's names."""
        with ZipFile(self.source.path) as file:
            root = ET.fromstring(file.read("xl/workbook.xml"))  # noqa: S314 - same
        return (each.text or "" for each in root.iter(f"{SPREADSHEET}definedName"))

    def every(self) -> list[str]:
        """Return every formula: of cells, conditional formats, entry checks and names."""
        cells = (element.text or "" for _, element in self.formulas())
        found = [*cells, *self.conditions(), *self.validations(), *self.names()]
        return list(dict.fromkeys(filter(None, found)))


@pytest.fixture(scope="module")
def written(
    pack: Pack,
    campaign: Campaign,
    submissions: Mapping[str, Submission],
    tmp_path_factory: pytest.TempPathFactory,
) -> Mapping[str, Written]:
    """The example's workbooks, filled; one blank; one with many rows of procurement."""
    folder = tmp_path_factory.mktemp("figures")
    found = {
        code: filled_source(folder / f"{code}.xlsx", pack, submission)
        for code, submission in submissions.items()
    }
    found["blank"] = blank_source(
        folder / "blank.xlsx", pack, campaign.entity(BIG), campaign.period
    )
    found["rows"] = filled_source(folder / "rows.xlsx", pack, many_rows(pack, submissions[JAIL]))
    return {name: Written(source) for name, source in found.items()}


def many_rows(pack: Pack, submission: Submission) -> Submission:
    """Return a submission with many rows of procurement, each with all that can be typed."""
    entity = submission.entity
    records = tuple(
        Record(entity.code, str(number), {
            "project": f"项目{number}", "budget": Decimal(number), "item": "计算机设备",
            "code": "A020101", "measure": "台", "quantity": Decimal(1),
            "unit_price": Decimal(number), "general": Decimal(number), "disclosure": "公开",
        })
        for number in range(1, ROWS + 1)
    )  # fmt: skip
    full = with_records(submission, BUY, records)
    sized, _ = size_forms(forms_of(pack, parent=False), full)
    return sized


# --- Sizes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "most"),
    [
        pytest.param(BIG, 110),
        pytest.param(JAIL, 70),
        pytest.param(TRAFFIC, 80),
        pytest.param("rows", 135),
    ],
)
def test_size_of_the_file(written: Mapping[str, Written], say: Say, name: str, most: int) -> None:
    """A workbook stays small."""
    size = written[name].size / KB
    say(f"{name}: {size:.1f} KB of {most}")
    assert size <= most


def test_size_of_the_sheets(written: Mapping[str, Written], say: Say) -> None:
    """So does the XML of its sheets, which every program has to read."""
    size = written[BIG].xml / KB
    say(f"{BIG}: XML of sheets {size:.0f} KB of 660, {len(list(written[BIG].formulas()))} formulas")
    assert size <= 660


def test_sizes(written: Mapping[str, Written], say: Say) -> None:
    """Only printed, to compare: the blank one depends on how many rows and cards a unit gets."""
    for name, each in written.items():
        say(f"{name}: {each.size / KB:.1f} KB, XML {each.xml / KB:.0f} KB")
    assert written["blank"].size < written["rows"].size


@pytest.mark.libreoffice
def test_one_edit(office: Office, written: Mapping[str, Written], say: Say) -> None:
    """Only printed, for it depends on the machine: how long whoever types has to wait."""
    del office  # it skips where there is no LibreOffice
    with Lab() as lab:
        for name in (BIG, "rows"):
            source = written[name].source
            sheet = source.layouts["income_expenditure"].sheet
            money = lab.edit(source.path, sheet, "B6")
            bought = lab.edit(source.path, *source.place(source.key(BUY, "1", "general")))
            first, second = (statistics.median(times) * 1000 for times in (money, bought))
            say(f"{name}: one edit {first:.1f} ms, of procurement {second:.1f} ms (10 is the aim)")
            assert first > 0 < second


# --- Formulas -----------------------------------------------------------------------------------


def bare(formula: str) -> str:
    """Return a formula without its texts and the quoted names of sheets."""
    return QUOTED_SHEET.sub("", TEXT.sub('""', formula))


def depth(formula: str) -> int:
    """Return how many brackets stand open at most: calls inside one another are no more."""
    deepest = open_now = 0
    for sign in bare(formula):
        open_now += (sign == "(") - (sign == ")")
        deepest = max(deepest, open_now)
    return deepest


def formulas_of(written: Mapping[str, Written]) -> list[str]:
    """Return the formulas of all workbooks, each once."""
    return list(dict.fromkeys(text for each in written.values() for text in each.every()))


def test_functions_of_excel_2010(written: Mapping[str, Written], say: Say) -> None:
    """Every function is one that Excel 2010 has; none is calculated at every key."""
    found = {name.upper() for text in formulas_of(written) for name in CALL.findall(bare(text))}
    say(f"functions: {' '.join(sorted(found))}")
    assert found <= FUNCTIONS - VOLATILE


def test_lengths(written: Mapping[str, Written], say: Say) -> None:
    """No text in a formula, no formula, and no nesting is beyond Excel."""
    found = formulas_of(written)
    texts = [text.replace('""', '"') for formula in found for text in TEXT.findall(formula)]
    longest, text = max(map(len, found)), max(map(len, texts))
    deepest = max(map(depth, found))
    say(f"longest formula {longest}, longest text in one {text}, deepest {deepest}")
    assert longest + 1 <= LONGEST_FORMULA
    assert text <= LONGEST_TEXT
    assert deepest <= DEEPEST


def test_shared_formulas_name_no_sheet(written: Mapping[str, Written], say: Say) -> None:
    """A formula that several cells share does not refer to another sheet: Excel would not save."""
    shared = [
        element.text or ""
        for each in written.values()
        for _, element in each.formulas()
        if element.get("t") == "shared"
    ]
    say(f"shared formulas: {len(shared)}, of which {sum(map(bool, shared))} written out")
    assert [text for text in shared if "!" in TEXT.sub("", text)] == []


def test_formulas_are_shared(written: Mapping[str, Written]) -> None:
    """Most formulas of a long form are shared."""
    kinds = [element.get("t") for _, element in written["rows"].formulas()]
    assert kinds.count("shared") > len(kinds) / 2


def test_conditional_formats_name_no_sheet(written: Mapping[str, Written]) -> None:
    """A conditional format looks at its own sheet only: Excel 2007 and WPS know no others."""
    found = {text for each in written.values() for text in each.conditions()}
    assert found
    assert [text for text in found if "!" in TEXT.sub("", text)] == []


def test_stored_links(written: Mapping[str, Written], say: Say) -> None:
    """No link and no text of one is longer than Excel takes."""
    longest = 0
    for each in written.values():
        for part in each.parts.values():
            for link in ET.fromstring(part).iter(f"{SPREADSHEET}hyperlink"):  # noqa: S314 - our own file
                longest = max(longest, *map(len, link.attrib.values()))
    say(f"longest stored link or text of one: {longest}")
    assert 0 < longest <= LONGEST_TEXT


@pytest.mark.libreoffice
def test_calculated_links(
    office: Office, written: Mapping[str, Written], tmp_path: Path, say: Say
) -> None:
    """Neither is a text that HYPERLINK shows, in a workbook full of mistakes."""
    del office  # it skips where there is no LibreOffice
    source = written[BIG].source
    pastes = []
    for form, layout in source.layouts.items():
        cells = [cell for cell in source.cells(form).values() if cell.entered]
        wrong = "长" * 2000
        pastes += [
            Paste(layout.sheet, cell.address, "text", wrong)
            for cell in cells[:40]
            if cell.column is not None and cell.column.kind is not ColumnKind.DATE
        ]
    target = tmp_path / "wrong.xlsx"
    with Lab() as lab:
        lab.run([Job(source.path, target, pastes)])
        results = lab.recalculate(target)
    links = [each.value for each in results.values() if "HYPERLINK(" in each.formula]
    longest = max((len(str(text)) for text in links), default=0)
    say(f"calculated links: {len(links)}, longest text {longest}")
    assert longest <= LONGEST_TEXT
