"""A kind of node is known in four places, and nowhere else: each of them has what it needs."""

from __future__ import annotations

import dataclasses
import operator
from decimal import Decimal
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trees import leaf
from xltool import expressions, schema
from xltool.evaluation.evaluate_rules import rule_outcomes
from xltool.evaluation.operation import OPERATIONS, Operations
from xltool.evaluation.results import RuleState
from xltool.evaluation.submission_values import SubmissionValues
from xltool.excel_formulas.arithmetic import draw
from xltool.excel_formulas.calculated import calculated_formula
from xltool.excel_formulas.drawing import DRAWINGS, Drawing
from xltool.expressions import dsl
from xltool.expressions.nodes import Arithmetic, Constant, Expression
from xltool.expressions.predicates import IsInteger
from xltool.expressions.references import ColumnRef
from xltool.expressions.text_predicates import ProductsRight
from xltool.identity import CHECKS_SHEET
from xltool.layout.layout import lay_out
from xltool.model.forms import Entity
from xltool.schema import blank, col, rule, total
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.office import Office
    from xltool.expressions.nodes import Predicate
    from xltool.model.forms import Pack
    from xltool.model.submission import Value


def kinds() -> list[type[Expression]]:
    """Return every class of nodes in ``xltool/expressions/`` that no other is derived from."""
    files = [import_module(f"{expressions.__name__}.{file.name}")
             for file in iter_modules(expressions.__path__)]  # fmt: skip
    found = {
        value: None
        for file in files
        for value in vars(file).values()
        if isinstance(value, type) and issubclass(value, Expression)
    }
    return [kind for kind in found if not any(kind in other.__mro__[1:] for other in found)]


def problems() -> Iterator[str]:
    """Yield what a kind of node lacks, or has too much."""
    for kind in kinds():
        if kind.stands_in:
            continue
        if kind not in OPERATIONS:
            yield f"{kind.__name__} has no operations"
        if kind not in DRAWINGS and not kind.not_in_excel:
            yield f"{kind.__name__} has no drawing and does not say why"
        if kind in DRAWINGS and kind.not_in_excel:
            yield f"{kind.__name__} has a drawing and says why it has none"
    for word in dsl.__all__:
        if (
            getattr(schema, word, None) is not getattr(dsl, word)
            or word not in vars(schema)["__all__"]
        ):
            yield f"{word} is not what packs import"


def test_every_node_is_complete() -> None:
    """Each has operations, and a drawing or a reason; each word is exported to packs."""
    assert len(kinds()) > 25
    assert list(problems()) == []


def test_node_without_operations_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check above fails for a node that nothing evaluates."""
    monkeypatch.delitem(OPERATIONS, IsInteger)
    assert list(problems()) == ["IsInteger has no operations"]


def test_node_without_drawing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check above fails for a node that Excel should show and nothing draws."""
    monkeypatch.delitem(DRAWINGS, IsInteger)
    assert list(problems()) == ["IsInteger has no drawing and does not say why"]


def test_drawing_that_cannot_be_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check above fails for a node that says why it has no drawing, though it has one."""
    monkeypatch.setitem(DRAWINGS, ProductsRight, DRAWINGS[IsInteger])
    assert list(problems()) == ["ProductsRight has a drawing and says why it has none"]


def test_word_that_is_not_exported_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check above fails for a word that packs cannot import."""
    monkeypatch.delattr(schema, "whole")
    assert list(problems()) == ["whole is not what packs import"]


@pytest.mark.parametrize("registry", [OPERATIONS, DRAWINGS], ids=["operations", "drawings"])
def test_classes_are_registered(registry: dict[type[Expression], type]) -> None:
    """Nothing is registered that is no node, and no class is written and then forgotten.

    Packs of other tests may have registered nodes of their own in this process.
    """
    registered = {kind: by for kind, by in registry.items() if is_own(kind)}
    assert registered.keys() <= set(kinds())
    base: type = Operations if registry is OPERATIONS else Drawing
    written = {
        kind
        for kind in descendants(base)
        if is_own(kind) and not any(map(is_own, kind.__subclasses__()))
    }
    assert written <= set(registered.values())


def is_own(kind: type[object]) -> bool:
    """Whether a class is written in the package, not in a pack."""
    return kind.__module__.partition(".")[0] == expressions.__name__.partition(".")[0]


def descendants(kind: type[object]) -> Iterator[type[object]]:
    """Yield the classes derived from a class, at any depth."""
    below: list[type[object]] = kind.__subclasses__()
    for each in below:
        yield each
        yield from descendants(each)


# Brackets --------------------------------------------------------------------------------------

APPLY: Final[dict[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
numbers: Final = st.integers(-9, 9).map(lambda number: Constant(Decimal(number)))
trees: Final = st.recursive(
    numbers, lambda below: st.builds(Arithmetic, st.sampled_from("+-*"), below, below)
)


def value_of(node: Expression) -> Decimal:
    """Return what a tree of constants comes to."""
    if isinstance(node, Arithmetic):
        return APPLY[node.sign](value_of(node.left), value_of(node.right))
    assert isinstance(node, Constant)
    return Decimal(node.value)


@given(trees)
def test_drawn_arithmetic_means_the_tree(tree: Expression) -> None:
    """Signs bind in Excel as in Python, so the text comes to what the tree comes to."""
    assert eval(draw(tree, str)) == value_of(tree)  # noqa: S307 - digits and signs


@pytest.mark.parametrize(
    "text",
    ["a+b+c", "a-b-c", "a*b*c", "a-(b+c)", "a-(b-c)", "a*(b+c)", "(a+b)*c", "a+b*c", "a*b-c"],
)
def test_brackets_stand_where_they_are_needed(text: str) -> None:
    """A formula that needs its brackets keeps them; one that needs none gets none."""
    a, b, c = map(ColumnRef, "abc")
    tree = eval(text, {"a": a, "b": b, "c": c})  # noqa: S307 - from the list above
    assert draw(tree, lambda node: str(getattr(node, "column", ""))) == text
    same = {"a+(b+c)": "a+b+c", "a+(b-c)": "a+b-c", "a*(b*c)": "a*b*c"}
    for with_brackets, without in same.items():
        tree = eval(with_brackets, {"a": a, "b": b, "c": c})  # noqa: S307 - from the list above
        assert draw(tree, lambda node: str(getattr(node, "column", ""))) == without


def test_percentage_is_drawn_with_few_brackets(pack: Pack) -> None:
    """A rate divides one sum by another."""
    form = pack.form("income_expenditure")
    owner = Entity("31", "单位", "单位", "3")
    layout = lay_out(form, leaf(pack, owner, {form.id: {}}).extents[form.id])
    drawn = [calculated_formula(layout, c) for c in layout.slots.values() if c.calculated]
    rates = [text for text in drawn if "不可比" in text]
    assert rates
    assert all("ROUND(SUM(" in text and "/SUM(" in text for text in rates)


# Selections ------------------------------------------------------------------------------------

SELECTIONS: Final[dict[str, tuple[Predicate, int]]] = {
    "S1": (col.quantity == 2, 40),
    "S2": (col.quantity != 2, 1),
    "S3": (col.measure == "台", 21),
    "S4": (col.measure != "台", 20),
    "S5": (col.project.isin("乙", "丙"), 11),
    "S6": (col.amount == col.quantity * col.unit_price, 41),
    "S7": (col.project != col.measure, 41),
    "S8": (~col.project.startswith("甲") & ~blank(col.code), 11),
}
"""Which rows of ``ROWS`` are selected, and what their amounts add up to."""
ROWS: Final = (("甲", "台", 2, 10), ("甲", "套", 2, 5), ("乙", "台", 1, 1), ("丙", "套", 2, 5))


@pytest.mark.libreoffice
def test_selected_rows_add_up_alike(pack: Pack, tmp_path: Path, office: Office) -> None:
    """What a total selects by numbers and by texts is the same in Python and in Excel."""
    amounts = total.procurement.amount
    rules = tuple(
        rule(name, amounts(where=where) == added - 1, "合计", "Adds up")
        for name, (where, added) in SELECTIONS.items()
    )
    selecting = dataclasses.replace(pack, cross=rules)
    rows: list[Mapping[str, Value]] = [
        {"project": project, "code": "A02", "measure": measure, "quantity": Decimal(quantity),
         "unit_price": Decimal(price), "general": Decimal(quantity * price)}
        for project, measure, quantity, price in ROWS
    ]  # fmt: skip
    submission = leaf(selecting, Entity("31", "单位", "单位", "3"), {"procurement": rows})
    outcomes = rule_outcomes(SubmissionValues(selecting, submission))
    states = {each.rule.id: each.state for each in outcomes if each.rule in rules}
    assert states == dict.fromkeys(SELECTIONS, RuleState.BAD)
    assert all(each.left == SELECTIONS[each.rule.id][1] for each in outcomes if each.rule in rules)
    path = tmp_path / "selected.xlsx"
    write_workbook(path, selecting, submission)
    cells = office.recalculate(path)
    shown = [str(cell.value) for (sheet, _), cell in cells.items() if sheet == CHECKS_SHEET]
    assert sum(text.endswith("合计，差 1.00\n") for text in shown) == len(SELECTIONS)
