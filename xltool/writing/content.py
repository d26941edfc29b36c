"""What differs between workbooks of the same size: values, what checks say, names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.identity import id_line, meta_rows
from xltool.values.decimal_text import Shown, shown_value
from xltool.writing.problems import Problems, find_problems
from xltool.writing.workbook_checks import WorkbookChecks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.layout.cells import SheetLayout
    from xltool.model.forms import Pack
    from xltool.model.submission import Key, Submission


@dataclass(frozen=True)
class PlaceholderNames:
    """The names that placeholders stand for; none, when the names are printed themselves."""

    names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _any(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, self.names)) or "(?!)")

    def has(self, text: str) -> bool:
        """Whether a placeholder stands in a printed text."""
        return self._any.search(text) is not None

    def with_names(self, text: str) -> str:
        """Return a printed text with the names in it."""
        return self._any.sub(lambda found: self.names[found[0]], text)


@dataclass(frozen=True)
class WorkbookContent:
    """What is in the workbook of one submission, and not in that of another.

    ``number`` is the serial number of the copy; ``digests`` are those of each form's layout, by
    entity and form. Where placeholders are printed instead of names, ``words`` has the names.
    ``checks`` are those of a workbook that somebody fills in.
    """

    pack: Pack
    submission: Submission
    values: SubmissionValues
    number: str
    digests: Mapping[tuple[str, str], str] = field(default_factory=dict)
    words: PlaceholderNames = field(default_factory=PlaceholderNames)
    checks: WorkbookChecks | None = None

    @cached_property
    def problems(self) -> Problems:
        """What the check cells say; nothing where there are none."""
        if self.checks is None:
            return Problems(WorkbookChecks(self.pack, {}, frozenset()))
        return find_problems(self.checks, self.values)

    def get(self, key: Key) -> Shown:
        """Return what the cell at ``key`` shows."""
        return shown_value(self.values.get(key))

    def entered(self) -> Iterator[tuple[Key, Decimal | str]]:
        """Yield what is filled in, as its cell shows it, with its key."""
        for key, value in self.values.submission.values():
            yield key, shown_value(value)

    def identity(self, plan: SheetLayout) -> str:
        """Return the line that is printed above a form."""
        return id_line(self.pack, plan.form, self.submission, self.number).text()

    @cached_property
    def meta(self) -> list[tuple[str, str]]:
        """The rows of the sheet ``_meta``: key and value."""
        return list(meta_rows(self.pack, self.submission, self.number, self.digests))
