"""What stands in a cell is data on the terminal and in JSON: nothing in it acts."""

from __future__ import annotations

import json
import os
import shutil
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from tests.corpus.variant import Clean
from tests.test_campaign import POLICE, edit
from tests.test_cli import run
from xltool.cli.app import app
from xltool.kinds import Severity, Shape
from xltool.messages.render import LANGUAGES
from xltool.model.findings import Finding, Return
from xltool.model.row_ids import row_name
from xltool.report.check_json import as_json
from xltool.report.summary import closing
from xltool.report.terminal import as_table
from xltool.text import same_in_both
from xltool.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack

pytestmark = pytest.mark.usefixtures("reads_here")

ROOT = Path(__file__).resolve().parents[1]
HOSTILE = {
    "ansi": ("\x1b[31mred\x1b[0m", "\\u001b[31mred\\u001b[0m"),
    "ansi 8 bit": ("\x9b31mred", "\\u009b31mred"),
    "link": ("\x1b]8;;http://x\x07a\x1b]8;;\x07", "\\u001b]8;;http://x\\u0007a\\u001b]8;;\\u0007"),
    "title": ("\x1b]0;owned\x07", "\\u001b]0;owned\\u0007"),
    "bidi": ("\u202e156.79\u202c", "\\u202e156.79\\u202c"),
    "isolate": ("\u2066a\u2069", "\\u2066a\\u2069"),
    "zero width": ("a\u200bb\ufeff", "a\\u200bb\\ufeff"),
    "backspaces": ("9\b8", "9\\u00088"),
    "carriage return": ("9\r8", "9\\u000d8"),
    "line ends": ("a\nb\u2028c", "a／b\\u2028c"),
    "nul": ("a\0b", "a\\u0000b"),
    "surrogate": ("a\ud800b", "a\\ud800b"),
    "tag characters": ("a\U000e0041b", "a\\U000e0041b"),
    "script": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    "rich markup": ("[/red][bold]x", "[/red][bold]x"),
    "braces": ("{0.__class__} {name} %s", "{0.__class__} {name} %s"),
    "formula": ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
}


def hostile_return(text: str) -> Return:
    """Return a file whose every text is ``text``."""
    finding = Finding(
        "XL-112", Severity.ERROR, "XL-112", sheet=text, cell="A1", cells=(text,),
        label=same_in_both(text), column=text, value=text, expected=text,
        params={"why": text, "taken": text, "name": text},
    )  # fmt: skip
    return Return(text, None, (finding,))


def raw_controls(text: str) -> set[str]:
    """Return the characters of a text that a terminal would act on, but for line ends."""
    return {
        char
        for char in text
        if char != "\n" and unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("text", "shown"), HOSTILE.values(), ids=HOSTILE)
def test_the_table_shows_what_it_is(text: str, shown: str, language: str) -> None:
    """The text stands there, what would act on a terminal written out; a finding is a line."""
    table = as_table([hostile_return(text)], language, hostile_return(text).findings)
    assert shown in table
    assert raw_controls(table) == set()
    assert table.count("\n") == 6  # between the files, too, with its sheet


@pytest.mark.parametrize(("text", "shown"), HOSTILE.values(), ids=HOSTILE)
def test_json_keeps_the_text(text: str, shown: str) -> None:
    """JSON gives the very text back, and is safe to print as it is.

    Half a character, which UTF-8 cannot hold, is written out.
    """
    kept = shown if "\ud800" in text else text
    printed = as_json([hostile_return(text)], "zh", hostile_return(text).findings)
    document = json.loads(printed)
    assert document["files"][0]["path"] == kept
    assert document["files"][0]["findings"][0]["value"] == kept
    assert document["findings"][0]["expected"] == kept
    assert raw_controls(printed) == set()


@given(text=st.text())
def test_nothing_gets_through(text: str) -> None:
    """Whatever a cell holds, no raw control character reaches the terminal."""
    assert raw_controls(visible(text)) == set()
    item = hostile_return(text)
    assert raw_controls(as_table([item], "zh") + closing([item], (), "zh")) == set()
    assert raw_controls(as_json([item], "en")) == set()


@pytest.mark.parametrize("form", ["table", "json"])
def test_check_prints_hostile_cells_safely(
    form: str, tmp_path: Path, pack: Pack, campaign: Campaign
) -> None:
    """The whole way from a hostile file to standard output, markup and all."""
    book = Clean(pack, campaign).book()
    book.type("固定资产!C9", "\u202e[/red]<script>\u2066")
    book.type("收支总表!A10", "[bold]事业\u200b收入")
    path = tmp_path / "a.xlsx"
    path.write_bytes(book.data())
    result = CliRunner().invoke(app, ["check", str(path), "--format", form])
    assert result.exit_code == 1
    assert raw_controls(result.stdout) == set()
    assert "[/red]<script>" in result.stdout
    assert "[bold]事业" in result.stdout


@pytest.mark.skipif(os.name != "posix", reason="elsewhere file names are text")
@pytest.mark.parametrize(
    ("command", "suffix"), [("check", "txt"), ("check", "json"), ("extract", "csv")]
)
def test_file_names_that_are_no_text(
    command: str, suffix: str, returned: Mapping[str, Path], tmp_path: Path
) -> None:
    """A name in GBK, as old archives leave it, can be printed and written to a file."""
    folder, target = tmp_path / "in", tmp_path / f"out.{suffix}"
    folder.mkdir()
    shutil.copyfile(returned["312006"], os.fsencode(folder) + "/交警队.xlsx".encode("gbk"))
    result = CliRunner().invoke(app, [command, str(folder), "-o", str(target)])
    assert result.exit_code == 0, result.exception
    assert ".xlsx" in target.read_text(encoding="utf-8")


# --- The schema of the JSON, the screen, and what comes next ------------------------------------


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    """The published schema of ``check --format json``, itself a valid one."""
    document = json.loads((ROOT / "docs" / "check.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(document)
    return Draft202012Validator(document)


def test_json_keeps_to_its_schema(schema: Draft202012Validator, tmp_path: Path) -> None:
    """Accepted, wrong and rejected files, and findings between files: all as the schema says."""
    run("init", tmp_path / "c", "--example", "pingxiang-2020")
    folder = tmp_path / "c" / "in"
    edit(folder / POLICE, {"收支总表!B15": 1, "政府采购!G15": "2辆"}, folder / "again.xlsx")
    (folder / "x.xlsx").write_text("nothing", encoding="utf-8")
    document = json.loads(run("check", "-C", tmp_path / "c", "--format", "json", code=1))
    assert document["findings"]
    assert {file["verdict"] for file in document["files"]} == {"accepted", "needs-fix", "rejected"}
    assert list(schema.iter_errors(document)) == []


@pytest.mark.parametrize("key", ["schema", "files", "findings", "summary"])
def test_schema_is_open(schema: Draft202012Validator, key: str) -> None:
    """A document that lacks a part is not what was published; a later one may have one more."""
    document: dict[str, object] = json.loads(as_json([hostile_return("x")], "zh"))
    schema.validate(document)
    assert not schema.is_valid({name: part for name, part in document.items() if name != key})
    assert schema.is_valid(document | {"more": 1})


def test_hostile_json_keeps_to_its_schema(schema: Draft202012Validator) -> None:
    """Whatever cells hold, the document's shape stays."""
    for text, _ in HOSTILE.values():
        item = hostile_return(text)
        schema.validate(json.loads(as_json([item], "en", item.findings)))


def test_findings_between_files_stand_apart() -> None:
    """What is wrong between files has a heading of its own behind all files."""
    params = {"code": "1", "name": "n", "files": "a、b"}
    between = Finding("R34", Severity.ERROR, "R34.duplicate", params=params)
    lines = as_table([hostile_return("x")], "zh", [between]).splitlines()
    assert lines[-2] == "各文件之间"
    assert lines[-1].startswith("    [错误 R34] n（1）有多份不同的报表")


def test_sheets_and_weights_are_in_order() -> None:
    """Findings are grouped by sheet, those of the file first; in a group errors come first."""
    findings = [
        Finding("A", Severity.INFO, "XL-119", sheet="一", cell="A1"),
        Finding("B", Severity.ERROR, "XL-119", sheet="二", cell="AA10"),
        Finding("C", Severity.ERROR, "XL-119", sheet="一", cell="B2"),
        Finding("D", Severity.WARNING, "XL-121"),
    ]
    lines = as_table([Return("f", None, tuple(findings))], "zh").splitlines()[1:]
    assert [line.partition("]")[0] for line in lines] == [
        "    [提醒 D", "  一", "    B2  [错误 C", "    A1  [提示 A", "  二", "    AA10  [错误 B",
    ]  # fmt: skip


def repeated(severity: Severity, count: int) -> str:
    """Return the report of one sheet where a finding repeats."""
    found = tuple(
        Finding("XL-111", severity, "XL-111", sheet="表", cell=f"B{row}", value="３")
        for row in range(1, count + 1)
    )
    return as_table([Return("a.xlsx", None, found)], "zh")


@pytest.mark.parametrize(
    ("severity", "count", "lines"),
    [
        (Severity.ERROR, 9, 9), (Severity.WARNING, 3, 3), (Severity.WARNING, 4, 1),
        (Severity.INFO, 9, 1),
    ],
)  # fmt: skip
def test_what_repeats_is_told_once(severity: Severity, count: int, lines: int) -> None:
    """A warning or note that repeats often names its other cells in one line; an error never."""
    text = repeated(severity, count)
    assert len([line for line in text.splitlines() if "XL-111" in line]) == lines
    assert all(f"B{row}" in text for row in range(1, count + 1))


def test_next_step_is_told(tmp_path: Path) -> None:
    """The last line is the command to run next: after errors, while somebody owes, when ready."""
    folder = tmp_path / "c"
    run("init", folder, "--example", "pingxiang-2020")
    ready = run("check", "-C", folder).splitlines()[-1]
    assert ready == f"下一步：xltool consolidate {folder}"
    edit(folder / "in" / POLICE, {"收支总表!B6": 1})
    wrong = run("check", "-C", folder, code=1).splitlines()[-1]
    assert wrong.startswith(f"下一步：xltool check {folder} --reissue ")
    back = folder / "back"
    sent = run("check", "-C", folder, "--reissue", back, code=1).splitlines()[-1]
    assert sent.startswith(f"下一步：把 {back} 里的工作簿发回")
    assert "交警队" in sent
    (folder / "in" / POLICE).unlink()
    owing = run("check", "-C", folder, "--lang", "en").splitlines()[-1]
    assert owing == f"Next: somebody still owes: xltool status {folder}"


@pytest.mark.parametrize(
    ("shape", "row", "chinese", "english"),
    [
        (Shape.REGISTER, "9", "第9行", "row 9"),
        (Shape.CARDS, "2", "第2张卡片", "card 2"),
        (Shape.CARDS, "2/3", "第2张卡片第3行", "card 2 row 3"),
    ],
)
def test_rows_are_named_in_the_language(shape: Shape, row: str, chinese: str, english: str) -> None:
    """Rows and cards are counted in the reader's language."""
    assert row_name(shape, row) == (chinese, english)
