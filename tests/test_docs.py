"""The pages tell the truth about commands, rules, files and links, and keep to the product."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from xltool.cli.app import TITLES, load_command
from xltool.report.rule_listing import rule_entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.model.forms import Pack

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "docs/*.md", "examples/*/*.md")
    for path in ROOT.glob(pattern)
)
WRITTEN = ("docs/rules.md", "docs/forms.md", "docs/commands.md", "docs/files.md", "README.md")
COMMAND = re.compile(r"^(?:\$ )?xltool ([a-z]+)(.*)$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
PACKAGE_ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
MACHINE = re.compile(r"(?<![\w.])/(?:work|tmp|root|home|var)/?\b|[A-Z]:\\Users")
REGISTRY = re.compile(r"pypi|pythonhosted|npmjs|anaconda|crates\.io|registry\.", re.IGNORECASE)


def read(page: str) -> str:
    """Return the text of a page."""
    return (ROOT / page).read_text(encoding="utf-8")


@cache
def commands() -> dict[str, Any]:
    """Return the commands of the command line by name."""
    return {name: load_command(name) for name in TITLES}


def run_build(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``docs/build.py`` of a tree as a user does, on this checkout's xltool."""
    paths = f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv = sys.argv[1:]; "
    code = paths + "import runpy; runpy.run_path(sys.argv[0], run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", code, str(root / "docs" / "build.py"), *arguments],
        cwd=root, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what ``docs/build.py`` reads and writes, with one page of sessions."""
    (tmp_path / "docs").mkdir()
    for page in ("docs/build.py", *WRITTEN):
        shutil.copyfile(ROOT / page, tmp_path / page)
    return tmp_path


def test_generated_pages_are_held_fresh() -> None:
    """Every page and session is what xltool prints today: CI checks it once, by ``make check``."""
    recipe = read("Makefile").partition("\ncheck:")[2].partition("\n\n")[0]
    assert "$(BIN)/python docs/build.py --check" in recipe
    assert "make check" in read(".ci/run").splitlines()


def test_check_names_stale_pages_and_writes_nothing(tree: Path) -> None:
    """``--check`` exits with 1 and names the stale pages, a session's too, and no others."""
    pages = {"docs/rules.md": "R21", "README.md": "“2辆”"}
    for page, told in pages.items():
        text = (tree / page).read_text(encoding="utf-8")
        (tree / page).write_text(text.replace(told, "?", 1), encoding="utf-8")
    before = {path: path.read_bytes() for path in tree.rglob("*.md")}
    result = run_build(tree, "--check")
    assert result.returncode == 1
    assert result.stderr.strip() == "stale, run make docs: docs/rules.md, README.md"
    assert {path: path.read_bytes() for path in tree.rglob("*.md")} == before


def test_build_mends_what_is_stale(tree: Path) -> None:
    """Without ``--check`` the pages come out as they stand in the repository."""
    (tree / "docs" / "forms.md").unlink()
    assert run_build(tree).returncode == 0
    for name in WRITTEN:
        assert (tree / name).read_text(encoding="utf-8") == read(name)


def shown(page: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command in the page's blocks, with the options it is given."""
    for block in FENCED.findall(read(page)):
        for name, rest in COMMAND.findall(block):
            yield name, re.findall(r"(?<= )--?[A-Za-z][\w-]*", rest.partition("#")[0])


@pytest.mark.parametrize("page", PAGES)
def test_commands_shown_exist(page: str) -> None:
    """Whoever types a command from a page finds it, and every option of it."""
    for name, options in shown(page):
        assert name in commands()
        known = {option for param in commands()[name].params for option in param.opts}
        assert set(options) <= known, name


def test_round_is_shown() -> None:
    """Both READMEs lead through the whole round."""
    for page in ("README.md", "README.zh-CN.md"):
        assert {"init", "generate", "check", "consolidate", "extract", "demo"} <= {
            name for name, _ in shown(page)
        }


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_documented(name: str) -> None:
    """A command has a section of its own with every option and its help."""
    section = read("docs/commands.md").partition(f"## xltool {name}\n")[2].partition("\n## ")[0]
    command = commands()[name]
    assert command.help in section
    for param in command.params:
        if param.param_type_name == "option":
            assert all(f"`{option}`" in section for option in param.opts)


def test_every_rule_is_documented(pack: Pack) -> None:
    """Every rule stands in docs/rules.md with its id, both texts and its source."""
    page = read("docs/rules.md")
    for rule in rule_entries(pack):
        begins = f"| {rule.rule} | {rule.severity} |"
        rows = [row for row in page.splitlines() if row.startswith(begins)]
        said = (rule.zh, rule.en, rule.source, rule.right)
        assert any(all(text in row.replace("\\", "") for text in said) for row in rows)


def test_every_check_id_is_documented(pack: Pack) -> None:
    """An id that a column gives to a check stands in docs/rules.md."""
    page = read("docs/rules.md")
    for _, table in pack.tables():
        for column in table.columns:
            for rule in column.ids.values():
                assert f"| {rule} |" in page


def test_every_column_is_documented(pack: Pack) -> None:
    """Every form, table, column and line stands in docs/forms.md."""
    page = read("docs/forms.md")
    for form, table in pack.tables():
        section = page.partition(f"## {form.id} ")[2].partition("\n## ")[0]
        assert f"`{table.id}`" in section
        for name in [column.id for column in table.columns] + [line.code for line in table.lines]:
            assert f"| `{name}` |" in section


@pytest.mark.parametrize("page", PAGES)
def test_links_resolve(page: str) -> None:
    """A relative link leads to a file of the repository."""
    for target in LINK.findall(FENCED.sub("", read(page))):
        if not re.match(r"[a-z]+:", target):
            assert (ROOT / page).parent.joinpath(target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("page", [*PAGES, "docs/build.py"])
def test_pages_speak_of_the_product(page: str) -> None:
    """No page names a path of somebody's machine, or the host of a registry."""
    assert MACHINE.findall(read(page)) == []
    assert REGISTRY.findall(read(page)) == []
