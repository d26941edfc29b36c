"""The command line: help in both languages, exit codes, and clean output for programs."""

from __future__ import annotations

import codecs
import json
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import openpyxl
import pytest
from typer.testing import CliRunner

import xltool
from xltool.cli.app import app
from xltool.errors import XltoolError
from xltool.facts.facts import HEADER
from xltool.report.rule_listing import ENGINE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.model.forms import Pack

REPOSITORY: Final = Path(__file__).parents[1]
COMMANDS: Final = (
    "init", "generate", "check", "extract", "consolidate", "forms", "rules", "explain", "lint",
    "demo", "status", "accept", "note", "receipt", "history", "diff", "compare", "combine",
    "seal", "remind", "summary", "draft", "publish", "verify", "desk",
)  # fmt: skip
CHINESE: Final = re.compile(r"[\u4e00-\u9fff]{2}")
ENGLISH: Final = re.compile(r"\b[A-Z][a-z]+ [a-z]+")


def run(*arguments: object, code: int = 0) -> str:
    """Run a command in this process; return what it wrote to stdout."""
    found = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert found.exit_code == code, found.output
    return found.stdout


def refused(*arguments: object) -> str:
    """Run a command that cannot go on; return why."""
    found = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert isinstance(found.exception, XltoolError)
    assert found.stdout == ""
    return str(found.exception)


# --- Help ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_command_has_help_in_both_languages(command: str) -> None:
    """``--help`` of every command says in Chinese and in English what it does."""
    text = run(command, "--help")
    said = text.partition("Options:")[0].partition("\n\n")[2]
    assert CHINESE.search(said)
    assert ENGLISH.search(said)


@pytest.mark.parametrize("command", COMMANDS)
def test_options_have_help(command: str) -> None:
    """No option and no argument of a command stands without an explanation."""
    lines = re.split(r"\n(?=  \S)", run(command, "--help").partition("Options:")[2])
    options = [line for line in lines if line.lstrip().startswith("-")]
    assert options
    assert [line for line in options if not re.search(r"\S {2,}\S|\n {4,}\S", line)] == []


def test_help_lists_every_command() -> None:
    """The overview names all commands, and this file knows them all."""
    listed = re.findall(r"^  ([a-z]+) ", run("--help").partition("Commands:")[2], re.MULTILINE)
    assert set(listed) == set(COMMANDS)


def test_version() -> None:
    """``--version`` prints name and version."""
    assert run("--version") == f"xltool {xltool.__version__}\n"


# --- init ---------------------------------------------------------------------------------------

ENTITIES: Final = (
    "code,name,short,nature,parent,rank,funding\n"
    "312,某局（部门）,某局,部门,,,\n"
    "312001,某局,某局,行政,312,正科级,财政拨款\n"
    "312002,某所,某所,事业,312,股级,财政拨款\n"
)


def entity_list(folder: Path, text: str = ENTITIES, encoding: str = "utf-8") -> Path:
    """Write an entity list."""
    path = folder / "list.csv"
    path.write_text(text, encoding=encoding)
    return path


def test_init_from_the_example(tmp_path: Path) -> None:
    """The example becomes a campaign with its facts and its filled returns."""
    run("init", tmp_path / "new", "--example", "pingxiang-2020")
    names = {path.name for path in (tmp_path / "new").iterdir()}
    assert names >= {"campaign.toml", "entities.csv", "projects.csv", "facts", "in", "out"}
    assert len(list((tmp_path / "new" / "in").glob("*.xlsx"))) == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_init_from_an_entity_list(tmp_path: Path, encoding: str) -> None:
    """An entity list and a year make a campaign that generates a workbook per entity."""
    source = entity_list(tmp_path, encoding=encoding)
    run("init", tmp_path / "new", "--entities", source, "--period", "2021")
    lines = run("generate", "-C", tmp_path / "new").splitlines()
    out = tmp_path / "new" / "out"
    names = ("312001-某局-2021.xlsx", "312002-某所-2021.xlsx", "312-某局-部门填报-2021.xlsx")
    assert lines == [str(out / name) for name in names]
    assert all(Path(line).is_file() for line in lines)


BAD_LISTS: Final = {
    "no-such-file": (None, "list.csv", "no such file"),
    "no-code": (ENTITIES.replace("code", "kode", 1), "list.csv", "the heading lacks code"),
    "no-short-name": (ENTITIES.replace(",short", ",abbr", 1), "list.csv", "heading lacks short"),
    "blank": ("", "list.csv", "the heading lacks code, name, short"),
    "code-twice": (ENTITIES.replace("312002", "312001"), "list.csv:4: 312001", "list.csv:3"),
    "code-blank": (ENTITIES.replace("312002", ""), "list.csv:4", "code is blank"),
    "unknown-parent": (ENTITIES.replace("312,股级", "313,股级"), "list.csv:4", "no parent 313"),
    "two-roots": (ENTITIES.replace("312,股级", ",股级"), "list.csv", "exactly one entity"),
    "parents-in-a-circle": (
        ENTITIES.replace("312,正科级", "312002,正科级").replace("312,股级", "312001,股级"),
        "list.csv",
        "312001",
    ),
    "code-leaves-the-folder": (ENTITIES.replace("312002", "../x"), "list.csv:4", "../x"),
    "code-is-no-sheet-name": (ENTITIES.replace("312002", "312[2]"), "list.csv:4", "312[2]"),
    "no-root": (ENTITIES.replace("部门,,", "部门,312001,"), "list.csv:2", "in a circle"),
}


@pytest.mark.parametrize(("text", "where", "said"), BAD_LISTS.values(), ids=BAD_LISTS)
def test_bad_entity_list_is_named_with_its_line(
    tmp_path: Path, text: str | None, where: str, said: str
) -> None:
    """What is wrong with an entity list is told with file and line; no folder is made."""
    source = tmp_path / "list.csv"
    if text is not None:
        entity_list(tmp_path, text)
    message = refused("init", tmp_path / "new", "--entities", source, "--period", "2021")
    assert where in message
    assert said in message
    assert CHINESE.search(message)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("period", ["21", "2021年", "２０２１", "2020-2021", "20.1"])
def test_period_is_a_year(tmp_path: Path, period: str) -> None:
    """A budget year has four digits."""
    source = entity_list(tmp_path)
    message = refused("init", tmp_path / "new", "--entities", source, "--period", period)
    assert message.startswith(period)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--period", "2021"),
        ("--entities", "list.csv"),
        ("--example", "pingxiang-2020", "--period", "2021"),
    ],
    ids=" ".join,
)
def test_init_asks_for_one_way(tmp_path: Path, options: tuple[str, ...]) -> None:
    """Either an example, or entities and a period: half or both is asked back."""
    assert "--example" in refused("init", tmp_path / "new", *options)


def test_init_never_touches_a_folder_in_use(tmp_path: Path) -> None:
    """A folder that holds anything is left alone; an empty one is fine."""
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "mine.txt").write_text("mine", encoding="utf-8")
    message = refused("init", tmp_path / "used", "--example", "pingxiang-2020")
    assert "not an empty folder" in message
    assert [path.name for path in (tmp_path / "used").iterdir()] == ["mine.txt"]
    (tmp_path / "empty").mkdir()
    run("init", tmp_path / "empty", "--example", "pingxiang-2020")
    assert (tmp_path / "empty" / "campaign.toml").is_file()


# --- generate -----------------------------------------------------------------------------------


def test_generate_prefills_and_keeps_to_only(tmp_path: Path) -> None:
    """``--data`` and ``--only`` may be given more than once; each path is printed."""
    run("init", tmp_path / "c", "--example", "pingxiang-2020")
    facts = [tmp_path / "c" / "facts" / f"{code}.csv" for code in ("312005", "312006")]
    lines = run(
        "generate", "-C", tmp_path / "c", "--data", facts[0], "--data", facts[1],
        "--only", "312005", "--only", "312006",
    ).splitlines()  # fmt: skip
    assert [Path(line).name for line in lines] == [
        "312005-看守所-2020.xlsx",
        "312006-交警队-2020.xlsx",
    ]
    page: Any = openpyxl.load_workbook(lines[0])["收支总表"]
    assert page["B6"].value == 399.75


# --- check and extract --------------------------------------------------------------------------


def test_check_of_good_files_ends_with_0(returned: Mapping[str, Path]) -> None:
    """Accepted files give exit code 0 and a closing count."""
    text = run("check", *returned.values(), "--lang", "en")
    assert text.splitlines()[-1].startswith("3 files: 3 accepted, 0 need fixing, 0 rejected")


@pytest.fixture(scope="module")
def broken(returned: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A return whose income does not meet its expenditure."""
    path = tmp_path_factory.mktemp("broken") / "312005.xlsx"
    book = openpyxl.load_workbook(returned["312005"])
    book["收支总表"]["B6"].value = 1
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("需要修改", "错误 R1", "收入总计 1.00，支出总计 399.75", "共 1 个文件")),
        ("en", ("needs fixing", "error R1", "收入总计 1.00, but 支出总计 399.75", "1 file:")),
    ],
)
def test_check_speaks_both_languages(broken: Path, language: str, words: tuple[str, ...]) -> None:
    """``--lang`` sets the language of messages; error findings end with exit code 1."""
    text = run("check", broken, "--lang", language, code=1)
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(
    ("locale", "word"),
    [
        ({"LC_ALL": "en_US.UTF-8"}, "needs fixing"),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "en_GB"}, "needs fixing"),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US"}, "需要修改"),
        ({"LC_ALL": "C", "LANG": "en_US"}, "需要修改"),
    ],
)
def test_language_follows_the_locale(
    broken: Path, monkeypatch: pytest.MonkeyPatch, locale: dict[str, str], word: str
) -> None:
    """Without ``--lang`` an English locale gives English, any other Chinese."""
    for name, value in locale.items():
        monkeypatch.setenv(name, value)
    assert word in run("check", broken, code=1)


def test_check_prints_json_and_nothing_else(broken: Path) -> None:
    """``--format json`` gives stdout to one document, also when there is something to tell."""
    folder = broken.parent
    (folder / "~$312005.xlsx").write_bytes(b"lock")
    found = CliRunner().invoke(app, ["check", str(folder), "--format", "json"])
    assert found.exit_code == 1
    document = json.loads(found.stdout)
    findings = document["files"][0]["findings"]
    assert [each["rule"] for each in findings if each["severity"] == "error"] == ["R1"]
    assert "~$312005.xlsx" in found.stderr


@pytest.mark.parametrize("name", ["report.txt", "report.json", "report.HTML"])
def test_check_writes_its_report_to_a_file(broken: Path, tmp_path: Path, name: str) -> None:
    """With ``-o`` the report goes to the file, in the format of its suffix; stdout stays empty."""
    target = tmp_path / "new" / name
    target.parent.mkdir()
    assert run("check", broken, "-o", target, code=1) == ""
    text = target.read_text(encoding="utf-8")
    assert "R1" in text
    assert text.startswith({"t": "/", "j": "{", "H": "<!"}[name.partition(".")[2][0]])
    assert [path.name for path in target.parent.iterdir()] == [name]


def test_extract_writes_the_same_to_file_and_stdout(
    returned: Mapping[str, Path], tmp_path: Path
) -> None:
    """Facts go to stdout or to ``-o``: a file has the mark that Excel needs, stdout has none."""
    text = run("extract", returned["312005"])
    run("extract", returned["312005"], "-o", tmp_path / "facts.csv", "--lang", "en")
    assert (tmp_path / "facts.csv").read_bytes() == codecs.BOM_UTF8 + text.encode()
    assert text.splitlines()[0] == ",".join(HEADER)


def test_extract_prints_json_and_nothing_else(returned: Mapping[str, Path]) -> None:
    """``--format json`` gives a list of facts whose values are exact texts."""
    facts = json.loads(run("extract", returned["312005"], "--format", "json"))
    assert {tuple(fact) for fact in facts} == {HEADER}
    income = [
        fact for fact in facts if (fact["row"], fact["column"]) == ("income_total", "current")
    ]
    assert [Decimal(fact["value"]) for fact in income] == [Decimal("399.75")]


def test_files_are_read_once_and_in_order(returned: Mapping[str, Path], tmp_path: Path) -> None:
    """Files, folders and patterns may overlap: each file is read once, in the order given."""
    for code, path in returned.items():
        shutil.copyfile(path, tmp_path / f"{code}.xlsx")
    text = run(
        "check", tmp_path / "312006.xlsx", tmp_path / "31200[26].xlsx", tmp_path, "--format", "json"
    )
    names = [Path(file["path"]).stem for file in json.loads(text)["files"]]
    assert names == ["312006", "312002", "312005"]


# --- forms, rules, lint -------------------------------------------------------------------------


def test_forms_lists_every_column(pack: Pack) -> None:
    """Every form, table and column of the pack is listed, as text and as JSON."""
    listing = json.loads(run("forms", "--format", "json"))
    found = {(c["table"], c["column"], c["kind"]) for form in listing for c in form["columns"]}
    expected = {
        (table.id, column.id, column.kind.value)
        for _, table in pack.tables()
        for column in table.columns
    }
    assert found == expected
    assert [form["sheet"] for form in listing] == [form.template.sheet for form in pack.forms]
    text = run("forms")
    assert all(f"{table}.{column}" in text for table, column, _ in expected)


@pytest.mark.parametrize(
    ("language", "word"), [("zh", "收入总计应等于支出总计"), ("en", "Total income equals")]
)
def test_rules_lists_every_rule(pack: Pack, language: str, word: str) -> None:
    """Every rule id of the pack is listed with its text; JSON holds both languages."""
    ids = {rule.id for _, rule in pack.rules()} | {rule for rule, *_ in ENGINE}
    ids |= {rule for _, table in pack.tables() for c in table.columns for rule in c.ids.values()}
    text = run("rules", "--lang", language)
    assert {line.split()[0] for line in text.splitlines()} == ids
    assert word in text
    listing = json.loads(run("rules", "--format", "json"))
    assert {entry["rule"] for entry in listing} == ids
    assert all(entry["zh"] and entry["en"] for entry in listing)


def test_lint_passes_the_default_pack() -> None:
    """The pack that ships has no problems."""
    assert run("lint", REPOSITORY).startswith("county-budget 2020.4: 12 ")


def test_lint_tells_all_problems(tmp_path: Path) -> None:
    """A broken pack is refused with file and key of every problem."""
    for name in ("templates", "schemas"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    for name in ("procurement", "fixed_assets"):
        path = tmp_path / "templates" / f"{name}.toml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("sheet = ", 'sheet = "收支总表" # '), encoding="utf-8")
    path = tmp_path / "schemas" / "cross.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("new_total", "newtotal"), encoding="utf-8")
    message = refused("lint", tmp_path)
    assert "sheet: 重复 收支总表 · twice: 收支总表" in message
    assert "schemas/cross.py: R53: 不认识 newtotal · unknown newtotal" in message


# --- The whole round ----------------------------------------------------------------------------


def test_demo_leaves_a_department_workbook(tmp_path: Path) -> None:
    """``demo`` goes all the way and leaves the campaign, ``department.xlsx`` and its facts."""
    text = run("demo", tmp_path / "demo", "--lang", "en")
    folder = tmp_path / "demo"
    assert (folder / "department.xlsx").is_file()
    assert (folder / "department.csv").read_text(encoding="utf-8").startswith(",".join(HEADER))
    assert len(list((folder / "out").glob("*.xlsx"))) == 4
    assert [line[:2] for line in text.splitlines() if re.match(r"[0-9]\.", line)] == [
        "1.", "2.", "2.", "2.", "2.", "3.", "4.", "5.", "6.",
    ]  # fmt: skip
    assert "4 files: 4 accepted" in text


def test_demo_refuses_a_folder_in_use(tmp_path: Path) -> None:
    """``demo`` never writes into a folder that holds something."""
    (tmp_path / "mine.txt").touch()
    assert "not an empty folder" in refused("demo", tmp_path)


def test_round_by_hand(tmp_path: Path) -> None:
    """init, consolidate, check and extract fit together: the department's income comes out."""
    folder = tmp_path / "c"
    run("init", folder, "--example", "pingxiang-2020")
    target = run("consolidate", "-C", folder).strip()
    assert Path(target).name == "312-公安局-汇总-2020.xlsx"
    run("check", target, "-C", folder)
    facts = run("extract", target)
    assert ",income_expenditure,income_expenditure,income_total,收入总计,current,8319.42," in facts
