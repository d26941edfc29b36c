"""What a pack says of its publication 部门预算信息公开: texts, tables, words, and how it looks.

The settings stand in ``templates/disclosure.toml``, the sentences in text files beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.expressions.nodes import Expression

PLAIN, PLACES = "plain", "places"
"""How amounts are printed in sentences: without zeros at the end (657.2), or as in tables."""


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """A form that is published: ``id``, and what of it is not.

    ``absent`` are the columns that are not printed at all, ``withheld`` those that print ``**``
    in the rows of a withheld project; ``by`` is the column that names the project. ``notes`` is
    whether the notes of the form are published, which may be for those who fill it in. ``empty`` is
    the note under a table that holds no figure.
    """

    id: str
    absent: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    by: str = ""
    landscape: bool = False
    notes: bool = True
    empty: str = ""


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A term that is explained 名词解释, if one of its ``figures`` was printed.

    A figure is named as in the text file, ``three_public.total.current``, or all of a line or a
    form by what it begins with, ``three_public``.
    """

    name: str
    text: str
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The publication of a pack.

    ``texts`` are the names of its text files, the first one is used if no other is asked for;
    ``measure`` is the unit of the sentences, ``style`` how their amounts are printed, ``words``
    those for a change (``more``, ``less``, ``same``). ``figures`` are the named ones of
    ``schemas/disclosure.py``. ``narrative``, ``paragraphs`` and ``decisions`` are the ids of the
    department's own forms, ``signatures``, ``corrects`` and ``correction_reason`` lines of the
    first: who signs, which edition is corrected and why. ``endings`` are what a budget system
    adds to the name of a project.
    ``look`` are sizes and fonts of the document, by the names of a page's measures.
    """

    texts: tuple[str, ...]
    forms: tuple[PrintedForm, ...]
    measure: str = "万元"
    style: str = PLAIN
    words: Mapping[str, str] = field(
        default_factory=lambda: {"more": "增加", "less": "减少", "same": "持平"}
    )
    terms: tuple[GlossaryTerm, ...] = ()
    figures: Mapping[str, Expression] = field(default_factory=dict)
    narrative: str = "narrative"
    paragraphs: str = "paragraphs"
    decisions: str = "decisions"
    signatures: tuple[str, ...] = ("secrecy_review", "approval")
    corrects: str = "corrects"
    correction_reason: str = "correction_reason"
    endings: tuple[str, ...] = ()
    look: Mapping[str, object] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    name_endings: tuple[str, ...] = ()

    def published_name(self, name: str) -> str:
        """Return the department's name without what the entity list adds to it."""
        endings = (ending for ending in self.name_endings if name.endswith(ending))
        return name.removesuffix(next(endings, ""))

    def form(self, name: str) -> PrintedForm | None:
        """Return how the form ``name`` is published; None when it is not."""
        return next((form for form in self.forms if form.id == name), None)
