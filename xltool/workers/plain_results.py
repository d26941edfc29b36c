"""What a reading process sends back, taken as data: no pickle of it runs anything here.

A child parses what nobody trusts, and may be taken over by it. Its answers are pickles, but only
classes of the model are looked up in them: frozen dataclasses, enumerations and named tuples, whose
making does nothing but keep values. Everything else, functions above all, is refused, and so is an
answer of another shape.
"""

from __future__ import annotations

import io
import pickle
from dataclasses import is_dataclass
from decimal import Decimal
from enum import Enum
from importlib import import_module
from typing import Final

from xltool.model.explanations import Explanation
from xltool.model.findings import Finding, Return, RuleFindings
from xltool.model.submission import Key, Record, Submission

LARGEST: Final = 256 << 20
"""Bytes of one answer: far more than the values of a million cells take."""
_MODULES = frozenset({
    "xltool.kinds", "xltool.text", "xltool.model.coverage", "xltool.model.explanations",
    "xltool.model.findings", "xltool.model.forms", "xltool.model.submission",
    "xltool.spreadsheets.intake", "xltool.spreadsheets.raw_sheet", "xltool.values.cell_values",
})  # fmt: skip
"""Where the classes of an answer are defined."""
_PLAIN = {("builtins", "set"): set, ("builtins", "frozenset"): frozenset}
_DECIMAL = ("decimal", "Decimal")
_LONGEST_NUMBER = 100
"""Characters of a number: no cell has one of more digits, and Decimal takes time for millions."""


class GarbledError(ValueError):
    """An answer that is none."""


class _PlainUnpickler(pickle.Unpickler):
    """Looks up nothing but the classes of an answer."""

    def find_class(self, module: str, name: str, /) -> object:
        """Return one of them; ``GarbledError`` at anything else."""
        if (module, name) == _DECIMAL:
            return _decimal
        if found := _PLAIN.get((module, name)):
            return found
        if module in _MODULES and name.isidentifier():
            found = vars(import_module(module)).get(name)
            if isinstance(found, type) and found.__module__ == module and _is_plain(found):
                return found
        message = f"{module}.{name}"
        raise GarbledError(message)

    def persistent_load(self, pid: object, /) -> object:
        """Refuse: nothing is stored elsewhere."""
        raise GarbledError(str(pid))


def _is_plain(kind: type) -> bool:
    """Whether making one of a class only keeps values."""
    return is_dataclass(kind) or issubclass(kind, (Enum, tuple, str))


def _decimal(text: object) -> Decimal:
    """Return a number of its text, as pickles have it."""
    if not isinstance(text, str) or len(text) > _LONGEST_NUMBER:
        raise GarbledError
    return Decimal(text)


def load_plain(data: bytes) -> object:
    """Return what a child sent; ``GarbledError`` if it is not made of plain data."""
    try:
        return _PlainUnpickler(io.BytesIO(data)).load()
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a crooked pickle raises errors of all kinds
        raise GarbledError(str(error)) from None


def load_return(data: bytes) -> Return:
    """Return the return that a child sent; ``GarbledError`` if it is none."""
    item = load_plain(data)
    if not isinstance(item, Return) or not _is_return(item):
        raise GarbledError(type(item).__name__)
    return item


def load_submission(data: bytes) -> Submission:
    """Return the submission in such data; ``GarbledError`` if it is none."""
    item = load_plain(data)
    if not isinstance(item, Submission) or not _is_submission(item):
        raise GarbledError(type(item).__name__)
    return item


def _is_return(item: Return) -> bool:
    """Whether the parts of a return are of the types that the model says, as far as code relies."""
    parts: tuple[object, ...] = (
        item.path, item.findings, item.rulings, item.forms, item.explanations,
    )  # fmt: skip
    if not all(map(isinstance, parts, (str, tuple, tuple, dict, tuple))):
        return False
    found = [*item.findings, *(f for ruling in item.rulings for f in _findings(ruling))]
    submission = item.submission
    if not all(map(_is_finding, found)) or not all(map(_is_said, item.explanations)):
        return False
    if not all(map(_is_count, (each for ruling in item.rulings for each in ruling.counts))):
        return False
    return submission is None or _is_submission(submission)


def _is_said(item: object) -> bool:
    if not isinstance(item, Explanation):
        return False
    return all(map(_is_text, (item.subject, item.state, item.text, item.sheet, item.cell)))


def _is_text(item: object) -> bool:
    return isinstance(item, str)


def _findings(ruling: object) -> tuple[object, ...]:
    return ruling.findings if isinstance(ruling, RuleFindings) else (None,)


def _is_finding(item: object) -> bool:
    if not isinstance(item, Finding):
        return False
    texts = (item.rule, item.message, item.entity, item.form, item.sheet, item.cell, item.column)
    words = (item.value, item.expected, *item.cells, *item.params.values())
    digests = item.subject, item.state
    return item.explained is None and all(map(_is_text, (*texts, *words, *digests)))


def _is_count(item: object) -> bool:
    return isinstance(item, tuple) and list(map(type, item)) == [int, int, int]


def _is_submission(item: object) -> bool:
    if not isinstance(item, Submission) or not isinstance(item.tables, dict):
        return False
    records = [record for rows in item.tables.values() for record in rows]
    sound = all(isinstance(record, Record) for record in records)
    keys = all(isinstance(key, Key) for key in (*item.stored, *item.fixed))
    return sound and keys and all(map(_is_submission, item.children))
