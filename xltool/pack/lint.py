"""What can be wrong with a pack beyond its syntax: ids that do not meet, sums that circle."""

from __future__ import annotations

from collections import Counter
from string import Formatter
from typing import TYPE_CHECKING

from xltool.model import LABEL, NUMBER, TOTAL, Shape
from xltool.rules.applies import drawable
from xltool.rules.rule import NAMED, column_of
from xltool.rules.terms import (
    CARD,
    AllMasked,
    Binary,
    Cell,
    Col,
    Const,
    Count,
    Filled,
    Found,
    Line,
    Parts,
    Percent,
    Same,
    Total,
    Unique,
    walk,
)
from xltool.schema import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.model import Band, Form, Older, Pack, Table
    from xltool.rules.between import Adjusting, Transfer
    from xltool.rules.rule import Rule
    from xltool.rules.terms import Term

BLANKS = frozenset(
    {"code", "short", "name", "body", "entities", "period", "previous", "no", "project"}
)
"""What the printed texts of a template may leave open."""
OF_CODES = ("label", "below")
"""What a sentence can say of a code: what the list calls it, and what stands below it."""
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
        for rule in form.rules:
            yield from _rule(rule, form, pack)
    for rule in pack.cross:
        yield from _rule(rule, None, pack)
    for older in pack.older:
        yield from _older(older, pack)
    for transfer in pack.transfers:
        yield from _transfer(transfer, pack)
    if pack.adjusting:
        yield from _adjusting(pack.adjusting, pack)


def _older(older: Older, pack: Pack) -> Iterator[str]:
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
            yield f"templates/pack.toml: older {older.version}: absent: 不认识 · unknown {name}"


def _transfer(transfer: Transfer, pack: Pack) -> Iterator[str]:
    """Both sides of a transfer, and the columns of its register, must exist."""
    columns = (transfer.counterparty, transfer.paid_column, transfer.received_column)
    terms = [transfer.paid, transfer.received, *(Total(transfer.table, name) for name in columns)]
    for name in _unknown(terms, None, pack):
        yield f"schemas/cross.py: transfers: {transfer.zh}: 不认识 · unknown {name}"


def _adjusting(adjusting: Adjusting, pack: Pack) -> Iterator[str]:
    """The register of adjustments must exist, on a form that a parent fills in."""
    terms = [Total(adjusting.table, adjusting.item), Total(adjusting.table, adjusting.amount)]
    wrong = list(_unknown(terms, None, pack))
    for name in wrong:
        yield f"schemas/cross.py: adjustment: 不认识 · unknown {name}"
    if not wrong and not pack.form_of(adjusting.table).template.parent:
        yield f"templates/{adjusting.table}.toml: parent: 应为 true · must be true"


def _twice(names: Iterator[str], where: str) -> Iterator[str]:
    for name, count in Counter(names).items():
        if count > 1:
            yield f"{where}: 重复 · twice: {name}"


def _code_list(name: str, lines: list[tuple[str, str]]) -> Iterator[str]:
    codes = {code for code, _ in lines}
    yield from _twice((code for code, _ in lines), f"schemas/codes/{name}.csv")
    for code, parent in lines:
        if parent and parent not in codes:
            yield f"schemas/codes/{name}.csv: {code}: 没有上级 · no parent {parent}"


def _template(form: Form, pack: Pack) -> Iterator[str]:
    file = f"templates/{form.id}.toml"
    template = form.template
    if len(template.sheet) > SHEET_NAME or set(template.sheet) & set("[]:*?/\\'"):
        yield f"{file}: sheet: 工作表名无效 · not a sheet name: {template.sheet}"
    for band in template.bands:
        yield from _band(file, band, form)
    yield from _printed(file, form)
    yield from _groups(file, form, pack)
    for code in template.charts:
        if code not in {line.code for line in form.table.lines}:
            yield f"{file}: charts: 不认识 · unknown line {code}"
    for key in ("total", "subtotal", "fields"):
        for name in getattr(template, key):
            if name not in {column.id for column in form.table.columns}:
                yield f"{file}: {key}: 不认识 · unknown column {name}"
    texts = [("title", template.title), ("subtitle", template.subtitle)]
    texts += [("measure", template.measure), *(("notes", note) for note in template.notes)]
    for key, text in texts:
        yield from _blanks(f"{file}: {key}", text)


def _blanks(where: str, text: str) -> Iterator[str]:
    """Check the blanks that a printed text has the layout fill."""
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError as error:
        yield f"{where}: {error}: {text}"
        return
    for name in names:
        if name not in BLANKS:
            yield f"{where}: 不认识 · unknown blank {{{name}}}"


def _band(file: str, band: Band, form: Form) -> Iterator[str]:
    known = {column.id for column in form.tables[-1].columns} | {LABEL, NUMBER}
    for name in band.columns:
        if name not in known:
            yield f"{file}: band.columns: 不认识 · unknown column {name}"
    codes = {line.code for line in form.table.lines}
    for code in band.lines:
        if code and code not in codes:
            yield f"{file}: band.lines: 不认识 · unknown line {code}"


def _printed(file: str, form: Form) -> Iterator[str]:
    template = form.template
    shown = [name for band in template.bands for name in band.columns] + list(template.fields)
    for table in form.tables:
        for column in table.columns:
            if column.id not in shown:
                yield f"{file}: 栏次未排入 · column is not printed: {column.id}"
    lines = [code for band in template.bands for code in band.lines if code]
    yield from _twice(iter(lines), f"{file}: band.lines")
    for line in form.table.lines:
        if line.code not in lines:
            yield f"{file}: 行次未排入 · line is not printed: {line.code}"


def _groups(file: str, form: Form, pack: Pack) -> Iterator[str]:
    if form.shape is not Shape.CARDS:
        return
    if not form.template.groups:
        yield f"{file}: 缺少 group · a card needs its rows"
    for column in form.tables[-1].columns:
        valid = pack.codes[column.codes].codes if column.codes in pack.codes else ()
        for group in form.template.groups if column.printed else ():
            if group.value not in valid:
                yield f"{file}: group.value: 不认识 · unknown {group.value}"


def _columns(table: Table, pack: Pack) -> Iterator[str]:
    names = {column.id for column in table.columns}
    for column in table.columns:
        where = f"schemas: {table.id}.{column.id}"
        for name in sorted(set(column.checks) - CHECKS):
            yield f"{where}: 不认识 · unknown keyword {name}"
        if column.codes and column.codes not in pack.codes:
            yield f"{where}: codes: 没有代码表 · no code list {column.codes}"
        if isinstance(column.adds, str) and column.adds not in names:
            yield f"{where}: adds: 不认识 · unknown column {column.adds}"
        if column.under and column.under not in names:
            yield f"{where}: under: 不认识 · unknown column {column.under}"
    for line in table.lines:
        for name in line.na - names:
            yield f"schemas/codes/{table.codes}.csv: {line.code}: na: 不认识 · unknown {name}"


def _rule(rule: Rule, form: Form | None, pack: Pack) -> Iterator[str]:
    where = f"schemas/{form.id if form else 'cross'}.py: {rule.id}"
    unknown = list(_unknown(rule.terms(), form, pack))
    for name in unknown:
        yield f"{where}: 不认识 · unknown {name}"
    for name in _named(rule, form):
        yield f"{where}: says: 不认识 · unknown {{{name}}}"
    for code in rule.lines:
        if form and all(line.code != code for line in form.table.lines):
            yield f"{where}: lines: 不认识 · unknown {code}"
    if unknown:
        return
    if rule.calculates and form is not None:
        yield from _calculation(rule, where)
        yield from _circle(rule, form, where)
    elif drawable(form, rule) == bool(rule.python_only):
        yield f"{where}: python_only: " + (
            "Excel 可以显示，不应注明 · Excel can show it"
            if rule.python_only
            else "Excel 无法显示，请写明原因 · Excel cannot show it, say why"
        )


def _named(rule: Rule, form: Form | None) -> Iterator[str]:
    """Yield what the sentence of a rule names and is neither known nor a column of the form."""
    columns = {column.id for table in form.tables for column in table.columns} if form else set()
    for text in rule.says:
        for _, name, _, _ in Formatter().parse(text):
            root, _, part = (name or "").partition(".")
            if name is not None and (root not in NAMED | columns or part not in {"", *OF_CODES}):
                yield name


def _calculation(rule: Rule, where: str) -> Iterator[str]:
    """A calculated value is a number made of its own form's cells; a percentage stands alone."""
    value = rule.test.operands()[1]
    inner = value.operands() if isinstance(value, Percent) else (value,)
    for term in (term for root in inner for term in walk(root)):
        odd = isinstance(term, Const) and isinstance(term.value, str)
        if odd or not isinstance(term, (Binary, Col, Const, Line, Parts)):
            yield f"{where}: calculated: 不能使用 · cannot hold {type(term).__name__.lower()}"


def _unknown(terms: Iterable[Term], form: Form | None, pack: Pack) -> Iterator[str]:
    """Yield every name that a rule's terms use and the pack does not have."""
    for term in terms:
        try:
            _resolve(term, form, pack)
        except KeyError as error:
            yield str(error.args[0])
        if isinstance(term, Total) and term.where is not None:
            yield from _unknown(walk(term.where), _holder(term.table, pack), pack)
        if isinstance(term, Count):
            yield from _unknown(walk(term.where), form, pack)


def _holder(table: str, pack: Pack) -> Form | None:
    return next((form for form, known in pack.tables() if known.id == table), None)


def _resolve(term: Term, form: Form | None, pack: Pack) -> None:
    match term:
        case Cell(form=name, line=line, column=column):
            table = pack.form(name).table
            table.line(line)
            table.column(column)
        case Total(table=name, column=column, per=per):
            table = _table(name, pack)
            table.column(column)
            _ = per and table.column(per)
        case Found(table=name, key=key, column=column):
            _table(name, pack).column(key)
            _table(name, pack).column(column)
        case Col(column=name):
            column_of(_of(form), name)
        case Same(column=name, per=per) | Unique(column=name, per=per):
            for part in (name, *per):
                _ = part == CARD or column_of(_of(form), part)
        case AllMasked(columns=columns) | Filled(columns=columns):
            for name in columns:
                column_of(_of(form), name)
        case Line(code=code) | Parts(code=code):
            own = _of(form)
            _ = (code == TOTAL and own.shape is Shape.REGISTER) or own.table.line(code)


def _table(name: str, pack: Pack) -> Table:
    return {table.id: table for _, table in pack.tables()}[name]


def _of(form: Form | None) -> Form:
    if form is None:
        message = "col/line"
        raise KeyError(message)
    return form


def _circle(rule: Rule, form: Form, where: str) -> Iterator[str]:
    """Find a target that its own value needs, following columns and lines downwards."""
    needs = {_target(other): _sources(other, form) for other in form.rules if other.calculates}
    start = _target(rule)
    seen, todo = set[str](), list(needs[start])
    while todo:
        name = todo.pop()
        if name == start:
            yield f"{where}: 循环计算 · calculates itself: {start}"
            return
        if name not in seen:
            seen.add(name)
            todo.extend(needs.get(name, ()))


def _target(rule: Rule) -> str:
    target = rule.test.operands()[0]
    return f"col.{target.column}" if isinstance(target, Col) else f"line.{_code(target)}"


def _code(term: object) -> str:
    return term.code if isinstance(term, (Line, Parts)) else ""


def _sources(rule: Rule, form: Form) -> list[str]:
    names = []
    for term in walk(rule.test.operands()[1]):
        if isinstance(term, Col):
            names.append(f"col.{term.column}")
        if isinstance(term, Line):
            names.append(f"line.{term.code}")
        if isinstance(term, Parts):
            names.extend(
                f"line.{line.code}" for line in form.table.lines if line.parent == term.code
            )
    return names
