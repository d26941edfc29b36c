"""What stands in a cell is data on the terminal and in JSON: nothing in it acts."""

from __future__ import annotations

import json
import os
import shutil
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.corpus.variant import Clean
from xltool.checkjson import as_json
from xltool.cli import app
from xltool.messages import LANGUAGES
from xltool.model import Finding, Return, Severity
from xltool.report import closing
from xltool.terminal import as_table
from xltool.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xltool.campaign import Campaign
    from xltool.model import Pack

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
    "line ends": ("a\nb\u2028c", "a\\u000ab\\u2028c"),
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
        "XL-112", Severity.ERROR, "XL-112", sheet=text, cell="A1", cells=(text,), label=text,
        column=text, value=text, expected=text, params={"why": text, "taken": text, "name": text},
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
    assert table.count("\n") == 5


@pytest.mark.parametrize(("text", "shown"), HOSTILE.values(), ids=HOSTILE)
def test_json_keeps_the_text(text: str, shown: str) -> None:
    """JSON gives the very text back, and is safe to print as it is."""
    printed = as_json([hostile_return(text)], "zh", hostile_return(text).findings)
    document = json.loads(printed)
    assert document["files"][0]["path"] == text
    assert document["files"][0]["findings"][0]["value"] == text
    assert document["findings"][0]["expected"] == text
    assert raw_controls(printed) == set()
    assert shown


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
@pytest.mark.parametrize("command", [["check"], ["check", "--format", "json"], ["extract"]])
def test_file_names_that_are_no_text(
    command: list[str], returned: Mapping[str, Path], tmp_path: Path
) -> None:
    """A name in GBK, as old archives leave it, can be printed and written to a file."""
    folder, target = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    shutil.copyfile(returned["312006"], os.fsencode(folder) + "/交警队.xlsx".encode("gbk"))
    result = CliRunner().invoke(app, [*command, str(folder), "-o", str(target)])
    assert result.exit_code == 0, result.exception
    assert ".xlsx" in target.read_text(encoding="utf-8")
