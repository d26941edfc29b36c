"""Random trees of entities, of any depth, that pay each other and adjust: for the tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from xltool.consolidation.consolidate import consolidate
from xltool.model.forms import Entity
from xltool.model.submission import EntityRows, FormSize, Record, Submission
from xltool.pack.adjustable import CELLS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

    from xltool.model.forms import Pack
    from xltool.model.submission import Value

    Rows: TypeAlias = Sequence[Mapping[str, Value]] | Mapping[str, Mapping[str, Value]]
    Tables: TypeAlias = Mapping[str, Rows]

MONEY, BUY, TRANSFERS, ADJUST = (
    "income_expenditure", "procurement", "transfers", "adjustments",
)  # fmt: skip
LINES = ("income_general", "income_other", "carryover", "personnel", "public", "project")
PAIRS = (
    ("subsidy", "superior", "subsidy", "income_superior", "current"),
    ("remittance", "affiliate", "remittance", "income_affiliate", "current"),
    ("subsidy_prior", "superior_prior", "subsidy", "income_superior", "prior"),
    ("remittance_prior", "affiliate_prior", "remittance", "income_affiliate", "prior"),
)
"""Of each transfer the two columns of the register, the two lines, and their column."""
OUTSIDE = "999"


@dataclass
class Node:
    """One entity of a tree, before it is filled in."""

    entity: Entity
    children: list[Node] = field(default_factory=list)

    def leaves(self) -> Iterator[Node]:
        """Yield who fills in a workbook."""
        for child in self.children:
            yield from child.leaves()
        if not self.children:
            yield self


amounts = st.integers(-999_999_99, 999_999_99).map(lambda cents: Decimal(cents) / 100)
positive = st.integers(1, 999_999_99).map(lambda cents: Decimal(cents) / 100)
maybe = st.one_of(st.none(), amounts, amounts, amounts, st.just("**"))


@st.composite
def shapes(draw: st.DrawFn, code: str = "3", depth: int = 0) -> Node:
    """A tree at most four levels deep; the root has children."""
    node = Node(Entity(code, f"单位{code}", f"单{code}", code[:-1]))
    most = 3 if depth < 2 else 2 if depth < 3 else 0
    for number in range(draw(st.integers(1 if depth == 0 else 0, most))):
        node.children.append(draw(shapes(f"{code}{number + 1}", depth + 1)))
    return node


@st.composite
def trees(draw: st.DrawFn, pack: Pack) -> Submission:
    """A consolidated tree: random amounts, transfers that match, some that do not, adjustments."""
    root = draw(shapes())
    codes = [leaf.entity.code for leaf in root.leaves()]
    paid = {code: dict[tuple[str, str], Decimal]() for code in codes}
    for _ in range(draw(st.integers(0, 4))):
        payer, receiver = draw(st.sampled_from(codes)), draw(st.sampled_from([*codes, OUTSIDE]))
        there, back, *_ = draw(st.sampled_from(PAIRS))
        amount = draw(positive)
        if payer != receiver:
            paid[payer][receiver, there] = amount
            if receiver in paid and draw(st.integers(0, 4)):
                paid[receiver][payer, back] = amount
    return _filled(draw, pack, root, paid)


def _filled(
    draw: st.DrawFn, pack: Pack, node: Node, paid: Mapping[str, Mapping[tuple[str, str], Decimal]]
) -> Submission:
    if not node.children:
        return leaf(pack, node.entity, _tables(draw, node.entity.code, paid[node.entity.code]))
    children = [_filled(draw, pack, child, paid) for child in node.children]
    own = adjusting(pack, node.entity, _adjusted(draw, pack)) if draw(st.booleans()) else None
    return consolidate(pack, node.entity, children, own)


def _tables(draw: st.DrawFn, code: str, paid: Mapping[tuple[str, str], Decimal]) -> Tables:
    lines: dict[str, dict[str, Value]] = {}
    for line in LINES:
        for column in ("current", "prior"):
            value = draw(maybe)
            if value is not None:
                lines.setdefault(line, {})[column] = value
    rows: dict[str, dict[str, Value]] = {}
    for (other, column), amount in paid.items():
        rows.setdefault(other, {"counterparty": other})[column] = amount
        line, year = next(
            (pair[2] if column == pair[0] else pair[3], pair[4])
            for pair in PAIRS
            if column in pair[:2]
        )
        held = lines.setdefault(line, {}).get(year, Decimal(0))
        assert isinstance(held, Decimal)
        lines[line][year] = held + amount
    bought: list[dict[str, Value]] = [
        {"project": f"项目{draw(st.integers(1, 3))}", "budget": draw(positive), "general": value}
        for value in draw(st.lists(positive, max_size=3))
    ]
    assert code
    return {MONEY: lines, TRANSFERS: list(rows.values()), BUY: bought}


def _adjusted(draw: st.DrawFn, pack: Pack) -> list[dict[str, Value]]:
    items = st.sampled_from([line.code for line in pack.codes[CELLS].lines])
    return [
        {"item": draw(items), "amount": draw(amounts), "reason": "补记"}
        for _ in range(draw(st.integers(1, 3)))
    ]


def leaf(
    pack: Pack,
    entity: Entity,
    tables: Tables,
) -> Submission:
    """The return of an entity without others below it: every form, blank where not given."""
    return _submission(pack, entity, tables, parent=False)


def adjusting(pack: Pack, entity: Entity, rows: Sequence[Mapping[str, Value]]) -> Submission:
    """The adjusting submission of a parent."""
    return _submission(pack, entity, {ADJUST: rows}, parent=True)


def _submission(
    pack: Pack,
    entity: Entity,
    tables: Tables,
    *,
    parent: bool,
) -> Submission:
    records = {
        name: tuple(Record(entity.code, row, values) for row, values in _rows(rows))
        for name, rows in tables.items()
    }
    forms = [form for form in pack.forms if form.template.parent == parent]
    extents = {
        form.id: FormSize(entity, "2020", (EntityRows(entity, len(records.get(form.id, ()))),))
        for form in forms
    }
    return Submission(entity, "2020", records, extents)


def _rows(
    rows: Rows,
) -> list[tuple[str, Mapping[str, Value]]]:
    """Name the rows of a statement by line, those of a register by number."""
    if isinstance(rows, Mapping):
        return list(rows.items())
    return [(str(number), row) for number, row in enumerate(rows, start=1)]
