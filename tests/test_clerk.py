"""A clerk with a real LibreOffice: what is typed comes back, and it calculates as we do."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice, product
from random import Random
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell

from tests.office import OfficeError
from xltool.campaign.folder import load_campaign, planned, start_from_example
from xltool.campaign.generate import generate_all
from xltool.consolidation.consolidate import consolidate
from xltool.facts.facts import facts, read_facts
from xltool.identity import NO_DATA, nil_name
from xltool.layout.cells import NOT_APPLICABLE
from xltool.layout.layout import lay_out
from xltool.model.forms import Entity
from xltool.model.lookup import calculated_lines
from xltool.model.submission import EntityRows, FormSize, Key, Record, Submission
from xltool.reading.read import read_return
from xltool.values.cell_values import places_of
from xltool.values.decimal_text import MASK, STORED_PLACES, half_up, shown_value
from xltool.values.decimals import NOT_COMPARABLE
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.office import Office
    from xltool.facts.facts import Fact
    from xltool.layout.cells import FormCell
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Form, Pack
    from xltool.model.submission import Value

    Place = tuple[str, str]
    from tests.conftest import Say

pytestmark = pytest.mark.libreoffice

CODES = ("312002", "312005", "312006")
SAVED_AS = {"xlsx": "Calc MS Excel 2007 XML", "xls": "MS Excel 97", "ods": "calc8"}
NOTED = {"xlsx": [], "xls": ["XL-159"], "ods": ["XL-159"]}
"""What reading each format says besides."""
INCOME = "income_expenditure"

TEXTS = ("甲\n乙", "007", "=1+1", "TRUE", "2020-01-01", "****22号", "~*", "'a", "长" * 300)
UNREADABLE = (MASK, "***", "＊＊", "约100")
DIGITS = 10
"""Of a random amount. From 4·10⁹ on, a double has no room for six decimal places."""

RATES = {
    ("200", "200.01"): "0.01",
    ("200", "199.99"): "-0.01",
    ("-200", "-199.99"): "-0.01",
    ("1000", "1010.05"): "1.01",
    ("1000", "1026.75"): "2.68",
    ("1000", "1001.15"): "0.12",
    ("1000", "998.85"): "-0.12",
    ("800", "799.99"): "0",
    ("799.99", "800"): "0",
    ("16", "15.99"): "-0.06",
    ("0", "5"): NOT_COMPARABLE,
    ("0", "0"): NOT_COMPARABLE,
}
"""Last year's budget and this year's, and the rate of change between them."""


@dataclass(frozen=True)
class Sent:
    """What one entity was sent: the workbook, where each fact stands, and what is given."""

    path: Path
    slots: Mapping[Key, tuple[str, FormCell]]
    given: Mapping[Key, Value]

    def places(self) -> dict[Key, Place]:
        """Return the places to type in."""
        return {
            key: (sheet, cell.address)
            for key, (sheet, cell) in self.slots.items()
            if cell.entered and key not in self.given
        }


@dataclass(frozen=True)
class Typed:
    """A workbook that a clerk typed all facts into."""

    code: str
    path: Path


@pytest.fixture(scope="module")
def sent(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Sent]:
    """The blank workbooks of the example, generated in a copy of its campaign."""
    folder = tmp_path_factory.mktemp("campaign")
    start_from_example(folder, "pingxiang-2020")
    campaign = load_campaign(folder)
    paths = generate_all(campaign, pack, [], CODES)
    return {code: _sent(campaign, pack, code, next(paths)) for code in CODES}


def _sent(campaign: Campaign, pack: Pack, code: str, path: Path) -> Sent:
    submission, fixed = planned(campaign, pack, campaign.entity(code), {})
    given = entered(submission.tables)
    assert given.keys() == fixed
    return Sent(path, slots(pack, submission), given)


@pytest.fixture(scope="module", params=product(CODES, SAVED_AS), ids="-".join)
def typed(
    request: pytest.FixtureRequest,
    office: Office,
    submissions: Mapping[str, Submission],
    sent: Mapping[str, Sent],
    tmp_path_factory: pytest.TempPathFactory,
) -> Typed:
    """A blank workbook with each fact of its entity typed where it belongs, in each format."""
    code, kind = request.param
    path = tmp_path_factory.mktemp("typed") / f"{code}.{kind}"
    places, given = sent[code].places(), sent[code].given
    values = entered(submissions[code].tables)
    entries = {places[key]: shown_value(value) for key, value in values.items() if key not in given}
    names = openpyxl.load_workbook(sent[code].path).defined_names
    for form in submissions[code].nil:
        sheet, _, cell = names[nil_name(form)].attr_text.replace("'", "").partition("!")
        entries[sheet, cell.replace("$", "")] = NO_DATA
    office.fill(sent[code].path, path, entries, filter=SAVED_AS[kind])
    return Typed(code, path)


@pytest.fixture
def consolidated(
    pack: Pack, campaign: Campaign, submissions: Mapping[str, Submission]
) -> Submission:
    """The department's submission, which its workbook was written from."""
    return joined(pack, campaign, list(submissions.values()))


def slots(pack: Pack, submission: Submission) -> dict[Key, tuple[str, FormCell]]:
    """Return sheet and cell of each fact."""
    plans = [lay_out(pack.form(name), extent) for name, extent in submission.extents.items()]
    return {key: (plan.sheet, cell) for plan in plans for key, cell in plan.slots.items()}


def entered(tables: Mapping[str, Iterable[Record]]) -> dict[Key, Value]:
    """Return every value of the records."""
    return {
        Key(table, record.entity, record.row, column): value
        for table, records in tables.items()
        for record in records
        for column, value in record.values.items()
    }


def told(value: object) -> Decimal | str:
    """Return what a cell holds: a decimal of six places or a text, which is empty when blank."""
    if isinstance(value, int | float):
        return half_up(Decimal(repr(float(value))), STORED_PLACES)
    return "" if value is None else str(value)


def stored(path: Path) -> dict[Place, Decimal | str]:
    """Return the result that we stored with each formula."""
    drawn, results = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): told(results[sheet.title][cell.coordinate].value)
        for sheet in drawn.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def agreed(office: Office, path: Path) -> dict[Place, Decimal | str]:
    """Return our result of each formula; assert that LibreOffice comes to the same."""
    ours, theirs = stored(path), office.recalculate(path)
    assert ours
    assert ours.keys() == theirs.keys()
    differ = [
        f"{at}: {ours[at]!r} is stored, LibreOffice has {found}"
        for at, found in theirs.items()
        if found.error or told(found.value) != ours[at]
    ]
    assert not differ, "\n".join([f"{len(differ)} of {len(ours)} formulas differ", *differ[:5]])
    return ours


def written(pack: Pack, submission: Submission, folder: Path) -> Path:
    """Write the workbook of the submission."""
    path = folder / f"{submission.entity.code}.xlsx"
    write_workbook(path, pack, submission)
    return path


def nameless(found: Iterable[Fact]) -> list[Fact]:
    """Return the facts without the name of the file that they came from."""
    return [replace(fact, source="") for fact in found]


# What is typed comes back.


def test_what_is_typed_comes_back(pack: Pack, campaign: Campaign, typed: Typed) -> None:
    """The facts typed into a blank workbook are read back: none more, none less, no finding."""
    source = campaign.folder / "facts" / f"{typed.code}.csv"
    returned = read_return(typed.path, pack)
    assert [finding.rule for finding in returned.findings] == NOTED[typed.path.suffix[1:]]
    assert returned.submission is not None
    assert returned.submission.tables == read_facts(source, pack)[typed.code, campaign.period]
    assert returned.submission.stored == {}


def test_typed_equals_prefilled(
    pack: Pack, submissions: Mapping[str, Submission], typed: Typed
) -> None:
    """A workbook that was typed gives the facts of one that we filled in, totals and all."""
    returned = read_return(typed.path, pack).submission
    assert returned is not None
    found = [
        replace(fact, sheet="政府采购", cell="") if fact.column == "state" else fact
        for fact in nameless(facts(pack, returned))
    ]
    assert found == list(facts(pack, submissions[typed.code]))


def test_typed_totals_show_our_values(
    office: Office,
    pack: Pack,
    submissions: Mapping[str, Submission],
    sent: Mapping[str, Sent],
    typed: Typed,
) -> None:
    """While the clerk types, each calculated cell comes to show the value that we calculate."""
    shown = office.values(typed.path)
    ours = {(fact.sheet, fact.cell): fact.value for fact in facts(pack, submissions[typed.code])}
    slots = sent[typed.code].slots.values()
    places = [(sheet, cell.address) for sheet, cell in slots if cell.calculated]
    theirs = {at: str(told(shown.get(at))) for at in places}
    assert theirs == {at: ours.get(at, "") for at in places}


def test_given_names_stand_already(office: Office, sent: Mapping[str, Sent]) -> None:
    """The projects that the campaign lists are printed on their cards before anybody types."""
    for code, each in sent.items():
        shown = office.values(each.path)
        assert each.given, code
        for key, value in each.given.items():
            sheet, cell = each.slots[key]
            assert shown[sheet, cell.address] == value


# Formulas equal our stored results.


@pytest.mark.parametrize("code", CODES)
def test_filled_workbook_recalculates_alike(
    office: Office, returned: Mapping[str, Path], code: str, say: Say
) -> None:
    """In a filled workbook, LibreOffice finds the result that we stored, for every formula."""
    say(f"{code} filled: {len(agreed(office, returned[code]))} formulas, 0 differ")


@pytest.mark.parametrize("code", CODES)
def test_blank_workbook_recalculates_alike(
    office: Office, sent: Mapping[str, Sent], code: str, say: Say
) -> None:
    """In a blank workbook nothing is asked for yet, and it says that it is not filled in."""
    results = agreed(office, sent[code].path)
    texts = {sheet: {str(text) for (at, _), text in results.items() if at == sheet}
             for sheet, _ in results}  # fmt: skip
    assert "尚未填报" in texts.pop("封面")
    assert "还没有填写" in texts.pop("检查")
    assert all("本表还没有填写" in each for each in texts.values())
    assert not [text for each in texts.values() for text in each if text[:3] in {"错误 ", "提醒 "}]
    names = [f"{no}、{name}绩效目标表" for no, name in enumerate(sent[code].given.values(), 1)]
    assert set(names) <= set(office.values(sent[code].path).values())
    say(f"{code} blank: {len(results)} formulas, 0 differ")


def test_department_recalculates_alike(office: Office, department: Path, say: Say) -> None:
    """In the department's workbook every sum over the entities' sheets is what we stored."""
    results = agreed(office, department)
    say(f"department: {len(results)} formulas, 0 differ")


# Masked, blank, zero, negative.


def small(pack: Pack, campaign: Campaign) -> list[Submission]:
    """Return the entities' empty submissions, with three rows or cards each to save time."""
    blanks = [planned(campaign, pack, entity, {})[0] for entity in campaign.reporting()]
    return [
        replace(blank, extents={name: _small(extent) for name, extent in blank.extents.items()})
        for blank in blanks
    ]


def _small(extent: FormSize) -> FormSize:
    return replace(
        extent, sections=tuple(EntityRows(s.entity, min(s.count, 3)) for s in extent.sections)
    )


def odd(pack: Pack, blank: Submission, dice: Random) -> Submission:
    """Return the submission filled at random; in every form at least one number is masked."""
    cells = {key: cell for key, (_, cell) in slots(pack, blank).items() if cell.entered}
    values = {key: odd_value(cell, dice) for key, cell in cells.items()}
    numeric = [key for key, cell in cells.items() if cell.column and cell.column.kind.numeric]
    zero = dice.choice([key for key in numeric if key.table == INCOME])
    values[zero._replace(column="prior")] = Decimal(0)
    for table in sorted({key.table for key in numeric}):
        values[dice.choice([key for key in numeric if key.table == table])] = MASK
    return filled(blank, {key: value for key, value in values.items() if value is not None})


def odd_value(cell: FormCell, dice: Random) -> Value | None:
    """Return an amount of up to ten digits, or zero, or nothing; sometimes a mask; or a text."""
    assert cell.column is not None
    if not cell.column.kind.numeric:
        return dice.choice((None, *TEXTS))
    size = 10 ** dice.randint(1, DIGITS)
    amount = Decimal(dice.randint(-size, size)).scaleb(-places_of(cell.column, cell.places))
    mask = dice.choice(UNREADABLE)
    return dice.choices((amount, Decimal(0), None, mask), (12, 3, 4, 0.4))[0]


def filled(blank: Submission, values: Mapping[Key, Value]) -> Submission:
    """Return the submission with these values, which come in printed order."""
    rows: dict[tuple[str, str, str], dict[str, Value]] = defaultdict(dict)
    for key, value in values.items():
        rows[key[:3]][key.column] = value
    tables: dict[str, list[Record]] = defaultdict(list)
    for (table, entity, row), columns in rows.items():
        tables[table].append(Record(entity, row, columns))
    return replace(blank, tables={name: tuple(records) for name, records in tables.items()})


def without(form: Form, submission: Submission) -> Submission:
    """Return the submission as if the form had not been handed in."""
    names = {table.id for table in form.tables}
    tables = {name: rows for name, rows in submission.tables.items() if name not in names}
    extents = {name: extent for name, extent in submission.extents.items() if name != form.id}
    return replace(submission, tables=tables, extents=extents)


def joined(pack: Pack, campaign: Campaign, children: Sequence[Submission]) -> Submission:
    """Return the department's submission."""
    return consolidate(pack, campaign.entity(campaign.root), children)


@pytest.mark.parametrize("seed", range(10))
def test_odd_entries_calculate_alike(
    office: Office, pack: Pack, campaign: Campaign, tmp_path: Path, seed: int
) -> None:
    """Whatever is masked, blank, zero or negative, LibreOffice calculates as we do.

    It does in an entity's workbook, and in the department's, which adds up three such.
    """
    dice = Random(seed)  # noqa: S311 - a seed is what repeats the case
    children = [odd(pack, blank, dice) for blank in small(pack, campaign)]
    agreed(office, written(pack, children[0], tmp_path))
    results = agreed(office, written(pack, joined(pack, campaign, children), tmp_path))
    assert {MASK, NOT_COMPARABLE, "", Decimal(0)} <= set(results.values())
    assert any(isinstance(value, Decimal) and value < 0 for value in results.values())


@pytest.mark.parametrize("seed", range(3))
def test_missing_forms_calculate_alike(
    office: Office, pack: Pack, campaign: Campaign, tmp_path: Path, seed: int
) -> None:
    """Where entities have left out forms, LibreOffice calculates the department as we do."""
    dice = Random(seed)  # noqa: S311 - a seed is what repeats the case
    children = [odd(pack, blank, dice) for blank in small(pack, campaign)]
    for form in pack.reported:
        keep = dice.sample(children, dice.randint(1, len(children) - 1))
        children = [each if each in keep else without(form, each) for each in children]
    agreed(office, written(pack, joined(pack, campaign, children), tmp_path))


@pytest.mark.parametrize("code", CODES)
def test_department_of_one_calculates_alike(
    office: Office, pack: Pack, campaign: Campaign, tmp_path: Path, code: str
) -> None:
    """Where a single entity has returned, LibreOffice calculates the department as we do."""
    dice = Random(code)  # noqa: S311 - a seed is what repeats the case
    children = [odd(pack, each, dice) for each in small(pack, campaign) if each.entity.code == code]
    agreed(office, written(pack, joined(pack, campaign, children), tmp_path))


def test_department_of_departments_calculates_alike(
    office: Office, pack: Pack, campaign: Campaign, tmp_path: Path
) -> None:
    """One level further up, LibreOffice still calculates as we do."""
    dice = Random(1)  # noqa: S311 - a seed is what repeats the case
    children = [odd(pack, blank, dice) for blank in small(pack, campaign)]
    parts = [
        consolidate(pack, Entity(code, f"{code}局", code, "3"), group)
        for code, group in (("31", children[:2]), ("32", children[2:]))
    ]
    agreed(office, written(pack, consolidate(pack, Entity("3", "县", "县"), parts), tmp_path))


def test_nameless_card_is_carried(
    office: Office, pack: Pack, campaign: Campaign, sent: Mapping[str, Sent], tmp_path: Path
) -> None:
    """Indicators on a card whose project nobody named reach the department all the same."""
    key, typed = Key("indicators", "312005", "3/1", "name"), tmp_path / "typed.xlsx"
    office.fill(sent["312005"].path, typed, {sent["312005"].places()[key]: "无名"})
    child = read_return(typed, pack).submission
    assert child is not None
    parent = joined(pack, campaign, [child])
    assert "无名" in {fact.value for fact in facts(pack, parent)}
    agreed(office, written(pack, parent, tmp_path))


# Rates that fall on the half.


def income(pack: Pack, entity: Entity, pairs: Iterable[tuple[Decimal, Decimal]]) -> Submission:
    """Return a submission of the income form alone: last year's budgets and this year's."""
    form = pack.form(INCOME)
    lines = [
        line.code for line in form.table.lines if line.code not in calculated_lines(form.rules)
    ]
    records = [
        Record(entity.code, line, {"current": current, "prior": prior})
        for line, (prior, current) in zip(lines, pairs, strict=False)
    ]
    extent = FormSize(entity, "2020", (EntityRows(entity),))
    return Submission(entity, "2020", {INCOME: tuple(records)}, {INCOME: extent})


def test_rates_are_rounded_half_up(office: Office, pack: Pack, tmp_path: Path) -> None:
    """The rate of change is rounded half away from zero, in LibreOffice as in Python."""
    pairs = [(Decimal(prior), Decimal(current)) for prior, current in RATES]
    submission = income(pack, Entity("1", "单位", "单位"), pairs)
    results = agreed(office, written(pack, submission, tmp_path))
    rates = {
        key.row: results[sheet, cell.address]
        for key, (sheet, cell) in slots(pack, submission).items()
        if key.column == "rate"
    }
    found = [str(rates[record.row]) for record in submission.tables[INCOME]]
    assert found == list(RATES.values())


def halves(dice: Random) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield budgets, in cents below 10⁹, whose rate is a half of the second place exactly."""
    while True:
        prior = 32 * dice.randrange(1, 10 ** dice.randint(1, 7)) * dice.choice((1, -1))
        change, rest = divmod(dice.randrange(1, 40_000, 2) * prior, 20_000)
        if rest == 0:
            yield Decimal(prior) / 100, Decimal(prior + change) / 100


def beside_halves(dice: Random, off: int) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield budgets whose rate is off a half by as little as whole cents allow."""
    while True:
        prior = 10 * dice.randrange(10 ** dice.randint(1, 8)) + dice.choice((1, 3, 7, 9))
        half = -off * pow(prior, -1, 20_000) % 20_000 - dice.choice((0, 20_000))
        change = (half * prior + off) // 20_000
        yield Decimal(prior) / 100, Decimal(prior + change) / 100


@pytest.mark.parametrize("off", [0, 1, -1])
def test_rates_beside_the_half_are_rounded_alike(
    office: Office, pack: Pack, tmp_path: Path, off: int
) -> None:
    """LibreOffice rounds as we do where the rate is a half, or the least bit off it."""
    dice = Random(off)  # noqa: S311 - a seed is what repeats the case
    pairs = beside_halves(dice, off) if off else halves(dice)
    entities = [
        Entity(f"1{number:02}", f"单位{number}", f"单位{number}", "1") for number in range(20)
    ]
    children = [income(pack, entity, islice(pairs, 17)) for entity in entities]
    agreed(
        office, written(pack, consolidate(pack, Entity("1", "部门", "部门"), children), tmp_path)
    )


# What can be typed in, and what cannot.


def unlocked(path: Path) -> set[Place]:
    """Return the cells that are not locked; of merged cells, the first one."""
    return {
        (sheet.title, cell.coordinate)
        for sheet in openpyxl.load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked and not isinstance(cell, MergedCell)
    }


def unprotected(path: Path) -> list[str]:
    """Return the names of the sheets that are not protected, hidden ones included."""
    book = openpyxl.load_workbook(path)
    return [sheet.title for sheet in book.worksheets if not sheet.protection.sheet]


def assert_refused(office: Office, path: Path, place: Place) -> None:
    """Assert that nobody can type into the place."""
    target = path.with_suffix(".refused.xlsx")
    with pytest.raises(OfficeError, match=f"cell {place[1]}: the cell is locked"):
        office.fill(path, target, {place: Decimal(1)})
    assert not target.exists()


@pytest.mark.parametrize("code", CODES)
def test_exactly_the_entered_cells_are_open(sent: Mapping[str, Sent], code: str) -> None:
    """Every sheet is protected, and of all cells just those are unlocked that are to be filled."""
    assert unprotected(sent[code].path) == []
    answers = {("封面", f"D{row}") for row in range(12, 17)}
    assert unlocked(sent[code].path) == {*sent[code].places().values(), *answers}


def test_every_open_cell_takes_what_is_typed(
    office: Office, sent: Mapping[str, Sent], tmp_path: Path
) -> None:
    """Each cell to be filled can be typed in, and keeps it apart from all others."""
    typed = {place: "!".join(place) for place in sent["312002"].places().values()}
    office.fill(sent["312002"].path, tmp_path / "typed.xlsx", typed)
    shown = office.values(tmp_path / "typed.xlsx")
    assert {place: shown[place] for place in typed} == typed


def locked_samples(pack: Pack, campaign: Campaign, sent: Sent) -> Mapping[str, Place]:
    """Return one locked cell of each sort in each form, by the sort's name."""
    submission, _ = planned(campaign, pack, campaign.entity("312005"), {})
    found: dict[str, Place] = {}
    for name, extent in submission.extents.items():
        plan = lay_out(pack.form(name), extent)
        found[f"{name} beyond"] = plan.sheet, f"A{plan.rows + 1}"
        for cell in plan.cells:
            if cell.key in sent.given:
                found[f"{name} given"] = plan.sheet, cell.address
            elif not cell.entered:
                sort = "calculated" if cell.calculated else cell.role
                text = NOT_APPLICABLE if cell.text == NOT_APPLICABLE else ""
                found[f"{name} {sort} {text}"] = plan.sheet, cell.address
    return found


def test_other_cells_refuse_typing(
    office: Office, pack: Pack, campaign: Campaign, sent: Mapping[str, Sent]
) -> None:
    """Titles, labels, totals, ``——``, given names and all the rest refuse typing."""
    samples = locked_samples(pack, campaign, sent["312005"])
    for place in samples.values():
        assert_refused(office, sent["312005"].path, place)
    sorts = {name.partition(" ")[2].strip() for name in samples}
    assert {"title", "label", "head", "calculated", "given", f"blank {NOT_APPLICABLE}"} <= sorts


@pytest.mark.parametrize("place", [("封面", "B2"), ("_codes", "A1"), ("_meta", "B1")])
def test_other_sheets_refuse_typing(office: Office, sent: Mapping[str, Sent], place: Place) -> None:
    """Cover, lists and identity, hidden or not, refuse typing."""
    assert_refused(office, sent["312005"].path, place)


# The department's workbook.


def test_department_has_no_open_cell(
    office: Office, pack: Pack, department: Path, consolidated: Submission
) -> None:
    """The department types nothing: every sheet is protected and every cell is locked."""
    assert unprotected(department) == []
    assert unlocked(department) == set()
    for form in pack.reported:
        plan = lay_out(form, consolidated.extents[form.id])
        place = next((cell.address for cell in plan.cells if cell.entered), "A1")
        assert_refused(office, department, (plan.sheet, place))
        assert_refused(office, department, (f"312005 {plan.sheet}", place))


def test_department_adds_up_its_entities(
    office: Office, pack: Pack, department: Path, consolidated: Submission
) -> None:
    """Every number of the department's own is a formula: over its entities, or over those.

    A line of a statement takes its row of 分单位对照, which takes each entity's own cell.
    """
    formulas = {at: found.formula for at, found in office.recalculate(department).items()}
    for sheet, cell in slots(pack, consolidated).values():
        if cell.column and cell.column.kind.numeric:
            text = formulas[sheet, cell.address]
            if row := re.search(r"分单位对照\.[A-Z]+([0-9]+)", text):
                children = [formulas["分单位对照", f"{col}{row[1]}"] for col in "BCD"]
                text = " ".join(children)
                assert all(code in one for code, one in zip(CODES, children, strict=True))
            assert cell.calculated != any(f"'{code} {sheet}'" in text for code in CODES), text


@pytest.mark.parametrize("kind", SAVED_AS)
def test_department_saved_unchanged_is_unchanged(
    office: Office,
    pack: Pack,
    department: Path,
    consolidated: Submission,
    tmp_path: Path,
    kind: str,
) -> None:
    """Opened, recalculated and saved in any format, the department's workbook says the same."""
    saved = tmp_path / f"saved.{kind}"
    office.fill(department, saved, {}, filter=SAVED_AS[kind])
    returned = read_return(saved, pack)
    assert [finding.rule for finding in returned.findings] == NOTED[kind]
    assert returned.submission is not None
    assert nameless(facts(pack, returned.submission)) == list(facts(pack, consolidated))
    assert office.values(saved) == office.values(department)
