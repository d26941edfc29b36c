"""Chinese output is Chinese and English output is English, but for names and data.

Three nets: the texts as they stand in the program, the catalogue of findings with its words, and
what the commands print of the example, with a set of mistakes in typing.
"""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import openpyxl
import pytest
from typer.testing import CliRunner

import xltool
from xltool.campaign.folder import load_campaign
from xltool.cli.app import TITLES, app
from xltool.kinds import Severity
from xltool.messages import render as catalogue
from xltool.messages.render import known, render
from xltool.model.findings import Finding
from xltool.pack.load import load_pack
from xltool.text import SIDE_BY_SIDE, in_one_language

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("reads_here")

PROGRAM: Final = Path(xltool.__file__).parent
HAN: Final = re.compile("[\u3400-\u9fff]")
WORD: Final = re.compile(r"[A-Za-z][A-Za-z]+")
NAMES: Final = (
    " xltool Excel WPS LibreOffice Office Word PDF RTF CSV XML HTML JSON Parquet Dask TOML Python "
    "OLE DDE DOCTYPE ActiveX OpenDocument SHA Tab Delete Alt Visible PowerShell bash zsh fish pid "
    "MB GB UTF UTC county hebei final TODO "
    "csv json html parquet table xls xlsx xlsb ods zip eml rar toml txt py en zh dask HOST PORT "
    "in out "
)
"""Names of programs, formats and keys: what Chinese calls so, too."""
CODES: Final = re.compile(
    r"\{[^{}]*\}+"  # blanks of a text
    r"|--?[a-z][a-z-]*|xltool [a-z]+(?: [\w.\u4e00-\u9fff-]+)*"  # options, commands
    r"|[\w\u4e00-\u9fff./\\-]*\.(?:xlsx|xls|csv|toml|html|txt|zip|py|sqlite|cmd)\b"  # files
    r"|[\w-]+/[\w/.-]*|\$[A-Z]+\$?\d+|\b[A-Z]{1,3}\d+\b"  # paths, cells
    r"|\b[A-Z]+-\d+\b|\bU\+[0-9A-F]+|\\u[0-9a-f]{4}|\b[0-9a-f]{12,}\b|\b[0-9A-F]{8}\b"  # ids
    r"|missing\|inconsistent\|implausible\|form|\b[a-z]+(?=（)"  # categories
    r"|\b[a-z]+(?:, [a-z]+)*(?: \{\w+\})?: |\bdeadline = "  # keys of a pack
    r"|\b(?:true|group|fields|code|label|tree)\b"
    r"|\b(?:col|line|cell|total)\.|\bwan\("  # words of its rules
    r"|\b[a-z_]+\.[a-z_.]+\b|\"(?:optional|required)\"|\banswers\b|\bpack_folder\b"
)
"""What is typed or copied as it stands."""
SHEETS: Final = re.compile('“[^”]*”|"[^"]*"|有|无数据|无|空|审核意见|错误 |提醒 ')
"""What English quotes of the workbooks: their sheets and choices, and what is typed there."""


def english_words(text: str) -> list[str]:
    """Return the words of a Chinese text that are English and no names."""
    return [word for word in WORD.findall(CODES.sub(" ", text)) if f" {word} " not in NAMES]


def han(text: str) -> list[str]:
    """Return the Chinese characters of an English text that are not quoted from a workbook."""
    return HAN.findall(SHEETS.sub("", CODES.sub(" ", text)))


# --- Texts of the program -----------------------------------------------------------------------


def texts(node: ast.AST) -> str | None:
    """Return a text of the program, its blanks as ``{name}``; None for what is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{blank}" for part in node.values
        )
    return None


def pairs() -> Iterator[tuple[str, str, str]]:
    """Yield file, Chinese and English of each message ``中文 · English`` and each ``Bilingual``."""
    for path in sorted(PROGRAM.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        parts = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.JoinedStr)
            for part in node.values
        }
        told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        where = path.relative_to(PROGRAM).as_posix()
        for node in ast.walk(tree):
            text = None if id(node) in parts | told else texts(node)
            for line in (text or "").split("\n"):
                if line.count(SIDE_BY_SIDE) == 1 and HAN.search(line.partition(SIDE_BY_SIDE)[0]):
                    yield where, in_one_language(line, "zh"), in_one_language(line, "en")
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Bilingual":
                chinese, english = ([texts(argument) or "" for argument in node.args] * 2)[:2]
                yield where, chinese, english


def test_texts_of_the_program_keep_to_their_language() -> None:
    """Each half of each pair of texts is in its language."""
    found = list(pairs())
    assert len(found) > 300
    assert [(at, zh, english_words(zh)) for at, zh, _ in found if english_words(zh)] == []
    assert [(at, en, han(en)) for at, _, en in found if han(en)] == []


def test_halves_of_a_message_name_the_same() -> None:
    """What one half names, the other names too: no half lacks its object."""
    lacking = []
    for path in sorted(PROGRAM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                text = ast.unparse(node)
                if text.count(SIDE_BY_SIDE) == 1:
                    chinese, english = text.split(SIDE_BY_SIDE)
                    if "{" in english and "{" not in chinese.rpartition(": ")[2]:
                        lacking.append((path.name, chinese, english))
    assert lacking == []


# --- The catalogue of findings ------------------------------------------------------------------


def rendered() -> Iterator[tuple[str, str, str]]:
    """Yield the key of each message of the catalogue with what it says in both languages."""
    for key in sorted(catalogue._TEXTS):  # noqa: SLF001 - all of them
        assert known(key)
        finding = Finding(key, Severity.ERROR, key, value="{value}", expected="{expected}")
        yield key, " ".join(render(finding, "zh")), " ".join(render(finding, "en"))


def test_catalogue_keeps_to_its_language() -> None:
    """Every finding says what is wrong and what to do in the language of the report."""
    found = list(rendered())
    assert len(found) > 90
    assert [(key, english_words(zh)) for key, zh, _ in found if english_words(zh)] == []
    assert [(key, han(en)) for key, _, en in found if han(en)] == []


# --- What the commands print --------------------------------------------------------------------

TYPED: Final = (
    "--help", "chekc", "status nowhere", "check", "check empty", "check campaign --formt html",
    "check campaign -o", "check campaign -o report.pdf", "check campaign --category x",
    "check campaign --all", "check campaign --format xml", "check wrong --reissue wrong/in",
    "check campaign 2028", "history", "accept wrong nothing.xlsx", "note wrong 312006 B5",
    "note wrong 312006 B5 --accept x", "compare wrong --above x", "diff wrong a.xlsx b.xlsx",
    "explain R99999", "lint nowhere", "init campaign --example pingxiang-2020", "init new",
    "init new --example none", "init new --entities none.csv --period 2021",
    "init new --example pingxiang-2020 --deadline soon", "demo campaign",
    *(f"{name} -h" for name in TITLES),
)  # fmt: skip
HANDED_OUT: Final = (
    "check wrong", "status wrong", "receipt wrong", "history wrong 312005", "remind wrong",
    "summary wrong", "compare campaign",
    "diff campaign 312005 wrong/in/312005-看守所-2020.xlsx",
)  # fmt: skip
"""What is written into files, too."""
SHOWING: Final = (
    "check wrong --reissue marked", *HANDED_OUT, *(f"{typed} -o out.txt" for typed in HANDED_OUT),
    "generate campaign --only 交警", "receipt wrong 公安局", "history wrong 312099", "rules",
    "combine campaign 312005 312006 -o both.xlsx", "consolidate wrong",
    "seal wrong", "check campaign", "consolidate campaign", "status campaign", "seal campaign",
    "generate campaign", "accept campaign 312005", "status campaign", "history campaign 312005",
    "seal campaign --reopen x", "seal campaign --reopen x", "explain R24",
)  # fmt: skip
"""What shows data of the example, whose language is its own."""
OURS: Final = {"封面", "检查", "审核意见", "_meta"}
"""Sheets whose texts are the program's, not the example's."""
MEASURES: Final = {"万元", "前N名", "三公", "存量", "新增"}
"""Words of budgets that English keeps."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example's campaign, a copy of it with mistakes, and an empty one."""
    folder = tmp_path_factory.mktemp("place")
    runner = CliRunner()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert (
            runner.invoke(app, ["init", "campaign", "--example", "pingxiang-2020"]).exit_code == 0
        )
    shutil.copytree(folder / "campaign", folder / "wrong")
    (folder / "2028").mkdir()
    (folder / "2028" / "campaign.toml").touch()
    (folder / "empty").mkdir()
    path = folder / "wrong" / "in" / "312005-看守所-2020.xlsx"
    book: Any = openpyxl.load_workbook(path)
    book["收支总表"]["B15"], book["收支总表"]["H9"], book["固定资产"]["B8"] = 397.95, 186.5, "2辆"
    book.save(path)
    (folder / "wrong" / "in" / "notes.docx").write_bytes(b"x")
    (folder / "wrong" / "in" / "~$notes.xlsx").write_bytes(b"x")
    (folder / "wrong" / "in" / "312002-broken.xlsx").write_bytes(b"PK\3\4 no zip")
    return folder


def said(typed: str, language: str) -> str:
    """Return what a command prints, and why it stopped."""
    found: Any = CliRunner().invoke(
        app, typed.split(" "), env={"XLTOOL_LANG": language}, prog_name="xltool"
    )
    stopped = found.exception
    assert stopped is None or isinstance(stopped, SystemExit | xltool.XltoolError), typed
    why = "" if isinstance(stopped, SystemExit | None) else str(stopped)
    written = Path("out.txt").read_text("utf-8") if typed.endswith("out.txt") else ""
    return f"{found.output}\n{in_one_language(why, language)}\n{written}"


def names_and_data(folder: Path) -> re.Pattern[str]:
    """Return what finds the Chinese texts that are the example's and its forms', not ours."""
    texts = {*OURS, *MEASURES, "2020年部门预算"}
    for path in sorted((folder / "campaign" / "in").glob("*.xlsx")):
        for sheet in openpyxl.load_workbook(path):
            texts |= {sheet.title}
            if sheet.title not in OURS:
                rows = sheet.iter_rows(values_only=True)
                texts |= {cell for row in rows for cell in row if isinstance(cell, str)}
    for _, table in load_pack().tables():
        texts |= {column.title for column in table.columns} | {line.label for line in table.lines}
    texts |= {form.template.sheet for form in load_pack().forms} | set(
        load_pack().open_lists.values()
    )
    for entity in load_campaign(folder / "campaign").entities:
        texts |= {entity.name, entity.short}
    spaceless = {re.sub(r"\s", "", text) for text in texts}
    words = {word for text in texts for word in text.split()} | texts | spaceless
    longest = sorted((word for word in words if len(word) > 1), key=len, reverse=True)
    alone = "".join(word for word in words if len(word) == 1 and HAN.match(word))
    single = f"(?<!{HAN.pattern})[{alone}](?!{HAN.pattern})"
    return re.compile("|".join([*map(re.escape, longest), single]))


DATA: Final = re.compile(r"\S+@\S+| ｜ .*$|“[^”]*”|\[[^\]]*\]|(?<=：)=.*$", re.MULTILINE)
"""What a report quotes of the workbooks, ids of rules, and formulas."""


def test_commands_speak_chinese(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No English word stands in what commands print in Chinese, right or wrong."""
    monkeypatch.chdir(place)
    ids = {word for _, table in load_pack().tables() for word in WORD.findall(table.id)}
    found = {}
    for typed in (*TYPED, *SHOWING):
        names = {*re.findall(r"\w+", typed), *TITLES, "pingxiang", *ids}
        words = english_words(DATA.sub("", said(typed, "zh")))
        found[typed] = [word for word in words if word not in names]
    assert {typed: words for typed, words in found.items() if words} == {}


def test_commands_speak_english(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No Chinese stands in what commands print in English, but for what workbooks hold."""
    monkeypatch.chdir(place)
    data = names_and_data(place)
    found = {typed: han(DATA.sub("", data.sub("", said(typed, "en")))) for typed in TYPED}
    for typed in SHOWING[:-1]:  # a rule is explained by examples in Chinese
        told = data.sub("", said(typed, "en"))  # names first: what is typed is part of some
        for word in typed.split(" "):
            told = told.replace(word, "")
        found[typed] = han(DATA.sub("", told))
    assert {typed: words for typed, words in found.items() if words} == {}


# --- What the README says of messages -----------------------------------------------------------

README: Final = Path(__file__).parents[1] / "README.zh-CN.md"


def test_readme_quotes_what_is_said() -> None:
    """Each message in the table “what you see, what to do” is one that the program prints."""
    table = README.read_text(encoding="utf-8").partition("| 您看到的 | 怎么办 |\n")[2]
    seen = [line.split("|")[1].strip() for line in table.partition("\n\n")[0].splitlines()[1:]]
    said = "".join(path.read_text(encoding="utf-8") for path in sorted(PROGRAM.rglob("*.py")))
    parts = [
        part for text in seen for part in re.split(r"[，…]| xltool init", text) if part.strip()
    ]
    assert len(seen) > 15
    assert [part for part in parts if part.strip() not in said] == ["不是内部或外部命令"]
