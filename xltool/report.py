"""Findings → terminal table and JSON. Cell text is data: control characters are made visible."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.messages import render
from xltool.model import Finding, Return, Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.model import Pack

_WORDS = {
    Severity.ERROR: ("错误", "error"),
    Severity.WARNING: ("提醒", "warning"),
    Severity.INFO: ("提示", "info"),
    Verdict.ACCEPTED: ("可以接受", "accepted"),
    Verdict.NEEDS_FIX: ("需要修改", "needs fixing"),
    Verdict.REJECTED: ("不予读取", "rejected"),
}
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


ASTRAL = 0x10000


def say(word: Severity | Verdict, language: str) -> str:
    """Return a severity or verdict in words."""
    return _WORDS[word][language == "en"]


def visible(text: str) -> str:
    """Return ``text`` with control, format and bidi characters written out as escapes."""
    return "".join(_escaped(char) if _is_unseen(char) else char for char in text)


def _is_unseen(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _escaped(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < ASTRAL else f"\\U{ord(char):08x}"


def _json(document: object) -> str:
    """Return JSON in UTF-8 text, with what nobody sees as JSON's own escapes."""
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return "".join(
        json.dumps(char)[1:-1] if char != "\n" and _is_unseen(char) else char for char in text
    )


def as_table(returns: Iterable[Return], language: str, general: Sequence[Finding] = ()) -> str:
    """Return the findings as text, grouped by file: place, message, rule."""
    lines = []
    for item in returns:
        lines.append(_heading(item, language))
        ordered = sorted(item.findings, key=lambda finding: _ORDER[finding.severity])
        lines += [_row(finding, language) for finding in ordered]
    lines += [_row(finding, language) for finding in general]
    return "\n".join(lines) + "\n" if lines else ""


def _heading(item: Return, language: str) -> str:
    who = ""
    if item.submission:
        entity = item.submission.entity
        who = f"  {entity.code} {entity.short} {item.submission.period}"
    return visible(f"{item.path}{who}  — {say(item.verdict, language)}")


def _row(finding: Finding, language: str) -> str:
    text, hint = render(finding, language)
    place = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
    about = " ".join(part for part in (finding.label, finding.column) if part)
    parts = [part for part in (place, about) if part]
    colon, gap = (": ", " ") if language == "en" else ("：", "")
    where = " ".join(parts) + (colon if parts else "")
    said = f"{text}{gap if hint else ''}{hint}"
    return visible(f"  [{say(finding.severity, language)} {finding.rule}] {where}{said}")


def closing(returns: Sequence[Return], general: Sequence[Finding], language: str) -> str:
    """Return the closing line: how many files, with which verdicts and findings."""
    counts = _counts(returns, general)
    if language == "en":
        return (
            f"{counts['files']} files: {counts['accepted']} accepted, "
            f"{counts['needs-fix']} need fixing, {counts['rejected']} rejected; "
            f"{counts['error']} errors, {counts['warning']} warnings, {counts['info']} notes."
        )
    return (
        f"共 {counts['files']} 个文件：可以接受 {counts['accepted']}，"
        f"需要修改 {counts['needs-fix']}，不予读取 {counts['rejected']}；"
        f"错误 {counts['error']} 条，提醒 {counts['warning']} 条，提示 {counts['info']} 条。"
    )


def _counts(returns: Sequence[Return], general: Sequence[Finding]) -> dict[str, int]:
    verdicts = Counter(item.verdict.value for item in returns)
    findings = [finding for item in returns for finding in item.findings]
    severities = Counter(finding.severity.value for finding in (*findings, *general))
    names = [*Verdict, *Severity]
    counted = verdicts + severities
    return {"files": len(returns)} | {name.value: counted[name.value] for name in names}


def as_json(returns: Sequence[Return], language: str, general: Sequence[Finding] = ()) -> str:
    """Return the check as one JSON document."""
    document = {
        "files": [_file(item, language) for item in returns],
        "findings": [_finding(finding, language) for finding in general],
        "summary": _counts(returns, general),
    }
    return _json(document) + "\n"


def _file(item: Return, language: str) -> dict[str, object]:
    submission = item.submission
    return {
        "path": item.path,
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
        "cells": list(finding.cells), "label": finding.label, "column": finding.column,
        "value": finding.value, "expected": finding.expected, "message": text, "hint": hint,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """A column as ``xltool forms`` lists it."""

    table: str
    column: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class FormEntry:
    """A form as ``xltool forms`` lists it."""

    form: str
    sheet: str
    kind: str
    columns: tuple[ColumnEntry, ...]


def forms_listing(pack: Pack) -> list[FormEntry]:
    """Return what ``xltool forms`` tells: each form with its tables and columns."""
    return [
        FormEntry(
            form.id,
            form.template.sheet,
            form.shape.value,
            tuple(
                ColumnEntry(table.id, column.id, column.title.replace("　", ""), column.kind.value)
                for table in form.tables
                for column in table.columns
            ),
        )
        for form in pack.forms
    ]


def forms_table(listing: Iterable[FormEntry]) -> str:
    """Return the listing of forms as text."""
    lines = []
    for form in listing:
        lines.append(f"{form.form}  {form.sheet}  ({form.kind})")
        lines += [f"    {c.table}.{c.column:<12} {c.kind:<7} {c.title}" for c in form.columns]
    return "\n".join(lines) + "\n"


def rules_listing(pack: Pack) -> Iterator[dict[str, str]]:
    """Yield what ``xltool rules`` tells: each rule with its form, text and source."""
    yield {
        "rule": "R34", "severity": Severity.ERROR.value, "form": "", "kind": "asserts",
        "zh": "每个单位按规定期间报送全部报表，且只报一份",
        "en": "Every entity reports every form once, for the right period", "source": "",
    }  # fmt: skip
    for form, rule in pack.rules():
        yield {
            "rule": rule.id, "severity": rule.severity.value, "form": form.id if form else "",
            "kind": "calculates" if rule.calculates else "asserts",
            "zh": rule.zh, "en": rule.en, "source": rule.source,
        }  # fmt: skip
