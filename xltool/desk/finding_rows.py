"""Findings that a task found, as text of its result: in both languages, and only so many.

A job returns names, counts and texts, and no figures: its result goes with every answer about it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xltool.desk.output_parts import table
from xltool.desk.page_words import PageWords
from xltool.desk.words_parts import PARTS
from xltool.kinds import SEVERITY_WORDS, Severity
from xltool.report.html_elements import Markup, joined, tag
from xltool.text import Bilingual, load_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.model.findings import Finding

MOST_ROWS: Final = 40
"""Findings that a result holds; how many there are in all is told."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding as a page lists it: severity, whose it is, where, what is wrong, what to do."""

    severity: str
    entity: str
    place: Bilingual
    text: Bilingual
    hint: Bilingual


def rows_text(findings: Iterable[Finding]) -> str:
    """Return findings as JSON, the most severe first; read again by ``rows_of``."""
    every = sorted(findings, key=lambda finding: finding.severity.rank)
    rows = [_row(finding) for finding in every[:MOST_ROWS]]
    return json.dumps({"count": len(every), "rows": rows}, ensure_ascii=False)


def _row(finding: Finding) -> list[object]:
    # the words of all findings are only needed in the process of a task
    from xltool.messages.render import render  # noqa: PLC0415
    from xltool.publication.review_document import place_text  # noqa: PLC0415

    texts = [render(finding, language) for language in ("zh", "en")]
    places = [place_text(finding, language) for language in ("zh", "en")]
    return [
        finding.severity.value, finding.entity, places,
        [text for text, _ in texts], [hint for _, hint in texts],
    ]  # fmt: skip


def rows_of(text: str) -> tuple[tuple[FindingRow, ...], int]:
    """Return the findings of ``rows_text``, and how many there were; none of another text."""
    try:
        data = load_json(text)
        rows = tuple(
            FindingRow(str(severity), str(entity), Bilingual(*place), Bilingual(*says),
                       Bilingual(*hint))
            for severity, entity, place, says, hint in data["rows"]
        )  # fmt: skip
        return rows, int(data["count"])
    except (ValueError, KeyError, TypeError):
        return (), 0


def findings_table(text: str, name: str, language: str) -> Markup:
    """Return the table of ``rows_text``; the element with the id ``name`` is its title."""
    rows, count = rows_of(text)
    if not rows:
        return Markup()
    words = PageWords(PARTS, language)
    head = tuple(words.say(key) for key in ("where", "severity", "problem", "hint"))
    shown = table(name, head, ([*_cells(row, language)] for row in rows))
    left = count - len(rows)
    more = [tag("p", words.say("more", count=left), class_="note")] if left > 0 else []
    return joined((shown, *more))


def _cells(row: FindingRow, language: str) -> tuple[str, ...]:
    severity = Severity(row.severity)
    badge = tag(
        "span", SEVERITY_WORDS[severity].in_language(language), class_=f"severity {row.severity}"
    )
    place = row.place.in_language(language) or row.entity
    return place, badge, row.text.in_language(language), row.hint.in_language(language)
