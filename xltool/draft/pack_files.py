"""Drafted forms as the files of a pack: templates, schemas, code lists.

Texts of the workbook are written as literals and without control characters, so that none of them
becomes code: loading a pack runs its schemas.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.csv_text import csv_lines, list_bytes
from xltool.draft.drafted_form import quoted
from xltool.kinds import Shape
from xltool.text import SIDE_BY_SIDE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.draft.drafted_form import DraftedBand, DraftedColumn, DraftedForm
    from xltool.text import Bilingual

CODE_LIST = ("code", "label", "parent", "adds", "na", "places", "prefix")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_PACK_TODO = (
    "# TODO 报表包的代号、版本、名称由您定",
    "# TODO id, version and title are yours to choose",
)


def pack_files(pack_id: str, title: str, forms: Sequence[DraftedForm]) -> dict[str, bytes]:
    """Return the files of a pack by their paths in its folder."""
    choices = _choice_lists(forms)
    files = {"templates/pack.toml": _encoded(_manifest(pack_id, title, forms))}
    number = 0
    for form in forms:
        files[f"templates/{form.id}.toml"] = _encoded(_template(form))
        files[f"schemas/{form.id}.py"] = _encoded(_schema(form, choices, number))
        number += len(form.rules)
        if form.lines:
            rows = list(_list_rows(form))
            files[f"schemas/codes/{form.id}.csv"] = list_bytes(csv_lines(rows))
    for texts, name in choices.items():
        rows = [("code", "label"), *((text, text) for text in texts)]
        files[f"schemas/codes/{name}.csv"] = list_bytes(csv_lines(rows))
    return files


def _encoded(lines: Iterator[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def todo_line(text: Bilingual) -> str:
    """Return the comment that says what was guessed."""
    return f"# TODO {text.zh}{SIDE_BY_SIDE}{text.en}"


def _manifest(pack_id: str, title: str, forms: Sequence[DraftedForm]) -> Iterator[str]:
    yield from _PACK_TODO
    yield f"id = {quoted(pack_id)}"
    yield 'version = "1"'
    yield f"title = {quoted(title)}"
    yield f"forms = {_toml([form.id for form in forms])}"


def _template(form: DraftedForm) -> Iterator[str]:
    for text in form.todo:
        yield todo_line(text)
    for key, value in form.printed.items():
        yield f"{key} = {_toml(value)}"
    for band in form.bands:
        yield ""
        yield "[[band]]"
        yield from _band(band)


def _band(band: DraftedBand) -> Iterator[str]:
    if band.title:
        yield f"title = {_toml(band.title[0] if len(band.title) == 1 else list(band.title))}"
    if band.below:
        yield "below = true"
    for key in ("label", "code", "no"):
        if text := getattr(band, key):
            yield f"{key} = {quoted(text)}"
    if band.lines:
        yield f"lines = {_toml(list(band.lines))}"
    yield f"columns = {_toml(band.columns)}"


def _toml(value: object) -> str:
    """Return a text, number, list or table as TOML."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        pairs = (f"{_key(name)} = {_toml(each)}" for name, each in value.items())
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else quoted(name)


def _schema(
    form: DraftedForm, choices: Mapping[tuple[str, ...], str], before: int
) -> Iterator[str]:
    yield quoted(f"{form.sheet}：按正式表样起草 · drafted from the official workbook.")
    yield ""
    yield f"from xltool.schema import {', '.join(_words(form))}"
    yield ""
    recipe, codes = _recipe(form), form.shape is Shape.STATEMENT
    yield f"{form.id} = {recipe}("
    if codes:
        yield f"    {quoted(form.id)},"
    for column in form.columns:
        yield from _column(column, choices)
    yield ")"
    yield ""
    yield "rules = ("
    for number, rule in enumerate(form.rules, start=before + 1):
        texts = f"{quoted(rule.says.zh)}, {quoted(rule.says.en)}"
        yield f'    calculated("D{number}", {rule.target}, {rule.value}, {texts}),'
    yield ")"


def _recipe(form: DraftedForm) -> str:
    if form.shape is Shape.REGISTER:
        return "register"
    return "tree" if form.is_tree else "statement"


def _column(column: DraftedColumn, choices: Mapping[tuple[str, ...], str]) -> Iterator[str]:
    if column.guess:
        yield f"    {todo_line(column.guess)}"
    options = dict(column.options)
    if column.choices:
        options["codes"] = quoted(choices[column.choices])
    elif "open" in options:
        del options["open"]
    texts = [quoted(column.title), *(f"{name}={text}" for name, text in options.items())]
    yield f"    {column.id}={column.kind.value}({', '.join(texts)}),"


def _words(form: DraftedForm) -> list[str]:
    """Return what a schema imports."""
    text = " ".join(f"{rule.target} {rule.value}" for rule in form.rules)
    used = {each for each in ("col", "line", "parts", "percent") if re.search(rf"\b{each}\b", text)}
    used |= {column.kind.value for column in form.columns} | {_recipe(form)}
    return sorted(used | ({"calculated"} if form.rules else set()))


def _list_rows(form: DraftedForm) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a code list, with what is shown as a code where that is not the id."""
    is_shown = any(line.shown for line in form.lines) and not form.is_tree
    yield (*CODE_LIST, "shown") if is_shown else CODE_LIST
    for line in form.lines:
        adds = "" if not line.parent else "yes" if line.adds else "no"
        yield (
            line.code, line.label, line.parent, adds,
            " ".join(line.na), line.places, line.prefix, *((line.shown,) if is_shown else ()),
        )  # fmt: skip


def _choice_lists(forms: Sequence[DraftedForm]) -> dict[tuple[str, ...], str]:
    """Return a name for each list of choices, which columns of several forms may share."""
    found = dict.fromkeys(
        column.choices for form in forms for column in form.columns if column.choices
    )
    return {texts: f"choices{number}" for number, texts in enumerate(found, start=1)}
