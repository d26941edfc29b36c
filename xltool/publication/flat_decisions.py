"""Facts by their places, and the decisions among them: a second way to what is withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from xltool.expressions.free_text import normalize_name
from xltool.facts.facts import NIL_FACT, facts
from xltool.publication.decisions import PUBLISHED, UNNAMED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.model.disclosure import Disclosure
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

    FlatValues: TypeAlias = Mapping[tuple[str, str, str, str], str]
    """Values as texts, by table, entity, row and column."""
    Treatment: TypeAlias = tuple[str, str]
    """How a project is published, and under which name."""


def flat_values(pack: Pack, submission: Submission) -> FlatValues:
    """Return every value of a submission as a text, calculated ones too."""
    return {
        (fact.table, fact.entity, fact.row, fact.column): fact.value
        for fact in facts(pack, submission)
        if (fact.row, fact.column) != NIL_FACT[:2]
    }


def flat_treatments(
    values: FlatValues, entity: str, disclosure: Disclosure
) -> Mapping[str, Treatment]:
    """Return the decisions of an entity by the names of projects; of several, the strictest."""
    table, found = disclosure.decisions, dict[str, "Treatment"]()
    for row in sorted({at[2] for at in values if at[0] == table}, key=int):
        project, treatment, shown = (
            values.get((table, entity, row, name), "") for name in ("project", "treatment", "shown")
        )
        name = normalize_name(project, disclosure.endings)
        other = found.get(name)
        if name and (other is None or strictness(treatment) >= strictness(other[0])):
            found[name] = (treatment, shown)
    return found


def strictness(treatment: str) -> int:
    """Return how much is withheld: nothing, name and figures, or everything."""
    return 0 if treatment == PUBLISHED else 1 if treatment == UNNAMED else 2
