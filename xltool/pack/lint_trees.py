"""What can be wrong with the template of a code tree, and with the codes that it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.kinds import Shape
from xltool.model.forms import CODE, LABEL, ROW_NUMBER, TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.model.forms import Form, Table
    from xltool.model.templates import ColumnBlock

ALL_LINES = "all"
"""The value of ``lines`` in a template that prints every line of the list."""


def tree_problems(file: str, form: Form) -> Iterator[str]:
    """Yield what is wrong with a form as a code tree, or with words that only a tree knows."""
    template = form.template
    if not form.table.tree:
        for key in ("start", "lines"):
            if getattr(template, key):
                yield f"{file}: {key}: 只有科目表（tree）才有 · only a tree has it"
        return
    known = {line.code for line in form.table.lines}
    for code in template.start:
        if code not in known:
            yield f"{file}: start: 不认识科目 {code} · unknown code {code}"
    if template.lines not in {"", ALL_LINES}:
        yield f'{file}: lines: 只能是 "{ALL_LINES}" · can only be "{ALL_LINES}"'
    yield from _bands(file, template.bands)
    yield from _codes(form)


def printed_names(table: Table) -> frozenset[str]:
    """Return what no column of a table may be called: what stands for something printed.

    In a tree ``code`` is a column too, that of the open rows.
    """
    if table.shape is not Shape.STATEMENT:
        return frozenset()
    return frozenset({LABEL, ROW_NUMBER} if table.tree else {CODE, LABEL, ROW_NUMBER})


def _bands(file: str, bands: Sequence[ColumnBlock]) -> Iterator[str]:
    """A tree is one block, whose first columns are code and name; its lines are the list's."""
    if not bands or not {CODE, LABEL} <= bands[0].columns.keys():
        yield f"{file}: band.columns: 第一栏应有 code 和 label · the first band has code and label"
    for band in bands:
        if band.lines:
            yield f"{file}: band.lines: 科目表的行随编码表 · the lines of a tree are the list's"
        if band.below:
            yield f"{file}: band.below: 科目表只有一块 · a tree has one block"


def _codes(form: Form) -> Iterator[str]:
    """Open rows rest on it that a code begins with that of the line above, and on its length."""
    lengths: dict[int, int] = {}
    lines = {line.code: line for line in form.table.lines}
    for line in form.table.lines:
        where = f"schemas/codes/{form.table.codes}.csv: {line.code}"
        above, depth, seen = line.parent, 0, {line.code}
        if line.code == TOTAL or not above:
            continue
        if above != TOTAL and not line.code.startswith(above):
            yield f"{where}: 编码应以上级编码 {above} 开头 · must begin with {above}"
        while above in lines and above not in seen:
            seen.add(above)
            above, depth = lines[above].parent, depth + 1
        if lengths.setdefault(depth, len(line.code)) != len(line.code):
            yield f"{where}: 同级编码应一样长 · codes of one level are equally long"
