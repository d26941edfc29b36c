"""A draft of an official workbook has its headings, kinds, lines and calculations, and loads.

Held on the workbooks of every pack that ships, which are known in full, and on one of another hand.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import openpyxl
import pytest

from tests.official_book import write_official
from tests.test_intake import DAMAGED, ENCRYPTED, MACROS, OTHERS, UNSAFE, zipped
from tests.test_refusals import xltool
from xltool.campaign.folder import forms_of, size_forms
from xltool.draft.draft_pack import draft_pack
from xltool.draft.formula_terms import read_formula
from xltool.draft.open_workbook import open_workbook
from xltool.errors import XltoolError
from xltool.kinds import ColumnKind, Shape
from xltool.layout.cells import Role
from xltool.layout.layout import lay_out
from xltool.model.forms import CODE, Entity, Pack
from xltool.model.lookup import calculated_lines
from xltool.model.submission import Submission
from xltool.pack.load import load_pack
from xltool.pack.shipped_packs import default_pack
from xltool.reading.read import read_return
from xltool.text import squeezed, unspaced
from xltool.validation.validate import validate
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.forms import Form

TESTS: Final = Path(__file__).parent
SHIPPED: Final = sorted(each.parents[1] for each in (TESTS.parent / "packs").glob("*/*/pack.toml"))
PACKS: Final = (default_pack(), TESTS / "code_tree_pack", *SHIPPED)
UNIT: Final = Entity("312002", "某县公安局机关", "局机关", "312", "行政")


def blank(pack: Pack) -> Submission:
    """Return what a unit is sent in 2021."""
    return size_forms(forms_of(pack, parent=False), Submission(UNIT, "2021", {}, {}))[0]


def written(pack: Pack, path: Path) -> Path:
    """Write the blank workbook of a unit."""
    write_workbook(path, pack, blank(pack))
    return path


def layouts(pack: Pack) -> dict[str, SheetLayout]:
    """Return the sheets of a unit's forms by name."""
    submission = blank(pack)
    return {
        form.template.sheet: lay_out(form, submission.extents[form.id])
        for form in forms_of(pack, parent=False)
    }


@dataclass(slots=True)
class Score:
    """What of the originals is found in the drafts: how many of how many, and what is not."""

    found: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)

    def add(self, what: str, original: set[object], drafted: set[object]) -> None:
        """Count what a sheet has of one kind; more than the original has is missing, too."""
        self.of[what] += len(original)
        self.found[what] += len(original & drafted) - len(drafted - original)
        self.missing += [f"{what}: {each}" for each in original ^ drafted]

    def share(self, what: str) -> float:
        """Return which part is found; all where there is nothing to find."""
        return self.found[what] / self.of[what] if self.of[what] else 1.0


def headings(layout: SheetLayout) -> set[object]:
    """Return the headings with their places and sizes, and the numbers of columns."""
    return {
        (cell.row, cell.col, cell.width, cell.height, squeezed(cell.text))
        for cell in layout.cells
        if cell.role in {Role.HEAD, Role.INDEX}
    }


def facts(layout: SheetLayout, *, calculated: bool) -> Iterator[FormCell]:
    """Yield the cells of values: those that are calculated, or all."""
    return (cell for cell in layout.slots.values() if cell.calculated or not calculated)


def kinds(layout: SheetLayout) -> set[object]:
    """Return each column of values with its kind."""
    return {
        (layout.sheet, cell.col, cell.column.kind)
        for cell in facts(layout, calculated=False)
        if cell.column and not (layout.form.table.tree and cell.column.id == CODE)
    }


def lines(layout: SheetLayout) -> set[object]:
    """Return what is printed beside lines: labels, codes, numbers, and that nothing applies."""
    return {
        (layout.sheet, cell.row, cell.col, unspaced(cell.text))
        for cell in layout.cells
        if cell.role in {Role.LABEL, Role.CODE, Role.NUMBER, Role.BLANK} and cell.text
    }


def calculations(layout: SheetLayout) -> set[object]:
    """Return the cells that formulas calculate."""
    return {(layout.sheet, cell.address) for cell in facts(layout, calculated=True)}


def texts(layout: SheetLayout) -> set[object]:
    """Return what stands above and below the table."""
    above = {Role.TITLE, Role.SUBTITLE, Role.MEASURE, Role.NOTE, Role.EMPTY}
    return {(layout.sheet, cell.role, cell.text) for cell in layout.cells if cell.role in above}


def parents(form: Form, layout: SheetLayout) -> set[object]:
    """Return lines with the lines above them, as formulas show or codes that are printed."""
    table = layout.form.table
    above = calculated_lines(layout.form.rules)
    printed = {code for band in layout.form.template.bands for code in band.lines}
    shown = {cell.text for cell in layout.cells if cell.role is Role.CODE}
    return {
        (form.template.sheet, each.printed, table.line(each.parent).printed)
        for each in table.lines
        if each.code in printed and each.adds and each.parent
        if each.parent in above
        or ({each.code, each.parent} <= shown and each.code.startswith(each.parent))
        if form.shape is Shape.STATEMENT
    }


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_drafts_of_our_own_workbooks(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All headings, texts, parents, calculations, 95 % of kinds, 99 % of lines; all of it works."""
    original = load_pack(folder)
    draft = draft_pack(written(original, tmp_path / "official.xlsx"), tmp_path / "mypack")
    drafted = load_pack(tmp_path / "mypack")
    score, ours = Score(), layouts(drafted)
    taken = [form for form in forms_of(original, parent=False) if form.shape is not Shape.CARDS]
    assert list(ours) == [form.template.sheet for form in taken]
    for form, name in zip(taken, ours, strict=True):
        theirs = layouts(original)[name]
        (own,) = (each for each in drafted.forms if each.template.sheet == name)
        score.add("headings", headings(theirs), headings(ours[name]))
        score.add("kinds", kinds(theirs), kinds(ours[name]))
        score.add("lines", lines(theirs), lines(ours[name]))
        score.add("texts", texts(theirs), texts(ours[name]))
        score.add("parents", parents(form, theirs), parents(own, ours[name]))
        score.add("calculated", calculations(theirs), calculations(ours[name]))
    with capsys.disabled():
        told = (f"{what} {score.found[what]} of {count}" for what, count in score.of.items())
        print(f"\n{original.id}, {len(taken)} forms: {', '.join(told)}")  # noqa: T201
    least = dict.fromkeys(score.of, 1.0) | {"kinds": 0.95, "lines": 0.99}
    assert {what for what, share in least.items() if score.share(what) < share} == set(), (
        score.missing
    )
    cards = [form for form in forms_of(original, parent=False) if form.shape is Shape.CARDS]
    named = ["封面", "检查", *(form.template.sheet for form in cards)]
    assert sorted(each.zh.partition("：")[0] for each in draft.left_out[:-1]) == sorted(named)
    again = read_return(written(drafted, tmp_path / "again.xlsx"), drafted)
    (judged,) = validate(drafted, [again])
    assert [finding.rule for finding in judged.findings] == ["XL-184"]  # nothing is filled in


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Pack, str]:
    """A drafted pack of the workbook of another hand: folder, pack, and what was told."""
    folder = tmp_path_factory.mktemp("official")
    source = write_official(folder / "official.xlsx")
    told = xltool("draft", source, "-o", "mypack", "--lang", "en", folder=folder)
    assert told.returncode == 0, told.stderr
    return folder / "mypack", load_pack(folder / "mypack"), told.stdout


def test_what_is_told(official: tuple[Path, Pack, str]) -> None:
    """Each form with its size and guesses; then each visible sheet that was left out, and why."""
    assert official[2].splitlines() == [
        "收支总表 → form1: statement, 1 columns, 11 lines, 3 TODO",
        "支出总表 → form2: statement, 3 columns, 4 lines, 5 TODO",
        "项目明细 → form3: register, 5 columns, 0 lines, 3 TODO",
        "Left out:",
        "- 封面: cover, contents, guides and checks are no forms",
        "- 决算: labels or codes are spread over several columns",
        "- 两表: several forms share a sheet",
        "- 情况: no table: a text form or cards",
        "- rules between forms, required columns and warnings are yours to write",
    ]


def test_a_statement_of_two_blocks(official: tuple[Path, Pack, str]) -> None:
    """Blocks share the column that is alike; formulas and ordinals say what is below what."""
    form = official[1].forms[0]
    assert [(band.title, band.label) for band in form.template.bands] == [
        (("收　　入",), "项　　目"), (("支　　出",), "项　　目"),
    ]  # fmt: skip
    assert [(each.title, each.kind) for each in form.table.columns] == [
        ("{period}年预算数", ColumnKind.MONEY)
    ]
    assert form.template.notes == ("注：收入总计应等于支出总计。",)
    assert (form.template.subtitle, form.template.measure) == (
        "编制单位：{code} {short}",
        "单位：万元",
    )
    above = {line.code: line.label for line in form.table.lines} | {"": ""}
    assert [(line.printed, above[line.parent], line.adds) for line in form.table.lines] == [
        ("一、财政拨款收入", "本年收入合计", True),
        ("　　其中：基金收入", "财政拨款收入", False),
        ("二、事业收入", "本年收入合计", True),
        ("本年收入合计", "收入总计", True),
        ("三、上年结转", "收入总计", True),
        ("收入总计", "", True),
        ("一、公共安全支出", "本年支出合计", True),
        ("二、教育支出", "本年支出合计", True),
        ("本年支出合计", "支出总计", True),
        ("三、结转下年", "支出总计", True),
        ("支出总计", "", True),
    ]


def test_a_code_tree(official: tuple[Path, Pack, str]) -> None:
    """A column of codes makes a tree, with open rows, numbered columns and upright paper."""
    form = official[1].forms[1]
    template, table = form.template, form.table
    assert table.tree
    assert (template.index, template.rows, template.paper) == ("栏次", 2, "portrait")
    assert (template.title, template.measure) == ("{period}年支出总表", "金额单位：元")
    assert template.start == ("2040201", "2040220")
    assert [(band.title, *band.columns) for band in template.bands] == [
        (("功能分类科目",), "code", "label"), (("本年支出",), "total", "basic", "project"),
    ]  # fmt: skip
    assert [(line.code, line.parent) for line in table.lines] == [
        ("total", ""), ("204", "total"), ("20402", "204"), ("2040201", "20402"),
        ("2040220", "20402"),
    ]  # fmt: skip


def test_a_register(official: tuple[Path, Pack, str]) -> None:
    """Rows are counted, the total is calculated, and a dropdown becomes a code list."""
    form = official[1].forms[2]
    assert (form.shape, form.template.rows) == (Shape.REGISTER, 3)
    assert [(each.title, each.kind) for each in form.table.columns] == [
        ("项目名称", ColumnKind.TEXT),
        ("类别", ColumnKind.CODE),
        ("开始日期", ColumnKind.DATE),
        ("{previous}年执行数", ColumnKind.MONEY),
        ("{period}年预算数", ColumnKind.MONEY),
    ]
    choices = official[1].codes[form.table.columns[1].codes]
    assert [line.label for line in choices.lines] == ["人员类", "运转类", "特定目标类"]
    assert list(calculated_lines(form.rules)) == ["total"]


def test_guesses_are_marked_where_they_stand(official: tuple[Path, Pack, str]) -> None:
    """What is counted as TODO stands as TODO in the files, beside the one of the pack."""
    files = [each for each in official[0].rglob("*") if each.suffix in {".toml", ".py"}]
    texts = {each.name: each.read_text(encoding="utf-8").count("TODO") for each in files}
    assert {name: count for name, count in texts.items() if count} == {
        "pack.toml": 2, "form1.toml": 2, "form1.py": 1, "form2.toml": 2, "form2.py": 3,
        "form3.toml": 2, "form3.py": 1,
    }  # fmt: skip


FORMULAS: Final = {
    "=SUM(B6:B7,B10)": ({(5, 1): 1, (6, 1): 1, (9, 1): 1}, {}),
    "=B6-C6": ({(5, 1): 1, (5, 2): -1}, {}),
    "=+$B$6+B7": ({(5, 1): 1, (6, 1): 1}, {}),
    '=IF(C6=0,"",ROUND(B6/C6*100,2))': ({(5, 1): 1}, {(5, 2): 1}),
    '=IFERROR((B6-C6)/C6,"")': ({(5, 1): 1, (5, 2): -1}, {(5, 2): 1}),
    '=IF(C6="","",B6/C6-1)': ({(5, 1): 1, (5, 2): -1}, {(5, 2): 1}),
}
NO_SUMS: Final = (
    "=Sheet2!B6", "=SUM('表 1'!B6:B8)", "=B6*C6", "=B6+5", "=VLOOKUP(A1,B1:C9,2,0)", "=B6&C6",
    "=SUM(B:B)", "=SUM(A1:XFD1048576)", "=" + "(" * 100_000, "=SUM(" * 2000, "=", "=1+1", "=B6/0.5",
)  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas_are_sums_and_ratios(formula: str) -> None:
    """What stands around a sum or a ratio is looked through."""
    found = read_formula(formula)
    assert found is not None
    assert (dict(found.terms), dict(found.divisor)) == FORMULAS[formula]


@pytest.mark.parametrize("formula", NO_SUMS, ids=lambda formula: formula[:20])
def test_what_is_no_sum_has_no_terms(formula: str) -> None:
    """Other sheets, products, other functions and what is endless are not guessed at."""
    assert read_formula(formula) is None


HOSTILE: Final = {
    **{f"unsafe {name}": case[0] for name, case in UNSAFE.items()},
    **{f"macro {name}": case[0] for name, case in MACROS.items()},
    **{f"damaged {name}": case[0] for name, case in DAMAGED.items()},
    **{f"encrypted {name}": data for name, data in ENCRYPTED.items()},
    **{f"no workbook {name}": data for name, data in OTHERS.items()},
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_files_are_opened_as_the_gate_does(data: bytes, tmp_path: Path) -> None:
    """What the gate refuses is refused with its finding, before openpyxl; nothing is written."""
    source = tmp_path / "official.xlsx"
    source.write_bytes(data)
    with pytest.raises(XltoolError, match=r"^XL-1\d\d: official\.xlsx"):
        draft_pack(source, tmp_path / "mypack")
    assert sorted(tmp_path.iterdir()) == [source]


def changed(source: Path, old: str, new: str) -> bytes:
    """Return a workbook with another text in the first sheet with a form."""
    out = BytesIO()
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == "xl/worksheets/sheet2.xml":
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode(), 1)
            after.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("new", "rule"),
    [("A1:XFD1048576", "XL-106"), ("A1:ZZ1000", "XL-106"), ("A:D", "XL-105"), ("?", "XL-105")],
)
def test_merged_cells_are_counted(new: str, rule: str, tmp_path: Path) -> None:
    """Openpyxl makes an object of each merged cell: more than a form has are refused before."""
    source = tmp_path / "official.xlsx"
    good = write_official(tmp_path / "good.xlsx")
    source.write_bytes(changed(good, 'ref="A1:D1"', f'ref="{new}"'))
    with pytest.raises(XltoolError, match=rf"^{rule}: official\.xlsx"):
        draft_pack(source, tmp_path / "mypack")
    assert not (tmp_path / "mypack").exists()


def test_a_refusal_is_a_message_and_exit_code_2(tmp_path: Path) -> None:
    """The command says what is wrong in the language of the run, and writes nothing."""
    (tmp_path / "macro.xlsx").write_bytes(MACROS["vba"][0])
    (tmp_path / "empty.xlsx").write_bytes(zipped({"a": ""}))
    told = xltool("draft", "macro.xlsx", "-o", "mypack", "--lang", "en", folder=tmp_path)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith("xltool: XL-104: macro.xlsx")
    assert not (tmp_path / "mypack").exists()


def test_texts_do_not_become_code(tmp_path: Path) -> None:
    """Quotes, line breaks and comments in cells stay text: loading the draft runs nothing."""
    book = openpyxl.load_workbook(write_official(tmp_path / "good.xlsx"))
    sheet, mark = book["收支总表"], tmp_path / "ran"
    attack = f'"); open({str(mark)!r}, "w") #\n"""\\'
    for at in ("A1", "A4", "B4", "A5", "A11"):
        sheet[at] = attack
    sheet.title = 'a"""\nb'[:20].replace("\n", "")
    book.save(tmp_path / "official.xlsx")
    draft_pack(tmp_path / "official.xlsx", tmp_path / "mypack")
    form = load_pack(tmp_path / "mypack").forms[0]
    assert not mark.exists()
    assert form.table.columns[0].title == attack.replace("\n", "")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A folder that holds anything is refused; an empty one is filled."""
    source = write_official(tmp_path / "official.xlsx")
    (tmp_path / "mypack").mkdir()
    draft_pack(source, tmp_path / "mypack")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "mypack").rglob("*")}
    with pytest.raises(XltoolError, match="exists: give a new folder"):
        draft_pack(source, tmp_path / "mypack")
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "mypack").rglob("*")} == before


def test_a_workbook_without_forms_writes_nothing(tmp_path: Path) -> None:
    """Each sheet is named with the reason."""
    book = openpyxl.Workbook()
    book.worksheets[0].title = "封面"
    book.save(tmp_path / "official.xlsx")
    with pytest.raises(XltoolError, match="no form that can be drafted\n封面：") as told:
        draft_pack(tmp_path / "official.xlsx", tmp_path / "mypack")
    assert "封面: cover, contents, guides and checks are no forms" in str(told.value)
    assert not (tmp_path / "mypack").exists()


def test_only_visible_sheets_are_read(tmp_path: Path) -> None:
    """What nobody sees is no form."""
    names = [sheet.name for sheet in open_workbook(write_official(tmp_path / "official.xlsx"))]
    assert names == ["封面", "收支总表", "支出总表", "项目明细", "决算", "两表", "情况"]


def test_nothing_is_drafted_into_a_campaign(tmp_path: Path) -> None:
    """A campaign's own folders take no pack: what came back stays what came back."""
    source = write_official(tmp_path / "official.xlsx")
    assert xltool("init", "c", "--example", "pingxiang-2020", folder=tmp_path).returncode == 0
    told = xltool("draft", source, "-o", "c/in/mypack", "--lang", "en", folder=tmp_path)
    assert told.returncode == 2
    assert "stands in in/ of a campaign, where nothing is written" in told.stderr
    assert not (tmp_path / "c" / "in" / "mypack").exists()
