"""Which findings of a return the sheets of its correction copy see, and the checks of the others.

A check of a reissued workbook says what was found as long as every cell that the finding rests on
still holds what it held. So it vanishes when one of them is changed, whatever it is changed to:
whether that is right is seen when the workbook comes back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.a1 import on_sheet
from xltool.evaluation.submission_values import SubmissionValues
from xltool.excel_formulas.check_cells import rules_in_excel
from xltool.excel_formulas.text_formulas import quote_text
from xltool.expressions.predicates import SameInGroup, UniqueInGroup
from xltool.kinds import Severity
from xltool.layout.layout import lay_out
from xltool.values.decimal_text import decimal_text, shown_value
from xltool.writing.problems import Problem, find_problems
from xltool.writing.workbook_checks import WorkbookChecks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from xltool.expressions.rule import Rule
    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.findings import Finding
    from xltool.model.forms import Pack
    from xltool.model.submission import Key, Submission
    from xltool.values.decimal_text import Shown
    from xltool.writing.problems import Problems

ENTRY_MESSAGES = frozenset({
    "XL-112", "XL-113", "XL-114", "XL-115", "XL-116", "XL-117", "XL-118", "XL-125", "XL-126",
    "XL-141", "XL-142", "XL-142.under", "XL-143", "XL-144", "XL-145", "XL-164",
})  # fmt: skip
"""Messages about what stands in a cell, which the check of its entry may see."""
STRUCTURE = "XL-15", "XL-16", "XL-17", "XL-18"
"""How rules begin that are about the file and its forms: no cell that is changed mends these."""
LONGEST_COMPARED, COMPARED = 200, 100
"""A text longer than the one is compared by its length and as many characters as the other."""
_ODD = re.compile(r"[^\x20-\ud7ff\ue000-\ufffd]|_x[0-9A-Fa-f]{4}_")
"""What programs may hold in other ways: line feeds, controls, characters of two code units."""
_WIDE = re.compile(r"[^\n\t\x20-\ud7ff\ue000-\ufffd]|_x[0-9A-Fa-f]{4}_")
"""What programs may count in other ways."""


@dataclass(frozen=True, slots=True)
class CopyCell:
    """A cell of the correction copy: its form, and what stands in it."""

    form: str
    cell: FormCell
    key: Key


@dataclass(frozen=True)
class SheetView:
    """What the sheets of a correction copy see by themselves; ``fixed`` cells are locked."""

    pack: Pack
    copy: Submission
    fixed: AbstractSet[Key]

    @cached_property
    def layouts(self) -> Mapping[str, SheetLayout]:
        """The layout of each form."""
        sizes = self.copy.extents.items()
        return {form: lay_out(self.pack.form(form), size) for form, size in sizes}

    @cached_property
    def _values(self) -> SubmissionValues:
        return SubmissionValues(self.pack, self.copy)

    @cached_property
    def _problems(self) -> Problems:
        checks = WorkbookChecks(self.pack, self.layouts, frozenset(self.fixed))
        return find_problems(checks, self._values)

    @cached_property
    def _entries(self) -> AbstractSet[tuple[str, str]]:
        """Form and address of the cells that the checks of entries name."""
        return {
            (form, Problem.of(form, line).cell)
            for (form, _), text in self._problems.entries.items()
            for line in text.splitlines()
        }

    @cached_property
    def _broken(self) -> AbstractSet[tuple[Rule, str, str]]:
        """The rules of forms that their check cells say are broken, with form and address."""
        return {
            (cell.rule, form, cell.named.address)
            for form, checks in self._problems.checks.forms.items()
            for cell in checks.area.rules
            if (form, cell.row, cell.col) in self._problems.rules
        }

    @cached_property
    def _broken_between(self) -> AbstractSet[Rule]:
        """The rules between forms that are broken: each holds or not for the whole workbook."""
        others = self._problems.checks.others
        return {others[number].rule for number in self._problems.others}

    @cached_property
    def _rules(self) -> Mapping[tuple[str, str, str], Sequence[Rule]]:
        """The rules by id and texts; one id may have several, drawn and not."""
        found: dict[tuple[str, str, str], list[Rule]] = {}
        for _, rule in self.pack.rules():
            found.setdefault((rule.id, rule.zh, rule.en), []).append(rule)
        return found

    def sees(self, finding: Finding, cells: Sequence[CopyCell]) -> bool:
        """Whether a check of the sheets says what a finding says.

        ``cells`` are those that the finding rests on, first the one that it points at.
        """
        places = [(each.form, each.cell.address) for each in cells]
        if finding.message != "rule.broken":
            return finding.message in ENTRY_MESSAGES and places[0] in self._entries
        named = finding.rule, finding.params.get("zh", ""), finding.params.get("en", "")
        return any(
            self._is_broken(rule, places) for rule in rules_in_excel(self._rules.get(named, ()))
        )

    def _is_broken(self, rule: Rule, places: Sequence[tuple[str, str]]) -> bool:
        if rule in self._broken_between:
            return True
        # Of rows that are judged together the check may name another than the finding does.
        is_grouped = isinstance(rule.test, UniqueInGroup | SameInGroup)
        return any((rule, *place) in self._broken for place in places[: None if is_grouped else 1])

    def can_change(self, cells: Sequence[CopyCell]) -> bool:
        """Whether the sender can change one of the cells, or what it is calculated from."""
        return any(
            each.cell.calculated or (each.cell.entered and each.key not in self.fixed)
            for each in cells
        )

    def asks(self, form: str) -> bool:
        """Whether the check of the cover's answer about a form says something, or the cover."""
        problems = self._problems
        answers = problems.checks.answers
        asked = any(answers[number].form == form for number in problems.answers)
        return asked or not problems.is_begun

    def tests(self, cells: Sequence[CopyCell]) -> Iterator[str]:
        """Yield for each cell the formula that it holds what it holds now."""
        for each in cells:
            reference = on_sheet(self.layouts[each.form].sheet, each.cell.address)
            yield _holds(reference, shown_value(self._values.get(each.key)))


def is_about_values(finding: Finding) -> bool:
    """Whether a finding is serious, and about what stands in cells, not about the file."""
    serious = finding.severity is not Severity.INFO
    return serious and not finding.message.startswith(STRUCTURE)


def _holds(reference: str, value: Shown) -> str:
    """Return the formula that a cell holds a value: numbers as the program itself writes them."""
    if isinstance(value, Decimal):
        number = decimal_text(value)
        return f'EXACT({reference}&"",{f"({number})" if value < 0 else number}&"")'
    text = "" if value is None else str(value)
    odd = _ODD.search(text)
    if odd is None and len(text) <= LONGEST_COMPARED:
        return f'EXACT({reference}&"",{quote_text(text)})'
    start = text[: min(COMPARED, odd.start() if odd else COMPARED)]
    begins = f"EXACT(LEFT({reference},{len(start)}),{quote_text(start)})"
    if _WIDE.search(text):
        return begins
    return f"(LEN({reference})={len(text)})*{begins}"
