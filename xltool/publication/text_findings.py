"""Findings about a text file: each with its file and line, and the sentence that stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.kinds import Category, Severity
from xltool.model.findings import Finding
from xltool.text import same_in_both

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.publication.bind_text import BoundText
    from xltool.publication.text_file import TextFile


def text_finding(
    text: TextFile,
    line: int,
    message: str,
    severity: Severity = Severity.ERROR,
    category: Category = Category.FORM,
    **params: str,
) -> Finding:
    """Return a finding at a line of a text file, named as ``disclosure.txt:44``.

    It is about the sentence there, or about the ``slot`` that a person fills in. The rule is what
    the key of the message begins with: XL-205 of ``XL-205.missing``.
    """
    return Finding(
        rule=message.partition(".")[0],
        severity=severity,
        message=message,
        sheet=f"{text.name}:{line}",
        label=same_in_both(params.get("slot") or text.sentence(line)),
        value=params.get("value", ""),
        expected=params.get("expected", ""),
        params=params,
        category=category,
    )


def problem_findings(bound: BoundText) -> Iterator[Finding]:
    """Yield the findings of what is wrong in a text file itself: XL-201 and XL-202."""
    for each in bound.problems:
        yield text_finding(
            bound.text, each.line, each.message,
            value=each.value, expected=each.expected, unit=each.expected,
        )  # fmt: skip
