"""Whether a rule compares amounts that are counted alike: 元 meets 万元 only inside ``wan()``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.expressions.nodes import Compare
from xltool.expressions.references import (
    CellRef,
    ColumnRef,
    ColumnTotal,
    GroupTotal,
    LineRef,
    Lookup,
    Percentage,
    SumOfParts,
)
from xltool.expressions.rounding import InWan
from xltool.kinds import ColumnKind
from xltool.model.lookup import find_column
from xltool.model.templates import WAN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.expressions.nodes import Expression
    from xltool.expressions.rule import Rule
    from xltool.model.forms import Form, Pack


def scale_problems(rule: Rule, form: Form | None, pack: Pack, where: str) -> Iterator[str]:
    """Yield that a rule compares amounts in 元 with amounts in 万元."""
    compared = (node for node in rule.nodes() if isinstance(node, Compare | Percentage))
    if any(len(_scales(node, form, pack)) > 1 for node in compared):
        said = "元与万元比较，应写 wan(…) · amounts in “元” meet amounts in “万元”: use wan(…)"
        yield f"{where}: {said}"


def _scales(node: Expression, form: Form | None, pack: Pack) -> set[str]:
    """Return what the amounts that a node is made of are counted in."""
    match node:
        case InWan():
            return {WAN}
        case ColumnRef(column=name) if form is not None:
            money = find_column(form, name)[1].kind is ColumnKind.MONEY
            return {form.template.scale} if money else set()
        case LineRef() | SumOfParts() if form is not None:
            money = any(column.kind is ColumnKind.MONEY for column in form.table.columns)
            return {form.template.scale} if money else set()
        case (
            CellRef(form=table)
            | Lookup(table=table)
            | ColumnTotal(table=table)
            | GroupTotal(table=table)
        ):
            holder = pack.form_of(table)
            money = find_column(holder, node.column)[1].kind is ColumnKind.MONEY
            return {holder.template.scale} if money else set()
    found = set[str]()
    for operand in node.operands():
        found |= _scales(operand, form, pack)
    return found
