"""R38: what the entities of one parent pay each other must be stated alike on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.a1 import child_prefix
from xltool.consolidation.eliminations import find_eliminations
from xltool.kinds import Severity
from xltool.layout.layout import lay_out
from xltool.model.findings import Finding
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.consolidation.eliminations import ChildCell, TransferPair
    from xltool.layout.cells import SheetLayout
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission


def unmatched_transfers(pack: Pack, parent: Submission) -> Iterator[Finding]:
    """Yield a finding for each pair that does not match, and each amount without counterparty."""
    children = {child.entity.code: child for child in parent.children}
    settlement = find_eliminations(pack, parent.children)
    sheets = _Sheets(pack, children)
    for pair in settlement.pairs:
        if not pair.matches:
            yield _unequal(pair, sheets)
    for place in settlement.loose:
        yield _loose(place, sheets)


class _Sheets:
    """Where the figures of the children stand, each laid out when it is asked for."""

    def __init__(self, pack: Pack, children: dict[str, Submission]) -> None:
        self.children = children
        self._pack = pack
        self._plans: dict[tuple[str, str], SheetLayout] = {}

    def at(self, place: ChildCell) -> tuple[str, str]:
        """Return sheet and cell of a figure, named as in the parent's workbook."""
        form = self._pack.form_of(place.key.table)
        child = self.children[place.child]
        where = (place.child, form.id)
        if where not in self._plans:
            self._plans[where] = lay_out(
                form, child.extents[form.id], child_prefix(child.entity.code)
            )
        plan = self._plans[where]
        return plan.sheet, plan.slots[place.key].address


def _unequal(pair: TransferPair, sheets: _Sheets) -> Finding:
    places = [*pair.paid.places, *pair.received.places]
    found = [sheets.at(place) for place in places]
    sheet, cell = found[0]
    return Finding(
        pair.transfer.id, Severity.ERROR, "R38.unequal", entity=pair.payer,
        form=pair.transfer.table, sheet=sheet, cell=cell,
        cells=tuple(at if name == sheet else f"{name}!{at}" for name, at in found),
        value=decimal_text(pair.paid.amount), expected=decimal_text(pair.received.amount),
        params={
            "zh": pair.transfer.zh, "en": pair.transfer.en, "payer": pair.payer,
            "receiver": pair.receiver, "cells": "、".join("!".join(at) for at in found),
        },
    )  # fmt: skip


def _loose(place: ChildCell, sheets: _Sheets) -> Finding:
    entity = sheets.children[place.child].entity
    sheet, cell = sheets.at(place)
    return Finding(
        "R38", Severity.ERROR, "R38.loose", entity=entity.code, form=place.key.table,
        sheet=sheet, cell=cell, cells=(cell,), params={"code": entity.code, "name": entity.name},
    )  # fmt: skip
