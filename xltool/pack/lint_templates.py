"""What can be wrong with a template: ids that do not meet the schema, and printed texts."""

from __future__ import annotations

from collections import Counter
from string import Formatter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xltool.kinds import Shape
from xltool.model.forms import CODE, LABEL, ROW_NUMBER
from xltool.model.templates import LANDSCAPE, PORTRAIT, TYPED, WAN, YUAN
from xltool.pack.lint_texts import is_sheet_name
from xltool.pack.lint_trees import tree_problems
from xltool.text import unspaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.model.forms import Form, Pack
    from xltool.model.templates import ColumnBlock

OF_YEAR: Final = frozenset({"period", "previous"})
"""What titles and headings may leave open: they are alike in all workbooks of a year."""
OF_FORM: Final = OF_YEAR | {"code", "short", "name", "body", "entities"}
"""What may be left open beside the title of a form, and below the form."""
OF_CARD: Final = OF_YEAR | {"no", "project"}
"""What the title of a card may leave open."""
OF_TOTAL: Final = frozenset({"short"})
"""What the labels of totals may leave open."""


def template_problems(form: Form, pack: Pack) -> Iterator[str]:
    """Yield what is wrong with how a form is printed."""
    file = form.template_file
    template = form.template
    if not is_sheet_name(template.sheet):
        yield f"{file}: sheet: 工作表名无效 {template.sheet} · not a sheet name: {template.sheet}"
    yield from _bands(file, form)
    yield from _printed(file, form)
    yield from tree_problems(file, form)
    yield from _groups(file, form, pack)
    if template.nil and template.parent:
        yield f"{file}: nil: 上级填的表不问有无数据 · a parent's form is not asked for"
    codes = {line.code for line in form.table.lines}
    for code in template.charts:
        if code not in codes:
            yield f"{file}: charts: 不认识行次 {code} · unknown line {code}"
    for key in ("total", "subtotal", "fields"):
        for name in getattr(template, key):
            if name not in {column.id for column in form.table.columns}:
                yield f"{file}: {key}: 不认识栏次 {name} · unknown column {name}"
    yield from _carried(file, form)
    yield from _paper(file, form)
    yield from _totals(file, form)
    yield from _texts(file, form)


def _carried(file: str, form: Form) -> Iterator[str]:
    """Only what a parent wrote is carried: of a statement lines, else columns."""
    carried = form.template.carried
    if carried and not form.template.parent:
        yield f"{file}: carried: 只用于上级填的表 · only for a parent's form"
    columns = {column.id for table in form.tables for column in table.columns}
    lines = {line.code for line in form.table.lines}
    known = lines if form.shape is Shape.STATEMENT else columns
    for name in carried:
        if name not in known:
            kind = ("行次", "line") if known is lines else ("栏次", "column")
            yield f"{file}: carried: 不认识{kind[0]} {name} · unknown {kind[1]} {name}"


def _totals(file: str, form: Form) -> Iterator[str]:
    totals = form.template.totals
    if totals not in {"", TYPED}:
        yield f"{file}: totals: 应为 {TYPED}，或不写 · must be {TYPED}, or left out"
    elif totals and form.shape in {Shape.REGISTER, Shape.CARDS}:
        yield f"{file}: totals: 明细表和卡片的合计由公式计算 · not for registers and cards"


def _paper(file: str, form: Form) -> Iterator[str]:
    template = form.template
    if template.scale not in {YUAN, WAN}:
        yield f"{file}: scale: 应为 {YUAN} 或 {WAN} · must be {YUAN} or {WAN}"
    if template.paper not in {LANDSCAPE, PORTRAIT}:
        yield f"{file}: paper: 应为 {LANDSCAPE} 或 {PORTRAIT} · must be {LANDSCAPE} or {PORTRAIT}"
    for key in ("index", "empty", "fit"):
        if form.shape is Shape.CARDS and getattr(template, key):
            yield f"{file}: {key}: 卡片没有这一项 · not for cards"


def _texts(file: str, form: Form) -> Iterator[str]:
    """Check the printed texts, each with what it may leave open."""
    template = form.template
    of_title = OF_CARD if form.shape is Shape.CARDS else OF_YEAR
    yield from blank_problems(f"{file}: title", template.title, of_title)
    for key in ("subtitle", "measure"):
        yield from blank_problems(f"{file}: {key}", getattr(template, key), OF_FORM)
    yield from blank_problems(f"{file}: empty", template.empty, OF_YEAR)
    for note in template.notes:
        yield from blank_problems(f"{file}: notes", note, OF_FORM)
    for band in template.bands:
        for text in (*band.title, band.label, band.code, band.no):
            yield from blank_problems(f"{file}: band", text, OF_YEAR)
    for key in ("total", "subtotal"):
        for name, text in getattr(template, key).items():
            yield from blank_problems(f"{file}: {key}.{name}", text, OF_TOTAL)


def blank_problems(where: str, text: str, known: frozenset[str]) -> Iterator[str]:
    """Check the blanks that a printed text has the layout fill."""
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError as error:
        yield f"{where}: {error}: {text}"
        return
    for name in names:
        if name not in known:
            yield f"{where}: 不认识空格 {{{name}}} · unknown blank {{{name}}}"


_PRINTED: Final[Mapping[Shape, frozenset[str]]] = MappingProxyType({
    Shape.STATEMENT: frozenset({LABEL, CODE, ROW_NUMBER}),
    Shape.REGISTER: frozenset({ROW_NUMBER}),
    Shape.CARDS: frozenset(),
})  # fmt: skip
"""What a band names besides columns: what is printed beside the values of a row."""


def _bands(file: str, form: Form) -> Iterator[str]:
    for place, band in enumerate(form.template.bands):
        yield from _band(file, band, form)
        begins = place == 0 or band.below
        if form.shape is Shape.STATEMENT and begins and not (band.lines or form.table.tree):
            yield f"{file}: band.lines: 左边没有栏组，应列出行次 · no band on its left: name lines"


def _band(file: str, band: ColumnBlock, form: Form) -> Iterator[str]:
    known = {column.id for column in form.tables[-1].columns} | _PRINTED[form.shape]
    for name in band.columns:
        if name not in known:
            yield f"{file}: band.columns: 不认识栏次 {name} · unknown column {name}"
    codes = {line.code for line in form.table.lines}
    if not all(map(unspaced, band.title)):
        yield f"{file}: band.title: 各级标题不能空着 · a heading is blank"
    for code in band.lines:
        if code and code not in codes:
            yield f"{file}: band.lines: 不认识行次 {code} · unknown line {code}"


def _printed(file: str, form: Form) -> Iterator[str]:
    template = form.template
    shown = [name for band in template.bands for name in band.columns] + list(template.fields)
    for table in form.tables:
        for column in table.columns:
            if column.id not in shown:
                yield f"{file}: 栏次未排入 {column.id} · column is not printed: {column.id}"
    lines = [code for band in template.bands for code in band.lines if code]
    for code, count in Counter(lines).items():
        if count > 1:
            yield f"{file}: band.lines: 重复 {code} · twice: {code}"
    printed = set(lines)
    for line in () if form.table.tree else form.table.lines:
        if line.code not in printed:
            yield f"{file}: 行次未排入 {line.code} · line is not printed: {line.code}"


def _groups(file: str, form: Form, pack: Pack) -> Iterator[str]:
    if form.shape is not Shape.CARDS:
        return
    if not form.template.groups:
        yield f"{file}: 缺少 group · a card needs its rows"
    if not form.template.fields:
        yield f"{file}: 缺少 fields · a card needs its head"
    for column in form.tables[-1].columns:
        valid = pack.codes[column.codes].codes if column.codes in pack.codes else ()
        for group in form.template.groups if column.printed else ():
            if group.value not in valid:
                yield f"{file}: group.value: 不认识 {group.value} · unknown {group.value}"
