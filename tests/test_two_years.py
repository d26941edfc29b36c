"""A column says that it has last year's figures, ``last="current"``; no name, no shape does."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pytest

from tests.small_pack import small_pack
from xltool.campaign.prior_year import large_changes, prior_facts
from xltool.consolidation.consolidate import consolidate
from xltool.consolidation.workbook_plan import plan_workbook
from xltool.errors import PackError
from xltool.evaluation.submission_values import SubmissionValues
from xltool.model.forms import Entity
from xltool.model.submission import EntityRows, FormSize, Key, Record, Submission
from xltool.pack.load import load_pack
from xltool.schedules.charts_page import chart_groups
from xltool.schedules.key_figures import key_figures
from xltool.schedules.worksheet import ConsolidationWorksheet

if TYPE_CHECKING:
    from pathlib import Path

    from tests.small_pack import Edit
    from xltool.model.forms import Pack

D: Final = Decimal
SCHEMA: Final = "schemas/summary.py"
MARKED: Final = (
    ("templates/summary.toml", "current = 15, prior = 15", "now = 15, before = 15"),
    (SCHEMA, 'current=money("本年预算数", ge=0)', 'now=money("本年预算数", ge=0)'),
    (SCHEMA, 'prior=money("上年预算数", ge=0)', 'before=money("上年预算数", ge=0, last="now")'),
    (SCHEMA, "col.current - col.prior", "col.now - col.before"),
    ("schemas/cross.py", "cell.summary.total.current", "cell.summary.total.now"),
)
"""The figures of both years in columns of other names, of which one says so."""
FIGURES: Final = (
    "templates/pack.toml",
    'forms = ["summary", "courses"]\n',
    'forms = ["summary", "courses"]\nkey_figures = ["summary.total.{}"]\n',
)
CHARTS: Final = ("templates/summary.toml", "\n[[band]]", '\ncharts = ["total"]\n\n[[band]]')
UNIT: Final = Entity("31", "一所", "一所", "3")
NOBODY: Final = Entity("3", "县局", "县局")


def loaded(folder: Path, column: str, *edits: Edit) -> Pack:
    """Return the small pack with ``column`` of the summary as its key figure, and a chart."""
    file, old, new = FIGURES
    return load_pack(small_pack(folder, (file, old, new.format(column)), CHARTS, *edits))


def filled(pack: Pack, now: str, before: str) -> Submission:
    """Return a return of one unit with 6 this year and 4 last year."""
    record = Record(UNIT.code, "inside", {now: D(6), before: D(4)})
    sizes = {f.id: FormSize(UNIT, "2021", (EntityRows(UNIT, 0),)) for f in pack.forms}
    return Submission(UNIT, "2021", {"summary": (record,)}, sizes)


def test_columns_of_any_name_are_compared(tmp_path: Path) -> None:
    """What is carried, asked about, drawn and set side by side goes by ``last`` alone."""
    pack = loaded(tmp_path, "now", *MARKED)
    unit = filled(pack, "now", "before")
    facts = list(prior_facts(pack, [unit], UNIT.code, "2022"))
    assert [(f.row, f.column, f.value) for f in facts if f.value] == [("inside", "before", "6")]
    (change,) = large_changes(pack, [unit], D(30))
    assert (change.prior, change.current) == ("4", "6")
    (figure, *_) = key_figures(SubmissionValues(pack, unit))
    assert (figure.current, figure.prior, figure.compared) == (D(6), D(4), True)
    parent = plan_workbook(pack, consolidate(pack, NOBODY, [unit]))
    (group,) = chart_groups(parent)
    assert (group.column.id, group.last) == ("now", "before")
    worksheet = ConsolidationWorksheet(parent)
    line = worksheet.lines[Key("summary", NOBODY.code, "inside", "now")]
    assert (worksheet.prior(line).value, worksheet.change(line).value) == (D(4), D(2))


def test_a_difference_of_two_columns_is_no_year_on_year(tmp_path: Path) -> None:
    """``a - b`` says nothing of years, and neither do the names ``current`` and ``prior``."""
    pack = loaded(tmp_path, "current")
    unit = filled(pack, "current", "prior")
    assert not list(prior_facts(pack, [unit], UNIT.code, "2022"))
    assert not list(large_changes(pack, [unit], D(0)))
    (figure, *_) = key_figures(SubmissionValues(pack, unit))
    assert (figure.current, figure.prior, figure.compared) == (D(6), None, False)
    parent = plan_workbook(pack, consolidate(pack, NOBODY, [unit]))
    assert not list(chart_groups(parent))
    worksheet = ConsolidationWorksheet(parent)
    line = worksheet.lines[Key("summary", NOBODY.code, "inside", "current")]
    assert not worksheet.prior(line).formula
    assert not worksheet.change(line).formula


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            'prior=money("上年预算数", ge=0)',
            'prior=money("上年预算数", ge=0, last="currant")',
            "prior: last: 不认识栏次 currant · unknown column currant",
        ),
        (
            'prior=money("上年预算数", ge=0)',
            'prior=money("上年预算数", ge=0, last="note")',
            (
                "prior: last: note 应是同类的本年数 · "
                "note must have figures of this year and the same kind"
            ),
        ),
        (
            'prior=money("上年预算数", ge=0)',
            'prior=money("上年预算数", ge=0, last="prior")',
            (
                "prior: last: prior 应是同类的本年数 · "
                "prior must have figures of this year and the same kind"
            ),
        ),
        (
            'prior=money("上年预算数", ge=0),\n    change=money("增减额")',
            (
                'prior=money("上年预算数", ge=0, last="current"),\n'
                '    change=money("增减额", last="current")'
            ),
            "prior: last: 重复 current · twice: current",
        ),
    ],
)
def test_last_names_one_column_of_this_year(tmp_path: Path, old: str, new: str, words: str) -> None:
    """A column that there is not, of another kind, itself, or named twice, is told."""
    with pytest.raises(PackError) as error:
        load_pack(small_pack(tmp_path, (SCHEMA, old, new)))
    assert str(error.value) == f"schemas: summary.{words}"
