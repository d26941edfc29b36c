"""What evaluation does with one node of an expression: the base class, and who does it for which.

Each kind of node has a class of operations in ``evaluation/operations/``, registered by
``@operations(RowCount)``. An object of it is made once for each node and context and kept, so all
that does not depend on a submission is worked out once. Its methods return functions that work on
a whole column: they take a point set (rows, columns, or a submission as a whole) and positions in
it, and return one value for each position, or the positions at which something is so.

The methods speak of the node alone; the functions below (``undetermined``, ``all_precedents``, …)
speak of the node with all that is below it, and are what everything else calls.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeAlias, TypeVar

from xltool.evaluation.cell_texts import describe_sum
from xltool.evaluation.positions import NO_POSITIONS
from xltool.expressions.nodes import Expression, walk_expression
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from xltool.evaluation.name_context import NameContext
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet, ValueSource
    from xltool.expressions.nodes import Predicate
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Key, Value

    Values: TypeAlias = "Sequence[Value | None]"
    """One value for each position asked for; None is blank."""
    Numbers: TypeAlias = "Callable[[Any, Positions], Values]"
    """Of any node, texts included: the values as they are kept."""
    Texts: TypeAlias = "Callable[[Any, Positions], Sequence[str]]"
    """One text for each position asked for; "" is blank."""
    Selector: TypeAlias = "Callable[[Any, Positions], Positions]"
    """At which of the positions asked for a predicate is true, in their order."""
    Undetermined: TypeAlias = "Callable[[Any, Positions], AbstractSet[int]]"
    """At which positions something cannot be known; may hold more than those asked for."""
    Precedents: TypeAlias = "Callable[[ValueSource, EvaluationPoint], Iterable[Key]]"
    """The cells that are read from one point, in printed order."""
    GroupRows: TypeAlias = "Mapping[int, Positions]"
    """All rows of a group by its first row; only groups of several rows are in it."""
    GroupSelector: TypeAlias = (
        "Callable[[Any, Positions, GroupRows], tuple[Positions, Positions, Positions]]"
    )
    """For the first rows of groups: where a predicate is true, where not, where undetermined."""
    FindingCells: TypeAlias = "tuple[Key | None, tuple[Key, ...]]"
    """The cell that a finding points at, and all cells that take part."""

Node = TypeVar("Node", bound=Expression)
Class = TypeVar("Class", bound="type[Operations[Any]]")


class Operations(Generic[Node]):
    """What one node comes to in one context.

    A number overrides ``values``, a predicate ``selector``; the defaults of all else fit a node
    that is known where its operands are, and reads no cells but theirs.
    """

    shows_result: ClassVar[bool] = False
    """Whether in words the result follows even when only one cell is read: 3 × 26.50 = 79.50."""
    masks_itself: ClassVar[bool] = False
    """Whether ``values`` already gives ``**`` wherever the node is undetermined."""

    def __init__(self, node: Node, context: NameContext) -> None:
        """Take the node, and what the names in it refer to."""
        self.node = node
        self.context = context

    @property
    def is_text(self) -> bool:
        """Whether the value is a text."""
        return self.node.is_text

    @property
    def is_date(self) -> bool:
        """Whether the text is a day: days come one after the other."""
        return False

    def values(self) -> Numbers:
        """Return the function that gives the value at each position; None is blank.

        It is asked where the node is determined, and by the node's own ``undetermined``.
        """
        message = f"{type(self.node).__name__} has no value"
        raise TypeError(message)

    def texts(self) -> Texts:
        """Return the function that gives the text at each position; "" is blank."""
        values = numeric_values(self.node, self.context)
        return lambda points, at: ["" if v is None else decimal_text(v) for v in values(points, at)]

    def selector(self) -> Selector:
        """Return the function that selects the positions at which the predicate is true.

        It is only called where the predicate is determined.
        """
        message = f"{type(self.node).__name__} is not true or false"
        raise TypeError(message)

    def tolerant_selector(self, margin: Expression) -> Selector | None:  # noqa: ARG002
        """Return the same up to a tolerance; None when a tolerance means nothing to the node."""
        return None

    def group_selector(self) -> GroupSelector | None:
        """Return the function that compares the rows of groups; None when rows stand alone."""
        return None

    def undetermined(self) -> Undetermined | None:
        """Return the function that gives where the node cannot be known, operands included.

        None, the default: where one of its operands, or of its ``row_columns``, cannot be known.
        """
        return None

    def precedents(self) -> Precedents | None:
        """Return the function that gives the cells which the node itself reads; None: none."""
        return None

    def finding_cells(self, points: PointSet, group: Positions) -> FindingCells | None:  # noqa: ARG002
        """Return the cells of a finding about the rows ``group``; None: those that are read."""
        return None

    def detail(self, source: ValueSource, point: EvaluationPoint) -> str:  # noqa: ARG002
        """Return what breaks the predicate, quoted from the cells; empty when it has no such."""
        return ""

    def describe(self, source: ValueSource, point: EvaluationPoint, language: str) -> str:
        """Return the node in words, each cell with its value; ``language`` is zh or en."""
        keys = list(own_precedents(self.node, self.context)(source, point))
        return describe_sum(source, keys, point, language)


OPERATIONS: dict[type[Expression], type[Operations[Any]]] = {}
"""The operations of each kind of node; ``evaluation/operations/`` fills it when it is imported."""


def operations(*kinds: type[Expression]) -> Callable[[Class], Class]:
    """Return the decorator that registers a class as the operations of kinds of nodes."""

    def register(made: Class) -> Class:
        OPERATIONS.update(dict.fromkeys(kinds, made))
        return made

    return register


@cache
def operations_of(node: Expression, context: NameContext) -> Operations[Any]:
    """Return the operations of a node; raise ``KeyError`` when its kind has none."""
    return OPERATIONS[type(node)](node, context)


def is_date(node: Expression, context: NameContext) -> bool:
    """Whether the value of a node is a day."""
    return operations_of(node, context).is_date


def is_text(node: Expression, context: NameContext) -> bool:
    """Whether the value of a node is a text."""
    return operations_of(node, context).is_text


@cache
def numeric_values(node: Expression, context: NameContext) -> Numbers:
    """Return the function that gives the value of a node at each position; None is blank."""
    return operations_of(node, context).values()


@cache
def text_values(node: Expression, context: NameContext) -> Texts:
    """Return the function that gives the text of a node at each position; "" is blank."""
    return operations_of(node, context).texts()


@cache
def selector(test: Predicate, context: NameContext) -> Selector:
    """Return the function that selects the positions at which a predicate is true.

    A blank text is no text in particular: it begins with nothing and is in no list.
    """
    return operations_of(test, context).selector()


@cache
def undetermined(node: Expression, context: NameContext) -> Undetermined:
    """Return the function that gives at which positions a node cannot be known.

    A value has one of three states: known, blank (known as well, and zero in a sum), or
    undetermined. It is undetermined where the cell is masked (``**``), unreadable, deleted from
    the file, or reported as wrong already. That passes upwards: to every sum, comparison and
    predicate over it, so that no rule is judged by a value that nobody knows. Three things stop it.
    Whether a cell is blank is known though its text is masked or unreadable (see ``IsBlank``). A
    total that selects rows is undetermined only if a row that counts is, or may count. A row count
    is known whatever else the rows hold.
    """
    columns, others = _undetermined_parts(node, context)
    if not others:
        return lambda rows, _: rows.unknown(*columns) if columns else NO_POSITIONS
    if len(others) == 1 and not columns:
        return others[0]

    def anywhere(points: Any, at: Positions) -> AbstractSet[int]:  # noqa: ANN401
        hidden: AbstractSet[int] = points.unknown(*columns) if columns else NO_POSITIONS
        for other in others:
            hidden = hidden | other(points, at)
        return hidden

    return anywhere


@cache
def _undetermined_parts(
    node: Expression, context: NameContext
) -> tuple[tuple[str, ...], tuple[Undetermined, ...]]:
    """Return the columns of the row that a node rests on, and what gives the same of all else.

    Columns are gathered because a row set keeps where any of several columns is unknown: asked
    together, by all rules that look at them, they are looked at once.
    """
    own = operations_of(node, context).undetermined()
    if own is not None:
        return (), (own,)
    parts = [_undetermined_parts(operand, context) for operand in node.operands()]
    columns = chain(node.row_columns(), *(names for names, _ in parts))
    others = chain.from_iterable(others for _, others in parts)
    return tuple(dict.fromkeys(columns)), tuple(dict.fromkeys(others))


@cache
def all_precedents(nodes: tuple[Expression, ...], context: NameContext) -> Precedents:
    """Return the function that gives the cells which nodes and all below them read.

    A cell may come twice, but nodes that read the same cells by the same function read them once.
    """
    every = (part for node in nodes for part in walk_expression(node))
    parts = (operations_of(part, context).precedents() for part in every)
    return _in_turn(tuple(dict.fromkeys(part for part in parts if part is not None)))


@cache
def _in_turn(each: tuple[Precedents, ...]) -> Precedents:
    """Return the function that gives the cells of each; it is the same one for the same ones."""
    if len(each) == 1:
        return each[0]
    return lambda source, point: chain.from_iterable(of(source, point) for of in each)


@cache
def own_precedents(node: Expression, context: NameContext) -> Precedents:
    """Return the function that gives the cells which a node itself reads."""
    return operations_of(node, context).precedents() or (lambda _, __: ())
