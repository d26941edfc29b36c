"""The equations that readers of a publication know: of the pack, of its sums, of its sentences.

Only those are gathered that withheld cells can be reached by: from table to table, and from the
department to its entities, as long as a relation leads on.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from xltool.evaluation.submission_values import SubmissionValues
from xltool.kinds import Shape
from xltool.publication.linear_relations import (
    LinearRelation,
    cross_relations,
    form_relations,
    sums_over_units,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from fractions import Fraction

    from xltool.model.submission import Key
    from xltool.publication.content import PrintedTable

    RowNames: TypeAlias = "Mapping[tuple[str, str, str], str]"
    """The row of the department that repeats one of an entity: by table, owner and row there."""
    Place: TypeAlias = "tuple[str, str]"
    """Whose form: the code of an entity, and the id of the form."""


@dataclass(frozen=True, slots=True, eq=False)
class PublicEquations:
    """Relations among cells, and the cells that are ``public``: printed, and known."""

    relations: tuple[LinearRelation, ...]
    public: AbstractSet[Key]

    def unknown(self, hidden: AbstractSet[Key]) -> tuple[LinearRelation, ...]:
        """Return the relations that are left among unknown cells when ``hidden`` ones are, too.

        Of each relation only the unknown cells are kept; those from which no hidden cell can be
        reached are left out.
        """
        found = [
            replace(each, terms=terms)
            for each in self.relations
            if (terms := _unknown_terms(each, self.public, hidden))
        ]
        reached = connected_keys([each.terms for each in found], hidden)
        return tuple(each for each in found if not reached.isdisjoint(each.terms))


def public_cells(tables: Iterable[PrintedTable], values: SubmissionValues) -> frozenset[Key]:
    """Return the cells that tables print, without those that are withheld or masked in the form."""
    keys = (
        cell.key
        for table in tables
        for cell in table.cells
        if cell.key is not None and not cell.withheld
    )
    return frozenset(
        key
        for key in keys
        if not values.column(key.table, key.column).kind.numeric
        or not isinstance(values.get(key), str)
    )


def public_equations(
    values: SubmissionValues,
    public: AbstractSet[Key],
    hidden: AbstractSet[Key],
    figures: Sequence[LinearRelation] = (),
) -> PublicEquations:
    """Return the equations that lead to ``hidden`` cells; ``figures`` are those of sentences."""
    scopes = {scope.code: scope for scope in _scopes(values)}
    relations = [*figures, *(each for scope in scopes.values() for each in scope.cross())]
    seen: set[Place] = set()
    places = {place for key in hidden for place in _places(values, scopes, key)}
    while places:
        seen |= places
        for code, form in sorted(places):
            relations += scopes[code].of_form(form)
        kept = [terms for each in relations if (terms := _unknown_terms(each, public, hidden))]
        reached = connected_keys(kept, hidden)
        places = {place for key in reached for place in _places(values, scopes, key)} - seen
    return PublicEquations(tuple(relations), public)


def connected_keys(
    relations: Sequence[Mapping[Key, object]], start: AbstractSet[Key]
) -> AbstractSet[Key]:
    """Return the cells that relations lead to from those of ``start``, these included."""
    by_key: dict[Key, list[int]] = defaultdict(list)
    for number, terms in enumerate(relations):
        for key in terms:
            by_key[key].append(number)
    reached, pending = set(start), list(start)
    while pending:
        for number in by_key.pop(pending.pop(), ()):
            further = relations[number].keys() - reached
            reached |= further
            pending += further
    return reached


def _unknown_terms(
    relation: LinearRelation, public: AbstractSet[Key], hidden: AbstractSet[Key]
) -> Mapping[Key, Fraction]:
    if any(key in hidden or key not in public for key in relation.given):
        return {}
    return {key: size for key, size in relation.terms.items() if key in hidden or key not in public}


@dataclass(frozen=True, slots=True, eq=False)
class _Scope:
    """The figures of the department, or of an entity below it; ``above`` is whose it is part of."""

    values: SubmissionValues
    rows: RowNames
    above: str = ""

    @property
    def code(self) -> str:
        return self.values.submission.entity.code

    def cross(self) -> Iterator[LinearRelation]:
        """Yield what rules between forms state, in the cells of the department."""
        return map(self._renamed, cross_relations(self.values))

    def of_form(self, name: str) -> Iterator[LinearRelation]:
        """Yield what a form states; registers and cards are those of the department."""
        form = self.values.form_of(name)
        if not self.above or form.shape is Shape.STATEMENT:
            yield from form_relations(self.values, form)
            yield from sums_over_units(self.values, form)

    def _renamed(self, relation: LinearRelation) -> LinearRelation:
        if not self.above:
            return relation
        terms = {self._key(key): size for key, size in relation.terms.items()}
        return replace(relation, terms=terms, given=frozenset(map(self._key, relation.given)))

    def _key(self, key: Key) -> Key:
        return key._replace(row=self.rows.get((key.table, key.entity, key.row), key.row))


def _scopes(
    values: SubmissionValues, rows: RowNames | None = None, above: str = ""
) -> Iterator[_Scope]:
    """Yield the department and every entity below it."""
    yield _Scope(values, rows or {}, above)
    submission = values.submission
    for child in submission.children:
        below = {}
        for table, records in submission.tables.items():
            for record in records:
                if record.of is not None and record.of[0] == child.entity.code:
                    row = (rows or {}).get((table, record.entity, record.row), record.row)
                    below[table, record.entity, record.of[1]] = row
        yield from _scopes(SubmissionValues(values.pack, child), below, submission.entity.code)


def _places(values: SubmissionValues, scopes: Mapping[str, _Scope], key: Key) -> Iterator[Place]:
    """Yield whose forms say something of a cell: its own, and the one that it is added up in."""
    form, department = values.form_of(key.table), values.submission.entity.code
    if form.shape is not Shape.STATEMENT:
        yield department, form.id
        return
    yield key.entity, form.id
    if above := scopes[key.entity].above:
        yield above, form.id
