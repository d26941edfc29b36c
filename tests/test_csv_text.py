"""Texts of CSV files that spreadsheets would calculate are made harmless, and come back."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.book import Book
from tests.test_cli import run
from xltool.campaign.project_list import PROJECT_COLUMNS
from xltool.csv_text import Number, csv_lines, harmless, original
from xltool.facts.facts import fact_lines, facts, read_entered_facts
from xltool.lists.headed_list import read_list
from xltool.reading.read import read_return

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xltool.model.forms import Pack

BEGINNINGS = "=+-@\t\r\n'＝＋－＠ \u3000\ufeff"
TEXTS = st.text(st.sampled_from(BEGINNINGS) | st.characters(exclude_categories=["Cs"]))


@given(st.lists(TEXTS, min_size=2, max_size=5))
def test_texts_come_back(cells: list[str]) -> None:
    """Whatever a text begins with, our mark included, it is read as it was written."""
    assert [original(harmless(cell)) for cell in cells] == cells
    (line,) = csv_lines([cells])
    (row,) = csv.reader(io.StringIO(line, newline=""))
    assert [original(cell) for cell in row] == cells
    for cell in row:
        assert not cell.lstrip(" \u3000\ufeff").startswith(tuple("=+-@\t\r\n＝＋－＠"))


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", "＝1", " =1"])
def test_formulas_are_marked(text: str) -> None:
    """A text that a spreadsheet would calculate gets an apostrophe, and one more when marked."""
    assert harmless(text) == f"'{text}"
    assert harmless(f"'{text}") == f"''{text}"


@pytest.mark.parametrize("text", ["", "a=b", "3-2", "'quoted'", "公安局", "“-”", "'t was"])
def test_other_texts_stay(text: str) -> None:
    """A text that no spreadsheet calculates is written as it is."""
    assert harmless(text) == text
    assert original(text) == text


def test_numbers_stay_numbers() -> None:
    """A negative number is written without a mark; a text that reads like one is not."""
    assert list(csv_lines([(Number("-3.5"), "-3.5", -3)])) == ["-3.5,'-3.5,-3\n"]


TYPED = {
    "收支总表!F6": '=HYPERLINK("http://example.org","x")', "收支总表!F7": "-3.5",
    "收支总表!F8": "'=1+1", "收支总表!F9": "@SUM(1)", "收支总表!F10": "＋1", "收支总表!F11": "\t=1",
}  # fmt: skip


def test_extracted_texts_come_back(
    pack: Pack, returned: Mapping[str, Path], tmp_path: Path
) -> None:
    """The CSV of ``extract`` holds no formula, numbers are numbers, ``--data`` reads the texts."""
    book = Book(returned["312002"].read_bytes())
    for place, text in TYPED.items():
        book.type(place, text)
    path = tmp_path / "a.xlsx"
    path.write_bytes(book.data())
    run("extract", path, "-o", tmp_path / "facts.csv")
    with (tmp_path / "facts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = {f"{row['工作表']}!{row['单元格']}": row["数值"] for row in rows}
    assert {place: texts[place] for place in TYPED} == {
        place: f"'{text.strip()}" for place, text in TYPED.items()
    }
    changes = [row["数值"] for row in rows if row["栏次"] == "change"]
    assert any(value.startswith("-") for value in changes)
    submission = read_return(path, pack).submission
    assert submission is not None
    (read,) = read_entered_facts(tmp_path / "facts.csv", pack).values()
    assert read.tables["income_expenditure"] == submission.tables["income_expenditure"]
    text = "".join(fact_lines(facts(pack, submission), "csv", "zh"))
    assert text == (tmp_path / "facts.csv").read_text(encoding="utf-8-sig")


def test_names_of_projects_are_read_unmarked(tmp_path: Path) -> None:
    """Who copies a name out of ``extract`` into a list of the campaign gets the same name."""
    path = tmp_path / "projects.csv"
    path.write_text("entity,project\n312001,'=装备\n312001,'平常'\n", encoding="utf-8")
    assert [row["project"] for row in read_list(path, PROJECT_COLUMNS).rows] == ["=装备", "'平常'"]
