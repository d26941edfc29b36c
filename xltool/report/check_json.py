"""The findings of a check as one JSON document; its schema is ``docs/check.schema.json``.

It is written by hand file by file, so that a large batch is never in memory as a whole; single
parts are written by ``as_json_text``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.messages.render import render
from xltool.report.summary import counts
from xltool.visible import as_json_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from xltool.model.findings import Finding, Return


def as_json(returns: Collection[Return], language: str, between: Sequence[Finding] = ()) -> str:
    """Return the check as one JSON document."""
    return "".join(json_pieces(returns, language, between))


def json_pieces(
    returns: Collection[Return], language: str, between: Sequence[Finding] = ()
) -> Iterator[str]:
    """Yield the document of ``as_json`` in pieces, one for each file."""
    before = '{\n "files": ['
    for item in returns:
        yield f"{before}\n  {_indented(_file(item, language), 2)}"
        before = ","
    yield "\n ]" if returns else f"{before}]"
    found = [_finding(finding, language) for finding in between]
    yield f',\n "findings": {_indented(found, 1)}'
    yield f',\n "summary": {_indented(counts(returns, between), 1)}\n}}\n'


def _indented(value: object, spaces: int) -> str:
    return as_json_text(value).replace("\n", "\n" + " " * spaces)


def _file(item: Return, language: str) -> dict[str, object]:
    submission = item.submission
    origin = submission.origin if submission else None
    return {
        "path": item.path,
        "sha256": origin.sha256 if origin else None,
        "entity": submission.entity.code if submission else None,
        "period": submission.period if submission else None,
        "verdict": item.verdict.value,
        "findings": [_finding(finding, language) for finding in item.findings],
    }


def _finding(finding: Finding, language: str) -> dict[str, object]:
    text, hint = render(finding, language)
    return {
        "rule": finding.rule, "severity": finding.severity.value, "entity": finding.entity,
        "form": finding.form, "sheet": finding.sheet, "cell": finding.cell,
        "cells": list(finding.cells), "label": finding.label.in_language(language),
        "column": finding.column,
        "value": finding.value, "expected": finding.expected, "message": text, "hint": hint,
    }  # fmt: skip
