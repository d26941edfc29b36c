"""Proof 2, the text is right: each paragraph of a document against its line of the text file.

A pure function of the paragraphs' texts, so that it also serves documents that somebody else saved.
Each numeral is derived again from flat facts, not from what was printed. A paragraph that was
edited is held clause by clause. What was not found is told, and what nobody derived is listed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from xltool.kinds import Category, Severity
from xltool.model.findings import Finding
from xltool.publication.bind_text import bind_text
from xltool.publication.expected_text import expected_patterns
from xltool.publication.numeral_check import judged_in, wrong
from xltool.publication.open_lines import OpenLines, RunningText, open_lines
from xltool.publication.sentence_patterns import (
    NUMERAL,
    Pattern,
    TextToken,
    folded,
)
from xltool.publication.stated_figures import known_figures, misquoted
from xltool.text import same_in_both

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.publication.source import PublicationSource
    from xltool.publication.text_file import TextFile

QUOTED: Final = 60
"""How many characters of a paragraph a finding quotes."""
SHORTEST: Final = 8
"""Characters of the shortest paragraph that is looked for inside of lines: less stands anywhere."""
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
    reader = _Reader(name, text, open_lines(paragraphs), known_figures(source))
    reader.hold(patterns)
    return reader.result()


@dataclass
class _Reader:
    """Takes what it explains off the lines of the document, pattern by pattern."""

    name: str
    text: TextFile
    open: OpenLines
    known: frozenset[str]
    judged: int = 0
    findings: list[Finding] = field(default_factory=list)
    written: list[StatedNumeral] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)

    def hold(self, patterns: list[Pattern]) -> None:
        """Find each pattern: as a paragraph, across broken lines, and what is left by clauses."""
        left = [pattern for pattern in patterns if not self._as_paragraph(pattern)]
        left = [pattern for pattern in left if not self._across_lines(pattern)]
        for pattern in left:
            if not self._by_clauses(pattern) and not pattern.optional:
                self._not_found(pattern)

    def _as_paragraph(self, pattern: Pattern) -> bool:
        expression = pattern.expression() if pattern.has_numerals else None
        for line in self.open.each():
            match = expression.fullmatch(line.text) if expression else None
            if match:
                self._judge(pattern, match, line)
            elif expression or not _reads(pattern, line.text):
                continue
            else:
                self._list_written(pattern, line.lines[0].number)
            self.open.take(line, (0, len(line.text)))
            return True
        return False

    def _across_lines(self, pattern: Pattern) -> bool:
        """Find a pattern in lines that are broken as a page breaks them."""
        running = self.open.all()
        if pattern.has_numerals:
            match = pattern.expression().search(running.text)
            if match is None:
                return False
            self._judge(pattern, match, running)
            self.open.take(running, match.span())
            return True
        start = running.text.find(pattern.written)
        if start < 0 or len(pattern.written) < SHORTEST:
            return False
        self._list_written(pattern, running.number_at(start))
        self.open.take(running, (start, start + len(pattern.written)))
        return True

    def _by_clauses(self, pattern: Pattern) -> bool:
        """Judge the clauses where most of them stand; false when none has any."""
        clauses = [clause for clause in pattern.clauses() if clause.has_numerals]
        if not clauses:
            return False
        texts = [*self.open.each(), self.open.all()]
        found = [(_found(clauses, each.text), each) for each in texts]
        matches, where = max(found, key=lambda pair: len(pair[0]))
        for at, clause in enumerate(clauses):
            if at in matches:
                self._judge(clause, matches[at], where)
            elif matches:
                self._not_found(clause)
        # what stands between clauses stays open: a number that was added there is nobody's
        self.open.take(where, *(match.span() for _, match in sorted(matches.items())))
        return bool(matches)

    def _judge(self, pattern: Pattern, match: re.Match[str], where: RunningText) -> None:
        groups = match.groupdict()
        for at, token in enumerate(pattern.tokens):
            self.judged += judged_in(token, groups, at)
            if params := wrong(token, groups, at):
                self._report(where.number_at(_start(match, at)), match[0], params)
            if isinstance(token, TextToken):
                number = where.number_at(match.start(f"t{at}"))
                self._check_text(token, groups[f"t{at}"] or "", number, match[0])

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
            StatedNumeral(line.number, found[0])
            for line in self.open.lines
            for found in NUMERAL.finditer(line.text)
        )
        return ReadBack(
            self.judged, tuple(self.findings), tuple(self.written), unexplained,
            tuple(dict.fromkeys(self.missing)),
        )  # fmt: skip


def _reads(pattern: Pattern, text: str) -> bool:
    """Whether a paragraph is what a pattern without numerals says; terms are numbered."""
    return pattern.written in {text, text.lstrip(_NUMBERED) if pattern.optional else text}


def _start(match: re.Match[str], at: int) -> int:
    """Return where a token begins in the text: at its word for a change, or at its number."""
    groups = match.re.groupindex
    places = [match.start(name) for name in (f"w{at}", f"n{at}") if name in groups]
    return next((place for place in places if place >= 0), match.start())


def _found(clauses: list[Pattern], text: str) -> dict[int, re.Match[str]]:
    """Return where clauses stand in a paragraph, each behind the one before."""
    found: dict[int, re.Match[str]] = {}
    start = 0
    for at, clause in enumerate(clauses):
        matches = clause.expression().finditer(text, start)
        match = next((each for each in matches if each[0] and not _is_of_last_year(each)), None)
        if match:
            found[at] = match
            start = match.end()
    return found


def _is_of_last_year(match: re.Match[str]) -> bool:
    """Whether the words before a clause, up to the last stop, speak of another year."""
    before = re.split("[,。;:]", match.string[: match.start()])[-1]
    return any(word in before for word in ("上年", "去年", "同期"))


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
