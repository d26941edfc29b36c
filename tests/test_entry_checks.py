"""What the checks of a workbook cannot see, and that none is missing in silence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.test_sheet_soundness import STRICTER
from xltool.errors import PackError
from xltool.excel_formulas.entry_checks import EntryRequirement, unseen_checks
from xltool.schema import date
from xltool.writing import cell_writer, check_writer
from xltool.writing.unseen import unseen_by_sheet
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.office import Office
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

PAGE = (Path(__file__).parents[1] / "docs" / "workbook.md").read_text(encoding="utf-8")


def test_the_page_lists_what_is_not_seen(pack: Pack) -> None:
    """Each error that only `check` sees stands on the page, and where the sheet is stricter."""
    assert [text.en for text in unseen_by_sheet(pack) if f"- {text.en}\n" not in PAGE] == []
    assert [rule for rule in STRICTER if f"({rule})" not in PAGE] == []


def test_a_check_that_does_not_fit_is_an_error(
    pack: Pack, submissions: Mapping[str, Submission], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A check is never written as the value that it had: the pack is refused, no file is left."""
    path = tmp_path / "a.xlsx"
    with monkeypatch.context() as patch:
        patch.setattr(cell_writer, "LONGEST_FORMULA", 1000)
        with pytest.raises(PackError, match="检查太多"):
            write_workbook(path, pack, submissions["312005"])
    with monkeypatch.context() as patch:
        patch.setattr(check_writer, "ENTRY_COLUMNS", 0)
        with pytest.raises(PackError, match="检查太多"):
            write_workbook(path, pack, submissions["312005"])
    assert list(tmp_path.iterdir()) == []


DAYS: Mapping[str, bool] = {
    "2020-01-31": True, "2020/1/31": True, "2020.1.31": True, "2020年1月31日": True,
    "2020-02-30": False, "长期有效至今无限": False, "12345678": False, "31-01-2020": False,
}  # fmt: skip
"""Texts in a column of dates, and whether they are days."""


@pytest.mark.libreoffice
def test_days(office: Office, tmp_path: Path) -> None:
    """A text is a day in the sheet as in `check`; that a number looks like one is not seen."""
    requirement = EntryRequirement(date("日期"), 0)
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row, text in enumerate(DAYS, start=1):
        sheet[f"A{row}"] = text
        sheet[f"B{row}"] = f"=IF(IFERROR({requirement.formula(f'A{row}')},0),1,0)"
    book.save(tmp_path / "a.xlsx")
    found = office.recalculate(tmp_path / "a.xlsx")
    shown = {text: bool(found[sheet.title, f"B{row}"].value) for row, text in enumerate(DAYS, 1)}
    assert shown == DAYS
    assert {text: requirement.is_met(text) for text in DAYS} == DAYS
    assert unseen_checks(requirement.column) == ["date"]
