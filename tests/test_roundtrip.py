"""What goes out comes back: workbooks, facts files and sums, for any facts that can be typed."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from xltool.campaign.generate import generate_all
from xltool.consolidation.consolidate import consolidate
from xltool.evaluation.submission_values import SubmissionValues
from xltool.facts.facts import facts, read_facts, write_facts
from xltool.identity import serial
from xltool.kinds import Severity, Shape
from xltool.layout.layout import lay_out
from xltool.model.forms import TOTAL, Entity
from xltool.model.submission import EntityRows, FormSize, Key, Record, Submission, Value
from xltool.pack.load import load_pack
from xltool.reading.read import read_return
from xltool.text import INVISIBLE
from xltool.validation.validate import validate
from xltool.values.cell_values import LARGEST, LONGEST, places_of
from xltool.values.decimal_text import MASK, decimal_text, exact_decimal, is_masked
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from xltool.layout.cells import FormCell
    from xltool.model.campaign import Campaign

Found = dict[Key, Value]
"""Entered values by place."""

PACK: Final = load_pack()
ANY: Final = settings(deadline=None)
ANY_FILE: Final = settings(ANY, phases=[Phase.reuse, Phase.generate])
"""For workbooks: shrinking an example, a file each time, would take minutes."""
FORMS: Final = (
    "income_expenditure", "three_public", "procurement", "fixed_assets", "performance",
)  # fmt: skip
ROWS: Final = {Shape.STATEMENT: 0, Shape.REGISTER: 5, Shape.CARDS: 2}
PARENT: Final = Entity("312", "平乡县公安局（部门）", "公安局")
CHILDREN: Final = (
    Entity("312002", "平乡县公安局", "公安局", "312"),
    Entity("312005", "平乡县看守所", "看守所", "312"),
    Entity("312006", "平乡县公安局交通警察大队", "交警队", "312"),
)
TRICKY: Final = (
    "=1+1", "+1", "-1", "@SUM(A1)", '="x"', "'1", '"', "a\"b,c;d\n'e'", "1、第一条\n2、第二条\n\n3",
    "{=A1}", "#REF!", "TRUE", "007", "1e3", "2020-01-31", "http://example.com", "mailto:a@b.c",
    "_x0041_", "_x000D_", "_x005F_", "<b>&amp;</b>", "]]>", "👮🏽🚓", "𠮷野家", "公　安",
    "a\u00a0b", "é e\u0301", "**", "*", "无", "-", "——", "\\n", "%s {0} $x",
    "长" * 1000,
)  # fmt: skip
"""Texts that Excel, a CSV file or XML could take for something else."""


def trimmed(text: str) -> bool:
    """Say whether a text has no space of any kind at its ends, and nothing without ink in it."""
    edges = {unicodedata.category(text[0]), unicodedata.category(text[-1])}
    return not edges & {"Zs", "Zl", "Zp", "Cf", "Cc"} and not INVISIBLE.search(text)


LETTERS: Final = st.characters(exclude_categories=("Cc", "Cs", "Cn")) | st.just("\n")
TEXTS: Final = st.sampled_from(TRICKY) | st.text(LETTERS, min_size=1, max_size=30).filter(trimmed)
MASKS: Final = st.sampled_from(["**", "***", "＊＊"])


def amounts(places: int, top: Decimal) -> st.SearchStrategy[Value]:
    """Decimals as a clerk can type them: not above ``top``, with these places, canonical."""
    numbers = st.decimals(-top, top, places=places, allow_nan=False, allow_infinity=False)
    small = st.decimals(-1000, 1000, places=places)
    return (numbers | small | st.just(Decimal(0))).map(
        lambda value: exact_decimal(decimal_text(value))
    )


def values_of(cell: FormCell, group: str, top: Decimal) -> st.SearchStrategy[Value]:
    """All that may stand in a cell: by its column, and for a card's row by its group."""
    column = cell.column
    assert column is not None
    if column.kind.numeric:
        return amounts(places_of(column, cell.places), top) | MASKS
    if not column.codes or column.open:
        return TEXTS
    codes = PACK.codes[column.codes]
    lines = codes.under(group) if column.under else codes.lines
    return st.sampled_from([line.code for line in lines])


def group_of(key: Key) -> str:
    """Return the printed group of a card's row, such as 产出指标."""
    groups = [g.value for g in PACK.form_of(key.table).template.groups for _ in range(g.rows)]
    _, _, row = key.row.partition("/")
    return groups[int(row) - 1] if row else ""


def blank(entity: Entity) -> Submission:
    """A return of every form, with a few rows and nothing in it."""
    extents = {
        form.id: FormSize(entity, "2020", (EntityRows(entity, ROWS[form.shape]),))
        for form in PACK.forms
    }
    return Submission(entity, "2020", {}, extents)


@st.composite
def filled(
    draw: st.DrawFn, forms: Iterable[str], entity: Entity, top: Decimal = LARGEST - 1
) -> Submission:
    """A return with arbitrary values in arbitrary open cells: rows are sparse and have gaps."""
    empty = blank(entity)
    found: Found = {}
    for name in forms:
        slots = lay_out(PACK.form(name), empty.extents[name]).slots
        keys = [key for key, cell in slots.items() if cell.entered]
        chosen = draw(st.lists(st.sampled_from(keys), unique=True, max_size=12))
        for key in sorted(chosen, key=keys.index):
            found[key] = draw(values_of(slots[key], group_of(key), top))
    return replace(empty, tables=tables(found))


def tables(found: Found) -> dict[str, tuple[Record, ...]]:
    """Put values, given in printed order, into records."""
    rows: dict[tuple[str, str, str], dict[str, Value]] = {}
    for key, value in found.items():
        rows.setdefault(key[:3], {})[key.column] = value
    return {
        table.id: tuple(
            Record(entity, row, values)
            for (name, entity, row), values in rows.items()
            if name == table.id
        )
        for _, table in PACK.tables()
    }


def entered(submission: Submission) -> Found:
    """Return the entered values of a submission by place."""
    return {
        Key(table, record.entity, record.row, column): value
        for table, records in submission.tables.items()
        for record in records
        for column, value in record.values.items()
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the files of all examples; each is written over by the next."""
    return tmp_path_factory.mktemp("roundtrip")


# --- Workbooks ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
@settings(ANY_FILE, max_examples=12)
@given(data=st.data())
def test_what_is_written_is_read(folder: Path, name: str, data: st.DataObject) -> None:
    """Any valid facts come back from a workbook as they were, with nothing to remark but masks."""
    submission = data.draw(filled([name], CHILDREN[0]))
    check_workbook(folder / "any.xlsx", submission)


def check_workbook(path: Path, submission: Submission) -> None:
    """Write, read, compare; writing again what was read gives the same bytes."""
    write_workbook(path, PACK, submission)
    read = read_return(path, PACK)
    assert read.submission is not None
    found = entered(submission)
    assert entered(read.submission) == found
    assert {key.row for key in read.submission.stored} == set()
    numeric = {key for key, value in found.items() if is_masked_amount(key, value)}
    assert [finding.rule for finding in read.findings] == ["XL-115"] * len(numeric)
    first = path.read_bytes()
    write_workbook(path, PACK, read.submission)
    assert path.read_bytes() == first


def is_masked_amount(key: Key, value: Value) -> bool:
    """Say whether a value is a mask where a number belongs."""
    table = next(table for _, table in PACK.tables() if table.id == key.table)
    return table.column(key.column).kind.numeric and is_masked(value)


def test_tricky_texts_are_read_as_written(folder: Path) -> None:
    """No text turns into a formula, a number, an error, a link or markup on its way."""
    found: Found = {}
    for number, text in enumerate((*TRICKY, "长" * LONGEST, "行\n" * 400 + "尾")):
        card, column = divmod(number, 36)
        row = f"{card + 1}/{column // 4 + 1}"
        name = ("name", "description", "value", "basis")[column % 4]
        found[Key("indicators", "312002", row, name)] = text
    submission = replace(blank(CHILDREN[0]), tables=tables(found))
    check_workbook(folder / "tricky.xlsx", submission)


@settings(ANY_FILE, max_examples=6)
@given(data=st.data())
def test_any_facts_can_be_checked(folder: Path, data: st.DataObject) -> None:
    """No content makes the checks fail: whatever is odd is a finding that points at a cell.

    But for one: that nothing is filled in at all.
    """
    write_workbook(folder / "odd.xlsx", PACK, data.draw(filled(FORMS, CHILDREN[0])))
    (found,) = validate(PACK, [read_return(folder / "odd.xlsx", PACK)])
    assert all(
        (finding.sheet and finding.cell) or finding.rule == "XL-184" for finding in found.findings
    )


def test_serial_number_follows_from_the_content() -> None:
    """The order in which values and records were put together does not make another copy."""
    values: dict[str, Value] = {"current": Decimal(1), "prior": Decimal(2), "reason": "甲"}
    turned = dict(reversed(values.items()))
    first, second = Record("312", "abroad", values), Record("312", "reception", values)
    orders = ((first, second), (second, first), (replace(first, values=turned), second))
    copies = [replace(blank(PARENT), tables={"three_public": order}) for order in orders]
    assert len({serial(PACK, copy) for copy in copies}) == 1


@pytest.mark.parametrize("code", ["312002", "312005", "312006"])
def test_extracted_facts_generate_the_same_workbook(
    campaign: Campaign, tmp_path: Path, code: str
) -> None:
    """Generate, extract, generate: the same facts, and the same workbook to the byte."""
    here = replace(campaign, folder=tmp_path)
    (path,) = generate_all(here, PACK, [campaign.folder / "facts" / f"{code}.csv"], [code])
    first = path.read_bytes()
    read = read_return(path, PACK)
    assert read.findings == ()
    assert read.submission is not None
    extracted = write_facts(facts(PACK, read.submission), "csv")
    (tmp_path / "extracted.csv").write_text(extracted, encoding="utf-8", newline="")
    list(generate_all(here, PACK, [tmp_path / "extracted.csv"], [code]))
    assert path.read_bytes() == first
    again = read_return(path, PACK).submission
    assert again is not None
    assert write_facts(facts(PACK, again), "csv") == extracted


# --- Facts files --------------------------------------------------------------------------------


@settings(ANY, max_examples=40)
@given(data=st.data())
def test_facts_file_holds_any_facts(folder: Path, data: st.DataObject) -> None:
    """What ``extract`` writes, ``generate --data`` reads: entered values, and those alone."""
    submission = data.draw(filled(FORMS, CHILDREN[1]))
    path = folder / "facts.csv"
    path.write_text(write_facts(facts(PACK, submission), "csv"), encoding="utf-8", newline="")
    found = read_facts(path, PACK)
    expected = {("312005", "2020"): entered(submission)} if entered(submission) else {}
    assert {
        who: entered(replace(submission, tables=read)) for who, read in found.items()
    } == expected


# --- Sums ---------------------------------------------------------------------------------------


def added(values: Iterable[Value | None]) -> Value | None:
    """Add as the forms do: a masked addend masks the sum, blanks add nothing and stay blank."""
    known = [value for value in values if value is not None]
    if any(isinstance(value, str) for value in known):
        return MASK
    numbers = [value for value in known if isinstance(value, Decimal)]
    return sum(numbers, Decimal(0)) if numbers else None


@st.composite
def families(draw: st.DrawFn, forms: Iterable[str]) -> tuple[Submission, ...]:
    """The returns of one to three children, whose sums stay below the cap, too."""
    entities = CHILDREN[: draw(st.integers(1, len(CHILDREN)))]
    return tuple(draw(filled(forms, entity, LARGEST / 10)) for entity in entities)


@settings(ANY, max_examples=40)
@given(data=st.data())
def test_parent_is_the_exact_sum(data: st.DataObject) -> None:
    """Every entered line and column of a parent is the decimal sum of its children's."""
    children = data.draw(families(("income_expenditure", "three_public", "fixed_assets")))
    parent = entered(consolidate(PACK, PARENT, children))
    given_values = [entered(child) for child in children]
    for form in PACK.forms:
        for column in form.table.columns if form.shape is Shape.STATEMENT else ():
            for line in form.table.lines if column.kind.numeric else ():
                own = [
                    found.get(Key(form.id, child.entity.code, line.code, column.id))
                    for child, found in zip(children, given_values, strict=True)
                ]
                key = Key(form.id, PARENT.code, line.code, column.id)
                assert parent.get(key) == added(own)


@settings(ANY, max_examples=40)
@given(data=st.data())
def test_totals_of_a_register_are_exact(data: st.DataObject) -> None:
    """A subtotal is the decimal sum of its rows, 合　计 that of the subtotals, column by column."""
    children = data.draw(families(["procurement"]))
    parent = consolidate(PACK, PARENT, children)
    book = SubmissionValues(PACK, parent)
    for column in ("general", "fund", "soe", "special", "other"):
        subtotals = [
            added(record.get(column) for record in child.tables["procurement"])
            for child in children
        ]
        for child, subtotal in zip(children, subtotals, strict=True):
            assert book.get(Key("procurement", child.entity.code, TOTAL, column)) == subtotal
        assert book.get(Key("procurement", PARENT.code, TOTAL, column)) == added(subtotals)


def carried(children: Iterable[Submission], table: str) -> list[tuple[str, dict[str, Value]]]:
    """Return owner and values of the children's records, as a parent must carry them."""
    return [
        (record.entity, dict(record.values))
        for child in children
        for record in child.tables.get(table, ())
        if record.values
    ]


@settings(ANY, max_examples=40)
@given(data=st.data())
def test_parent_carries_every_record(data: st.DataObject) -> None:
    """No row and no card is lost, changed or doubled; numbers run from 1 without gaps."""
    children = data.draw(families(("procurement", "performance")))
    parent = consolidate(PACK, PARENT, children)
    for table in ("procurement", "performance", "indicators"):
        assert carried([parent], table) == carried(children, table)
    for table in ("procurement", "performance"):
        rows = [record.row for record in parent.tables[table]]
        assert rows == [str(number) for number in range(1, len(rows) + 1)]


@settings(ANY_FILE, max_examples=6)
@given(data=st.data())
def test_department_workbook_holds_any_family(folder: Path, data: st.DataObject) -> None:
    """Written and read, a parent's workbook gives the facts that consolidating gave."""
    parent = consolidate(PACK, PARENT, data.draw(families(FORMS)))
    write_workbook(folder / "parent.xlsx", PACK, parent)
    read = read_return(folder / "parent.xlsx", PACK)
    assert read.submission is not None
    assert [f for f in read.findings if f.severity is Severity.ERROR] == []
    assert read.submission.stored == {}
    assert list(flat(read.submission)) == list(flat(parent))


def flat(submission: Submission) -> Iterable[tuple[str, ...]]:
    """Return facts without the file they came from."""
    for fact in facts(PACK, submission):
        yield fact.entity, fact.table, fact.row, fact.column, fact.value, fact.sheet, fact.cell
