"""Names in a text file → figures and slots of the pack: ``three_public.total.current``."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from xltool.expressions.nodes import walk_expression
from xltool.expressions.references import Percentage
from xltool.kinds import ColumnKind, Shape
from xltool.model.forms import TOTAL
from xltool.publication.fields import Slot, TextFigure
from xltool.text import of_any_year, unspaced
from xltool.values.cell_values import places_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xltool.expressions.nodes import Expression
    from xltool.model.disclosure import Disclosure
    from xltool.model.forms import Column, Form, FormLine, Pack

PERCENT = "%"


class UnknownNameError(LookupError):
    """A name that the pack does not have; ``expected`` is the one most like it, or empty."""

    def __init__(self, expected: str = "", message: str = "XL-201") -> None:
        """Take what was probably meant, and the key of the message."""
        super().__init__(expected)
        self.expected = expected
        self.message = message if expected or message != "XL-201" else "XL-201.unlike"


def nearest(name: str, known: Iterable[str] | Mapping[str, str]) -> UnknownNameError:
    """Return the error for an unknown name; of a mapping the values are what people call them."""
    ids = list(known)
    if isinstance(known, dict):
        for key, label in known.items():
            if unspaced(label) == name:
                return UnknownNameError(key)
    near = get_close_matches(name, ids, 1, cutoff=0.5)
    return UnknownNameError(near[0] if near else "")


@dataclass(frozen=True, slots=True, eq=False)
class FigureNames:
    """The figures and slots that the texts of a pack can name."""

    pack: Pack
    disclosure: Disclosure

    def named(self, name: str, origin: tuple[str, ...] = ()) -> TextFigure | Slot:
        """Return what a condition names: a slot as form and line, or else a figure."""
        form, dot, line = name.partition(".")
        if form and dot and "." not in line and self._is_written(form):
            return self.slot(name)
        return self.figure(name, origin)

    def _is_written(self, form: str) -> bool:
        """Whether a form holds texts and no figures."""
        found = next((each for each in self.pack.forms if each.id == form), None)
        return found is not None and not any(c.kind.numeric for c in found.table.columns)

    def figure(self, name: str, origin: tuple[str, ...] = ()) -> TextFigure:
        """Return a figure; ``.total`` is taken from ``origin``, form and column of ``@from``.

        Raises ``UnknownNameError``.
        """
        if "." not in name:
            return self._named_figure(name)
        form, _, rest = name.partition(".")
        line, _, column = rest.partition(".")
        if not form:
            if len(origin) != len(("form", "column")):
                raise UnknownNameError(message="XL-201.origin")
            form, column = origin[0], column or origin[1]
        if not line or not column or "." in column:
            raise UnknownNameError(message="XL-201.figure")
        return self._cell_figure(self.form(form), line, column)

    def form(self, name: str) -> Form:
        """Return a form by its id."""
        known = {form.id: unspaced(form.template.sheet) for form in self.pack.forms}
        if name not in known:
            raise nearest(name, known)
        return self.pack.form(name)

    def column(self, form: Form, name: str) -> Column:
        """Return a column of the main table of a form."""
        known = {column.id: of_any_year(column.title) for column in form.table.columns}
        if name not in known:
            raise nearest(name, known)
        return form.table.column(name)

    def line(self, form: Form, name: str) -> FormLine:
        """Return a line of a statement, of a tree one of its code list."""
        lines = self.pack.codes[form.table.codes].lines if form.table.tree else form.table.lines
        found = {line.code: line for line in lines}
        if name not in found:
            raise nearest(name, {code: line.label for code, line in found.items()})
        return found[name]

    def slot(self, name: str) -> Slot:
        """Return a slot by form and line, or by form, line and column."""
        form_name, _, rest = name.partition(".")
        line_name, _, column_name = rest.partition(".")
        form = self.form(form_name)
        texts = [c.id for c in form.table.columns if c.kind is ColumnKind.TEXT]
        if form.shape is not Shape.STATEMENT or not line_name or not texts:
            raise UnknownNameError(message="XL-201.slot")
        line = self.line(form, line_name)
        column = self.column(form, column_name or texts[0])
        source = f"{form.id}.{line.code}"
        return Slot(source, form.table.id, line.code, column.id, unspaced(line.label))

    def section(self, name: str) -> str:
        """Return the code of a section of the long texts."""
        column = self.form(self.disclosure.paragraphs).table.columns[0]
        known = {line.code: line.label for line in self.pack.codes[column.codes].lines}
        if name not in known:
            raise nearest(name, known)
        return name

    def below(self, figure: TextFigure) -> tuple[TextFigure, ...]:
        """Return the figures of the lines right below that of ``figure`` that add to it."""
        if not figure.table:
            return ()
        form = self.pack.form_of(figure.table)
        return tuple(
            self._cell_figure(form, line.code, figure.column)
            for line in self._lines(figure)
            if line.parent == figure.line and line.adds
        )

    def lowest(self, figure: TextFigure) -> tuple[TextFigure, ...]:
        """Return the figures below at any depth that have none below them."""
        return tuple(
            lowest for below in self.below(figure) for lowest in self.lowest(below) or (below,)
        )

    def _lines(self, figure: TextFigure) -> tuple[FormLine, ...]:
        return self.pack.form_of(figure.table).table.lines

    def last(self, figure: TextFigure) -> TextFigure:
        """Return last year's figure beside this year's; raise when the form has none."""
        if not figure.last:
            raise UnknownNameError(message="XL-201.last")
        return self._cell_figure(self.pack.form_of(figure.table), figure.line, figure.last)

    def _cell_figure(self, form: Form, line: str, column_name: str) -> TextFigure:
        column = self.column(form, column_name)
        if form.shape is Shape.CARDS or not column.kind.numeric:
            raise UnknownNameError(message="XL-201.figure")
        places = None
        label = of_any_year(column.title)
        if form.shape is Shape.STATEMENT:
            found = self.line(form, line)
            places, label = found.places, found.label
        elif line != TOTAL:
            raise nearest(line, [TOTAL])
        return TextFigure(
            f"{form.id}.{line}.{column.id}", form.table.id, line, column.id,
            scale=form.template.scale if column.kind is ColumnKind.MONEY else "",
            unit=self._unit(column),
            places=places_of(column, places),
            last=form.table.years.get(column.id, ""),
            label=_label(form, unspaced(label), line),
        )  # fmt: skip

    def _unit(self, column: Column) -> str:
        if column.kind is ColumnKind.MONEY:
            return self.disclosure.measure
        return PERCENT if column.kind is ColumnKind.RATE else ""

    def _named_figure(self, name: str) -> TextFigure:
        figures = self.disclosure.figures
        if name not in figures:
            raise nearest(name, figures.keys())
        node = figures[name]
        terms = (term.name for term in self.disclosure.terms if name in term.figures)
        label = next(terms, name)
        if isinstance(node, Percentage):
            return TextFigure(name, expression=node, unit=PERCENT, label=label)
        scale = self._scale(node)
        unit = self.disclosure.measure if scale else ""
        return TextFigure(name, expression=node, scale=scale, unit=unit, label=label)

    def _scale(self, node: Expression) -> str:
        """Return what the forms of an expression count money in; empty when it adds no money."""
        forms = [
            self.pack.form_of(name.table)
            for each in walk_expression(node)
            for name in each.names()
            if name.column
            and self.pack.form_of(name.table).table.column(name.column).kind is ColumnKind.MONEY
        ]
        return forms[0].template.scale if forms else ""


def _label(form: Form, label: str, line: str) -> str:
    """Return what people call a line: a total goes by its form."""
    return unspaced(form.template.sheet) if line == TOTAL and label in {"合计", "金额"} else label
