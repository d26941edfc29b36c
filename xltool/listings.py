"""What ``xltool forms`` and ``xltool rules`` tell of a pack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.model import Pack


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """A column as ``xltool forms`` lists it."""

    table: str
    column: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class FormEntry:
    """A form as ``xltool forms`` lists it."""

    form: str
    sheet: str
    kind: str
    columns: tuple[ColumnEntry, ...]


def forms_listing(pack: Pack) -> list[FormEntry]:
    """Return what ``xltool forms`` tells: each form with its tables and columns."""
    return [
        FormEntry(
            form.id,
            form.template.sheet,
            form.shape.value,
            tuple(
                ColumnEntry(table.id, column.id, column.title.replace("　", ""), column.kind.value)
                for table in form.tables
                for column in table.columns
            ),
        )
        for form in pack.forms
    ]


def forms_table(listing: Iterable[FormEntry]) -> str:
    """Return the listing of forms as text."""
    lines = []
    for form in listing:
        lines.append(f"{form.form}  {form.sheet}  ({form.kind})")
        lines += [f"    {c.table}.{c.column:<12} {c.kind:<7} {c.title}" for c in form.columns]
    return "\n".join(lines) + "\n"


def rules_listing(pack: Pack) -> Iterator[dict[str, str]]:
    """Yield what ``xltool rules`` tells: each rule with its form, text and source."""
    yield {
        "rule": "R34", "severity": Severity.ERROR.value, "form": "", "kind": "asserts",
        "zh": "每个单位按规定期间报送全部报表，且只报一份",
        "en": "Every entity reports every form once, for the right period", "source": "",
    }  # fmt: skip
    for form, rule in pack.rules():
        yield {
            "rule": rule.id, "severity": rule.severity.value, "form": form.id if form else "",
            "kind": "calculates" if rule.calculates else "asserts",
            "zh": rule.zh, "en": rule.en, "source": rule.source,
        }  # fmt: skip
