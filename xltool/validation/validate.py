"""Submissions → findings: one pandera pass per table for the whole batch, then the rules.

The only reader of pandera's ``SchemaErrors``. A check that crashes raises: it never becomes a
finding.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from xltool.consolidation.plans import child_prefix
from xltool.evaluation.evaluate import Book
from xltool.evaluation.judge import Judgement, rulings
from xltool.evaluation.phrase import cells, comparison, money, shown
from xltool.layout import Layout, is_parent, layout
from xltool.messages import LANGUAGES
from xltool.model import (
    GONE,
    Column,
    Finding,
    Key,
    Pack,
    Placement,
    Record,
    Return,
    Severity,
    Submission,
    Table,
    Value,
)
from xltool.numbers import masked, plain
from xltool.reading.tab import describe
from xltool.rules.rule import calculating
from xltool.rules.terms import Compare, Count, Same, Unique
from xltool.validation.frames import UNDER, frame, schema
from xltool.validation.unsettled import unsettled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.rules.rule import Rule

_NAMES = {"not_nullable": "nullable", "greater_than_or_equal_to": "ge"}
"""What packs call pandera's checks, where they say it shorter."""
_KEYS = {
    "isin": "XL-142",
    "under": "XL-142",
    "greater_than_or_equal_to": "XL-143",
    "str_length": "XL-145",
    "not_nullable": "XL-141",
}


class _Part:
    """One submission inside a return, with its geometry made when a finding needs it."""

    def __init__(self, pack: Pack, submission: Submission, prefix: str = "") -> None:
        self.pack = pack
        self.submission = submission
        self.prefix = prefix
        self._plans: dict[str, Layout] = {}

    def consolidated(self, form: str) -> bool:
        """Whether a form's values were carried from others, and checked where they were typed."""
        extent = self.submission.extents.get(form)
        return extent is not None and is_parent(extent)

    @cached_property
    def book(self) -> Book:
        return Book(self.pack, self.submission)

    def at(self, key: Key) -> Finding:
        """Return an empty finding that points at ``key``."""
        plan = self._plan(self.pack.form_of(key.table).id)
        cell = plan.slots.get(key)
        if cell is None:
            return Finding("", Severity.INFO, entity=key.entity, form=plan.form.id)
        place = self.submission.places.get(plan.form.id, Placement(plan.sheet))
        return describe(plan, place, cell)

    def _plan(self, form: str) -> Layout:
        if form not in self._plans:
            extent = self.submission.extents[form]
            self._plans[form] = layout(self.pack.form(form), extent, self.prefix)
        return self._plans[form]


def validate(pack: Pack, returns: Sequence[Return]) -> list[Return]:
    """Return the returns with every finding of their submissions added, in form order."""
    parts = [list(_parts(pack, item.submission)) for item in returns]
    found: dict[int, list[Finding]] = {index: [] for index in range(len(returns))}
    where = [(index, part) for index, group in enumerate(parts) for part in group]
    for _, table in pack.tables():
        for index, finding in _check_table(pack, table, where):
            found[index].append(finding)
    for index, part in where:
        found[index].extend(_check_rules(part))
        found[index].extend(_check_stored(part))
        found[index].extend(unsettled(pack, part.submission))
    return [
        replace(item, findings=(*item.findings, *_unrepeated(item.findings, found[index])))
        for index, item in enumerate(returns)
    ]


def check_parents(pack: Pack, submission: Submission) -> Iterator[Finding]:
    """Yield the findings of every parent in ``submission`` that was not itself handed in."""
    for part in _parts(pack, submission):
        if part.submission.children and part.submission.origin is None:
            yield from _check_rules(part)
            yield from unsettled(pack, part.submission)


def _parts(pack: Pack, submission: Submission | None) -> Iterator[_Part]:
    if submission is not None:
        for part in submission.parts():
            yield _Part(pack, part, "" if part is submission else child_prefix(part))


def _unrepeated(read: Iterable[Finding], found: Iterable[Finding]) -> Iterator[Finding]:
    """Drop column findings on cells whose text could not be read: those are reported."""
    unread = {
        (finding.sheet, finding.cell)
        for finding in read
        if finding.severity is Severity.ERROR and finding.cell
    }
    for finding in found:
        if not finding.message.startswith("XL-14") or (finding.sheet, finding.cell) not in unread:
            yield finding


def _check_table(
    pack: Pack, table: Table, where: Iterable[tuple[int, _Part]]
) -> Iterator[tuple[int, Finding]]:
    """Check the typed records of all submissions in one pass."""
    rows = [
        (index, part, record)
        for index, part in where
        if not part.consolidated(pack.form_of(table.id).id)
        for record in part.submission.tables.get(table.id, ())
    ]
    if not rows:
        return
    data = frame(pack, table, [record for _, _, record in rows])
    try:
        schema(pack, table).validate(data, lazy=True)
    except SchemaErrors as errors:
        for error in errors.schema_errors:
            for position in sorted(set(_failed(error))):
                index, part, record = rows[position]
                finding = _column_finding(part, table, record, error)
                if finding is not None:
                    yield index, finding


def _failed(error: SchemaError) -> list[int]:
    cases = error.failure_cases
    if error.reason_code is SchemaErrorReason.CHECK_ERROR or not hasattr(cases, "columns"):
        raise error
    return [int(position) for position in cases["index"]]


def _column_finding(
    part: _Part, table: Table, record: Record, error: SchemaError
) -> Finding | None:
    name = getattr(error.check, "name", None) or str(error.check)
    column = table.column(name.removeprefix(UNDER) if UNDER in name else str(error.schema.name))
    value = record.values.get(column.id)
    if masked(value) or value == GONE or (isinstance(value, str) and column.kind.numeric):
        return None
    key = Key(table.id, record.entity, record.row, column.id)
    name = name.partition(":")[0]
    message = _KEYS.get(name, "XL-144")
    return replace(
        part.at(key),
        rule=_rule_id(column, name, message),
        message=message,
        severity=Severity.ERROR,
        value="" if value is None else plain(value),
        params={"check": name, "limit": _limit(error)},
    )


def _rule_id(column: Column, name: str, message: str) -> str:
    return column.ids.get(_NAMES.get(name, name), message)


def _limit(error: SchemaError) -> str:
    statistics: dict[str, Any] = getattr(error.check, "statistics", None) or {}
    limits = (statistics.get("max_value"), statistics.get("min_value"))
    return next((str(limit) for limit in limits if limit is not None), "")


def _check_rules(part: _Part) -> Iterator[Finding]:
    for ruling in rulings(part.book):
        yield from (_broken(part, judgement) for judgement in ruling.broken())


def _broken(part: _Part, judgement: Judgement) -> Finding:
    rule, keys = judgement.rule, judgement.keys
    lead = part.at(judgement.lead) if judgement.lead else Finding("", Severity.INFO)
    compared = judgement.left is not None
    names = tuple(_cell_names(part, keys, lead.sheet))
    params = _said(part.book, judgement) | {
        "difference": money(judgement.difference) if compared else "",
        "count": str(len(keys)),
        "left": plain(judgement.left or Decimal(0)),
        "fix_zh": rule.fix[0] or f"请核对 {'、'.join(names)}。",
        "fix_en": rule.fix[1] or f"Check {', '.join(names)}.",
    }
    return replace(
        lead, rule=rule.id, message=_message(judgement), severity=judgement.severity,
        cells=names,
        value=_stands(part, judgement), expected=_expected(judgement), params=params,
    )  # fmt: skip


def _message(judgement: Judgement) -> str:
    test = judgement.rule.test
    if isinstance(test, Same):
        return "rule.same"
    if isinstance(test, Unique):
        return "rule.unique"
    if judgement.left is None:
        return "rule.stated"
    counted = isinstance(test, Compare) and isinstance(test.left, Count)
    return "rule.counted" if counted else "rule.compared"


def _said(book: Book, judgement: Judgement) -> dict[str, str]:
    """Return the words of a finding, in each language; ``messages`` picks one."""
    rule, scope = judgement.rule, judgement.scope
    said = {"zh": rule.zh, "en": rule.en}
    for language in LANGUAGES:
        if isinstance(rule.test, Compare) and judgement.left is not None:
            left, right = comparison(book, rule.test, scope, language)
            said |= {f"left_{language}": left, f"right_{language}": right}
        said[f"cells_{language}"] = _values(book, judgement, language)
    return said


def _values(book: Book, judgement: Judgement, language: str) -> str:
    rule, scope = judgement.rule, judgement.scope
    if isinstance(rule.test, (Same, Unique)):
        values = dict.fromkeys(book.get(key) for key in judgement.keys)
        column = judgement.keys[0].column
        kind = book.column(judgement.keys[0].table, column).kind
        return "、".join(shown(value, kind, language) for value in values)
    tests = [test for test in (rule.where, rule.test) if test is not None]
    return cells(book, tests, scope, language)


def _stands(part: _Part, judgement: Judgement) -> str:
    value = part.book.get(judgement.lead) if judgement.lead else None
    return "" if value is None else plain(value)


def _expected(judgement: Judgement) -> str:
    test = judgement.rule.test
    if judgement.left is None or judgement.right is None or not isinstance(test, Compare):
        return ""
    if test.sign == "==":
        return plain(judgement.left)
    return f"{test.sign} {plain(judgement.right)}"


def _cell_names(part: _Part, keys: Iterable[Key], sheet: str) -> Iterator[str]:
    """Name cells on other sheets with their sheet."""
    for key in keys:
        place = part.at(key)
        yield place.cell if place.sheet == sheet else f"{place.sheet}!{place.cell}"


def _check_stored(part: _Part) -> Iterator[Finding]:
    """Compare constants that stand where formulas should with what they should be."""
    for key, value in part.submission.stored.items():
        expected = part.book.get(key)
        rule = calculating(part.pack.form_of(key.table), key)
        if expected == value:
            finding = replace(
                part.at(key), rule="XL-131", message="XL-131", severity=Severity.WARNING
            )
        elif rule is None:
            finding = replace(part.at(key), rule="R39", message="R39", severity=Severity.ERROR)
        else:
            finding = _miscalculated(part, key, rule, value, expected)
        shown = "" if expected is None else plain(expected)
        yield replace(finding, value=plain(value), expected=shown)


def _miscalculated(
    part: _Part, key: Key, rule: Rule, value: Value, expected: Value | None
) -> Finding:
    difference = ""
    if isinstance(value, Decimal) and isinstance(expected, Decimal):
        difference = plain(value - expected)
    return replace(
        part.at(key), rule=rule.id, message="rule.calculated", severity=rule.severity,
        params={"zh": rule.zh, "en": rule.en, "difference": difference or "——"},
    )  # fmt: skip
