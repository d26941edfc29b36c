"""What a pack states about several entities: their transfers, and how a parent adjusts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xltool.expressions.references import CellRef, ColumnTotal


@dataclass(frozen=True, slots=True, eq=False)
class Transfer:
    """Money that one entity pays another: an outlay of one and an income of the other 内部往来.

    ``paid`` and ``received`` are cells of statements; the register ``table`` breaks them down by
    counterparty in the columns ``paid_column`` and ``received_column``. Between entities of one
    parent both sides are taken out of the parent's figures.
    """

    id: str
    paid: CellRef
    received: CellRef
    table: str
    counterparty: str
    paid_column: str
    received_column: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class AdjustmentRegister:
    """The register in which a parent adjusts its own figures: which cell, and by how much."""

    table: str
    item: str
    amount: str


def transfer(
    rule_id: str,
    paid: tuple[CellRef, ColumnTotal],
    received: tuple[CellRef, ColumnTotal],
    *,
    counterparty: str,
    zh: str,
    en: str,
) -> Transfer:
    """State that what one entity has ``paid`` another has ``received``.

    Each side is the cell of a statement and the column of the register that breaks it down by
    the code in the column ``counterparty``.
    """
    (outlay, given), (income, taken) = paid, received
    return Transfer(
        rule_id, outlay, income, given.table, counterparty, given.column, taken.column, zh, en
    )


def adjusting(item: ColumnTotal, amount: ColumnTotal) -> AdjustmentRegister:
    """State in which register a parent adjusts its figures: the cell named, and the amount."""
    return AdjustmentRegister(item.table, item.column, amount.column)
