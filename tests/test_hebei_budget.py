"""The shipped pack of a Hebei department budget: what it asks for, and the whole round with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import openpyxl
import pytest

from tests.hebei import NIL, RIGHT, filled, place_of
from tests.test_cli import run
from tests.test_trees import differing
from xltool.pack.load import load_pack
from xltool.pack.shipped_packs import shipped_packs
from xltool.reading.read import read_return
from xltool.validation.validate import validate
from xltool.values.decimal_text import MASK
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Say
    from tests.hebei import Figures
    from tests.office import Office
    from xltool.model.forms import Pack

    Told = list[tuple[str, str, str]]


@pytest.fixture(scope="module")
def hebei() -> Pack:
    """The pack, by its name."""
    return load_pack(shipped_packs()["hebei-budget"])


def display_width(text: str) -> int:
    """Return how many characters wide a text is; Chinese ones count double."""
    return sum(2 if ord(character) > 0xFF else 1 for character in text)


def told(pack: Pack, path: Path) -> Told:
    """Return rule, sheet and cell of all that is found in a return."""
    (item,) = validate(pack, [read_return(path, pack)])
    return sorted((found.rule, found.sheet, found.cell) for found in item.findings)


# --- The pack -----------------------------------------------------------------------------------


def test_lint_has_nothing_to_say() -> None:
    """Nine forms of its own, three of the default pack."""
    assert "hebei-budget 2020.1: 12 forms, no problems" in run(
        "lint", "hebei-budget", "--lang", "en"
    )


def test_figures_that_agree_are_accepted(hebei: Pack, tmp_path: Path) -> None:
    """Else the faults below would say nothing."""
    path = tmp_path / "right.xlsx"
    write_workbook(path, hebei, filled(hebei, RIGHT))
    assert told(hebei, path) == []


TYPED: Final[dict[str, Figures]] = {
    "R1 balance": {"balance.carryforward.amount": "1"},
    "R1 fiscal": {"fiscal.carryforward.general": "1"},
    "R8 income": {"income.2080505.general": "9"},
    "R8 class": {"spending.2080505.basic": "11"},
    "R9 income": {"fiscal.income_general.amount": "99", "fiscal.carryover.amount": "1"},
    "R9 budget": {"general.2040202.project": "24"},
    "R9 project": {"general.2040202.project": "26", "general.2040220.project": "4"},
    "R9 basic": {"general.2040201.basic": "61", "general.2080505.basic": "9"},
    "R9 class": {"fiscal.204.general": "89", "fiscal.208.general": "11"},
    "R9 all": {
        "fiscal.204.general": "89",
        "fiscal.carryforward.general": "1",
        "general.2040202.project": "24",
    },
    "R10 basic": {"basic.30201.public": "19"},
    "R10 kinds": {"basic.30201.personnel": "19.1", "basic.30201.public": ""},
    "R14 reception": {"basic.30217.public": "0.5", "basic.30201.public": "19"},
    "R15 none": {
        "three_public.vehicle_running.general": "",
        "basic.30231.public": "",
        "basic.30201.public": "19.6",
    },
    "R15 low": {"fixed_assets.vehicles.quantity": "20", "fixed_assets.vehicles.value": "200"},
    "R15 high": {"three_public.vehicle_running.general": "13"},
}
"""One fault for each rule about what is entered: what is entered instead."""
AT: Final[dict[str, list[tuple[str, str]]]] = {
    "R1 balance": [("部门收支总表", "D38")],
    "R1 fiscal": [("财政拨款收支总表", "D38")],
    "R8 income": [("部门收支总表", "B6")],
    "R8 class": [("部门收支总表", "D13")],
    "R9 income": [("部门收支总表", "B6")],
    "R9 budget": [("一般公共预算支出表", "C6")],
    "R9 project": [("一般公共预算支出表", "E10")],
    "R9 basic": [("一般公共预算支出表", "D9")],
    "R9 class": [("财政拨款收支总表", "D13")],
    "R9 all": [("部门收支总表", "D36")],
    "R10 basic": [("一般公共预算基本支出表", "C6")],
    "R10 kinds": [("一般公共预算基本支出表", "D6"), ("一般公共预算基本支出表", "E6")],
    "R14 reception": [("一般公共预算基本支出表", "C32")],
    "R15 none": [("“三公”经费支出表", "B11")],
    "R15 low": [("“三公”经费支出表", "B11")],
    "R15 high": [("“三公”经费支出表", "B11")],
}
"""Where each fault is told."""


@pytest.mark.parametrize("fault", TYPED)
def test_a_fault_is_told_at_its_cell(hebei: Pack, tmp_path: Path, fault: str) -> None:
    """By the rule that it breaks, and nothing else is said."""
    path = tmp_path / "wrong.xlsx"
    write_workbook(path, hebei, filled(hebei, RIGHT | TYPED[fault]))
    assert told(hebei, path) == [(fault.partition(" ")[0], *place) for place in AT[fault]]


CALCULATED: Final = {
    "balance.income_year.amount": ("R2", "B36"),
    "balance.income_total.amount": ("R3", "B38"),
    "balance.expenditure_year.amount": ("R4", "D36"),
    "balance.expenditure_total.amount": ("R3", "D38"),
    "income.total.general": ("R5", "E7"),
    "income.2040201.total": ("R6", "C10"),
    "spending.20402.basic": ("R5", "D8"),
    "spending.2040201.total": ("R6", "C9"),
    "fiscal.income_total.amount": ("R3", "B38"),
    "fiscal.204.total": ("R4", "D9"),
    "general.204.basic": ("R5", "D7"),
    "general.2040201.total": ("R7", "C9"),
    "basic.301.personnel": ("R10", "D7"),
    "basic.30101.total": ("R10", "C8"),
    "three_public.vehicle.general": ("R13", "C9"),
    "three_public.total.general": ("R13", "C7"),
    "three_public.reception.total": ("R13", "B12"),
}
"""What is calculated: by which rule, and in which cell."""


@pytest.mark.parametrize("place", CALCULATED)
def test_a_total_that_was_typed_over_is_told(hebei: Pack, tmp_path: Path, place: str) -> None:
    """At its cell, by the rule that calculates it."""
    path, submission = tmp_path / "wrong.xlsx", filled(hebei, RIGHT)
    write_workbook(path, hebei, submission)
    sheet, cell = place_of(hebei, submission, place)
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = 77
    book.save(path)
    rule, at = CALCULATED[place]
    assert told(hebei, path) == [(rule, sheet, at)]


@pytest.mark.parametrize("form", ["fund", "soe"])
def test_a_blank_form_says_that_it_has_no_data(hebei: Pack, tmp_path: Path, form: str) -> None:
    """R12: neither filled in nor stated to have none is told, and so is both at once."""
    path, answer = tmp_path / "wrong.xlsx", {"fund": "D19", "soe": "D20"}[form]
    write_workbook(path, hebei, filled(hebei, RIGHT, NIL - {form}))
    assert told(hebei, path) == [("XL-183", "封面", answer)]
    write_workbook(path, hebei, filled(hebei, RIGHT | {f"{form}.2040201.basic": "0"}))
    assert told(hebei, path) == [("XL-182", "封面", answer)]


def test_the_note_of_no_data_leaves_the_subtitle_its_room(hebei: Pack, tmp_path: Path) -> None:
    """Both stand in one row: the unit, the year and the note are each as wide as their cells."""
    path = tmp_path / "unit.xlsx"
    write_workbook(path, hebei, filled(hebei, RIGHT))
    for form in ("fund", "soe"):
        sheet = openpyxl.load_workbook(path)[hebei.form(form).template.sheet]
        widths = [sheet.column_dimensions[column].width for column in "ABC"]
        assert sheet["A3"].value == "编制单位：312005 看守所　预算年度：2020年"
        assert sum(widths[:2]) > display_width(sheet["A3"].value)
        assert "本表无数据" in sheet["C3"].value
        assert widths[2] > display_width("（本表无数据）")


@pytest.mark.libreoffice
def test_a_form_without_figures_prints_that_it_is_empty(
    office: Office, hebei: Pack, tmp_path: Path
) -> None:
    """Under its title and below the table; of a form with figures neither is printed."""
    path = tmp_path / "unit.xlsx"
    figures = RIGHT | {"soe.223.project": "1"}
    write_workbook(path, hebei, filled(hebei, figures, NIL - {"soe"}))
    shown = [str(each.value) for each in office.recalculate(path).values()]
    assert "注：2020年无政府性基金预算安排，本表为空。" in shown
    assert "注：2020年无国有资本经营预算安排，本表为空。" not in shown


@pytest.mark.libreoffice
def test_masked_and_blank_figures_calculate_alike(
    office: Office, hebei: Pack, tmp_path: Path, say: Say
) -> None:
    """Every formula of a unit's workbook gives what we stored, whatever is masked or blank."""
    cases: dict[str, Figures] = {
        "right": {},
        "masked line": {"spending.2040202.project": MASK, "general.2040202.project": MASK},
        "masked class": {"balance.204.amount": MASK, "fiscal.204.general": MASK},
        "masked 款": {"basic.30217.public": MASK, "three_public.reception.general": MASK},
        "blank": dict.fromkeys(RIGHT, ""),
        "another class": {
            "general.205.basic": "1",
            "spending.205.basic": "1",
            "fund.212.basic": "1",
        },
        "wrong": {place: figure for fault in TYPED.values() for place, figure in fault.items()},
    }
    counted = 0
    for name, figures in cases.items():
        path = tmp_path / f"{len(name)}.xlsx"
        write_workbook(path, hebei, filled(hebei, RIGHT | figures))
        formulas, wrong = differing(office, path)
        assert (name, wrong) == (name, [])
        counted += formulas
    say(f"hebei-budget, masked and blank: {counted} formulas, 0 differ")
    assert counted > 10_000
