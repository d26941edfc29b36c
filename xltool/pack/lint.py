"""What can be wrong with a pack beyond its syntax: ids that do not meet, sums that circle."""

from __future__ import annotations

from collections import Counter
from string import Formatter
from typing import TYPE_CHECKING

from xltool.expressions.references import ColumnTotal
from xltool.kinds import Shape
from xltool.model.explanations import LONGEST_EXPLANATION
from xltool.model.forms import CODE, LABEL, ROW_NUMBER, TOTAL
from xltool.model.templates import LANDSCAPE, PORTRAIT
from xltool.pack.lint_rules import rules_problems, unknown_names
from xltool.pack.lint_trees import printed_names, tree_problems
from xltool.schema import CHECKS
from xltool.text import unspaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.expressions.transfers import AdjustmentRegister
    from xltool.model.forms import Column, Form, OlderVersion, Pack, Table
    from xltool.model.templates import ColumnBlock


BLANKS = frozenset(
    {"code", "short", "name", "body", "entities", "period", "previous", "no", "project"}
)
"""What the printed texts of a template may leave open."""
YEAR_BLANKS = frozenset({"period", "previous"})
"""What titles and headings may leave open: they are alike in all workbooks of a year."""
TITLE_BLANKS = YEAR_BLANKS | {"no", "project"}
"""What the title of a card may leave open."""


SHEET_NAME = 20
"""Longest sheet name, so that an entity's code fits before it within Excel's 31."""


def problems(pack: Pack) -> Iterator[str]:
    """Yield every problem of a loaded pack, each naming file and key."""
    yield from _twice((form.template.sheet for form in pack.forms), "templates: sheet")
    yield from _twice((table.id for _, table in pack.tables()), "schemas: table")
    for codes in pack.codes.values():
        yield from _code_list(codes.id, [(line.code, line.parent) for line in codes.lines])
    for form in pack.forms:
        yield from _template(form, pack)
        for table in form.tables:
            yield from _columns(table, pack)
        yield from rules_problems(form.rules, form, pack)
    yield from rules_problems(pack.cross, None, pack)
    for older in pack.older:
        yield from _older(older, pack)
    yield from _answers(pack.answers)
    yield from _key_figures(pack)
    yield from _open_lists(pack)
    yield from _transfers(pack)
    if pack.adjusting:
        yield from _adjusting(pack.adjusting, pack)


def _answers(answers: Iterable[object]) -> Iterator[str]:
    """Explanations to choose from are texts that reading takes."""
    for text in answers:
        if not isinstance(text, str) or not 0 < len(text.strip()) <= LONGEST_EXPLANATION:
            yield (
                f"pack.toml: answers: 应为 1 至 {LONGEST_EXPLANATION} 个字 · "
                f"must be a text of at most {LONGEST_EXPLANATION} characters: {text!r:.40}"
            )


def _key_figures(pack: Pack) -> Iterator[str]:
    """A key figure is a number that a parent has once: of a line, or of a register's total."""
    known = {
        f"{table.id}.{row}.{column.id}"
        for form in pack.reported
        for table in form.tables
        for row in (TOTAL, *(line.code for line in table.lines))
        for column in table.columns
        if column.kind.numeric and form.shape is not Shape.CARDS
    }
    for name in pack.key_figures:
        if name not in known:
            yield (
                f"templates/pack.toml: key_figures: 不认识 · unknown {name!r}，"
                "应为 表.行次.栏次 · write table.line.column"
            )


def _open_lists(pack: Pack) -> Iterator[str]:
    """A campaign may add to choices of dropdowns, not to lines of statements."""
    offered = {column.codes for _, table in pack.tables() for column in table.columns}
    offered -= {table.codes for _, table in pack.tables()}
    # Where a column names a list that is not there, one that no column names may be meant.
    meant = pack.codes.keys() if offered - pack.codes.keys() - {""} else offered
    for name in pack.open_lists:
        if name not in meant & pack.codes.keys():
            key = f"open_lists.{name}"
            yield (
                f"templates/pack.toml: {key}: 不是下拉选项用的代码表，请改正或删去 · "
                "no code list of a dropdown: correct or delete it"
            )


def _older(older: OlderVersion, pack: Pack) -> Iterator[str]:
    """An older version may lack only forms, columns and lines that exist today."""
    for name in sorted(older.absent):
        form, _, part = name.partition(".")
        known = {
            known
            for candidate, table in pack.tables()
            if candidate.id == form
            for known in ("", *(c.id for c in table.columns), *(line.code for line in table.lines))
        }
        if part not in known:
            yield (
                f"templates/pack.toml: older {older.version}: absent: "
                f"不认识 {name} · unknown {name}"
            )


def _transfers(pack: Pack) -> Iterator[str]:
    """Both sides of a transfer, and the columns of its register, must exist.

    A name that the rules between forms do not find, either, was told with them.
    """
    told = {name for rule in pack.cross for name in unknown_names(rule.nodes(), None, pack)}
    users: dict[str, dict[str, None]] = {}
    for transfer in pack.transfers:
        columns = (transfer.counterparty, transfer.paid_column, transfer.received_column)
        register = (ColumnTotal(transfer.table, name) for name in columns)
        for name in unknown_names((transfer.paid, transfer.received, *register), None, pack):
            if name not in told:
                users.setdefault(name, {})[transfer.zh] = None
    for name, titles in users.items():
        yield f"schemas/cross.py: transfers: {', '.join(titles)}: 不认识 {name} · unknown {name}"


def _adjusting(adjusting: AdjustmentRegister, pack: Pack) -> Iterator[str]:
    """The register of adjustments must exist, on a form that a parent fills in."""
    nodes = [
        ColumnTotal(adjusting.table, adjusting.item),
        ColumnTotal(adjusting.table, adjusting.amount),
    ]
    wrong = list(unknown_names(nodes, None, pack))
    for name in wrong:
        yield f"schemas/cross.py: adjustment: 不认识 {name} · unknown {name}"
    if not wrong and not pack.form_of(adjusting.table).template.parent:
        yield f"{pack.form_of(adjusting.table).template_file}: parent: 应为 true · must be true"


def _twice(names: Iterator[str], where: str) -> Iterator[str]:
    for name, count in Counter(names).items():
        if count > 1:
            yield f"{where}: 重复 {name} · twice: {name}"


def _code_list(name: str, lines: list[tuple[str, str]]) -> Iterator[str]:
    codes = {code for code, _ in lines}
    yield from _twice((code for code, _ in lines), f"schemas/codes/{name}.csv")
    for code, parent in lines:
        if parent and parent not in codes:
            yield f"schemas/codes/{name}.csv: {code}: 没有上级 {parent} · no parent {parent}"


def _template(form: Form, pack: Pack) -> Iterator[str]:
    file = form.template_file
    template = form.template
    if len(template.sheet) > SHEET_NAME or set(template.sheet) & set("[]:*?/\\'"):
        yield f"{file}: sheet: 工作表名无效 {template.sheet} · not a sheet name: {template.sheet}"
    yield from _bands(file, form)
    yield from _printed(file, form)
    yield from tree_problems(file, form)
    yield from _groups(file, form, pack)
    if template.nil and template.parent:
        yield f"{file}: nil: 上级填的表不问有无数据 · a parent's form is not asked for"
    for code in template.charts:
        if code not in {line.code for line in form.table.lines}:
            yield f"{file}: charts: 不认识行次 {code} · unknown line {code}"
    for key in ("total", "subtotal", "fields"):
        for name in getattr(template, key):
            if name not in {column.id for column in form.table.columns}:
                yield f"{file}: {key}: 不认识栏次 {name} · unknown column {name}"
    texts = [("subtitle", template.subtitle), ("measure", template.measure)]
    for key, text in (*texts, *(("notes", note) for note in template.notes)):
        yield from _blanks(f"{file}: {key}", text)
    yield from _paper(file, form)
    yield from _blanks(f"{file}: empty", template.empty, YEAR_BLANKS)
    cards = form.shape is Shape.CARDS
    yield from _blanks(f"{file}: title", template.title, TITLE_BLANKS if cards else YEAR_BLANKS)


def _paper(file: str, form: Form) -> Iterator[str]:
    template = form.template
    if template.paper not in {LANDSCAPE, PORTRAIT}:
        yield f"{file}: paper: 应为 {LANDSCAPE} 或 {PORTRAIT} · must be {LANDSCAPE} or {PORTRAIT}"
    for key in ("index", "empty", "fit"):
        if form.shape is Shape.CARDS and getattr(template, key):
            yield f"{file}: {key}: 卡片没有这一项 · not for cards"


def _blanks(where: str, text: str, known: frozenset[str] = BLANKS) -> Iterator[str]:
    """Check the blanks that a printed text has the layout fill."""
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError as error:
        yield f"{where}: {error}: {text}"
        return
    for name in names:
        if name not in known:
            yield f"{where}: 不认识空格 {{{name}}} · unknown blank {{{name}}}"


def _bands(file: str, form: Form) -> Iterator[str]:
    for place, band in enumerate(form.template.bands):
        yield from _band(file, band, form)
        begins = place == 0 or band.below
        if form.shape is Shape.STATEMENT and begins and not (band.lines or form.table.tree):
            yield f"{file}: band.lines: 左边没有栏组，应列出行次 · no band on its left: name lines"


def _band(file: str, band: ColumnBlock, form: Form) -> Iterator[str]:
    known = {column.id for column in form.tables[-1].columns} | _printed_columns(form)
    for name in band.columns:
        if name not in known:
            yield f"{file}: band.columns: 不认识栏次 {name} · unknown column {name}"
    codes = {line.code for line in form.table.lines}
    if not all(map(unspaced, band.title)):
        yield f"{file}: band.title: 各级标题不能空着 · a heading is blank"
    for text in (*band.title, band.label, band.code, band.no):
        yield from _blanks(f"{file}: band", text, YEAR_BLANKS)
    for code in band.lines:
        if code and code not in codes:
            yield f"{file}: band.lines: 不认识行次 {code} · unknown line {code}"


def _printed_columns(form: Form) -> set[str]:
    """Return what a band names besides columns: what is printed beside the values of a row."""
    return {LABEL, ROW_NUMBER} | ({CODE} if form.table.lines else set())


def _printed(file: str, form: Form) -> Iterator[str]:
    template = form.template
    shown = [name for band in template.bands for name in band.columns] + list(template.fields)
    for table in form.tables:
        for column in table.columns:
            if column.id not in shown:
                yield f"{file}: 栏次未排入 {column.id} · column is not printed: {column.id}"
    lines = [code for band in template.bands for code in band.lines if code]
    yield from _twice(iter(lines), f"{file}: band.lines")
    for line in () if form.table.tree else form.table.lines:
        if line.code not in lines:
            yield f"{file}: 行次未排入 {line.code} · line is not printed: {line.code}"


def _groups(file: str, form: Form, pack: Pack) -> Iterator[str]:
    if form.shape is not Shape.CARDS:
        return
    if not form.template.groups:
        yield f"{file}: 缺少 group · a card needs its rows"
    for column in form.tables[-1].columns:
        valid = pack.codes[column.codes].codes if column.codes in pack.codes else ()
        for group in form.template.groups if column.printed else ():
            if group.value not in valid:
                yield f"{file}: group.value: 不认识 {group.value} · unknown {group.value}"


def _columns(table: Table, pack: Pack) -> Iterator[str]:
    names = {column.id for column in table.columns}
    for column in table.columns:
        where = f"schemas: {table.id}.{column.id}"
        yield from _blanks(where, column.title, YEAR_BLANKS)
        if column.id in printed_names(table):
            yield f"{where}: 名字已用于印行次，请改名 · reserved for what is printed"
        for name in sorted(set(column.checks) - CHECKS):
            yield f"{where}: 不认识关键字 {name} · unknown keyword {name}"
        if column.codes and column.codes not in pack.codes:
            yield f"{where}: codes: 没有代码表 {column.codes} · no code list {column.codes}"
        if isinstance(column.adds, str) and column.adds not in names:
            yield f"{where}: adds: 不认识栏次 {column.adds} · unknown column {column.adds}"
        yield from _last(column, table, where)
        if column.under and column.under not in names:
            yield f"{where}: under: 不认识栏次 {column.under} · unknown column {column.under}"
    for line in table.lines:
        for name in line.na - names:
            yield (
                f"schemas/codes/{table.codes}.csv: {line.code}: na: 不认识 {name} · unknown {name}"
            )


def _last(column: Column, table: Table, where: str) -> Iterator[str]:
    """Last year's figures are those of one other column of the table, of the same kind."""
    named = next((each for each in table.columns if each.id == column.last), None)
    if column.last and named is None:
        yield f"{where}: last: 不认识栏次 {column.last} · unknown column {column.last}"
    elif named and (named.last or named.kind != column.kind or not column.kind.numeric):
        yield (
            f"{where}: last: {column.last} 应是同类的本年数 · "
            f"{column.last} must have figures of this year and the same kind"
        )
    elif named and table.years[column.last] != column.id:
        yield f"{where}: last: 重复 {column.last} · twice: {column.last}"
