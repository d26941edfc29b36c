"""What a command costs before it does anything: it loads what it needs and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

import xltool
from xltool.cli.app import TITLES, app, load_command
from xltool.cli.help import paragraphs

REPOSITORY: Final = Path(__file__).parents[1]
HEAVY: Final = frozenset(
    {"numpy", "openpyxl", "pandas", "pandera", "pyarrow", "python_calamine", "rich", "xlsxwriter"}
)
LOADED: Final = """
import atexit, sys
from xltool.__main__ import main
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
sys.argv = ["xltool", *sys.argv[1:]]
main()
"""


def started(*arguments: str, code: int = 0) -> tuple[str, str, set[str]]:
    """Run a command in a new process; return what it printed, told, and the modules it loaded."""
    found = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    *told, modules = found.stderr.splitlines()
    assert found.returncode == code, told
    return found.stdout, "\n".join(told), set(modules.split())


def test_version_loads_nothing() -> None:
    """``--version`` answers before the command line is loaded."""
    text, _, modules = started("--version")
    assert text == f"xltool {xltool.__version__}\n"
    assert {name for name in modules if name.startswith("xltool")} == {
        "xltool", "xltool.__main__", "xltool.version",
    }  # fmt: skip
    assert not modules & {"typer", "dataclasses", "signal"}


@pytest.mark.parametrize("arguments", [(), ("--help",)])
def test_help_is_light(arguments: tuple[str, ...]) -> None:
    """The overview loads no command, neither the libraries that take their time nor pydantic."""
    text, told, modules = started(*arguments, code=0 if arguments else 2)
    assert "consolidate" in text + told
    assert {name for name in modules if name.startswith("xltool")} == {
        "xltool", "xltool.__main__", "xltool.version", "xltool.errors", "xltool.cli",
        "xltool.cli.app", "xltool.cli.help", "xltool.cli.language", "xltool.cli.typed_words",
        "xltool.text",
    }  # fmt: skip
    assert not modules & (HEAVY | {"pydantic"})


def test_every_command_has_a_title() -> None:
    """The files that register a command are those of ``TITLES``, and a title begins the help."""
    files = (REPOSITORY / "xltool" / "cli").glob("*.py")
    registering = {path.stem for path in files if "@app.command(" in path.read_text("utf-8")}
    assert registering == set(TITLES)
    helps = {name: str(load_command(name).help).partition("\n")[0] for name in TITLES}
    assert helps == TITLES


def in_full(*arguments: str) -> list[str]:
    """Return the words that the command line prints when every command is loaded."""
    for name in TITLES:
        load_command(name)
    return CliRunner().invoke(app, arguments, prog_name="xltool").stdout.split()


def test_help_is_the_same_whoever_asks() -> None:
    """The overview is that of the command line, though no command is loaded for it."""
    text, _, _ = started("--help")
    assert text.split() == in_full("--help")


def test_lines_of_a_paragraph_are_joined() -> None:
    """English words with a blank, Chinese without, also where both are shown."""
    text = "Only where no page\nhas been open.\n\n只有没有打开的\n页面。"
    assert list(paragraphs(text)) == ["Only where no page has been open.", "只有没有打开的页面。"]


def test_one_command_is_loaded() -> None:
    """The help of a command names its options, and is the same as with all commands loaded."""
    text, _, modules = started("consolidate", "--help")
    assert "--force" in text
    assert text.split() == in_full("consolidate", "--help")
    assert {name for name in TITLES if f"xltool.cli.{name}" in modules} == {"consolidate"}
    assert not modules & HEAVY


def test_mistyped_command_is_helped() -> None:
    """A command that there is not is refused, and the nearest one is named."""
    _, told, modules = started("consolidat", code=2)
    assert told.startswith("xltool: 没有命令 consolidat，是不是 consolidate · there is no command")
    assert not modules & HEAVY


def test_listing_forms_loads_no_frames() -> None:
    """A command about the pack does without pandas."""
    text, _, modules = started("forms")
    assert "procurement" in text
    assert not modules & HEAVY
