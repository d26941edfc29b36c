"""What can be wrong with a pack beyond its syntax: ids that do not meet, sums that circle."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from xltool.expressions.references import ColumnTotal
from xltool.kinds import Shape
from xltool.model.explanations import LONGEST_EXPLANATION
from xltool.model.forms import TOTAL
from xltool.pack.lint_columns import table_problems
from xltool.pack.lint_rules import rules_problems, unknown_names
from xltool.pack.lint_templates import template_problems
from xltool.pack.lint_texts import text_problems
from xltool.pack.load_disclosure import disclosure_problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.expressions.transfers import AdjustmentRegister
    from xltool.model.forms import OlderVersion, Pack


def problems(pack: Pack) -> Iterator[str]:
    """Yield every problem of a loaded pack, each naming file and key."""
    yield from _twice((form.template.sheet for form in pack.forms), "templates: sheet")
    yield from _twice((table.id for _, table in pack.tables()), "schemas: table")
    for codes in pack.codes.values():
        yield from _code_list(codes.id, [(line.code, line.parent) for line in codes.lines])
    for form in pack.forms:
        yield from template_problems(form, pack)
        for table in form.tables:
            yield from table_problems(form, table, pack)
        yield from rules_problems(form.rules, form, pack)
    yield from rules_problems(pack.cross, None, pack)
    for older in pack.older:
        yield from _older(older, pack)
    yield from _answers(pack.answers)
    yield from text_problems(pack)
    yield from _key_figures(pack)
    yield from _open_lists(pack)
    yield from _transfers(pack)
    yield from disclosure_problems(pack)
    if pack.adjusting:
        yield from _adjusting(pack.adjusting, pack)


def _answers(answers: Iterable[object]) -> Iterator[str]:
    """Explanations to choose from are texts that reading takes."""
    for text in answers:
        if not isinstance(text, str) or not 0 < len(text.strip()) <= LONGEST_EXPLANATION:
            yield (
                f"pack.toml: answers: 应为 1 至 {LONGEST_EXPLANATION} 个字 · "
                f"must be a text of at most {LONGEST_EXPLANATION} characters: {text!r:.40}"
            )


def _key_figures(pack: Pack) -> Iterator[str]:
    """A key figure is a number that a parent has once: of a line, or of a register's total."""
    known = {
        f"{table.id}.{row}.{column.id}"
        for form in pack.reported
        for table in form.tables
        for row in (TOTAL, *(line.code for line in table.lines))
        for column in table.columns
        if column.kind.numeric and form.shape is not Shape.CARDS
    }
    for name in pack.key_figures:
        if name not in known:
            yield (
                f"templates/pack.toml: key_figures: 不认识 · unknown {name!r}，"
                "应为 表.行次.栏次 · write table.line.column"
            )


def _open_lists(pack: Pack) -> Iterator[str]:
    """A campaign may add to choices of dropdowns, not to lines of statements."""
    offered = {column.codes for _, table in pack.tables() for column in table.columns}
    offered -= {table.codes for _, table in pack.tables()}
    # Where a column names a list that is not there, one that no column names may be meant.
    meant = pack.codes.keys() if offered - pack.codes.keys() - {""} else offered
    for name in pack.open_lists:
        if name not in meant & pack.codes.keys():
            key = f"open_lists.{name}"
            yield (
                f"templates/pack.toml: {key}: 不是下拉选项用的代码表，请改正或删去 · "
                "no code list of a dropdown: correct or delete it"
            )


def _older(older: OlderVersion, pack: Pack) -> Iterator[str]:
    """An older version may lack only forms, columns and lines that exist today."""
    for name in sorted(older.absent):
        form, _, part = name.partition(".")
        known = {
            known
            for candidate, table in pack.tables()
            if candidate.id == form
            for known in ("", *(c.id for c in table.columns), *(line.code for line in table.lines))
        }
        if part not in known:
            yield (
                f"templates/pack.toml: older {older.version}: absent: "
                f"不认识 {name} · unknown {name}"
            )


def _transfers(pack: Pack) -> Iterator[str]:
    """Both sides of a transfer, and the columns of its register, must exist.

    A name that the rules between forms do not find, either, was told with them.
    """
    told = {name for rule in pack.cross for name in unknown_names(rule.nodes(), None, pack)}
    users: dict[str, dict[str, None]] = {}
    for transfer in pack.transfers:
        columns = (transfer.counterparty, transfer.paid_column, transfer.received_column)
        register = (ColumnTotal(transfer.table, name) for name in columns)
        for name in unknown_names((transfer.paid, transfer.received, *register), None, pack):
            if name not in told:
                users.setdefault(name, {})[transfer.zh] = None
    for name, titles in users.items():
        yield f"schemas/cross.py: transfers: {', '.join(titles)}: 不认识 {name} · unknown {name}"


def _adjusting(adjusting: AdjustmentRegister, pack: Pack) -> Iterator[str]:
    """The register of adjustments must exist, on a form that a parent fills in."""
    nodes = [
        ColumnTotal(adjusting.table, adjusting.item),
        ColumnTotal(adjusting.table, adjusting.amount),
    ]
    wrong = list(unknown_names(nodes, None, pack))
    for name in wrong:
        yield f"schemas/cross.py: adjustment: 不认识 {name} · unknown {name}"
    if not wrong and not pack.form_of(adjusting.table).template.parent:
        yield f"{pack.form_of(adjusting.table).template_file}: parent: 应为 true · must be true"


def _twice(names: Iterator[str], where: str) -> Iterator[str]:
    for name, count in Counter(names).items():
        if count > 1:
            yield f"{where}: 重复 {name} · twice: {name}"


def _code_list(name: str, lines: list[tuple[str, str]]) -> Iterator[str]:
    codes = {code for code, _ in lines}
    yield from _twice((code for code, _ in lines), f"schemas/codes/{name}.csv")
    for code, parent in lines:
        if parent and parent not in codes:
            yield f"schemas/codes/{name}.csv: {code}: 没有上级 {parent} · no parent {parent}"
