"""A pack takes whole forms of a shipped pack by name, with all that belongs to them."""

from __future__ import annotations

import shutil
import tomllib
from typing import TYPE_CHECKING, Final

import pytest

from tests.test_cli import refused, run
from xltool.errors import PackError
from xltool.pack.load import load_pack
from xltool.pack.shipped_packs import default_pack, shipped_packs

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.model.forms import Pack

pytestmark = pytest.mark.usefixtures("reads_here")

TAKEN: Final = ("procurement", "fixed_assets", "performance")
MANIFEST: Final = """\
id = "district"
version = "2022.1"
title = "区级部门预算报表"
forms = ["visits", {taken}]
key_figures = ["procurement.total.amount"]
"""
TEMPLATE: Final = """\
sheet = "出国"
title = "因公出国表"
measure = "单位：万元"

[[band]]
lines = ["total", "visit"]
columns = {{ label = 30, amount = 15 }}
""".replace("{{", "{").replace("}}", "}")
SCHEMA: Final = '''\
"""因公出国表."""

from xltool.schema import calculated, line, money, parts, statement

from .year_on_year import NOTE

visits = statement("visits", amount=money("金额", ge=0))
rules = (calculated("D1", line.total, parts(line.total), NOTE, "The sum of its lines"),)
'''
SHARED: Final = '''\
"""A file of a name that the shipped pack has, too."""

NOTE = "合计等于各行之和"
'''


def settings(*left_out: str) -> str:
    """Return the settings of the shipped pack as a pack that takes its forms needs them."""
    text = (default_pack() / "templates" / "pack.toml").read_text(encoding="utf-8")
    found = text.partition("[settings]\n")[2].partition("[[older]]")[0]
    kept = [line for line in found.splitlines() if line.partition(" =")[0] not in left_out]
    return "\n[settings]\n" + "\n".join(kept) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack with a form of its own that takes three of the shipped one."""
    files = {
        "templates/pack.toml": MANIFEST.format(
            taken=", ".join(f'"county-budget:{name}"' for name in TAKEN)
        )
        + settings(),
        "templates/visits.toml": TEMPLATE,
        "schemas/visits.py": SCHEMA,
        "schemas/year_on_year.py": SHARED,
        "schemas/codes/visits.csv": "code,label,parent\ntotal,合计,\nvisit,出访,total\n",
    }
    for name, text in files.items():
        path = tmp_path / "district" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "district"


def change(path: Path, old: str, new: str) -> None:
    """Replace a text that stands in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def problems(folder: Path) -> list[str]:
    """Return what loading the pack is refused for."""
    with pytest.raises(PackError) as error:
        load_pack(folder)
    return str(error.value).splitlines()


def test_forms_come_with_template_schema_lists_and_rules(folder: Path, pack: Pack) -> None:
    """A taken form is the shipped one; identity and version are those of the pack that takes it."""
    district = load_pack(folder)
    assert (district.id, district.version) == ("district", "2022.1")
    assert [form.id for form in district.forms] == ["visits", *TAKEN]
    for name in TAKEN:
        taken, shipped = district.form(name), pack.form(name)
        assert (taken.tables, taken.template) == (shipped.tables, shipped.template)
        assert [rule.id for rule in taken.rules] == [rule.id for rule in shipped.rules]
    for name in ("catalogue", "measures", "indicators", "asset_lines"):
        assert district.codes[name] == pack.codes[name]
    assert "three_public" not in district.codes  # of a form that is not taken
    assert not district.cross  # rules between forms stay with their pack


def test_schemas_import_what_stands_beside_them(folder: Path) -> None:
    """Both packs have a file ``year_on_year``: each schema gets its own pack's."""
    change(
        folder / "templates" / "pack.toml", '"visits",', '"visits", "county-budget:three_public",'
    )
    district = load_pack(folder)
    assert [rule.zh for rule in district.form("visits").rules] == ["合计等于各行之和"]
    assert "R17" in {rule.id for rule in district.form("three_public").rules}


def test_the_round_of_a_pack_with_taken_forms(folder: Path, tmp_path: Path) -> None:
    """Its workbooks are generated, read in child processes and consolidated by their own id."""
    entities = tmp_path / "entities.csv"
    entities.write_text("code,name,short,parent\n3,区,区,\n31,一所,一所,3\n", encoding="utf-8")
    run("lint", folder)
    run("init", tmp_path / "2022", "--entities", entities, "--period", "2022", "--pack", folder)
    facts = tmp_path / "facts.csv"
    facts.write_text(
        "entity,period,form,table,row,label,column,value\n"
        "31,2022,visits,visits,visit,,amount,1.5\n"
        "31,2022,fixed_assets,fixed_assets,office,,value,2\n",
        encoding="utf-8",
    )
    run("generate", tmp_path / "2022", "--data", facts)
    (made,) = (tmp_path / "2022" / "out").glob("*.xlsx")
    shutil.copyfile(made, tmp_path / "2022" / "in" / made.name)
    run("consolidate", tmp_path / "2022", "--force", "-o", tmp_path / "d.xlsx")
    found = run("extract", tmp_path / "d.xlsx", "--pack", folder, code=1)  # it was forced
    assert "visits,visits,total,合计,amount,1.5" in found.replace("\r", "")


def test_a_pack_that_takes_nothing_else_needs_no_files(tmp_path: Path) -> None:
    """Without forms of its own a pack is its manifest."""
    path = tmp_path / "own" / "templates" / "pack.toml"
    path.parent.mkdir(parents=True)
    path.write_text(
        'id = "own"\nversion = "1"\ntitle = "资产"\nforms = ["county-budget:fixed_assets"]\n'
        + settings(),
        encoding="utf-8",
    )
    assert [form.id for form in load_pack(tmp_path / "own").forms] == ["fixed_assets"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            '"county-budget:procurement"',
            '"county-budgets:procurement"',
            [
                (
                    "templates/pack.toml: forms: county-budgets:procurement: 没有这个自带的报表包，"
                    "有 {packs_zh} · no such pack ships with xltool, there are {packs}"
                )
            ],
        ),
        (
            '"county-budget:procurement"',
            '"county-budget:procurements"',
            [
                (
                    "templates/pack.toml: forms: county-budget:procurements: "
                    "county-budget 没有这张表，有 {forms_zh} · "
                    "county-budget has no such form, there are {forms}"
                )
            ],
        ),
        (
            ', "county-budget:fixed_assets"',
            "",
            [
                (
                    "county-budget:schemas/performance.py: R31: 不认识 fixed_assets · "
                    "unknown fixed_assets"
                )
            ],
        ),
        (
            '"visits",',
            '"visits", "county-budget:procurement",',
            [
                "schemas: table: 重复 procurement · twice: procurement",
                "templates: sheet: 重复 政府采购 · twice: 政府采购",
            ],
        ),
        (
            "catch_all_share = 50",
            "",
            [
                (
                    "county-budget:schemas/procurement.py: setting: 不认识 catch_all_share · "
                    "unknown catch_all_share"
                )
            ],
        ),
        (
            "catch_all_amount = 100\n",
            "catch_all_amounts = 100\n",
            [
                (
                    "county-budget:schemas/procurement.py: setting: 不认识 catch_all_amount · "
                    "unknown catch_all_amount"
                )
            ],
        ),
    ],
)
def test_what_does_not_fit_is_told_with_file_and_key(
    folder: Path, old: str, new: str, expected: list[str]
) -> None:
    """Unknown packs and forms, absent forms of rules, equal ids and sheets, missing settings."""
    change(folder / "templates" / "pack.toml", old, new)
    shipped = tomllib.loads((default_pack() / "templates" / "pack.toml").read_text("utf-8"))
    names = shipped["forms"]
    words = {
        "forms": ", ".join(names), "forms_zh": "、".join(names),
        "packs": ", ".join(shipped_packs()), "packs_zh": "、".join(shipped_packs()),
    }  # fmt: skip
    assert sorted(problems(folder)) == sorted(each.format(**words) for each in expected)


def test_all_missing_settings_are_told_at_once(folder: Path) -> None:
    """Whoever takes forms learns in one go what their rules are to be told."""
    path = folder / "templates" / "pack.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.partition("\n[settings]")[0], encoding="utf-8")
    found = problems(folder)
    assert len(found) > 40
    assert all("setting: 不认识" in line for line in found)


def test_a_code_list_of_one_name_must_be_the_same(folder: Path) -> None:
    """A list of the pack that a taken form has under that name, too, is refused unless equal."""
    shipped = default_pack() / "schemas" / "codes" / "measures.csv"
    own = folder / "schemas" / "codes" / "measures.csv"
    shutil.copyfile(shipped, own)
    load_pack(folder)
    with own.open("a", encoding="utf-8") as file:
        file.write("公里,公里\n")
    assert problems(folder) == [
        (
            "schemas/codes/measures: 与 county-budget:procurement 的代码表同名，内容不同 · "
            "differs from the code list of that name that county-budget:procurement brings"
        )
    ]


def test_lint_names_the_file_of_the_shipped_pack(folder: Path) -> None:
    """The command says the same as loading."""
    change(folder / "templates" / "pack.toml", ', "county-budget:fixed_assets"', "")
    assert "county-budget:schemas/performance.py: R31" in refused("lint", folder)
