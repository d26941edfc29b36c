"""Proof 2, the text is right: each paragraph of a document against its line of the text file.

A pure function of the paragraphs' texts, so that it also serves documents that somebody else saved.
Each numeral is derived again from flat facts, not from what was printed. A paragraph that was
edited is held clause by clause. What was not found is told, and what nobody derived is listed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from xltool.kinds import Category, Severity
from xltool.model.findings import Finding
from xltool.publication.bind_text import bind_text
from xltool.publication.expected_text import expected_patterns
from xltool.publication.numeral_check import judged_in, wrong
from xltool.publication.sentence_patterns import (
    NUMERAL,
    Pattern,
    TextToken,
    folded,
)
from xltool.publication.stated_figures import known_figures, misquoted
from xltool.text import same_in_both

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from xltool.publication.source import PublicationSource
    from xltool.publication.text_file import TextFile

QUOTED: Final = 60
"""How many characters of a paragraph a finding quotes."""
_NUMBERED: Final = "0123456789、"


@dataclass(frozen=True, slots=True)
class StatedNumeral:
    """A numeral that no field printed: ``paragraph`` counted from 1, ``text`` as ``20%``.

    ``person`` is the slot or section in which a person wrote it; empty where nobody knows.
    """

    paragraph: int
    text: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What came of the proof: how many numerals and words were ``judged``, and what is wrong.

    ``written`` are the numerals that people wrote, ``unexplained`` those that nothing explains.
    ``missing`` are the lines of the text file that are not in the document.
    """

    judged: int
    findings: tuple[Finding, ...]
    written: tuple[StatedNumeral, ...] = ()
    unexplained: tuple[StatedNumeral, ...] = ()
    missing: tuple[int, ...] = ()

    @property
    def is_evaluated(self) -> bool:
        """Whether anything was judged at all."""
        return self.judged > 0


def read_back(
    paragraphs: Sequence[str], text: TextFile, source: PublicationSource, name: str
) -> ReadBack:
    """Hold the paragraphs of the document ``name`` against the text file and the facts.

    A finding stands at ``name:85``, the paragraph counted from 1. Tables, their titles and notes
    are not given here. Raises nothing; a document of which nothing was judged has XL-214.
    """
    patterns = expected_patterns(bind_text(text, source.pack, source.disclosure), source)
    reader = _Reader(name, text, list(enumerate(paragraphs, 1)), known_figures(source))
    reader.hold(patterns)
    return reader.result()


@dataclass
class _Reader:
    """Takes paragraph after paragraph off the list of those that nothing explains yet."""

    name: str
    text: TextFile
    open: list[tuple[int, str]]
    known: frozenset[str]
    judged: int = 0
    findings: list[Finding] = field(default_factory=list)
    written: list[StatedNumeral] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)

    def hold(self, patterns: list[Pattern]) -> None:
        """Find the paragraph of each pattern: as a whole, and those that are left by clauses."""
        left = [pattern for pattern in patterns if not self._whole(pattern)]
        for pattern in left:
            if not pattern.optional and not self._by_clauses(pattern):
                self._not_found(pattern)

    def _whole(self, pattern: Pattern) -> bool:
        expression = pattern.expression() if pattern.has_numerals else None
        for entry in self.open:
            number, paragraph = entry
            text = folded(paragraph)
            match = expression.fullmatch(text) if expression else None
            if match:
                self._judge(pattern, match, number)
            elif expression or not _reads(pattern, text):
                continue
            else:
                self._list_written(pattern, number)
            self.open.remove(entry)
            return True
        return False

    def _by_clauses(self, pattern: Pattern) -> bool:
        """Judge the clauses of the paragraph that has most of them; false when none has any."""
        clauses = [clause for clause in pattern.clauses() if clause.has_numerals]
        if not clauses:
            return False
        best = max(self.open, key=lambda e: len(_found(clauses, folded(e[1]))), default=None)
        found = _found(clauses, folded(best[1])) if best else {}
        if not best or not found:
            return False
        for at, clause in enumerate(clauses):
            if at in found:
                self._judge(clause, found[at], best[0])
            else:
                self._not_found(clause)
        self.open.remove(best)
        return True

    def _judge(self, pattern: Pattern, match: re.Match[str], number: int) -> None:
        groups = match.groupdict()
        for at, token in enumerate(pattern.tokens):
            self.judged += judged_in(token, groups, at)
            if params := wrong(token, groups, at):
                self._report(number, match.string, params)
            if isinstance(token, TextToken):
                self._check_text(token, groups[f"t{at}"] or "", number, match.string)

    def _check_text(self, token: TextToken, read: str, number: int, paragraph: str) -> None:
        if read and read != folded(token.text):
            params = {"message": "XL-211.text", "concept": token.label, "value": read}
            self._report(number, paragraph, params | {"expected": token.text}, Severity.WARNING)
        self._numerals(read, number, token.label)

    def _list_written(self, pattern: Pattern, number: int) -> None:
        for token in pattern.tokens:
            if isinstance(token, TextToken):
                self._numerals(folded(token.text), number, token.label)

    def _numerals(self, text: str, number: int, person: str) -> None:
        for found in NUMERAL.finditer(text):
            self.written.append(StatedNumeral(number, found[0], person))
            if expected := misquoted(found["number"], found["unit"], self.known):
                params = {"message": "XL-211", "concept": person, "value": found[0]}
                self._report(number, text, params | {"expected": expected})

    def _not_found(self, pattern: Pattern) -> None:
        self.missing.append(pattern.line)
        params = {"message": "XL-214.missing", "value": pattern.shown[:QUOTED]}
        severity = Severity.ERROR if pattern.has_numerals else Severity.WARNING
        self.findings.append(_finding(f"{self.text.name}:{pattern.line}", params, severity))

    def _report(
        self, number: int, read: str, params: dict[str, str], severity: Severity = Severity.ERROR
    ) -> None:
        self.findings.append(_finding(f"{self.name}:{number}", params, severity, read))

    def result(self) -> ReadBack:
        if not self.judged:
            self.findings = [_finding(self.name, {"message": "XL-214"}, Severity.ERROR)]
        unexplained = tuple(
            StatedNumeral(number, found[0])
            for number, paragraph in self.open
            for found in NUMERAL.finditer(folded(paragraph))
        )
        return ReadBack(
            self.judged, tuple(self.findings), tuple(self.written), unexplained,
            tuple(dict.fromkeys(self.missing)),
        )  # fmt: skip


def _reads(pattern: Pattern, text: str) -> bool:
    """Whether a paragraph is what a pattern without numerals says; terms are numbered."""
    return pattern.written in {text, text.lstrip(_NUMBERED) if pattern.optional else text}


def _found(clauses: list[Pattern], text: str) -> dict[int, re.Match[str]]:
    """Return where clauses stand in a paragraph, each behind the one before."""
    found: dict[int, re.Match[str]] = {}
    start = 0
    for at, clause in enumerate(clauses):
        match = clause.expression().search(text, start)
        if match and match[0]:
            found[at] = match
            start = match.end()
    return found


def _finding(
    place: str, params: dict[str, str], severity: Severity, paragraph: str = ""
) -> Finding:
    message = params["message"]
    return Finding(
        rule=message.partition(".")[0],
        severity=severity,
        message=message,
        sheet=place,
        label=same_in_both(paragraph[:QUOTED]),
        value=params.get("value", ""),
        expected=params.get("expected", ""),
        params={key: value for key, value in params.items() if key != "message"},
        category=Category.INCONSISTENT,
    )
