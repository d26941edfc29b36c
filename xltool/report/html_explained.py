"""Explained warnings and resubmissions in the HTML report: folded, apart from what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.messages.render import render
from xltool.model.entries import answered_findings
from xltool.report.explained import (
    declined_text,
    outcome_groups,
    outcome_word,
    resubmission_title,
    said_text,
)
from xltool.report.html_elements import Markup, tag
from xltool.report.html_words import return_name, rule_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xltool.campaign.checking import Checked
    from xltool.model.findings import Finding


def resubmissions_section(checked: Checked, language: str, words: Mapping[str, str]) -> Markup:
    """Return the section with what was done since the last returns; nothing when none came."""
    parts = []
    for number, item in enumerate(checked.returns):
        if item.resubmission:
            lists = [
                _list(outcome_word(name, language), found, language, words)
                for name, found in outcome_groups(item.resubmission)
                if found
            ]
            title = f"{return_name(item)} {resubmission_title(item.resubmission, language)}"
            parts.append(_folded(number, title, lists))
    return _section("resubmissions", parts, words)


def answered_section(checked: Checked, language: str, words: Mapping[str, str]) -> Markup:
    """Return the section with the explained warnings; nothing when there are none."""
    parts = [
        _folded(
            number,
            f"{return_name(item)} {words['hits'].format(len(found))}",
            [_list("", found, language, words)],
        )
        for number, item in enumerate(checked.returns)
        if (found := answered_findings(item.findings))
    ]
    return _section("answers", parts, words)


def declined_note(finding: Finding, language: str) -> Markup:
    """Return the explanation of a warning that was declined, with the officer's words."""
    text = declined_text(finding, language)
    return tag("p", text, class_="hint") if text else Markup()


def _section(name: str, parts: Sequence[Markup], words: Mapping[str, str]) -> Markup:
    if not parts:
        return Markup()
    return tag("section", tag("h2", words[name], id=name), *parts, aria_labelledby=name)


def _folded(number: int, title: str, parts: Iterable[Markup]) -> Markup:
    """Return what is told of the file with this number, folded."""
    summary = tag("summary", title)
    return tag("details", summary, *parts, class_="told", data_file=str(number))


def _list(
    title: str, findings: Iterable[Finding], language: str, words: Mapping[str, str]
) -> Markup:
    heading = tag("p", title, class_="about") if title else ""
    entries = (_entry(finding, language, words) for finding in findings)
    return tag("div", heading, tag("ul", *entries))


def _entry(finding: Finding, language: str, words: Mapping[str, str]) -> Markup:
    place = tag("code", finding.location, lang="zh-CN") if finding.location else ""
    said = said_text(finding.explained, language) if finding.explained else ""
    return tag(
        "li", rule_mark(finding, words), " ", place, " ", render(finding, language)[0], " ", said
    )
