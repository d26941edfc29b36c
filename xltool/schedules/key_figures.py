"""The main totals of a submission, this year's and last year's: what a leader looks at.

Which they are, the pack says (``key_figures``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.kinds import Shape
from xltool.model.submission import Key
from xltool.schedules.worksheet_lines import figure_label
from xltool.values.decimals import NO_NUMBER, add_values, negated, percentage_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.model.forms import Form, FormLine, Pack
    from xltool.model.submission import Value


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A main total: its form's sheet, its label, and how many lines it stands below.

    ``prior`` is None, and ``compared`` False, where the form has no figures of last year.
    """

    sheet: str
    label: str
    depth: int
    current: Value | None
    prior: Value | None = None
    compared: bool = True

    @property
    def change(self) -> Value | None:
        """This year's figure less last year's; ``**`` when one of them is not known."""
        return add_values((self.current, negated(self.prior))) if self.compared else None

    @property
    def rate(self) -> Value | None:
        """The change in percent of last year's figure; 不可比 when that is zero or blank."""
        change = self.change
        if isinstance(change, NO_NUMBER):
            return change
        return percentage_of(change, self.prior) if self.compared else None


def key_figures(values: SubmissionValues) -> Iterator[KeyFigure]:
    """Yield the figures that the pack names, in its order, each with its parts below it.

    Parts are what the lines of ``charts`` are made of; those that are zero or blank in both years
    are left out, and so are figures of forms that nobody submitted.
    """
    for key in figure_keys(values.pack, values.submission.entity.code):
        form = values.form_of(key.table)
        if form.id in values.submission.extents:
            main = _figure(values, form, key, figure_label(form, key), 0)
            yield main
            for line, depth in _parts(form, key.row) if form.shape is Shape.STATEMENT else ():
                part = _figure(values, form, key._replace(row=line.code), line.label, depth)
                if part.current or part.prior:
                    yield part


def figure_keys(pack: Pack, entity: str) -> Iterator[Key]:
    """Yield where the key figures of an entity stand, as the pack names them."""
    for name in pack.key_figures:
        table, line, column = name.split(".")
        yield Key(table, entity, line, column)


def _figure(values: SubmissionValues, form: Form, key: Key, label: str, depth: int) -> KeyFigure:
    last = form.table.years.get(key.column, "")
    prior = values.get(key._replace(column=last)) if last else None
    return KeyFigure(form.template.sheet, label, depth, values.get(key), prior, bool(last))


def _parts(form: Form, main: str) -> Iterator[tuple[FormLine, int]]:
    """Yield the lines of ``charts`` below a line, and what these are made of, with their depth."""
    charts = form.template.charts
    for line in form.table.lines:
        above = _above(form, line)
        if main in above and (line.code in charts or (line.adds and line.parent in charts)):
            yield line, above.index(main) + 1


def _above(form: Form, line: FormLine) -> list[str]:
    """Return the lines that a line stands below, the nearest first."""
    if not line.parent:
        return []
    return [line.parent, *_above(form, form.table.line(line.parent))]
