"""Column checks: one pandera pass per table for the records of all submissions.

A pass costs per check and hardly per row, so a batch is one pass. Only this file reads pandera's
``SchemaErrors``. A check that crashes never becomes a finding: the pack is faulty.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from xltool.errors import PackError, faulty_pack
from xltool.kinds import Category, Severity
from xltool.model.lookup import entries_of
from xltool.model.submission import DELETED, Key
from xltool.text import Bilingual
from xltool.validation.frames import UNDER, frame, schema
from xltool.validation.suggestions import nearest_code, suggestion
from xltool.values.decimal_text import decimal_text, is_masked, shown_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.model.findings import Finding
    from xltool.model.forms import Column, Pack, Table
    from xltool.model.submission import Record
    from xltool.validation.cell_places import CellPlaces

_NAMES = {"not_nullable": "nullable", "greater_than_or_equal_to": "ge"}
"""Shorter names that packs have for pandera's checks."""
_MESSAGES = {
    "isin": "XL-142",
    "under": "XL-142.under",
    "greater_than_or_equal_to": "XL-143",
    "str_length": "XL-145",
    "not_nullable": "XL-141",
}
"""The message of each check; any other has ``XL-144``."""
_MAKES_SUSPECT = frozenset({"isin", "under", "not_nullable"})
"""Checks of texts by which no rule can be judged when they fail."""
FEW = 6
"""How many codes are listed; of more, only the nearest is suggested."""


@dataclass(frozen=True, slots=True)
class CheckedRecord:
    """A record in a batch, and the places of its submission."""

    places: CellPlaces
    record: Record


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """A cell that fails a check of its column; ``suspect`` when no rule can be judged by it."""

    checked: CheckedRecord
    key: Key
    finding: Finding
    suspect: bool


def failed_checks(
    pack: Pack, table: Table, checked: Sequence[CheckedRecord]
) -> Iterator[FailedCheck]:
    """Yield every cell of a table that fails a check, in one pass over all submissions."""
    if not checked:
        return
    data = frame(pack, table, [each.record for each in checked])
    try:
        schema(pack, table).validate(data, lazy=True)
    except SchemaErrors as errors:
        for error in errors.schema_errors:
            check = _Check.of(pack, table, error)
            for position in sorted(set(_positions(error))):
                failed = check.failed(checked[position])
                if failed is not None:
                    yield failed


def _positions(error: SchemaError) -> list[int]:
    """Return the rows of the frame that fail; raise ``PackError`` when a check crashed instead."""
    cases = error.failure_cases
    if error.reason_code is SchemaErrorReason.CHECK_ERROR or not hasattr(cases, "columns"):
        name = getattr(error.check, "name", None) or str(error.check)
        (what, *_) = str(error).splitlines()
        raise PackError(faulty_pack(f"schemas: {error.schema.name}: {name}", what)) from error
    return [int(position) for position in cases["index"]]


@dataclass(frozen=True, slots=True)
class _Check:
    """A check of a column that some record failed; ``limit`` is its bound, if it has one."""

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

    def failed(self, checked: CheckedRecord) -> FailedCheck | None:
        """Return the failed cell; None when it holds nothing that could be checked."""
        record = checked.record
        value = record.values.get(self.column.id)
        numeric = self.column.kind.numeric
        if is_masked(value) or value is DELETED or (isinstance(value, str) and numeric):
            return None
        key = Key(self.table.id, record.entity, record.row, self.column.id)
        message = _MESSAGES.get(self.name, "XL-144")
        text = "" if value is None else decimal_text(value)
        finding = replace(
            checked.places.at(key),
            rule=self.column.ids.get(_NAMES.get(self.name, self.name), message.partition(".")[0]),
            message=message, severity=Severity.ERROR, value=text,
            params={**self._params(record, text), "column": checked.places.titled(self.column)},
            category=Category.MISSING if message == "XL-141" else Category.FORM,
        )  # fmt: skip
        return FailedCheck(checked, key, finding, self.name in _MAKES_SUSPECT and not numeric)

    def _params(self, record: Record, text: str) -> Mapping[str, str]:
        found = {"check": self.name, "limit": self.limit}
        return found | {"prompt": self.column.prompt} | self._choices(record, text)

    def _choices(self, record: Record, text: str) -> dict[str, str]:
        """Return what could stand here instead: all of a few codes, or the nearest of many."""
        if not self.column.codes or not text:
            return {}
        codes, parent = self.pack.codes[self.column.codes], self._parent_code(record)
        below = [line.code for line in codes.under(parent)] if parent else []
        among = below or entries_of(codes, self.column)
        if len(among) <= FEW:
            instead = Bilingual(f"，可填：{'、'.join(among)}", f"; it may be {', '.join(among)}")
        else:
            instead = suggestion(nearest_code(text, codes, among))
        return {"above": parent, "instead_zh": instead.zh, "instead_en": instead.en}

    def _parent_code(self, record: Record) -> str:
        """Return the code, in another column, below which this one must stand; empty if none."""
        if not self.column.under:
            return ""
        template = self.pack.form_of(self.table.id).template
        if self.table.column(self.column.under).printed:
            return template.group_of(record.row)
        return str(shown_value(record.values.get(self.column.under)) or "")


def _limit(error: SchemaError) -> str:
    statistics: dict[str, Any] = getattr(error.check, "statistics", None) or {}
    limits = (statistics.get("max_value"), statistics.get("min_value"))
    return next((str(limit) for limit in limits if limit is not None), "")
