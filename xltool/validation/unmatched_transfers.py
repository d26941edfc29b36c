"""R38: what the entities of one parent pay each other must be stated alike on both sides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.a1 import child_prefix
from xltool.consolidation.eliminations import find_eliminations
from xltool.kinds import Category, Severity
from xltool.model.findings import Finding
from xltool.validation.cell_places import CellPlaces
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.consolidation.eliminations import ChildCell, TransferPair
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission


def unmatched_transfers(pack: Pack, parent: Submission) -> Iterator[Finding]:
    """Yield a finding for each pair that does not match, and each amount without counterparty.

    They point into the parent's workbook, where a child's forms stand as the layout has them, and
    tell the places in the children's own workbooks.
    """
    eliminations = find_eliminations(pack, parent.children)
    children = {
        child.entity.code: CellPlaces(
            pack, replace(child, places={}), child_prefix(child.entity.code)
        )
        for child in parent.children
    }
    for pair in eliminations.pairs:
        if not pair.matches:
            yield _unequal(pair, children, _own_places(pack, parent, pair))
    for cell in eliminations.loose:
        yield _without_counterparty(cell, children[cell.child])


def _own_places(pack: Pack, parent: Submission, pair: TransferPair) -> list[str]:
    """Return the cells of a pair with the workbook that each was handed in in, as far as known."""
    children = {child.entity.code: child for child in parent.children}
    found = []
    for code, key in (*pair.paid.places, *pair.received.places):
        child = children[code]
        file = child.receipt or child.origin
        own = replace(child, places=child.receipt.places if child.receipt else child.places)
        name = f"《{Path(file.source).name}》" if file and file.source else f"{code} "
        found.append(name + "!".join(CellPlaces(pack, own).where(key)))
    return found


def _unequal(
    pair: TransferPair, children: Mapping[str, CellPlaces], own_places: Sequence[str]
) -> Finding:
    cells = [*pair.paid.places, *pair.received.places]
    found = [children[cell.child].where(cell.key) for cell in cells]
    sheet, first = found[0]
    return Finding(
        pair.transfer.id, Severity.ERROR, "R38.unequal", entity=pair.payer,
        form=pair.transfer.table, sheet=sheet, cell=first,
        cells=tuple(at if name == sheet else f"{name}!{at}" for name, at in found),
        value=decimal_text(pair.paid.amount), category=Category.INCONSISTENT,
        params={
            "zh": pair.transfer.zh, "en": pair.transfer.en, "payer": pair.payer,
            "receiver": pair.receiver, "stated": decimal_text(pair.received.amount),
            "cells": "、".join(own_places),
        },
    )  # fmt: skip


def _without_counterparty(child_cell: ChildCell, child: CellPlaces) -> Finding:
    entity = child.submission.entity
    sheet, cell = child.where(child_cell.key)
    return Finding(
        "R38", Severity.ERROR, "R38.loose", entity=entity.code, form=child_cell.key.table,
        sheet=sheet, cell=cell, cells=(cell,), params={"code": entity.code, "name": entity.name},
        category=Category.MISSING,
    )  # fmt: skip
