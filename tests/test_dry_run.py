"""``xltool lint`` runs a pack dry: what a clerk would meet is told with file and key."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from typer.testing import CliRunner

from tests.small_pack import small_pack
from tests.test_blame import LATE
from tests.test_blocks import FILES as BLOCKS
from tests.test_faulty_packs import COURSES, CROSS, ROWS, SAID, SHEET, SUMMARY, stated
from xltool.cli.app import app
from xltool.dry_run.dry_run import dry_run
from xltool.dry_run.excel_functions import FUNCTIONS
from xltool.dry_run.formula_syntax import WorkbookNames, formula_problem
from xltool.dry_run.read_back import differences, written_and_read
from xltool.dry_run.sample_submissions import Samples, sample_units
from xltool.evaluation.evaluate_rules import evaluate_rules
from xltool.evaluation.submission_values import SubmissionValues
from xltool.layout.layout import lay_out
from xltool.pack.load import load_pack
from xltool.pack.shipped_packs import shipped_packs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.small_pack import Edit
    from xltool.model.forms import Pack

PACKAGE: Final = Path(__file__).resolve().parents[1] / "xltool"
TREES: Final = Path(__file__).parent / "code_tree_pack"
FAULTS: Final[Mapping[str, tuple[tuple[Edit, ...], tuple[str, ...]]]] = {
    "a-title-that-cannot-be-filled-in": (
        ((SHEET, '"{code} {short}"', '"{code:d} {short}"'),),
        (
            (f"{SHEET}: 排不出表样，ValueError：Unknown format code 'd' for object of type 'str' "
            "(printed_parts.py:…) · cannot be laid out: "
            "ValueError: Unknown format code 'd' for object of type 'str' (printed_parts.py:…)"),
        ),
    ),
    "a-sheet-that-is-ours": (
        ((SHEET, '"培训费汇总"', '"封面"'),),
        (
            ("templates/pack.toml: 试算出错，DuplicateWorksheetName：Sheetname '封面', with case "
            "ignored, is already in use. (workbook.py:…) · the dry run fails: "
            "DuplicateWorksheetName: Sheetname '封面', with case ignored, is already in use. "
            "(workbook.py:…)"),
        ),
    ),
    "a-rule-that-cannot-be-drawn": (
        (stated(SUMMARY, 'rule("T9", line.inside.startswith("甲")' + SAID),),
        (
            (f"{SUMMARY}: T9: 规则出错，TypeError：LineRef cannot be drawn here (drawing.py:…) · "
            "the rule fails: TypeError: LineRef cannot be drawn here (drawing.py:…)"),
        ),
    ),
    "rules-that-fail-when-they-are-judged": (
        (
            (COURSES, "rules = (", LATE.replace("is not None", "is None") + "rules = ("),
            (COURSES, 'rule("T6", col.fee', 'rule("T6", Late("fee")'),
            stated(CROSS, 'rule("T9", cell.summary.total.current.isin("甲")' + SAID),
        ),
        (
            (f"{COURSES}: T6: 规则出错，LookupError：late (courses.py:…) · "
            "the rule fails: LookupError: late (courses.py:…)"),
        ),
    ),
    "a-check-that-crashes": (
        (
            (COURSES, "courses = register(", "import pandera.pandas as pa\n\ncourses = register("),
            (COURSES, "adds=False)", "adds=False, checks=(pa.Check(lambda s: 1 / 0, name='x'),))"),
        ),
        (
            ("报表包有误：schemas：fee：x：Error while executing check function：ZeroDivisionError"
            '("division by zero") · the pack is faulty: schemas: fee: x: '
            'Error while executing check function: ZeroDivisionError("division by zero")'),
        ),
    ),
    "a-formula-that-is-too-long": (
        (
            (COURSES, "rules = (", 'LONG = [f"某培训项目第{n}期" for n in range(600)]\nrules = ('),
            (COURSES, 'rule("T6", col.fee <= 1000', 'rule("T6", col.name.isin(*LONG)'),
        ),
        (
            (f"{COURSES}: T6: Excel 不接受公式，公式有 … 个字符，最多 8192 个 · "
            "Excel does not take it: a formula of … characters, of which Excel takes 8192"),
        ),
    ),
    "a-formula-that-is-too-deep": (
        (
            (COURSES, "rules = (", ("DEEP = col.fee <= 1\nfor _ in range(35):\n"
             "    DEEP = ~(~DEEP & (col.fee <= 2))\nrules = (")),
            (COURSES, 'rule("T6", col.fee <= 1000', 'rule("T6", DEEP'),
        ),
        (
            (f"{COURSES}: T6: Excel 不接受公式，函数嵌套超过 64 层 · Excel does not take it: "
            "more than 64 levels of functions"),
        ),
    ),
    "a-text-that-is-too-long": (
        (stated(COURSES, 'rule("T9", col.name != "甲" * 300' + SAID),),
        (
            (f"{COURSES}: T9: Excel 不接受公式，公式中的文字有 300 个字，最多 255 个 · "
            "Excel does not take it: a text of 300 characters, of which Excel takes 255"),
        ),
    ),
    "a-value-that-is-read-as-another": (
        ((COURSES, 'name=text("名称",', 'name=text("名称", isin=(" 甲",),'),),
        (
            (
                f"{ROWS}: 培训班明细!B6: 没有人动过的工作簿，读回时报 XL-111，填写的“ 甲”"
                "含多余空格，已按“甲”读取。 · reading a workbook that nobody touched tells XL-111: "
                "“ 甲” has needless spaces; it was read as “甲”."
            ),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edits", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named(edits: tuple[Edit, ...], said: tuple[str, ...], tmp_path: Path) -> None:
    """The pack loads; the dry run names file and key, once, and nothing else."""
    found = dry_run(load_pack(small_pack(tmp_path, *edits)))
    told = [
        re.sub(r"(?<=\.py:)\d+|(?<= )\d{4,}(?= 个字符| char)", "…", text) for text in found.problems
    ]
    assert tuple(told) == said
    assert found.never_judged == ()


def test_lint_tells_faults_and_exits(tmp_path: Path) -> None:
    """What the dry run finds is told as other problems of a pack are."""
    edits, (said,) = FAULTS["a-text-that-is-too-long"]
    found = CliRunner().invoke(app, ["lint", str(small_pack(tmp_path, *edits))])
    assert str(found.exception) == said


@pytest.mark.parametrize("files", [{}, BLOCKS], ids=["small", "blocks"])
def test_sound_packs_pass(files: Mapping[str, str], tmp_path: Path) -> None:
    """Statements with blocks, registers and cards, and rules between them."""
    assert dry_run(load_pack(small_pack(tmp_path, files=files))).problems == ()


def test_trees_pass() -> None:
    """Open rows are filled in as somebody types them, and read as lines of their own."""
    assert dry_run(load_pack(TREES)) == ((), ())


@pytest.mark.parametrize("name", shipped_packs())
def test_shipped_packs_pass(name: str) -> None:
    """Any code may be chosen in an open row, also of a class that is not printed.

    R44 needs a certain code with a certain measure, quantity and price: that no sample meets it is
    a note, also where the form is taken.
    """
    found = dry_run(load_pack(name))
    assert found.problems == ()
    places = (note.partition(": 试算")[0] for note in found.never_judged)
    rules = {place.removeprefix("county-budget:") for place in places}
    assert rules <= {"schemas/procurement.py: R44"}


def test_nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The workbooks of a dry run are gone when it ends."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    before = sorted(small_pack(tmp_path / "pack").rglob("*"))
    assert CliRunner().invoke(app, ["lint", str(tmp_path / "pack")]).exit_code == 0
    assert list(folder.iterdir()) == []
    kept = [path for path in (tmp_path / "pack").rglob("*") if "__pycache__" not in path.parts]
    assert sorted(kept) == before


def test_what_comes_back_otherwise_is_told(tmp_path: Path) -> None:
    """Once for each column, with the first row where it is so."""
    pack = load_pack(small_pack(tmp_path / "pack"))
    units = sample_units(pack)
    submission = Samples(pack).unit(*units)
    item = written_and_read(pack, submission, tmp_path, units)
    (_, *others) = submission.tables["courses"]
    other = replace(submission, tables={**submission.tables, "courses": tuple(others)})
    told = list(differences(pack, other, item))
    assert len(told) == 5
    assert told[0] == (
        f"{ROWS}: 1.name: 写入“”，读回“名称11” · written as “”, read back as “名称11”"
    )


def test_every_entered_cell_is_filled_in(pack: Pack) -> None:
    """But open rows without a code; and every rule is met by samples of both natures."""
    units = sample_units(pack)
    submission = Samples(pack).unit(*units)
    filled = {key for key, _ in submission.values()}
    for form in pack.reported:
        slots = lay_out(form, submission.extents[form.id]).slots
        assert {key for key, cell in slots.items() if cell.entered} - filled == set()
    assert any(result.ok for result in evaluate_rules(SubmissionValues(pack, submission)))


# --- Formulas -------------------------------------------------------------------------------

NAMES: Final = WorkbookNames({"甲 乙", "Data"}, {"xl_list1"})
RIGHT: Final = (
    "SUM(A1:B2,'甲 乙'!$C$3)", 'IF(A1="","",-1.5E+3%)', "Data!XFD1048576&xl_list1", "ROW($1:$50)",
    'SUMPRODUCT({1;0;1}*EXACT(A1:A3,"a""b"))', "(A1<>B1)+(A1>=2)^2", "A1:INDEX(A1:A9,3)", "TRUE()",
    "IF(A1,,1)",
)  # fmt: skip
WRONG: Final[Mapping[str, str]] = {
    "SUM(A1": "the formula ends too early",
    "SUM(A1))": "no formula at ')'",
    "A1==B1": "no formula at '=B1'",
    "市外=A1": "no name 市外",
    'A1="x': "no formula at '\"x'",
    "ISTEXT(A1,B1)": "ISTEXT takes 1 arguments, not 2",
    "XLOOKUP(A1,B1:B2,C1:C2)": "unknown function XLOOKUP",
    "TRUE": "no name TRUE",
    "XFE1": "no cell XFE1",
    "A1048577": "no cell A1048577",
    "丙!A1": "no sheet 丙",
    "{1;2,3}": "the rows of an array differ in length",
    "A1 B1": "no formula at ' B1'",
    f'"{"甲" * 256}"': "a text of 256 characters, of which Excel takes 255",
    "1" * 8193: "a formula of 8193 characters, of which Excel takes 8192",
    f"{'ABS(' * 65}1{')' * 65}": "more than 64 levels of functions",
}


@pytest.mark.parametrize("formula", RIGHT)
def test_excel_takes(formula: str) -> None:
    """What Excel takes is taken."""
    assert formula_problem(formula, NAMES) is None


@pytest.mark.parametrize(("formula", "said"), WRONG.items(), ids=range(len(WRONG)))
def test_excel_does_not_take(formula: str, said: str) -> None:
    """What Excel repairs or refuses is told."""
    problem = formula_problem(formula, NAMES)
    assert problem is not None
    assert problem.en == said


def test_all_functions_that_are_drawn_are_known() -> None:
    """A new one needs its numbers of arguments in the table."""
    folders = ("excel_formulas", "schedules", "writing", "bulk")
    code = "".join(p.read_text("utf-8") for name in folders for p in (PACKAGE / name).rglob("*.py"))
    assert set(re.findall(r"\b([A-Z][A-Z0-9.]*)\(", code)) - FUNCTIONS.keys() == set()
