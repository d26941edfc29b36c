"""A pack loads as a whole, or the error names file, key and reason of each problem."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from xltool.errors import PackError
from xltool.layout.layout import lay_out
from xltool.model.forms import Entity
from xltool.model.submission import EntityRows, FormSize
from xltool.pack.lint import problems
from xltool.pack.load import load_pack
from xltool.pack.shipped_packs import default_pack
from xltool.schema import cell, col, line, parts, total

if TYPE_CHECKING:
    from collections.abc import Callable

    from xltool.model.forms import Pack

REPOSITORY: Final = Path(__file__).parents[1]
BUY, MONEY, GOALS = "procurement.toml", "income_expenditure.toml", "performance.toml"

Edit = tuple[str, str, str]
"""A file of the pack, a text in it, and what stands there instead."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the default pack that a test may break."""
    for name in ("templates", "schemas"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(default_pack() / name, tmp_path / name, ignore=ignore)
    return tmp_path


def change(folder: Path, *edits: Edit) -> None:
    """Replace one text in each file; the text must be there, once."""
    for name, old, new in edits:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name} must hold {old!r} once"
        path.write_text(text.replace(old, new), encoding="utf-8")


def refusal(folder: Path) -> list[str]:
    """Load a broken pack; return what is wrong with it, line by line."""
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    return str(caught.value).splitlines()


def test_default_pack_loads(pack: Pack) -> None:
    """The pack that ships holds its forms in printed order and has no problems."""
    assert (pack.id, pack.version) == ("county-budget", "2020.4")
    assert [form.id for form in pack.forms] == [
        "income_expenditure", "three_public", "procurement", "fixed_assets", "performance",
        "transfers", "adjustments",
        "narrative", "paragraphs", "decisions", "duties", "duty_projects",
    ]  # fmt: skip
    assert list(problems(pack)) == []


def test_unchanged_copy_loads(copy: Path, pack: Pack) -> None:
    """A pack is its folder: a copy elsewhere prints and numbers everything the same."""
    entity = Entity("1", "某单位", "单位")
    extent = FormSize(entity, "2020", (EntityRows(entity, 3),))
    pairs = zip(load_pack(copy).forms, pack.forms, strict=True)
    assert all(lay_out(a, extent).digest() == lay_out(b, extent).digest() for a, b in pairs)


BROKEN: Final[dict[str, tuple[Edit, tuple[str, ...]]]] = {
    "unknown-column": (
        (f"templates/{BUY}", "budget = 11", "budgett = 11"),
        ("procurement.toml", "band.columns", "unknown column budgett"),
    ),
    "column-not-printed": (
        (f"templates/{BUY}", ", budget = 11", ""),
        ("procurement.toml", "not printed", "budget"),
    ),
    "unknown-line": (
        (f"templates/{MONEY}", '"carryover"', '"carriover"'),
        ("income_expenditure.toml", "band.lines", "unknown line carriover"),
    ),
    "line-not-printed": (
        (f"templates/{MONEY}", '"carryover"', '""'),
        ("income_expenditure.toml", "not printed", "carryover"),
    ),
    "line-printed-twice": (
        (f"templates/{MONEY}", '"", ""', '"basic", ""'),
        ("income_expenditure.toml", "band.lines", "twice: basic"),
    ),
    "unknown-key": (
        (f"templates/{BUY}", "row_height", "row_hight"),
        ("templates/procurement.toml", "row_hight", "unknown"),
    ),
    "unknown-key-in-band": (
        (f"templates/{BUY}", "columns = { no", "colums = { no"),
        ("templates/procurement.toml", "colums", "unknown"),
    ),
    "unknown-column-carried": (
        ("templates/decisions.toml", '"ground", ', '"grounds", '),
        ("templates/decisions.toml", "carried", "unknown column grounds"),
    ),
    "unknown-line-carried": (
        ("templates/narrative.toml", '["spending_use", ', '["text", '),
        ("templates/narrative.toml", "carried", "unknown line text"),
    ),
    "carried-of-units": (
        (f"templates/{BUY}", "row_height", 'carried = ["project"]\nrow_height'),
        ("procurement.toml", "carried", "only for a parent's form"),
    ),
    "parent-asked-for-nil": (
        ("templates/adjustments.toml", "parent = true", "parent = true\nnil = true"),
        ("templates/adjustments.toml", "nil", "a parent's form"),
    ),
    "blank-answer": (
        ("templates/pack.toml", '"按批复文件执行。"', '" "'),
        ("pack.toml", "answers", "must be a text"),
    ),
    "key-figure-of-no-line": (
        ("templates/pack.toml", '"three_public.total.current"', '"three_public.sum.current"'),
        ("pack.toml", "key_figures", "unknown 'three_public.sum.current'"),
    ),
    "key-figure-that-is-no-number": (
        ("templates/pack.toml", '"procurement.total.amount"', '"procurement.total.project"'),
        ("pack.toml", "key_figures", "unknown 'procurement.total.project'"),
    ),
    "missing-key": (
        (f"templates/{BUY}", 'sheet = "政府采购"', ""),
        ("templates/procurement.toml", "sheet", "missing"),
    ),
    "wrong-type": (
        (f"templates/{BUY}", "rows = 15", 'rows = "15"'),
        ("templates/procurement.toml", "rows", "wrong type", "'15'"),
    ),
    "wrong-type-in-group": (
        (f"templates/{GOALS}", "rows = 4", "rows = 4.5"),
        ("templates/performance.toml", "rows", "wrong type", "4.5"),
    ),
    "width-not-a-number": (
        (f"templates/{BUY}", "budget = 11", 'budget = "wide"'),
        ("procurement.toml", "columns", "budget"),
    ),
    "unknown-field": (
        (f"templates/{GOALS}", "goal = 110", "goal = 110, gaol = 5"),
        ("performance.toml", "fields", "gaol"),
    ),
    "unknown-total": (
        (f"templates/{BUY}", 'total = { project = "合　计"', 'total = { projet = "合　计"'),
        ("procurement.toml", "total", "projet"),
    ),
    "unknown-blank": (
        (f"templates/{BUY}", 'subtitle = "{code} {short}"', 'subtitle = "{code} {shrot}"'),
        ("procurement.toml", "subtitle", "shrot"),
    ),
    "unknown-group": (
        (f"templates/{GOALS}", 'value = "效果指标"', 'value = "效益指标"'),
        ("performance.toml", "group.value", "unknown 效益指标"),
    ),
    "duplicate-sheet": (
        (f"templates/{BUY}", 'sheet = "政府采购"', 'sheet = "收支总表"'),
        ("templates", "sheet", "twice: 收支总表"),
    ),
    "sheet-name-too-long": (
        (f"templates/{BUY}", 'sheet = "政府采购"', f'sheet = "{"采" * 21}"'),
        ("procurement.toml", "sheet", "not a sheet name"),
    ),
    "sheet-name-with-colon": (
        (f"templates/{BUY}", 'sheet = "政府采购"', 'sheet = "采购:2020"'),
        ("procurement.toml", "sheet", "not a sheet name"),
    ),
    "broken-toml": (
        (f"templates/{BUY}", "rows = 15", "rows = = 15"),
        ("procurement.toml", "not valid TOML", "line 5"),
    ),
    "unknown-form": (
        ("templates/pack.toml", '"three_public"', '"four_public"'),
        ("schemas/four_public.py", "cannot be read"),
    ),
    "manifest-without-id": (
        ("templates/pack.toml", 'id = "county-budget"', ""),
        ("pack.toml", "id", "missing"),
    ),
    "wrong-type-in-manifest": (
        ("templates/pack.toml", 'id = "county-budget"', "id = 2020"),
        ("pack.toml", "id", "2020"),
    ),
    "rule-names-unknown-column": (
        ("schemas/procurement.py", "col.quantity * col.unit_price", "col.qty * col.unit_price"),
        ("schemas/procurement.py", "R21", "unknown qty"),
    ),
    "rule-names-unknown-line": (
        ("schemas/fixed_assets.py", "line.office <= line.housing", "line.office <= line.house"),
        ("schemas/fixed_assets.py", "R29", "unknown house"),
    ),
    "cross-rule-names-unknown-form": (
        ("schemas/cross.py", "cell.income_expenditure", "cell.income"),
        ("schemas/cross.py", "R27", "unknown income"),
    ),
    "cross-rule-names-unknown-column": (
        ("schemas/cross.py", "(bought.general,", "(bought.sum,"),
        ("schemas/cross.py", "R27", "unknown sum"),
    ),
    "open-list-of-lines": (
        ("templates/pack.toml", 'catalogue = "品目"', 'fixed_assets = "资产"'),
        ("pack.toml", "open_lists", "fixed_assets"),
    ),
    "calculates-itself": (
        ("schemas/procurement.py", "col.general + col.fund", "col.general + col.amount"),
        ("schemas/procurement.py", "R22", "calculates itself: col.amount"),
    ),
    "adds-per-unknown-column": (
        ("schemas/procurement.py", 'adds="project"', 'adds="projekt"'),
        ("procurement.budget", "adds", "unknown column projekt"),
    ),
    "missing-code-list": (
        ("schemas/procurement.py", 'codes="measures"', 'codes="mesures"'),
        ("procurement.measure", "codes", "no code list mesures"),
    ),
    "missing-list-of-lines": (
        ("schemas/fixed_assets.py", '"fixed_assets",', '"assets",'),
        ("schemas/fixed_assets.py", "no code list assets"),
    ),
    "code-twice": (
        ("schemas/codes/measures.csv", "套,套", "台,套"),
        ("schemas/codes/measures.csv", "twice: 台"),
    ),
    "code-without-parent": (
        ("schemas/codes/indicators.csv", "时效指标,时效指标,产出指标", "时效指标,时效指标,产出"),
        ("schemas/codes/indicators.csv", "时效指标", "no parent 产出"),
    ),
    "code-list-without-column": (
        ("schemas/codes/measures.csv", "code,label", "kode,label"),
        ("schemas/codes/measures.csv", "code"),
    ),
    "line-not-applicable-to-unknown-column": (
        ("schemas/codes/fixed_assets.csv", "total,资产总额,,,quantity", "total,资产总额,,,qty"),
        ("schemas/codes/fixed_assets.csv", "total", "na", "unknown qty"),
    ),
    "python-error": (
        ("schemas/procurement.py", "amount=money(", "amount=muney("),
        ("schemas/procurement.py", "NameError", "muney"),
    ),
    "python-syntax": (
        ("schemas/procurement.py", "rules = (", "rules = (("),
        ("schemas/procurement.py", "SyntaxError"),
    ),
    "table-has-another-name": (
        ("schemas/procurement.py", "procurement = register(", "purchases = register("),
        ("schemas/procurement.py", "no table named procurement"),
    ),
    "rule-with-and": (
        (
            "schemas/fixed_assets.py",
            "line.office <= line.housing",
            "line.office <= line.housing and line.office >= 0",
        ),
        ("schemas/fixed_assets.py", "TypeError", "one comparison per rule"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "words"), BROKEN.values(), ids=BROKEN)
def test_broken_pack_names_file_and_key(copy: Path, edit: Edit, words: tuple[str, ...]) -> None:
    """Whatever is wrong in a pack, one line names the file, the key and the problem."""
    change(copy, edit)
    lines = refusal(copy)
    assert [line for line in lines if all(word in line for word in words)] != []


def test_one_mistake_is_one_problem(copy: Path) -> None:
    """A mistake that touches nothing else is reported alone."""
    change(copy, ("schemas/procurement.py", 'codes="measures"', 'codes="mesures"'))
    assert len(refusal(copy)) == 1


def test_a_name_that_several_rules_do_not_find_is_one_problem(copy: Path) -> None:
    """What several rules share is wrong once, and the line has all of them."""
    change(
        copy, ("schemas/cross.py", "    assets.new_total.value, (", "    assets.all_new.value, (")
    )
    assert refusal(copy) == ["schemas/cross.py: R53: 不认识 all_new · unknown all_new"]
    change(copy, ("schemas/cross.py", "cell.income_expenditure", "cell.income"))
    assert refusal(copy) == [
        "schemas/cross.py: R27, R51, R53, R38: 不认识 income · unknown income",
        "schemas/cross.py: R53: 不认识 all_new · unknown all_new",
    ]


@pytest.mark.parametrize("name", [BUY, "pack.toml"])
def test_missing_template_is_named(copy: Path, name: str) -> None:
    """A file that is not there is named."""
    (copy / "templates" / name).unlink()
    assert refusal(copy) == [
        f"{copy}: 里面没有 templates/{name}，请核对 · holds no templates/{name}"
    ]


def test_missing_schema_is_named(copy: Path) -> None:
    """A form without its schema is named."""
    (copy / "schemas" / "procurement.py").unlink()
    assert refusal(copy) == ["schemas/procurement.py: 无法读取 · cannot be read"]


def test_schemas_share_what_stands_beside_them(copy: Path, tmp_path: Path) -> None:
    """A schema imports from the pack's own folder, whatever another pack has there."""
    other = tmp_path / "other"
    shutil.copytree(copy, other, ignore=shutil.ignore_patterns("other"))
    shared = other / "schemas" / "year_on_year.py"
    text = shared.read_text(encoding="utf-8")
    shared.write_text(text.replace('"R43"', '"R430"'), encoding="utf-8")
    for folder, id_ in ((copy, "R43"), (other, "R430"), (copy, "R43")):
        ids = {rule.id for _, rule in load_pack(folder).rules()}
        assert ids & {"R43", "R430"} == {id_}
    shared.unlink()
    assert any("year_on_year" in line for line in refusal(other))


def test_folder_that_is_no_pack_is_refused(tmp_path: Path) -> None:
    """An empty folder, or none at all, lacks its pack.toml."""
    assert "pack.toml" in refusal(tmp_path)[0]
    assert "pack.toml" in refusal(tmp_path / "nowhere")[0]


def test_problems_between_ids_are_told_together(copy: Path) -> None:
    """Several ids that do not meet, in several files, are reported together."""
    names = (
        "unknown-column", "unknown-line", "duplicate-sheet", "rule-names-unknown-line",
        "cross-rule-names-unknown-form", "missing-code-list", "code-without-parent",
    )  # fmt: skip
    change(copy, *(BROKEN[name][0] for name in names))
    lines = refusal(copy)
    for name in names:
        assert [line for line in lines if all(word in line for word in BROKEN[name][1])], name


def test_problems_of_several_files_are_told_together(copy: Path) -> None:
    """Broken files do not hide each other: unknown keys, TOML and Python, all in one go."""
    names = ("unknown-key", "wrong-type", "wrong-type-in-group", "python-error")
    change(copy, *(BROKEN[name][0] for name in names))
    change(copy, (f"templates/{MONEY}", "row_height = 25", "row_height = = 25"))
    text = "\n".join(refusal(copy))
    for word in ("row_hight", "rows", "4.5", "muney", "income_expenditure.toml"):
        assert word in text


def test_loading_imports_no_heavy_library() -> None:
    """A reading child, and every command line, gets the pack without pandas and pandera."""
    program = (
        "import sys; from xltool.pack.load import load_pack; load_pack(); "
        "print({'pandas', 'pandera', 'pyarrow', 'numpy', 'openpyxl'} & set(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert run.stdout == "set()\n"


TRUTHS: Final[dict[str, Callable[[], object]]] = {
    "and": lambda: col.a == col.b and col.b == col.c,
    "or": lambda: col.a <= 1 or col.b <= 1,
    "not": lambda: not col.a,
    "chain": lambda: 0 <= col.a <= col.b,
    "chain-of-lines": lambda: line.a == line.b == parts(line.c),
    "if": lambda: 1 if cell.a.b.c >= total.d.e else 0,
}


@pytest.mark.parametrize("build", TRUTHS.values(), ids=TRUTHS)
def test_term_has_no_truth(build: Callable[[], object]) -> None:
    """``and``, ``or`` and chained comparisons would drop half of a rule: they raise."""
    with pytest.raises(TypeError, match="one comparison per rule"):
        build()
