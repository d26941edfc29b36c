"""Column checks: one pandera pass per table for the records of all submissions.

The only reader of pandera's ``SchemaErrors``. A check that crashes raises: it never becomes a
finding.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from xltool.kinds import Severity
from xltool.model.submission import DELETED, Key
from xltool.text import unspaced
from xltool.validation.frames import UNDER, frame, schema, valid_codes
from xltool.validation.suggestions import nearest_code, suggestion
from xltool.values.decimal_text import decimal_text, is_masked, shown_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.model.findings import Finding
    from xltool.model.forms import Column, Pack, Table
    from xltool.model.submission import Record
    from xltool.validation.cell_places import CellPlaces

_NAMES = {"not_nullable": "nullable", "greater_than_or_equal_to": "ge"}
"""What packs call pandera's checks, where they say it shorter."""
_KEYS = {
    "isin": "XL-142",
    "under": "XL-142.under",
    "greater_than_or_equal_to": "XL-143",
    "str_length": "XL-145",
    "not_nullable": "XL-141",
}
TELLS_NOTHING = frozenset({"isin", "under", "not_nullable"})
"""Checks whose failure leaves a text that rules cannot go by."""
FEW = 6
"""So many choices are listed; of more, the nearest is named."""


@dataclass(frozen=True, slots=True)
class CheckedRecord:
    """A record in a batch, and where its submission stands."""

    sites: CellPlaces
    record: Record


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """A cell that fails a check of its column."""

    row: CheckedRecord
    key: Key
    finding: Finding
    doubted: bool


def failures(pack: Pack, table: Table, rows: Sequence[CheckedRecord]) -> Iterator[FailedCheck]:
    """Yield every cell of a table that fails a check, in one pass over all submissions."""
    if not rows:
        return
    data = frame(pack, table, [row.record for row in rows])
    try:
        schema(pack, table).validate(data, lazy=True)
    except SchemaErrors as errors:
        for error in errors.schema_errors:
            check = _Check.of(pack, table, error)
            for position in sorted(set(_positions(error))):
                found = check.failed(rows[position])
                if found is not None:
                    yield found


def _positions(error: SchemaError) -> list[int]:
    cases = error.failure_cases
    if error.reason_code is SchemaErrorReason.CHECK_ERROR or not hasattr(cases, "columns"):
        raise error
    return [int(position) for position in cases["index"]]


@dataclass(frozen=True, slots=True)
class _Check:
    """A check of a column that somebody failed."""

    pack: Pack
    table: Table
    column: Column
    name: str
    limit: str

    @classmethod
    def of(cls, pack: Pack, table: Table, error: SchemaError) -> _Check:
        name = getattr(error.check, "name", None) or str(error.check)
        at = name.removeprefix(UNDER) if UNDER in name else str(error.schema.name)
        return cls(pack, table, table.column(at), name.partition(":")[0], _limit(error))

    def failed(self, row: CheckedRecord) -> FailedCheck | None:
        """Return the finding, unless the cell holds nothing that could be checked."""
        value = row.record.values.get(self.column.id)
        numeric = self.column.kind.numeric
        if is_masked(value) or value is DELETED or (isinstance(value, str) and numeric):
            return None
        key = Key(self.table.id, row.record.entity, row.record.row, self.column.id)
        message = _KEYS.get(self.name, "XL-144")
        text = "" if value is None else decimal_text(value)
        finding = replace(
            row.sites.at(key),
            rule=self.column.ids.get(_NAMES.get(self.name, self.name), message.partition(".")[0]),
            message=message, severity=Severity.ERROR, value=text, params=self._params(row, text),
        )  # fmt: skip
        return FailedCheck(row, key, finding, self.name in TELLS_NOTHING and not numeric)

    def _params(self, row: CheckedRecord, text: str) -> Mapping[str, str]:
        title = unspaced(self.column.title)
        found = {"check": self.name, "limit": self.limit, "column": title}
        return found | {"prompt": self.column.prompt} | self._choices(row, text)

    def _choices(self, row: CheckedRecord, text: str) -> dict[str, str]:
        """Return what could stand here instead: all of a few, or the nearest of many."""
        if not self.column.codes or not text:
            return {}
        codes, above = self.pack.codes[self.column.codes], self._above(row)
        below = [line.code for line in codes.under(above)] if above else []
        among = below or valid_codes(codes, self.column)
        if len(among) <= FEW:
            told = f"，可填：{'、'.join(among)}", f"; it may be {', '.join(among)}"
        else:
            told = suggestion(nearest_code(text, codes, among))
        return {"above": above, "instead_zh": told[0], "instead_en": told[1]}

    def _above(self, row: CheckedRecord) -> str:
        if not self.column.under:
            return ""
        template = self.pack.form_of(self.table.id).template
        if self.table.column(self.column.under).printed:
            return template.group_of(row.record.row)
        return str(shown_value(row.record.values.get(self.column.under)) or "")


def _limit(error: SchemaError) -> str:
    statistics: dict[str, Any] = getattr(error.check, "statistics", None) or {}
    limits = (statistics.get("max_value"), statistics.get("min_value"))
    return next((str(limit) for limit in limits if limit is not None), "")
