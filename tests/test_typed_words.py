"""What people type is understood, or explained in the language of the run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from typer.testing import CliRunner

from tests.test_campaign import POLICE
from xltool.campaign.folder import load_campaign
from xltool.cli.app import app, load_command
from xltool.cli.language import chosen_language
from xltool.cli.typed_words import TypedError, typed_words
from xltool.errors import CampaignError
from xltool.text import in_one_language

if TYPE_CHECKING:
    from collections.abc import Iterator

CHINESE: Final = {"XLTOOL_LANG": "zh"}
ENGLISH: Final = {"XLTOOL_LANG": "en"}
NEAREST: Final = (
    "{}: 名录里没有这个单位，最像的是 312006 交警队 · no such unit; the nearest is 312006 交警队"
)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The current folder, with two campaigns' settings, a folder of returns and odd names."""
    folder, before = tmp_path_factory.mktemp("here"), Path.cwd()
    for name in ("2027", "2028"):
        (folder / name).mkdir()
        (folder / name / "campaign.toml").touch()
    (folder / "returns").mkdir()
    os.chdir(folder)
    yield folder
    os.chdir(before)


def understood(command: str, *words: str) -> list[str]:
    """Return the words of a command as typer gets them."""
    return typed_words(words, load_command(command).params)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("check 2027", ["-C", "2027"]),
        ("check 2027 a.xlsx", ["-C", "2027", "a.xlsx"]),
        ("check returns", ["returns"]),
        ("check 2027 -C 2027", ["-C", "2027"]),
        ("check ./2027/ -C 2027", ["-C", "2027"]),
        ("status 2027", ["-C", "2027"]),
        ("status nowhere", ["-C", "nowhere"]),
        ("receipt 312006 2027", ["-C", "2027", "312006"]),
        ("receipt 2027", ["-C", "2027"]),
        ("history 2027 312006 --format json", ["-C", "2027", "312006", "--format", "json"]),
        ("consolidate 2027 -o d.xlsx", ["-C", "2027", "-o", "d.xlsx"]),
        ("init 2029 --from 2027", ["2029", "--from", "2027"]),
        ("check --reissue 2027 2028", ["-C", "2028", "--reissue", "2027"]),
        ("check -C2027", ["-C2027"]),
        ("check \u2014C 2027", ["-C", "2027"]),
        ("check \uff0dC 2027", ["-C", "2027"]),
        ("check \u2014\u2014\uff43ampaign 2027", ["--campaign", "2027"]),
        ("check 2027 \u2013format json", ["-C", "2027", "--format", "json"]),
        ("check 2027 --format\uff1djson", ["-C", "2027", "--format=json"]),
        ("check 2027 \u2014\uff46\uff4f\uff52\uff4d\uff41\uff54 json",
         ["-C", "2027", "--format", "json"]),
        ("check 2027 --FORMAT json", ["-C", "2027", "--format", "json"]),
        ("check \u2014\u62a5\u8868.xlsx", ["\u2014\u62a5\u8868.xlsx"]),
        ("check 2027 \u2014o\u3000a.html", ["-C", "2027", "-o", "a.html"]),
        ("check -- -x.xlsx", ["--", "-x.xlsx"]),
        ("note 312006 B5 --accept ", ["312006", "B5", "--accept", ""]),
        ("note 312006 B5 --accept \u2014", ["312006", "B5", "--accept", "\u2014"]),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("here")
def test_typed_words_are_understood(typed: str, words: list[str]) -> None:
    """A campaign is known among the words; dashes and letters of other keyboards are ours."""
    command, *rest = typed.split(" ")
    assert understood(command, *rest) == words


@pytest.mark.parametrize(
    ("typed", "chinese", "english"),
    [
        ("check --formt html", "--formt: 没有这个选项，是不是 --format",
         "--formt: no such option, did you mean --format"),
        ("check \u2014\u2014formt html", "\u2014\u2014formt: 没有这个选项，是不是 --format",
         "\u2014\u2014formt: no such option, did you mean --format"),
        ("check -c 2027", "-c: 没有这个选项，是不是 -C", "-c: no such option, did you mean -C"),
        ("check -q", "-q: 没有这个选项，加 --help 可以看有哪些", "-q: no such option, see --help"),
        ("check -C", "-C: 后面缺少内容", "-C: a value must follow"),
        ("check -C --format json", "-C: 后面缺少内容", "-C: a value must follow"),
        ("check 2027 2028", "任务文件夹只能给一个，这里有 2027、2028",
         "give one campaign, not 2027 and 2028"),
        ("status 2027 2028", "任务文件夹只能给一个，这里有 2027、2028",
         "give one campaign, not 2027 and 2028"),
        ("check 2027 -C 2028", "任务文件夹只能给一个，这里有 2027、2028",
         "give one campaign, not 2027 and 2028"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("here")
def test_what_is_not_understood_is_explained(typed: str, chinese: str, english: str) -> None:
    """An option that there is not, one without its value, and two campaigns."""
    command, *rest = typed.split(" ")
    with pytest.raises(TypedError) as error:
        understood(command, *rest)
    assert in_one_language(str(error.value), "zh") == chinese
    assert in_one_language(str(error.value), "en") == english


def printed(environment: dict[str, str], typed: str) -> tuple[int, str]:
    """Return exit code and what a command prints, in the language of the environment."""
    found: Any = CliRunner().invoke(app, typed.split(" "), env=environment, prog_name="xltool")
    return found.exit_code, found.output


USAGE: Final = {
    "chekc": ("没有命令 chekc，是不是 check", "there is no command chekc, did you mean check",
              "xltool", "[选项] 命令", "[OPTIONS] COMMAND"),
    "审核": ("没有命令 审核", "there is no command 审核", "xltool", "[选项] 命令",
           "[OPTIONS] COMMAND"),
    "2027": ("2027 是任务文件夹，命令要写在前面，如 xltool status 2027",
             "2027 is a campaign, a command stands before it, such as xltool status 2027", "xltool",
             "[选项] 命令", "[OPTIONS] COMMAND"),
    "history": ("缺少单位", "UNIT is missing", "xltool history", "[选项] [任务] 单位",
                "[OPTIONS] [CAMPAIGN] UNIT"),
    "status 2027 312006": (
        "312006: 多出来的，命令不用它", "312006: is more than the command takes", "xltool status",
        "[选项] [任务]", "[OPTIONS] [CAMPAIGN]",
    ),
    "demo a b": ("b: 多出来的，命令不用它", "b: is more than the command takes", "xltool demo",
                 "[选项] [文件夹]", "[OPTIONS] [DIR]"),
    "compare --above x": ("--above x: 应为不小于 0 的数", "--above x: must be NUMBER≥0",
                          "xltool compare", "[选项] [任务]", "[OPTIONS] [CAMPAIGN]"),
    "check --all=1": ("--all: 不带内容", "--all: takes no value", "xltool check",
                      "[选项] [任务] [文件]...", "[OPTIONS] [CAMPAIGN] [PATH]..."),
}  # fmt: skip


@pytest.mark.parametrize("typed", USAGE)
@pytest.mark.usefixtures("here")
def test_usage_errors_speak_the_language(typed: str) -> None:
    """What was wrong, how the command is written, where to read more; exit code 2."""
    chinese, english, path, words, letters = USAGE[typed]
    assert printed(CHINESE, typed) == (
        2, f"xltool: {chinese}\n用法：{path} {words}\n说明：{path} --help\n"
    )  # fmt: skip
    assert printed(ENGLISH, typed) == (
        2, f"xltool: {english}\nUsage: {path} {letters}\nhelp: {path} --help\n"
    )  # fmt: skip


@pytest.mark.parametrize("typed", ["-h", "check -h", "Check --help", "ｃｈｅｃｋ －ｈ", "——help"])
def test_help_is_asked_for_in_many_ways(typed: str) -> None:
    """``-h`` is ``--help``, whatever the characters; help is in one language when one is chosen."""
    code, text = printed(CHINESE, typed)
    assert (code, text.partition("：")[0]) == (0, "用法")
    assert printed(ENGLISH, typed)[1].startswith("Usage: xltool")
    both = printed({"LC_ALL": "C"}, typed)[1]
    assert both.startswith("用法 · Usage: xltool")


@pytest.mark.parametrize(
    ("environment", "arguments", "language"),
    [
        ({}, [], ""),
        ({"LANG": "C.UTF-8"}, [], ""),
        ({"LANG": "de_DE.UTF-8"}, [], ""),
        ({"LANG": "zh_CN.UTF-8"}, [], "zh"),
        ({"LANG": "en_US.UTF-8"}, [], "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB"}, [], "en"),
        ({"LANG": "en_US.UTF-8", "XLTOOL_LANG": "zh"}, [], "zh"),
        ({"LANG": "en_US.UTF-8", "XLTOOL_LANG": "fr"}, [], "en"),
        ({"XLTOOL_LANG": "zh"}, ["check", "--lang", "en"], "en"),
        ({"XLTOOL_LANG": "zh"}, ["check", "--lang=en"], "en"),
        ({"XLTOOL_LANG": "zh"}, ["check", "--lang", "fr"], "zh"),
    ],
)
def test_language_is_chosen(
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    arguments: list[str],
    language: str,
) -> None:
    """``--lang`` counts before XLTOOL_LANG, and that before the locale; others choose none."""
    for name in ("XLTOOL_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, environment.get(name, ""))
    assert chosen_language(arguments) == language


def test_message_is_taken_apart_only_where_it_is_certain() -> None:
    """The place stands before both halves; a name with the mark in it loses nothing."""
    message = "a.csv:3: 312: 名称空着 · the name is blank\n没有问题"
    assert in_one_language(message, "zh") == "a.csv:3: 312: 名称空着\n没有问题"
    assert in_one_language(message, "en") == "a.csv:3: 312: the name is blank\n没有问题"
    assert in_one_language("a · b.csv: 空着 · is blank", "zh") == "a · b.csv: 空着 · is blank"
    assert in_one_language(message, "") == message


@pytest.mark.parametrize(
    "named", ["312006", "平乡县公安局交通警察大队", "交警队", "交 警队", "３１２００６"]
)
def test_unit_by_code_or_name(folder: Path, named: str) -> None:
    """A unit is named by its code, its name or its short name, spaces and width aside."""
    assert load_campaign(folder).unit(named).code == "312006"


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (
            "公安局",
            (
                "公安局: 不止一个单位，请写代码：312 平乡县公安局（部门）、312002 平乡县公安局 · "
                "several units, give a code: 312 平乡县公安局（部门）, 312002 平乡县公安局"
            ),
        ),
        ("312007", NEAREST.format("312007")),
        ("交警", NEAREST.format("交警")),
    ],
)
def test_unit_that_is_not_certain(folder: Path, named: str, said: str) -> None:
    """Several of one name are listed, and of an unknown name the nearest is told."""
    with pytest.raises(CampaignError) as error:
        load_campaign(folder).unit(named)
    assert str(error.value) == said


def test_unit_stands_for_its_file(folder: Path) -> None:
    """``accept`` and ``diff`` take the unit for the one file that it has sent."""
    runner = CliRunner()
    assert runner.invoke(app, ["check", str(folder)]).exit_code == 0
    told: Any = runner.invoke(app, ["accept", str(folder), "交警队"], env=CHINESE)
    assert (told.exit_code, told.output[: len(f"已接受 312006 {POLICE}")]) == (
        0, f"已接受 312006 {POLICE}"
    )  # fmt: skip
    same: Any = runner.invoke(app, ["diff", str(folder), "交警队", POLICE], env=CHINESE)
    assert (same.exit_code, same.output.splitlines()[-1]) == (0, "没有变化。")
