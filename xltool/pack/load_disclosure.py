"""The publication of a pack: ``templates/disclosure.toml`` and ``schemas/disclosure.py``.

The sentences stand in text files beside them, which are read when a publication is made.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from xltool.errors import PackError
from xltool.expressions.binding import Binding
from xltool.expressions.nodes import Expression, walk_expression
from xltool.kinds import Shape
from xltool.model.disclosure import (
    PLACES,
    PLAIN,
    Disclosure,
    GlossaryTerm,
    PrintedForm,
)
from xltool.pack.lint_rules import unknown_names
from xltool.pack.schema_files import run_schema
from xltool.pack.toml_files import from_toml, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from xltool.expressions.nodes import Setting_
    from xltool.model.forms import CodeList, Pack

CHANGE_WORDS = ("more", "less", "same")
MEASURES = ("万元", "元")
NAMES = ("county", "department")


def load_disclosure(
    root: Path, name: str, lists: Mapping[str, CodeList], settings: Mapping[str, Setting_]
) -> Disclosure:
    """Load a publication by the name of its files; raise ``PackError`` with its problems."""
    file = f"{name}.toml"
    data = read_toml(root / "templates" / file)
    forms = tuple(from_toml(PrintedForm, each, file) for each in data.pop("form", ()))
    terms = tuple(from_toml(GlossaryTerm, each, file) for each in data.pop("term", ()))
    words: dict[str, Any] = {"texts": [f"{name}.txt"], **data}
    loaded = from_toml(Disclosure, {**words, "forms": forms, "terms": terms}, file)
    return replace(loaded, figures=_figures(root, name, lists, settings))


def _figures(
    root: Path, name: str, lists: Mapping[str, CodeList], settings: Mapping[str, Setting_]
) -> Mapping[str, Expression]:
    path = root / "schemas" / f"{name}.py"
    if not path.exists():
        return {}
    given = getattr(run_schema(path, lists), "figures", {})
    if not isinstance(given, dict) or not all(isinstance(e, Expression) for e in given.values()):
        msg = f"schemas/{name}.py: figures: 应为名称和数 · must be names with terms"
        raise PackError(msg)
    binding = Binding(settings)
    try:
        return {key: binding.bind(each) for key, each in given.items()}
    except KeyError as error:
        msg = f"schemas/{name}.py: setting: 不认识 {error.args[0]} · unknown {error.args[0]}"
        raise PackError(msg) from error


def disclosure_problems(pack: Pack) -> Iterator[str]:
    """Yield what does not fit together in the publication of a pack, each with its file."""
    found = pack.disclosure
    if found is None:
        return
    place = "templates/disclosure.toml"
    yield from (f"{place}: {problem}" for problem in _setting_problems(found))
    yield from (f"{place}: {problem}" for problem in _missing(found, pack))
    for form in found.forms:
        yield from (f"{place}: form {form.id}: {problem}" for problem in _form(form, pack))
    for key, node in found.figures.items():
        for unknown in dict.fromkeys(unknown_names(walk_expression(node), None, pack)):
            yield f"schemas/disclosure.py: {key}: 不认识 {unknown} · unknown {unknown}"
    named = ((term, figure) for term in found.terms for figure in term.figures)
    for term, figure in named:
        if not _is_known(figure, found, pack):
            yield f"{place}: term {term.name}: 不认识 {figure} · unknown {figure}"


def _missing(found: Disclosure, pack: Pack) -> Iterator[str]:
    """Yield the texts and the department's forms that there are not."""
    for text in found.texts:
        if not (pack.folder / "templates" / text).is_file():
            yield f"texts: 没有 templates/{text} · no templates/{text}"
    own = {form.id for form in pack.forms if form.template.parent}
    for name in (found.narrative, found.paragraphs, found.decisions):
        if name not in own:
            yield f"部门填报的表没有 {name} · the department has no form {name}"


def _setting_problems(found: Disclosure) -> Iterator[str]:
    if found.style not in {PLAIN, PLACES}:
        yield f"style: 应为 {PLAIN} 或 {PLACES} · must be {PLAIN} or {PLACES}"
    if found.measure not in MEASURES:
        known = ", ".join(MEASURES)
        yield f"measure: 应为 {known} · must be {known}"
    for word in (*CHANGE_WORDS, *found.words):
        if word not in found.words or word not in CHANGE_WORDS:
            yield f"words: 应为 {', '.join(CHANGE_WORDS)} · must be {', '.join(CHANGE_WORDS)}"
            return
    for name in found.names:
        if name not in NAMES:
            yield f"names: 没有 {name} 这一项 · unknown {name}"


def _form(printed: PrintedForm, pack: Pack) -> Iterator[str]:
    if printed.id not in {form.id for form in pack.forms}:
        yield "没有这张表 · no such form"
        return
    form = pack.form(printed.id)
    known = {column.id for table in form.tables for column in table.columns}
    for column in (*printed.absent, *printed.withheld, *filter(None, [printed.by])):
        if column not in known | {"no"}:
            yield f"不认识 {column} · unknown {column}"


def _is_known(figure: str, found: Disclosure, pack: Pack) -> bool:
    """Whether the parts of a dotted name are a named figure, or a form with line and column."""
    name, *rest = figure.split(".")
    if not rest and name in found.figures:
        return True
    form = next((form for form in pack.forms if form.id == name), None)
    if form is None or len(rest) > 2:  # noqa: PLR2004 - line and column
        return False
    lines = {line.code for line in form.table.lines}
    if form.shape is Shape.REGISTER:
        lines = {"total"}
    columns = {column.id for column in form.table.columns}
    return all(part in known for part, known in zip(rest, (lines, columns), strict=False))
