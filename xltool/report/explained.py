"""Explained warnings and resubmissions in words: apart from what is open, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.kinds import SEVERITY_WORDS
from xltool.messages.render import render
from xltool.model.explanations import UNDECIDED
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.model.explanations import Explained
    from xltool.model.findings import Finding, Resubmission

ANSWERED = Bilingual("已说明的提醒", "Explained warnings")
_DECISIONS = {
    "accepted": Bilingual("采纳", "accepted"),
    "declined": Bilingual("不采纳", "declined"),
    UNDECIDED: Bilingual("待答复", "no reply yet"),
}
_BEFORE = Bilingual("与 {at} 报回的 {name} 相比", "Since {name} of {at}")
_DONE = {
    "mended": Bilingual("已改", "mended"),
    "answered": Bilingual("已说明", "answered"),
    "left": Bilingual("仍在", "still open"),
    "new": Bilingual("新增", "new"),
}
"""What became of what was asked, in the order in which it is told."""


def said_text(explained: Explained, language: str) -> str:
    """Return an explanation with the reply: ``说明“…”（采纳：…）``."""
    decision = _DECISIONS[explained.decision].in_language(language)
    words = explained.reply.words if explained.reply else ""
    if language == "en":
        return f"said: “{explained.text}” ({decision}{f': {words}' if words else ''})"
    return f"说明“{explained.text}”（{decision}{f'：{words}' if words else ''}）"


def declined_text(finding: Finding, language: str) -> str:
    """Return what was said of a finding and why it was declined; empty for any other."""
    explained = finding.explained
    return said_text(explained, language) if explained and explained.is_declined else ""


def answered_texts(findings: Iterable[Finding], language: str) -> Iterator[tuple[str, str, str]]:
    """Yield place, severity with rule, and the explanation with the text of each finding."""
    for finding in findings:
        assert finding.explained is not None
        word = SEVERITY_WORDS[finding.severity].in_language(language)
        text = f"{render(finding, language)[0]} {said_text(finding.explained, language)}"
        yield finding.location, f"{word} {finding.rule}", text


def outcome_groups(item: Resubmission) -> Iterator[tuple[str, Sequence[Finding]]]:
    """Yield each outcome with its findings: mended, answered, left, new."""
    for name in _DONE:
        yield name, getattr(item, name)


def outcome_word(name: str, language: str) -> str:
    """Return the word for an outcome."""
    return _DONE[name].in_language(language)


def resubmission_title(item: Resubmission, language: str) -> str:
    """Return what was done since the last return, as counts."""
    at = item.before.at.partition("T")[0]
    before = _BEFORE.in_language(language).format(name=item.before.name, at=at)
    counts = [
        f"{outcome_word(name, language)} {len(found)}" for name, found in outcome_groups(item)
    ]
    return (
        f"{before}: {', '.join(counts)}" if language == "en" else f"{before}：{'，'.join(counts)}"
    )


def resubmission_lines(item: Resubmission, language: str) -> Iterator[str]:
    """Yield the counts, and the places of what was mended and what is new.

    All else stands among the findings.
    """
    yield resubmission_title(item, language)
    colon, gap = (": ", ", ") if language == "en" else ("：", "、")
    for name, found in outcome_groups(item):
        if found and name in {"mended", "new"}:
            places = gap.join(f"{each.location} {each.rule}".strip() for each in found)
            yield f"{outcome_word(name, language)}{colon}{places}"
