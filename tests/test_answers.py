"""What the cover asks: whether each form has data, and what it and `check` say of the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import openpyxl
import pytest

from tests.sheet_lab import Job, Lab, Paste, Shown
from tests.sheet_sources import blank_source, filled_source
from xltool.batch.batch import check
from xltool.identity import CHECKS_SHEET, COVER_SHEET, NO_DATA
from xltool.kinds import Severity, Verdict
from xltool.layout.layout import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.office import Office
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

pytestmark = pytest.mark.libreoffice
UNIT = "312002"
ASKED = ("D12", "D13", "D14", "D15", "D16")
"""The answers: 收支总表, 三公经费, 政府采购, 固定资产, 绩效目标."""


class Told(NamedTuple):
    """What a workbook shows after recalculation, and what `check` says of it."""

    shown: Shown
    item: Return

    def errors(self) -> set[tuple[str, str, str]]:
        """Return the errors: rule, sheet, cell."""
        found = (each for each in self.item.findings if each.severity is Severity.ERROR)
        return {(each.rule, each.sheet, each.cell) for each in found}

    def listed(self) -> set[tuple[str, str]]:
        """Return the cells that the list 检查 names as errors."""
        return {(line[0], line[1]) for line in self.shown.lines if line[2] == "错误"}


@pytest.fixture(scope="module")
def told(
    office: Office, pack: Pack, campaign: Campaign, submissions: Mapping[str, Submission],
    tmp_path_factory: pytest.TempPathFactory,
) -> Mapping[str, Told]:  # fmt: skip
    """Workbooks with answers, by what was answered."""
    del office  # it skips where there is no LibreOffice
    folder = tmp_path_factory.mktemp("answers")
    filled = filled_source(folder / "filled.xlsx", pack, submissions[UNIT]).path
    blank = blank_source(folder / "blank.xlsx", pack, campaign.entity(UNIT), "2020").path
    jobs = dict(made_jobs(folder, filled, blank))
    with Lab() as lab:
        shown = lab.run(list(jobs.values()))
    targets = [job.target for job in jobs.values() if job.target]
    returns, _ = check(targets, pack)
    return {
        name: Told(*each) for name, each in zip(jobs, zip(shown, returns, strict=True), strict=True)
    }


def made_jobs(folder: Path, filled: Path, blank: Path) -> Iterator[tuple[str, Job]]:
    """Yield the workbooks to make."""
    figure = Paste("收支总表", "B6", "number", 12.5), Paste("收支总表", "H9", "number", 12.5)

    def answer(cell: str, text: str = NO_DATA) -> Paste:
        return Paste(COVER_SHEET, cell, "text", text)

    cases = {
        "contradicted": (filled, (answer("D14"),)),
        "unknown": (filled, (answer("D14", "没有"),)),
        "untouched": (blank, ()),
        "unanswered": (blank, figure),
        "answered": (blank, (*figure, *map(answer, ASKED[1:]))),
        "all nil": (blank, tuple(map(answer, ASKED))),
    }
    for number, (name, (source, pastes)) in enumerate(cases.items()):
        yield name, Job(source, folder / f"{number}.xlsx", pastes)


def test_nil_with_figures(told: Mapping[str, Told]) -> None:
    """A form that is stated to have no data, and has: the answer is wrong, here and there."""
    case = told["contradicted"]
    assert case.errors() == {("XL-182", COVER_SHEET, "D14")}
    assert case.listed() == {(COVER_SHEET, "D14")}
    assert case.shown.verdict.startswith("不可上报：还有 1 处错误")


def test_another_answer(told: Mapping[str, Told]) -> None:
    """Nothing but the two answers may stand there."""
    case = told["unknown"]
    assert case.errors() == {("XL-181", COVER_SHEET, "D14")}
    assert case.listed() == {(COVER_SHEET, "D14")}
    assert not case.shown.ready


def test_nothing_filled_in(told: Mapping[str, Told]) -> None:
    """One verdict, not an error for each form."""
    case = told["untouched"]
    assert case.item.verdict is Verdict.UNTOUCHED
    assert {rule for rule, _, _ in case.errors()} == {"XL-184"}
    assert case.listed() == set()
    assert case.shown.verdict == "尚未填报"


def test_forms_without_an_answer(told: Mapping[str, Told]) -> None:
    """Once something is filled in, each form is filled in or stated to have no data."""
    case = told["unanswered"]
    cells = {("XL-183", COVER_SHEET, cell) for cell in ASKED[1:]}
    assert cells <= case.errors()
    assert {(sheet, cell) for _, sheet, cell in case.errors()} == case.listed()
    assert not case.shown.ready


def test_forms_with_an_answer(told: Mapping[str, Told]) -> None:
    """The others are stated to have no data: nothing is missing."""
    case = told["answered"]
    assert not case.errors()
    assert not case.listed()
    assert case.shown.ready
    assert case.item.verdict is Verdict.ACCEPTED


def test_nothing_at_all(told: Mapping[str, Told]) -> None:
    """A unit may have no data in any form, and says so."""
    case = told["all nil"]
    assert not case.errors()
    assert not case.listed()
    assert case.shown.ready
    assert case.item.verdict is Verdict.ACCEPTED


def test_the_answers_stand_where_they_are_sought(
    pack: Pack, submissions: Mapping[str, Submission]
) -> None:
    """The cells of this test are those of the forms that ask."""
    sizes = submissions[UNIT].extents
    asking = [form.id for form in pack.forms if form.id in sizes and form.template.nil]
    assert len(asking) == len(ASKED)
    assert [lay_out(pack.form(form), sizes[form]).sheet for form in asking][2] == "政府采购"


def target_formula(formula: str) -> str:
    """Return the formula of where the first HYPERLINK in a formula leads."""
    rest = formula.partition("HYPERLINK(")[2]
    depth = 0
    for end, sign in enumerate(rest):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            return f"={rest[:end]}"
    raise ValueError(formula)


def test_links_lead_to_the_cells_they_name(
    office: Office, pack: Pack, submissions: Mapping[str, Submission], tmp_path: Path
) -> None:
    """What LibreOffice makes of a link is sheet and cell of its line, and both are there."""
    path = filled_source(tmp_path / "a.xlsx", pack, submissions[UNIT]).path
    book: Any = openpyxl.load_workbook(path)
    listed: Any = book[CHECKS_SHEET]
    lines = range(4, 14)
    for row in lines:
        listed[f"AZ{row}"] = target_formula(listed[f"C{row}"].value)
    banner: Any = book["政府采购"]
    banner["AZ300"] = target_formula(banner["B1"].value)
    book.save(tmp_path / "b.xlsx")
    cells = office.recalculate(tmp_path / "b.xlsx")
    found = {(at, cell): each.value for (at, cell), each in cells.items()}
    named = [(found[CHECKS_SHEET, f"B{row}"], found[CHECKS_SHEET, f"C{row}"]) for row in lines]
    targets = [f"#'{sheet}'!{cell}" for sheet, cell in named]
    assert [found[CHECKS_SHEET, f"AZ{row}"] for row in lines] == targets
    assert all(book[sheet][cell].coordinate == cell for sheet, cell in named)
    first = next(target for target in targets if target.startswith("#'政府采购'"))
    assert found["政府采购", "AZ300"] == first
