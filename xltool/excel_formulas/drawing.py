"""How Excel shows one node of an expression: the base class, and who draws which.

Each kind of node that Excel can show has a class in ``excel_formulas/drawings/``, registered by
``@drawn_by(RowCount)``; a node without one gives the reason in its trait ``not_in_excel``. The
functions used are known to Excel 2010, WPS and LibreOffice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeAlias, TypeVar

from xltool.excel_formulas.arithmetic import draw, rounded
from xltool.excel_formulas.cell_areas import CellAreas
from xltool.expressions.nodes import Expression
from xltool.layout.printed_parts import is_parent
from xltool.values.rounded_figures import half_a_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from decimal import Decimal

    from xltool.evaluation.results import RuleOutcome
    from xltool.excel_formulas.cell_areas import RowAreas, SheetCell
    from xltool.excel_formulas.open_rows import OpenRows
    from xltool.expressions.nodes import Predicate
    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.lookup import EvaluationPoint

    DrawOperand: TypeAlias = "Callable[[Expression], str]"

Node = TypeVar("Node", bound=Expression)
Class = TypeVar("Class", bound="type[Drawing[Any]]")


class Drawing(Generic[Node]):
    """Draws one node, for calculated cells and for check cells; has nothing of one submission.

    ``excel`` in its methods is the rule that is drawn at one point. A number gives its ``cells``,
    or else ``number``; a predicate gives ``test``, and ``rows_test`` if it can select rows.
    """

    asks_operands: ClassVar[bool] = True
    """Whether the values of the operands must be known for the node to be."""

    def __init__(self, node: Node) -> None:
        """Take the node."""
        self.node = node

    def code_lists(self) -> Sequence[tuple[str, str]]:
        """Return what formulas look up on the code sheet: (column, part of its code list)."""
        return ()

    # Numbers ---------------------------------------------------------------------------------

    def cells(self, layout: SheetLayout, point: EvaluationPoint) -> list[FormCell]:  # noqa: ARG002
        """Return the cells of the form's own sheet that the node reads from a point."""
        return []

    def open_rows(self, layout: SheetLayout, point: EvaluationPoint) -> OpenRows | None:  # noqa: ARG002
        """Return the open rows of a code tree that the node adds to its cells; mostly none."""
        return None

    def named_cells(self, layout: SheetLayout, point: EvaluationPoint) -> list[FormCell]:
        """Return the cells that a message may name, in order: those that are read."""
        return self.cells(layout, point)

    def sheet_cells(self, excel: RuleFormulas) -> list[SheetCell]:
        """Return the cells that the node reads, each with its sheet."""
        if excel.point.form is None:
            return []
        return [(excel.layout, cell) for cell in self.cells(excel.layout, excel.point)]

    def rows_added(self, excel: RuleFormulas) -> OpenRows | None:
        """Return ``open_rows`` as a check cell sees them, wherever it stands."""
        if excel.point.form is None:
            return None
        return self.open_rows(excel.layout, excel.point)

    def number_cells(self, excel: RuleFormulas) -> list[SheetCell]:
        """Return the cells that must hold numbers, or be blank, for the node to be known."""
        return self.sheet_cells(excel)

    def number(self, excel: RuleFormulas) -> str:
        """Draw a number.

        A single cell that somebody types into stands by its address. Any other may be a formula
        that shows a blank text, which ``SUM`` passes over and ``+`` takes for an error.
        """
        cells, rows = self.sheet_cells(excel), self.rows_added(excel)
        if rows is not None:
            return f"SUM({','.join([*([excel.joined(cells)] if cells else []), rows.total])})"
        if not cells:
            raise self.refusal()
        (layout, cell), *others = cells
        typed = not others and not cell.calculated and not is_parent(layout.extent)
        return excel.joined(cells) if typed else f"SUM({excel.joined(cells)})"

    def figures_counted(self, excel: RuleFormulas) -> Iterator[tuple[str, str]]:
        """Yield half a unit of the last place, and how many figures with it the node reads."""
        by_half: dict[Decimal, list[SheetCell]] = {}
        for layout, cell in self.number_cells(excel):
            assert cell.column is not None
            half = half_a_unit(cell.column, cell.places)
            by_half.setdefault(half, []).append((layout, cell))
        for half, cells in by_half.items():
            yield str(half), f"COUNT({excel.joined(cells)})"
        rows = self.rows_added(excel)
        if rows is not None:
            yield rows.half, rows.count

    def is_exact(self, excel: RuleFormulas) -> bool:
        """Whether the number is free of binary noise: what is typed, or rounded already, is."""
        return len(self.sheet_cells(excel)) == 1 and self.rows_added(excel) is None

    def calculated(self, operand: DrawOperand) -> str:
        """Draw what a calculated cell shows when none of its cells is masked, and not all blank."""
        return rounded(draw(self.node, operand))

    # Texts -----------------------------------------------------------------------------------

    def is_text(self, excel: RuleFormulas) -> bool:  # noqa: ARG002
        """Whether the value is a text."""
        return self.node.is_text

    def is_date(self, excel: RuleFormulas) -> bool:  # noqa: ARG002
        """Whether the text is a day."""
        return False

    def day(self, excel: RuleFormulas) -> str:
        """Draw a day as a number: a cell may hold it as such, or as a text."""
        text = self.text(excel)
        return f"IF(ISNUMBER({text}),{text},DATEVALUE({text}))"

    def text(self, excel: RuleFormulas) -> str:  # noqa: ARG002
        """Draw a text: a cell, or a constant."""
        raise self.refusal()

    # Predicates ------------------------------------------------------------------------------

    def test(self, excel: RuleFormulas) -> str:  # noqa: ARG002
        """Draw a predicate about the row at hand, as true or false."""
        raise self.refusal()

    def negated(self, excel: RuleFormulas) -> str:
        """Draw the contrary of a predicate about the row at hand."""
        return f"NOT({self.test(excel)})"

    def rows_test(self, excel: RuleFormulas, rows: RowAreas) -> str:  # noqa: ARG002
        """Draw a predicate about each of many rows, as 1 or 0."""
        raise self.refusal()

    def rows_negated(self, excel: RuleFormulas, rows: RowAreas) -> str:
        """Draw the contrary of a predicate about each of many rows, as 1 or 0."""
        return f"(1-{self.rows_test(excel, rows)})"

    def judged_elsewhere(self, excel: RuleFormulas) -> list[str]:
        """Return tests of whether another row of its group says it when the rule is broken.

        The first row does, unless a node names another.
        """
        return [f"{excel.count_group_so_far()}>1"]

    # A whole rule ----------------------------------------------------------------------------

    def holds(self, excel: RuleFormulas) -> str:
        """Draw whether the rule holds that tests the node."""
        return self.test(excel)

    def holds_within(self, excel: RuleFormulas, margin: str) -> str:  # noqa: ARG002
        """Draw whether it holds up to a margin, a number; "" when a margin means nothing."""
        return ""

    def unknown(self, excel: RuleFormulas) -> Iterator[str]:
        """Yield tests of whether the node cannot be known, besides its ``number_cells``."""
        rows = self.rows_added(excel)
        if rows is not None:
            yield rows.unknown

    def explanation(self, excel: RuleFormulas) -> str:  # noqa: ARG002
        """Return what is joined to the title of a broken rule, from ``&`` on; often nothing."""
        return ""

    def explanation_text(self, outcome: RuleOutcome) -> str:  # noqa: ARG002
        """Return what ``explanation`` comes to for a broken rule."""
        return ""

    def column_of(self, operand: Expression) -> str:
        """Return the column that an operand is; raise ``TypeError`` when it is none."""
        for name in operand.row_columns():
            return name
        raise self.refusal()

    def refusal(self) -> TypeError:
        """Return the error of a node that cannot be drawn here."""
        return TypeError(f"{type(self.node).__name__} cannot be drawn here")


DRAWINGS: dict[type[Expression], type[Drawing[Any]]] = {}
"""The drawing of each kind of node; ``excel_formulas/drawings/`` fills it when it is imported."""


def drawn_by(*kinds: type[Expression]) -> Callable[[Class], Class]:
    """Return the decorator that registers a class as the drawing of kinds of nodes."""

    def register(made: Class) -> Class:
        DRAWINGS.update(dict.fromkeys(kinds, made))
        return made

    return register


def drawing_of(node: Expression) -> Drawing[Any]:
    """Return the drawing of a node; raise ``KeyError`` when its kind has none."""
    return DRAWINGS[type(node)](node)


def asked_nodes(root: Expression) -> Iterator[Expression]:
    """Yield a node and those below it whose values must be known; blank or not shows at once."""
    yield root
    for operand in root.operands() if drawing_of(root).asks_operands else ():
        yield from asked_nodes(operand)


def asked_columns(where: Predicate | None) -> Iterable[str]:
    """Return the columns whose values must be known to select rows."""
    nodes = () if where is None else asked_nodes(where)
    return dict.fromkeys(name for node in nodes for name in node.row_columns())


class RuleFormulas(CellAreas):
    """Draws the expressions of one rule at one point."""

    def number(self, node: Expression) -> str:
        """Draw a number."""
        return draw(node, lambda operand: drawing_of(operand).number(self))

    def text(self, node: Expression) -> str:
        """Draw a text."""
        return drawing_of(node).text(self)

    def test(self, test: Expression) -> str:
        """Draw a predicate about the row at hand, as true or false."""
        return drawing_of(test).test(self)

    def rows_test(self, test: Expression, rows: RowAreas) -> str:
        """Draw a predicate about each of many rows, as 1 or 0."""
        return drawing_of(test).rows_test(self, rows)
