"""What is sent out: one locked workbook per entity, whose open cells are the ones to fill."""

from __future__ import annotations

import csv
import hashlib
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from xltool.campaign.folder import planned
from xltool.campaign.generate import generate_all
from xltool.errors import CampaignError, NoSlotError
from xltool.facts.facts import HEADER, read_facts
from xltool.layout.layout import lay_out
from xltool.model.submission import Record
from xltool.reading.read import read_return
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation

    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.model.submission import Key, Submission

NAMES: Final = {
    "312002": "312002-公安局-2020.xlsx",
    "312005": "312005-看守所-2020.xlsx",
    "312006": "312006-交警队-2020.xlsx",
}
DEPARTMENT: Final = "312-公安局-部门填报-2020.xlsx"
FORMS: Final = ("收支总表", "三公经费", "政府采购", "固定资产", "绩效目标", "内部往来")
CODES, META = "_codes", "_meta"


@pytest.fixture
def empty(campaign: Campaign, tmp_path: Path) -> Campaign:
    """The example's campaign with a folder of its own, where nothing was generated yet."""
    return replace(campaign, folder=tmp_path)


@pytest.fixture(scope="module")
def blank(
    pack: Pack, campaign: Campaign, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Workbook, Submission, frozenset[Key]]:
    """The blank workbook of 312006, what was planned for it and which cells are given."""
    here = replace(campaign, folder=tmp_path_factory.mktemp("blank"))
    (path,) = generate_all(here, pack, (), ["312006"])
    submission, fixed = planned(campaign, pack, campaign.entity("312006"), {})
    return openpyxl.load_workbook(path), submission, fixed


@pytest.fixture(scope="module")
def book(blank: tuple[Workbook, Submission, frozenset[Key]]) -> Workbook:
    """The blank workbook of 312006: read it, do not change it."""
    return blank[0]


@pytest.fixture(scope="module")
def plans(
    pack: Pack, blank: tuple[Workbook, Submission, frozenset[Key]]
) -> Mapping[str, tuple[SheetLayout, list[FormCell]]]:
    """The layout of each sheet, and the cells that somebody fills in."""
    _, submission, fixed = blank
    found = {}
    for form in pack.reported:
        plan = lay_out(form, submission.extents[form.id])
        entered = [cell for cell in plan.cells if cell.entered and cell.key not in fixed]
        found[plan.sheet] = plan, entered
    return found


def tab(book: Workbook, sheet: str) -> Worksheet:
    """Return a sheet that has cells."""
    found = book[sheet]
    assert isinstance(found, Worksheet)
    return found


def unlocked(sheet: Worksheet) -> set[str]:
    """Return the addresses of all open cells."""
    return {
        cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    }


def covered(cell: FormCell, sheet: Worksheet) -> set[str]:
    """Return the addresses a cell takes, merged or not."""
    rows = range(cell.row + 1, cell.row + cell.height + 1)
    columns = range(cell.col + 1, cell.col + cell.width + 1)
    return {sheet.cell(row, column).coordinate for row in rows for column in columns}


def prompts(sheet: Worksheet) -> Iterator[tuple[str, DataValidation]]:
    """Yield every address with a validation, and that validation."""
    for validation in sheet.data_validations.dataValidation:
        for area in str(validation.sqref).split():
            left, top, right, bottom = range_boundaries(area)
            for row in sheet.iter_rows(top, bottom, left, right):
                yield from ((cell.coordinate, validation) for cell in row)


# --- Which files --------------------------------------------------------------------------------


def test_every_reporting_entity_gets_one_workbook(empty: Campaign, pack: Pack) -> None:
    """Entities with nobody below them get ``<code>-<short name>-<period>.xlsx``, in order.

    Then the department gets its own, and nothing else is written.
    """
    paths = list(generate_all(empty, pack, (), ()))
    assert paths == [empty.folder / "out" / name for name in (*NAMES.values(), DEPARTMENT)]
    assert sorted((empty.folder / "out").iterdir()) == sorted(paths)


def test_pack_without_forms_of_parents_writes_none_for_them(empty: Campaign, pack: Pack) -> None:
    """Where a department fills in nothing, it gets nothing."""
    paths = generate_all(empty, replace(pack, forms=pack.reported), (), ())
    assert [path.name for path in paths] == list(NAMES.values())


def test_only_keeps_the_entities_named(empty: Campaign, pack: Pack) -> None:
    """``--only`` writes these workbooks and touches no other."""
    paths = list(generate_all(empty, pack, (), ["312006", "312005"]))
    assert [path.name for path in paths] == [NAMES["312006"], NAMES["312005"]]
    assert len(list((empty.folder / "out").iterdir())) == 2


def test_file_name_stays_a_file_name(empty: Campaign, pack: Pack) -> None:
    """A slash in a short name, as in 治安/巡防, does not send the workbook to another folder."""
    entities = tuple(replace(entity, short="治安/巡防") for entity in empty.entities)
    (path,) = generate_all(replace(empty, entities=entities), pack, (), ["312005"])
    assert path.parent == empty.folder / "out"
    assert path.name.startswith("312005-治安")


@pytest.mark.parametrize("code", ["312999", ""])
def test_code_that_does_not_report_is_refused(empty: Campaign, pack: Pack, code: str) -> None:
    """An unknown code stops before anything is written."""
    with pytest.raises(CampaignError, match=f"^{code}: .*does not report"):
        list(generate_all(empty, pack, (), ["312002", code]))
    assert list(empty.folder.iterdir()) == []


def test_same_content_gives_the_same_bytes(empty: Campaign, pack: Pack, campaign: Campaign) -> None:
    """Generated twice, blank or prefilled, a workbook is the same to the byte."""
    for data in ((), [campaign.folder / "facts" / "312005.csv"]):
        (path,) = generate_all(empty, pack, data, ["312005"])
        first = path.read_bytes()
        path.unlink()
        list(generate_all(empty, pack, data, ["312005"]))
        assert path.read_bytes() == first
        with zipfile.ZipFile(path) as archive:
            assert {info.date_time[:3] for info in archive.infolist()} == {(1980, 1, 1)}
            assert b"2020-01-01T00:00:00Z</dcterms:modified>" in archive.read("docProps/core.xml")


# --- Locks --------------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", FORMS)
def test_only_cells_to_fill_are_open(
    book: Workbook, plans: Mapping[str, tuple[SheetLayout, list[FormCell]]], sheet: str
) -> None:
    """Totals, labels and what the campaign has given are locked; all else that is typed is not."""
    page = tab(book, sheet)
    expected = {address for cell in plans[sheet][1] for address in covered(cell, page)}
    assert unlocked(page) == expected
    assert expected


@pytest.mark.parametrize(
    ("place", "is_open"),
    [
        ("收支总表!B6", True), ("收支总表!D6", False), ("收支总表!B15", False),
        ("收支总表!F15", True), ("收支总表!A6", False), ("收支总表!G13", False),
        ("三公经费!B5", False), ("三公经费!B6", True), ("三公经费!E5", True),
        ("政府采购!A7", False), ("政府采购!B7", True), ("政府采购!I7", False),
        ("政府采购!I6", False), ("政府采购!O42", True), ("政府采购!B43", False),
        ("固定资产!B5", False), ("固定资产!B9", False), ("固定资产!C9", True),
        ("绩效目标!B4", False), ("绩效目标!B5", True), ("绩效目标!A7", False),
    ],
)  # fmt: skip
def test_lock_of_well_known_cells(book: Workbook, place: str, is_open: bool) -> None:  # noqa: FBT001
    """Amounts are open; totals, changes, ``——``, row numbers and listed projects are not."""
    sheet, _, address = place.partition("!")
    assert tab(book, sheet)[address].protection.locked is not is_open


def test_every_sheet_is_protected(book: Workbook) -> None:
    """Cover, forms, lists and identity: each sheet carries its lock."""
    assert book.sheetnames == ["封面", "检查", *FORMS, CODES, META]
    assert [name for name in book.sheetnames if not tab(book, name).protection.sheet] == []


def test_columns_can_be_widened_but_no_row_inserted(book: Workbook) -> None:
    """The lock leaves widths and heights free, for long texts, and nothing that moves cells."""
    for name in FORMS:
        lock = tab(book, name).protection
        assert not lock.formatColumns
        assert not lock.formatRows
        assert lock.insertRows
        assert lock.deleteRows
        assert lock.insertColumns
        assert lock.deleteColumns


def test_spare_cards_and_listed_projects(book: Workbook, campaign: Campaign) -> None:
    """Each project of the campaign has its card with its name locked; two spare cards follow."""
    page = tab(book, "绩效目标")
    heads = [cell.row for cell in page["A"] if cell.value == "项目名称"]
    names = [page.cell(row, 2).value for row in heads]
    assert names == [*campaign.projects["312006"], None, None]
    assert [page.cell(row, 2).protection.locked for row in heads] == [True] * 6 + [False] * 2


# --- Help while typing --------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", FORMS)
def test_every_open_cell_prompts(
    book: Workbook, plans: Mapping[str, tuple[SheetLayout, list[FormCell]]], sheet: str
) -> None:
    """Selecting an open cell shows the prompt of its column; locked cells show none."""
    said = {address: validation.prompt for address, validation in prompts(tab(book, sheet))}
    expected = {
        cell.address: cell.column.prompt for cell in plans[sheet][1] if cell.column is not None
    }
    assert said == expected
    assert all(expected.values())


@pytest.mark.parametrize(
    ("place", "kind", "limits"),
    [
        ("收支总表!B6", "decimal", ("0", "10000000000000")),
        ("三公经费!B6", "decimal", ("0", "10000000000000")),
        ("固定资产!B8", "whole", ("0", "10000000000000")),
        ("收支总表!F6", "textLength", ("200", None)),
        ("绩效目标!E7", "textLength", ("50", None)),
    ],
)
def test_excel_checks_what_is_typed(
    book: Workbook, place: str, kind: str, limits: tuple[str, str | None]
) -> None:
    """Numbers and lengths are held against the column's own checks, with a Chinese message."""
    sheet, _, address = place.partition("!")
    validation = dict(prompts(tab(book, sheet)))[address]
    assert (validation.type, validation.formula1, validation.formula2) == (kind, *limits)
    assert validation.error
    assert validation.errorTitle == "填写有误"


@pytest.mark.parametrize(
    ("place", "codes", "parent"),
    [
        ("政府采购!E7", "catalogue", ""),
        ("政府采购!F21", "measures", ""),
        ("政府采购!O20", "disclosure", ""),
        ("绩效目标!B7", "indicators", "产出指标"),
        ("绩效目标!B11", "indicators", "效果指标"),
        ("绩效目标!B15", "indicators", "满意度指标"),
    ],
)
def test_dropdown_offers_exactly_the_valid_codes(
    book: Workbook, pack: Pack, place: str, codes: str, parent: str
) -> None:
    """A dropdown refers to a range on the list sheet that holds all its codes and no other."""
    sheet, _, address = place.partition("!")
    validation = dict(prompts(tab(book, sheet)))[address]
    assert validation.type == "list"
    name, _, area = str(validation.formula1).partition("!")
    listed = [cell.value for (cell,) in tab(book, name)[area.replace("$", "")]]
    lines = pack.codes[codes].under(parent) if parent else pack.codes[codes].lines
    assert (name, listed) == (CODES, [line.code for line in lines])
    assert validation.errorStyle in {None, "stop"}


def test_open_list_only_suggests(book: Workbook) -> None:
    """An item's name may differ from the catalogue: the list offers and does not refuse."""
    validation = dict(prompts(tab(book, "政府采购")))["D7"]
    assert (validation.type, validation.errorStyle) == ("list", "information")


def test_no_list_stands_inside_a_validation(book: Workbook) -> None:
    """Every dropdown of every sheet refers to the list sheet: inline lists vanish in Excel."""
    lists = [
        validation.formula1
        for name in FORMS
        for validation in tab(book, name).data_validations.dataValidation
        if validation.type == "list"
    ]
    assert lists
    assert all(str(source).startswith(f"{CODES}!$") for source in lists)
    assert book[CODES].sheet_state == "hidden"


# --- How it looks -------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", FORMS)
def test_number_formats(
    book: Workbook, plans: Mapping[str, tuple[SheetLayout, list[FormCell]]], sheet: str
) -> None:
    """Amounts and areas show two places, vehicles none; texts and codes stay text when typed."""
    page = tab(book, sheet)
    whole = {("vehicles", "quantity"), ("new_vehicles", "quantity")}
    for cell in plans[sheet][0].slots.values():
        assert cell.key is not None
        assert cell.column is not None
        places = "#,##0_ " if cell.key[2:] in whole else "#,##0.00_ "
        expected = places if cell.column.kind.numeric else "@"
        assert page[cell.address].number_format == expected, cell.address


@pytest.mark.parametrize(
    ("sheet", "titles", "area"),
    [
        ("收支总表", "$2:$5", "$A$2:$L$18"), ("三公经费", "$2:$4", "$A$2:$E$11"),
        ("政府采购", "$2:$5", "$A$2:$P$42"), ("固定资产", "$2:$4", "$A$2:$C$17"),
    ],
)  # fmt: skip
def test_statement_prints_one_page_wide(book: Workbook, sheet: str, titles: str, area: str) -> None:
    """A4 across, as wide as the page, as long as needed, with the headings on every page."""
    page = tab(book, sheet)
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
    assert page.sheet_properties.pageSetUpPr is not None
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
    assert page.print_title_rows == titles
    assert page.print_area == f"'{sheet}'!{area}"


def test_each_card_prints_on_a_page_of_its_own(book: Workbook) -> None:
    """A break stands below every card but the last; Excel needs a scale, not a fit, for that."""
    page = tab(book, "绩效目标")
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
    assert [entry.id for entry in page.row_breaks.brk] == [15 + 14 * card for card in range(7)]
    fits = page.sheet_properties.pageSetUpPr
    assert fits is None or not fits.fitToPage
    assert 30 <= int(page.page_setup.scale or 0) <= 100


# --- Whose it is --------------------------------------------------------------------------------


def test_id_line_is_printed_on_every_form(book: Workbook, pack: Pack) -> None:
    """Pack, version, form, entity, period and serial number stand locked in A1, with a checksum."""
    for form in pack.reported:
        page = tab(book, form.template.sheet)
        line = str(page["A1"].value)
        mark, _, body = line.partition(" ")
        body, _, check = body.rpartition("｜")
        assert (mark, check) == ("表样", hashlib.sha256(body.encode()).hexdigest()[:4].upper())
        assert body.split("｜")[:5] == ["county-budget", "2020.4", form.id, "312006", "2020"]
        assert page["A1"].protection.locked
        assert book.defined_names[f"xl_{form.id}"].attr_text == f"'{page.title}'!$A$1"


def test_identity_stands_in_every_layer(book: Workbook) -> None:
    """The identity is in ``_meta``, the properties and the keywords; one surviving is enough."""
    meta = {str(key.value): value.value for key, value in tab(book, META).iter_rows(max_col=2)}
    expected = {"pack": "county-budget", "version": "2020.4", "entity": "312006", "period": "2020"}
    assert {key: meta[key] for key in expected} == expected
    assert book[META].sheet_state == "veryHidden"
    custom = {entry.name: entry.value for entry in vars(book)["custom_doc_props"].props}
    assert custom == {f"xltool.{key}": meta[key] for key in (*expected, "serial")}
    keywords = ["xltool", *(meta[key] for key in (*expected, "serial"))]
    assert (book.properties.keywords or "").split() == keywords


def test_copies_with_different_content_differ_in_serial(
    empty: Campaign, pack: Pack, campaign: Campaign
) -> None:
    """The serial number follows from the content: blank and prefilled copies have their own."""
    serials = set()
    for data in ((), [campaign.folder / "facts" / "312005.csv"]):
        (path,) = generate_all(empty, pack, data, ["312005"])
        line = openpyxl.load_workbook(path)["收支总表"]["A1"].value
        serials.add(str(line).split("｜")[6])
    assert len(serials) == 2


# --- Prefilling ---------------------------------------------------------------------------------


def test_facts_are_prefilled(empty: Campaign, pack: Pack, campaign: Campaign) -> None:
    """Given facts stand in their cells, open to correction; totals come with their results."""
    (path,) = generate_all(empty, pack, [campaign.folder / "facts" / "312006.csv"], ["312006"])
    filled = openpyxl.load_workbook(path, data_only=True)
    money, buy = tab(filled, "收支总表"), tab(filled, "政府采购")
    assert [money[at].value for at in ("B6", "H7", "B17", "H17")] == [
        2460.65, 892.35, 2460.65, 2460.65,
    ]  # fmt: skip
    assert [buy[at].value for at in ("B7", "E7", "G7", "I6")] == [
        "交管业务办案支出项目yp", "A07030101", 1, 859.5,
    ]  # fmt: skip
    assert not buy["B7"].protection.locked


def test_more_facts_than_rows_get_more_rows(empty: Campaign, pack: Pack) -> None:
    """Facts in row 75 make room for themselves, and for ten rows more."""
    data = facts_file(empty.folder, ("procurement", "procurement", "75", "project", "甲"))
    (path,) = generate_all(empty, pack, [data], ["312005"])
    page = tab(openpyxl.load_workbook(path), "政府采购")
    assert [page[at].value for at in ("B81", "A81", "A91", "A92")] == ["甲", 75, 85, None]


def facts_file(folder: Path, *rows: tuple[str, str, str, str, str], entity: str = "312005") -> Path:
    """Write a facts file of rows of form, table, row, column and value."""
    path = folder / "facts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for form, table, row, column, value in rows:
            writer.writerow((entity, "2020", form, table, row, "", column, value, "", "", ""))
    return path


WITHOUT_SLOT: Final = {
    "eleventh-indicator": ("performance", "indicators", "1/10", "name", "甲"),
    "indicator-of-no-card": ("performance", "indicators", "0/1", "name", "甲"),
    "not-applicable": ("fixed_assets", "fixed_assets", "equipment", "quantity", "3"),
    "row-zero": ("procurement", "procurement", "0", "project", "甲"),
    "negative-row": ("procurement", "procurement", "-1", "project", "甲"),
    "too-large": (
        "income_expenditure", "income_expenditure", "personnel", "current", "10000000000000",
    ),
    "too-many-digits": (
        "income_expenditure", "income_expenditure", "personnel", "current", "1234567890123.123456",
    ),
    "binary-noise": (
        "income_expenditure", "income_expenditure", "personnel", "current", "0.30000000000000004",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fact", WITHOUT_SLOT.values(), ids=WITHOUT_SLOT)
def test_fact_without_a_place_is_refused(
    empty: Campaign, pack: Pack, fact: tuple[str, str, str, str, str]
) -> None:
    """A fact the forms cannot hold exactly stops with its name; no file is left or replaced."""
    folder = empty.folder / "out"
    folder.mkdir()
    (folder / NAMES["312005"]).write_bytes(b"sent before")
    data = facts_file(empty.folder, fact)
    with pytest.raises(NoSlotError, match=rf"{fact[1]}\.312005\.{fact[2]}\.{fact[3]} = "):
        list(generate_all(empty, pack, [data], ["312005"]))
    assert [path.name for path in folder.iterdir()] == [NAMES["312005"]]
    assert (folder / NAMES["312005"]).read_bytes() == b"sent before"


def test_refused_fact_leaves_all_workbooks_alone(empty: Campaign, pack: Pack) -> None:
    """A fact of the last entity that has no place stops before the first workbook is replaced."""
    data = facts_file(empty.folder, WITHOUT_SLOT["not-applicable"], entity="312006")
    with pytest.raises(NoSlotError, match="312006"):
        list(generate_all(empty, pack, [data], ()))
    assert not list(empty.folder.glob("out/*"))


UNKNOWN: Final = {
    "form": (("budget", "budget", "1", "x", "1"), "budget"),
    "table": (("procurement", "purchases", "1", "project", "甲"), "purchases"),
    "line": (("three_public", "three_public", "abroat", "current", "1"), "abroat"),
    "column": (("procurement", "procurement", "1", "projekt", "甲"), "projekt"),
    "number": (("three_public", "three_public", "abroad", "current", "1万元"), "1万元"),
    "row": (("procurement", "procurement", "first", "project", "甲"), "first"),
}


@pytest.mark.parametrize(("fact", "word"), UNKNOWN.values(), ids=UNKNOWN)
def test_unknown_fact_is_refused(
    empty: Campaign, pack: Pack, fact: tuple[str, str, str, str, str], word: str
) -> None:
    """A facts file that speaks of what the pack does not know is refused, file and word named."""
    data = facts_file(empty.folder, fact)
    with pytest.raises(CampaignError, match=word) as caught:
        list(generate_all(empty, pack, [data], ()))
    assert "facts.csv" in str(caught.value) or fact[2] in str(caught.value)
    assert not (empty.folder / "out").exists()


def test_all_problems_of_a_facts_file_are_told(pack: Pack, tmp_path: Path) -> None:
    """Each unknown row of a facts file is named with its line number, all at once."""
    data = facts_file(tmp_path, UNKNOWN["column"][0], UNKNOWN["line"][0], UNKNOWN["number"][0])
    with pytest.raises(CampaignError) as caught:
        read_facts(data, pack)
    lines = str(caught.value).splitlines()
    assert [line.split(":")[1] for line in lines] == ["2", "3", "4"]


@pytest.mark.parametrize(
    ("entity", "period", "said"),
    [("312999", "2020", "312999"), ("312005", "2021", "2021"), ("312", "2020", "312")],
)
def test_facts_of_somebody_else_are_refused(
    empty: Campaign, pack: Pack, entity: str, period: str, said: str
) -> None:
    """Facts of another period, or of an entity that does not report, are refused."""
    data = facts_file(empty.folder, (*UNKNOWN["column"][0][:3], "project", "甲"), entity=entity)
    text = data.read_text(encoding="utf-8").replace(f"{entity},2020", f"{entity},{period}")
    data.write_text(text, encoding="utf-8")
    with pytest.raises(CampaignError, match=said):
        list(generate_all(empty, pack, [data], ()))
    assert not (empty.folder / "out").exists()


def own_facts(folder: Path, name: str, *rows: tuple[str, str, str, str, str]) -> Path:
    """Write a facts file of the department under a name of its own."""
    return facts_file(folder, *rows, entity="312").rename(folder / f"{name}.csv")


USE = ("narrative", "narrative", "spending_use", "text", "办案")
GOAL = ("duties", "duties", "1", "goal", "降低发案率")
TARGET = ("duties", "duty_indicators", "1/2", "value", "5%")
FIGURE = ("income_expenditure", "income_expenditure", "public", "current", "1")


def test_facts_of_an_entity_may_stand_in_several_files(
    empty: Campaign, pack: Pack, campaign: Campaign
) -> None:
    """What the files of one entity say is filled in together; said twice alike, it counts once.

    The department's facts go into its own workbook in the same run.
    """
    one = own_facts(empty.folder, "one", USE, GOAL)
    two = own_facts(empty.folder, "two", TARGET, USE)
    data = [one, two, campaign.folder / "facts" / "312005.csv"]
    *_, path = generate_all(empty, pack, data, ())
    submission = read_return(path, pack).submission
    assert submission is not None
    entered = {key: value for key, value in submission.values() if value}
    assert {(key.table, key.row, key.column): value for key, value in entered.items()} == {
        each[1:4]: each[4] for each in (USE, GOAL, TARGET)
    }


def test_facts_that_contradict_each_other_are_refused(empty: Campaign, pack: Pack) -> None:
    """Two files that say different things of one cell are a question, not a choice."""
    data = [
        own_facts(empty.folder, "one", USE), own_facts(empty.folder, "two", (*USE[:4], "办公")),
    ]  # fmt: skip
    said = "two.csv: narrative.312.spending_use.text: 办公，另一份数据是 办案 · "
    with pytest.raises(CampaignError, match=said):
        list(generate_all(empty, pack, data, ()))
    assert not (empty.folder / "out").exists()


@pytest.mark.parametrize("row", [FIGURE, (*FIGURE[:2], "basic", *FIGURE[3:])])
def test_figures_of_a_department_are_refused(
    empty: Campaign, pack: Pack, row: tuple[str, str, str, str, str]
) -> None:
    """A department's figures are those of its units: typed or calculated, none is filled in."""
    data = [own_facts(empty.folder, "one", USE, row)]
    with pytest.raises(
        CampaignError, match=r"^312: 收支总表不由这个单位填报.* · 收支总表 is not filled in"
    ):
        list(generate_all(empty, pack, data, ()))
    assert not (empty.folder / "out").exists()


def test_prefill_of_the_campaign_may_be_changed(empty: Campaign, pack: Pack) -> None:
    """What stands in ``prefill/`` is filled in and not locked; a form given otherwise, from there.

    ``given/`` is locked.
    """
    (empty.folder / "prefill").mkdir()
    carried = own_facts(empty.folder, "texts", USE, GOAL)
    carried.rename(empty.folder / "prefill" / "texts.csv")
    (path,) = generate_all(empty, pack, (), ["312"])
    book = openpyxl.load_workbook(path)
    cells = book["公开说明"]["B5"], book["职责绩效目标"]["B5"]
    assert [(cell.value, cell.protection.locked) for cell in cells] == [
        (USE[4], False), (GOAL[4], False),
    ]  # fmt: skip
    data = own_facts(empty.folder, "data", (*GOAL[:3], "duty", "交通管理"))
    (path,) = generate_all(empty, pack, [data], ["312"])
    book = openpyxl.load_workbook(path)
    assert book["公开说明"]["B5"].value == USE[4]
    assert [book["职责绩效目标"][place].value for place in ("B4", "B5")] == ["交通管理", None]


def test_record_outside_the_form_is_refused(pack: Pack, campaign: Campaign, tmp_path: Path) -> None:
    """The writer itself refuses a record of an unknown line, owner or column, or a locked cell."""
    entity = campaign.entity("312005")
    submission, _ = planned(campaign, pack, entity, {})
    for record in (
        Record("312005", "nothing", {"current": Decimal(1)}),
        Record("312006", "abroad", {"current": Decimal(1)}),
        Record("312005", "abroad", {"nothing": Decimal(1)}),
        Record("312005", "total", {"current": Decimal(1)}),
    ):
        bad = replace(submission, tables={"three_public": (record,)})
        with pytest.raises(NoSlotError, match="three_public"):
            write_workbook(tmp_path / "x.xlsx", pack, bad)
    assert list(tmp_path.iterdir()) == []
