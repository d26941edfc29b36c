"""Write the generated pages of the documentation, and run the sessions that pages show.

``docs/rules.md``, ``forms.md`` and ``commands.md`` come from the default pack and from the command
line itself, ``files.md`` from the files of the program. In the pages of ``SESSIONS`` the fenced
blocks run in order in a fresh folder: a block with a file name is written there, a ``python`` block
runs, and in a ``console`` block what each command prints is put below it.

Options are read from the commands, not from ``--help``: how that looks depends on the version of
typer. ``--check`` writes nothing, names the stale files and exits with 1.
"""
# ruff: noqa: INP001 - a script, not a package

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
import tempfile
from contextlib import chdir
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer.testing import CliRunner

import xltool
from xltool.cli.app import TITLES, app, load_command
from xltool.cli.help import usage_words
from xltool.kinds import Severity
from xltool.messages.render import known, render
from xltool.model.findings import Finding
from xltool.model.lookup import calculated_columns
from xltool.pack.load import load_pack
from xltool.report.rule_listing import rule_entries
from xltool.text import in_one_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.model.forms import Column, Form, FormLine, Pack, Table

ROOT = Path(__file__).resolve().parent.parent
SESSIONS = (
    "README.md", "README.zh-CN.md", "docs/packs.md", "docs/campaign.md", "docs/consolidation.md",
    "docs/api.md",
)  # fmt: skip
CHINESE = ("README.zh-CN.md", "docs/campaign.md", "docs/consolidation.md")
"""Pages whose sessions speak Chinese; the others speak English."""
BY_HAND = "<!-- Written by hand from here on: docs/build.py keeps it. -->"
NOTICE = "<!-- Written by docs/build.py: change the code or the pack, then run `make docs`. -->"
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "str_length": "length", "max_value": "≤"}
CANNOT_RUN = 2


def main() -> None:
    """Write the pages; with ``--check`` only say which are stale."""
    pages = {name: text for name, text in _pages() if _current(name) != text}
    if "--check" in sys.argv:
        if pages:
            sys.exit(f"stale, run make docs: {', '.join(pages)}")
        return
    for name, text in pages.items():
        (ROOT / name).write_text(text, encoding="utf-8", newline="\n")


def _current(name: str) -> str:
    path = ROOT / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _pages() -> Iterator[tuple[str, str]]:
    pack = load_pack()
    rules = "docs/rules.md"
    yield rules, _page("Rules", _rules(pack)) + _by_hand(rules)
    yield "docs/forms.md", _page("Forms", _forms(pack))
    yield "docs/commands.md", _page("Commands", _commands())
    yield "docs/files.md", _page("Files", _files())
    for name in SESSIONS:
        yield name, session(_current(name), "zh" if name in CHINESE else "en")


def _page(title: str, parts: Iterable[str]) -> str:
    return "\n\n".join((f"# {title}", NOTICE, *parts)) + "\n"


def _by_hand(name: str) -> str:
    """Return the part of a generated page that people write; it stands at the end."""
    _, mark, text = _current(name).partition(f"\n{BY_HAND}\n")
    return f"\n{BY_HAND}\n{text}" if mark else ""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    ruled = (head, ["---"] * len(head), *([_escaped(cell) for cell in row] for row in rows))
    return "\n".join("| " + " | ".join(row) + " |" for row in ruled)


def _escaped(cell: str) -> str:
    return re.sub(r"([|*<])", r"\\\1", cell)


# Rules.


def _rules(pack: Pack) -> Iterator[str]:
    yield f"Of the pack `{pack.id}` {pack.version}. An id is permanent; one may hold several rules."
    yield "## Rules of the pack"
    rows = (
        (rule.rule, rule.severity, rule.form or "–", rule.kind, f"{rule.zh} · {rule.en}",
         f"{rule.right or '–'} ✗ {rule.wrong}" if rule.wrong else "–", rule.source or "–")
        for rule in rule_entries(pack)
    )  # fmt: skip
    yield _table(("rule", "severity", "form", "kind", "text", "right ✗ wrong", "source"), rows)
    yield "## In Excel"
    yield "The formula in the first cell that shows the rule, or why there is none."
    drawn = ((rule.rule, rule.cell or "–", rule.excel) for rule in rule_entries(pack) if rule.excel)
    yield _table(("rule", "cell", "formula"), drawn)
    yield "## Checks of columns with an id of their own"
    yield _table(("rule", "check", "columns"), _named_checks(pack))
    yield "## Findings of xltool itself"
    yield "Blanks in braces are filled in the report, which also says where and what to do."
    yield _table(("id", "text"), _engine_texts())


def _named_checks(pack: Pack) -> Iterator[tuple[str, str, str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for _, table in pack.tables():
        for column in table.columns:
            for check, rule in column.ids.items():
                found.setdefault((rule, check), []).append(f"{table.id}.{column.id}")
    for (rule, check), columns in sorted(found.items()):
        yield rule, {"nullable": "required"}.get(check, check), ", ".join(columns)


def _engine_texts() -> Iterator[tuple[str, str]]:
    for name in (f"XL-{number}" for number in range(100, 200)):
        if known(name):
            finding = Finding(name, Severity.INFO, name, value="{value}", expected="{expected}")
            yield name, " · ".join(render(finding, language)[0] for language in ("zh", "en"))


# Forms.


def _forms(pack: Pack) -> Iterator[str]:
    yield f"Of the pack `{pack.id}` {pack.version}, {pack.title}."
    for form in pack.forms:
        yield f"## {form.id} — {form.template.sheet} ({form.shape.value})"
        for table in form.tables:
            yield f"Columns of the table `{table.id}`:"
            head = ("column", "title", "kind", "required", "checks", "adds")
            yield _table(head, (_column(form, column) for column in table.columns))
            yield from _lines(table)


def _column(form: Form, column: Column) -> tuple[str, ...]:
    required = "" if column.nullable else "yes"
    if column.id in calculated_columns(form.rules):
        required = "calculated"
    if column.printed:
        required = "printed"
    adds = f"once per {column.adds}" if isinstance(column.adds, str) else _yes(yes=column.adds)
    checks = ", ".join(_checks(column))
    title = column.title.replace("　", "")
    return f"`{column.id}`", title, column.kind.value, required, checks, adds


def _yes(*, yes: bool) -> str:
    return "yes" if yes else ""


def _checks(column: Column) -> Iterator[str]:
    for name, argument in column.checks.items():
        limits = argument.items() if isinstance(argument, dict) else [("", argument)]
        for key, value in limits:
            yield " ".join(SIGNS.get(word, word) for word in (name, key, str(value)) if word)
    if column.codes:
        word = "suggestions of" if column.open else "code of"
        yield f"{word} {column.codes}" + (f" below {column.under}" if column.under else "")
    if column.places is not None:
        yield f"{column.places} places"


def _lines(table: Table) -> Iterator[str]:
    if table.lines:
        yield f"Lines of the table `{table.id}`:"
        head = ("line", "title", "part of", "adds", "not applicable")
        yield _table(head, (_line(line) for line in table.lines))


def _line(line: FormLine) -> tuple[str, ...]:
    adds = _yes(yes=bool(line.parent) and line.adds)
    title = line.printed.strip("　")
    return f"`{line.code}`", title, line.parent, adds, ", ".join(sorted(line.na))


# Commands.


def commands() -> dict[str, Any]:
    """Return the commands of the command line by name, as typer's own objects."""
    return {name: load_command(name) for name in TITLES}


def _commands() -> Iterator[str]:
    yield "Exit code 0: clean, warnings allowed. 1: errors were found. 2: cannot run."
    for name, command in commands().items():
        yield f"## xltool {name}"
        options = [param for param in command.params if param.param_type_name == "option"]
        yield "\n".join(("```text", _usage(name, command), "", command.help, "```"))
        head = ("option", "meaning", "default")
        if options:
            yield _table(head, (_option(option) for option in options))


def _usage(name: str, command: Any) -> str:  # noqa: ANN401 - typer's vendored classes vary
    words = [in_one_language(word, "en") for word in usage_words(command)]
    return " ".join(("xltool", name, *words))


def _option(param: Any) -> tuple[str, str, str]:  # noqa: ANN401 - as above
    names = " ".join(f"`{name}`" for name in param.opts)
    default = str(param.default) if isinstance(param.default, str | Path) else ""
    return names, param.help or "", f"`{default}`" if default else ""


# Files.


def _files() -> Iterator[str]:
    yield "What each file of `xltool/` does. Which imports which: [architecture](architecture.md)."
    program = Path(xltool.__file__).parent
    yield _table(("file", "job"), _jobs(program))
    for package in sorted(path.parent for path in program.glob("*/**/__init__.py")):
        yield f"## {package.relative_to(program).as_posix()}/"
        yield _told(package / "__init__.py")
        yield _table(("file", "job"), _jobs(package))


def _jobs(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.py")):
        if path.name != "__init__.py":
            yield f"`{path.name}`", _told(path)


def _told(path: Path) -> str:
    """Return the first paragraph of a file's docstring."""
    told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(told.partition("\n\n")[0].split())


# Sessions.


def session(text: str, spoken: str) -> str:
    """Return a page after its blocks ran in order; raise ``SystemExit`` when one cannot run."""
    with tempfile.TemporaryDirectory() as name, chdir(name):
        return FENCE.sub(lambda found: _block(found, spoken), text)


def _block(found: re.Match[str], spoken: str) -> str:
    language, file, body = found.groups()
    if file:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        Path(file).write_text(body, encoding="utf-8", newline="\n")
    elif language == "python":
        Path("snippet.py").write_text(body, encoding="utf-8")
        subprocess.run([sys.executable, "snippet.py"], check=True, stdout=subprocess.DEVNULL)
    elif language == "console":
        lines = [line for line in body.splitlines() if line.startswith("$ ")]
        body = "".join(f"{line}\n{_printed(line[2:], spoken)}" for line in lines)
    return f"```{language}{f' {file}' if file else ''}\n{body}```"


def _printed(command: str, spoken: str) -> str:
    """Return what a command prints to a terminal, results and progress, in ``zh`` or ``en``."""
    _, *arguments = shlex.split(command)
    result = CliRunner().invoke(app, arguments, env={"XLTOOL_LANG": spoken})
    if result.exit_code >= CANNOT_RUN or not (
        result.exception is None or isinstance(result.exception, SystemExit)
    ):
        sys.exit(f"{command}: {result.exception}\n{result.output}")
    return result.output


if __name__ == "__main__":
    main()
