"""A unit of the pack hebei-budget in which everything agrees, to make one fault at a time in it."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xltool.campaign.folder import forms_of, size_forms
from xltool.layout.layout import lay_out
from xltool.model.forms import Entity
from xltool.model.submission import Key, Record, Submission
from xltool.values.decimal_text import MASK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.model.forms import Pack
    from xltool.model.submission import Value

UNIT: Final = Entity("312005", "平乡县看守所", "看守所", "312", "行政")
RIGHT: Final = {
    "balance.income_general.amount": "100", "balance.204.amount": "90", "balance.208.amount": "10",
    "income.2040201.general": "90", "income.2080505.general": "10",
    "spending.2040201.basic": "60", "spending.2040202.project": "25",
    "spending.2040220.project": "5", "spending.2080505.basic": "10",
    "fiscal.income_general.amount": "100", "fiscal.204.general": "90", "fiscal.208.general": "10",
    "general.2040201.basic": "60", "general.2040202.project": "25",
    "general.2040220.project": "5", "general.2080505.basic": "10",
    "basic.30101.personnel": "50", "basic.30201.public": "19.1",
    "basic.30217.public": "0.4", "basic.30231.public": "0.5",
    "three_public.reception.general": "0.4", "three_public.vehicle_running.general": "1.2",
    "fixed_assets.vehicles.quantity": "2", "fixed_assets.vehicles.value": "20",
}  # fmt: skip
"""Figures by form, line and column."""
NIL: Final = frozenset({"fund", "soe", "procurement", "performance"})

Figures = dict[str, str]


def filled(pack: Pack, figures: Mapping[str, str], nil: frozenset[str] = NIL) -> Submission:
    """Return what the unit hands in with these figures; those that are empty are left blank."""
    rows: dict[str, dict[str, dict[str, Value]]] = defaultdict(lambda: defaultdict(dict))
    for place, figure in figures.items():
        form, line, column = place.split(".")
        if figure:
            rows[form][line][column] = figure if figure == MASK else Decimal(figure)
    tables = {
        form: tuple(Record(UNIT.code, line, dict(values)) for line, values in lines.items())
        for form, lines in rows.items()
    }
    forms = forms_of(pack, parent=False)
    return size_forms(forms, Submission(UNIT, "2020", tables, {}, nil=nil))[0]


def place_of(pack: Pack, submission: Submission, place: str) -> tuple[str, str]:
    """Return sheet and cell of a figure, which is named by form, line and column."""
    name, line, column = place.split(".")
    form = pack.form(name)
    layout = lay_out(form, submission.extents[name])
    return layout.sheet, layout.slots[Key(name, UNIT.code, line, column)].address
