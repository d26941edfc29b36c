"""Which findings are probably caused by another one: by a figure that several rules look at.

A wrong figure breaks the rule of its row, and every rule about a total that it is part of. The
finding with the fewest figures leads, for there the mistake is; one that points at a sum over
several rows does not say in which of them. A finding that also rests on some other wrong figure,
which its lead does not look at, stands by itself: mending the one would not mend the other.

What was typed over a formula causes nothing but that the formulas above it were typed over, too:
rules are judged by what the formula gives.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from xltool.a1 import parse_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.model.findings import Finding


OVERWRITTEN: Final = frozenset({"rule.calculated", "rule.overwritten", "XL-131", "R39"})
"""Messages about a constant where a formula should stand."""


@dataclass(frozen=True, slots=True)
class _Basis:
    """The entered figures that a finding rests on, and those behind the cell it points at.

    ``order`` puts the likelier cause first: the more severe, then the one with fewer figures.
    ``leads`` is whether it can be a cause: where a text takes part, that may be wrong instead.
    ``overwritten`` is whether it tells of what was typed over a formula.
    """

    finding: Finding
    figures: frozenset[str]
    blamed: frozenset[str]
    order: tuple[int, int, int]
    leads: bool
    overwritten: bool


def with_leads(
    findings: Sequence[Finding], figures: Mapping[str, tuple[str, ...]]
) -> list[Finding]:
    """Return the findings, each with its lead if it has one; leads have none themselves."""
    bases = [_basis(finding, number, figures) for number, finding in enumerate(findings)]
    pointing: dict[str, list[_Basis]] = defaultdict(list)
    for basis in bases:
        if basis.leads:
            pointing[min(basis.blamed)].append(basis)
    found = list(findings)
    led = set[int]()
    for basis in sorted(bases, key=lambda each: each.order):
        number = basis.order[-1]
        lead = _lead(basis, list(_inside(basis, pointing)), led)
        if lead is not None:
            led.add(number)
            found[number] = replace(basis.finding, lead=lead.finding.name)
    return found


def _basis(finding: Finding, number: int, figures: Mapping[str, tuple[str, ...]]) -> _Basis:
    cells = [each if "!" in each else f"{finding.sheet}!{each}" for each in finding.cells]
    at = finding.location
    cells = list(dict.fromkeys([at, *cells])) if finding.cell else []
    touched = frozenset(each for cell in cells for each in figures.get(cell, ()))
    blamed = frozenset(figures.get(at, ())) if finding.cell else frozenset[str]()
    overwritten = finding.message in OVERWRITTEN
    known = bool(blamed) and all(cell in figures for cell in cells)
    leads = known and (overwritten or len(set(map(_row, blamed))) == 1)
    order = finding.severity.rank, len(touched), number
    return _Basis(finding, touched, blamed, order, leads, overwritten)


def _row(place: str) -> tuple[str, int]:
    """Return sheet and row of a place."""
    sheet, _, cell = place.rpartition("!")
    at = parse_address(cell)
    return sheet, at[0] if at else 0


def _inside(basis: _Basis, pointing: Mapping[str, list[_Basis]]) -> Iterator[_Basis]:
    """Yield the possible causes: other findings whose cell rests on nothing but its figures."""
    for figure in basis.figures:
        for other in pointing.get(figure, ()):
            alike = other.overwritten == basis.overwritten
            if other is not basis and alike and other.blamed <= basis.figures:
                yield other


def _lead(basis: _Basis, inside: Sequence[_Basis], led: set[int]) -> _Basis | None:
    """Return the likeliest cause, if it looks at every figure that may be wrong."""
    causes = [
        each
        for each in inside
        if each.order < basis.order and each.order[-1] not in led
        and each.finding.name != basis.finding.name
    ]  # fmt: skip
    if not causes:
        return None
    first = min(causes, key=lambda each: each.order)
    # A figure that is only advised against need not be wrong.
    elsewhere = any(
        not each.blamed & first.figures for each in inside if each.order[0] <= basis.order[0]
    )
    return None if elsewhere else first
