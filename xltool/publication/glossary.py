"""The terms that are explained 名词解释: those whose figures were printed, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.publication.content import Span, TextBlock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from xltool.model.disclosure import Disclosure, GlossaryTerm


def glossary(disclosure: Disclosure, used: AbstractSet[str], line: int) -> Iterator[TextBlock]:
    """Yield a numbered paragraph for each term that was ``used``, in the order of the settings."""
    terms = (term for term in disclosure.terms if is_used(term, used))
    for number, term in enumerate(terms, 1):
        text = Span(f"{number}、{term.name}：{term.text}", source=f"term.{term.name}")
        yield TextBlock((text,), 0, line)


def is_used(term: GlossaryTerm, used: AbstractSet[str]) -> bool:
    """Whether a figure of a term was printed, or one that a name of the term begins."""
    return any(
        source == figure or source.startswith(f"{figure}.")
        for figure in term.figures
        for source in used
    )
