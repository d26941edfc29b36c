"""The formulas of a pack, drawn for one submission, and whether Excel takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xltool.dry_run.formula_syntax import WorkbookNames, formula_problem
from xltool.excel_formulas.calculated import calculated_formula
from xltool.identity import CHECKS_SHEET, CODES_SHEET, COVER_SHEET, nil_name
from xltool.layout.layout import lay_out
from xltool.model.lookup import calculating_rule
from xltool.writing.code_sheet import CodeSheet
from xltool.writing.workbook_checks import WorkbookChecks, filled_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.model.forms import Pack
    from xltool.model.submission import Submission


class DrawnFormula(NamedTuple):
    """A formula without its equals sign, with file and id of its rule."""

    place: str
    text: str


def refused_formulas(pack: Pack, submission: Submission) -> Iterator[str]:
    """Yield what Excel would not take, once for each rule and kind of fault.

    Raises ``RuleError`` for a rule that cannot be drawn.
    """
    layouts = {form.id: lay_out(form, submission.extents[form.id]) for form in pack.reported}
    checks = WorkbookChecks(pack, layouts, frozenset())
    sheets = {layout.sheet for layout in layouts.values()} | {CHECKS_SHEET, COVER_SHEET}
    defined = {*CodeSheet(pack).names.values(), *map(filled_name, layouts), *map(nil_name, layouts)}
    names = WorkbookNames(sheets | {CODES_SHEET}, defined)
    told = set[tuple[str, str]]()
    for place, text in _drawn(pack, checks):
        reason = formula_problem(text, names)
        if reason and (place, reason.en) not in told:
            told.add((place, reason.en))
            yield f"{place}: Excel 不接受公式，{reason.zh} · Excel does not take it: {reason.en}"


def _drawn(pack: Pack, checks: WorkbookChecks) -> Iterator[DrawnFormula]:
    for form in checks.layouts.values():
        file = pack.form(form.form.id).schema_file
        for key, cell in form.slots.items():
            rule = calculating_rule(form.form, key) if cell.calculated else None
            if rule is not None:
                yield DrawnFormula(f"{file}: {rule.id}", calculated_formula(form, cell)[1:])
    for name, checked in checks.forms.items():
        file = pack.form(name).schema_file
        for check in checked.area.rules:
            yield DrawnFormula(f"{file}: {check.rule.id}", checks.formula_of(name, check)[1:])
    for other in checks.others:
        yield DrawnFormula(f"schemas/cross.py: {other.rule.id}", other.formula[1:])
