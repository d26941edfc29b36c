"""Every mistake that is put into a clean return is found, at its cell, and nothing else is.

What looks like a mistake and is none, the twin of a fault, gives nothing at all.

The clean returns are the example's. A fault goes in at a random place, the return is written as a
workbook, read and checked like any other; what it gives beyond the clean one must be exactly what
the fault says. ``XLTOOL_SEED`` repeats a run.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.faults import across, indicators, purchases, reasons, statement_twins, statements
from tests.faults.draft import Draft, Expected, Fault, Twin, addressed, nothing, told
from xltool.bulk.bulk_writer import BulkWriter
from xltool.evaluation.evaluate_rules import evaluate_rules
from xltool.evaluation.submission_values import SubmissionValues
from xltool.expressions.predicates import AllFilled
from xltool.messages.render import LANGUAGES, render
from xltool.reading.read import read_return
from xltool.validation.validate import validate
from xltool.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from xltool.expressions.rule import Rule
    from xltool.model.findings import Finding
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

SEED = int(os.environ.get("XLTOOL_SEED", "2020"))
FILES = (statements, reasons, statement_twins, purchases, indicators, across)
FAULTS = {fault.name: fault for file in FILES for fault in getattr(file, "FAULTS", ())}
TWINS = tuple(twin for file in FILES for twin in file.TWINS)
ROUNDS = 12
TOGETHER = 5


class Desk:
    """Checks drafts as returns, and knows what the clean returns give."""

    def __init__(self, pack: Pack, submissions: Mapping[str, Submission], folder: Path) -> None:
        """Take the clean returns."""
        self.pack = pack
        self.clean = submissions
        self._writer = BulkWriter(pack)
        self._folder = folder
        self._known: dict[int, tuple[Submission, Counter[tuple[str, ...]]]] = {}

    def found(self, submission: Submission) -> tuple[Finding, ...]:
        """Write a return, read it back and check it; all that is found can be read by people."""
        path = self._folder / f"{submission.entity.code}.xlsx"
        self._writer.write(path, submission, frozenset())
        findings = validate(self.pack, [read_return(path, self.pack)])[0].findings
        for finding in findings:
            texts = [text for language in LANGUAGES for text in render(finding, language)]
            assert all(texts), finding
            assert not [text for text in texts if re.search(r"[{}]|\\u", visible(text))]
            # what somebody would type, not how much it should at least or at most be
            assert not re.search("[≠≤≥<>=]", finding.expected), finding
        return findings

    def known(self, clean: Submission) -> Counter[tuple[str, ...]]:
        """Return what a clean return gives; it is kept, so that no other one gets its id."""
        if id(clean) not in self._known:
            self._known[id(clean)] = clean, Counter(map(told, self.found(clean)))
        return self._known[id(clean)][1]

    def new(self, submission: Submission, clean: Submission) -> list[tuple[str, ...]]:
        """Return what a return gives beyond the clean one.

        What the clean one gives may have lost a cell that the fault took away.
        """
        found, known = Counter(map(told, self.found(submission))), self.known(clean)
        new = sorted((found - known).elements())
        for gone in (known - found).elements():
            less = [each for each in new if is_less(each, gone)]
            if less:
                new.remove(max(less, key=lambda each: len(each[4])))
        return new


def is_less(finding: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Whether a finding is a known one with a cell less."""
    return finding[:3] == known[:3] and set(finding[4].split()) < set(known[4].split())


@pytest.fixture(scope="module")
def desk(
    pack: Pack, submissions: Mapping[str, Submission], tmp_path_factory: pytest.TempPathFactory
) -> Desk:
    """A desk for the example's returns."""
    return Desk(pack, submissions, tmp_path_factory.mktemp("faults"))


class Case(NamedTuple):
    """A return with a fault, the same without, and what must be found."""

    faulty: Submission
    clean: Submission
    expected: list[tuple[str, ...]]


def put(desk: Desk, fault: Fault | Twin) -> Case:
    """Put a fault or a twin into one of the returns that have a place for it."""
    random = Random(f"{SEED} {fault.name}")  # noqa: S311 - repeatable, not secret
    for code in random.sample(sorted(desk.clean), len(desk.clean)):
        clean = desk.clean[code]
        draft = Draft(desk.pack, clean, random)
        if fault.before is not nothing:
            fault.before(draft)
            clean = draft.submission()
        expected = fault.put(draft)
        if expected is not None:
            faulty = draft.submission()
            found = sorted(addressed(desk.pack, faulty, each) for each in expected)
            return Case(faulty, clean, found)
    pytest.fail(f"{fault.name}: no place in any return")


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_found_and_nothing_else(desk: Desk, name: str) -> None:
    """One fault: its rule, at its cell, with every cell that takes part; nothing besides."""
    case = put(desk, FAULTS[name])
    assert desk.new(case.faulty, case.clean) == case.expected, f"seed {SEED}"


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.name)
def test_twin_is_not_flagged(desk: Desk, twin: Twin) -> None:
    """What looks like a mistake and is none: the return changed, and nothing is found for it."""
    case = put(desk, twin)
    assert case.faulty != case.clean
    assert desk.new(case.faulty, case.clean) == case.expected == [], f"seed {SEED}"


def test_every_twin_has_its_fault() -> None:
    """A twin is named after the fault that it looks like."""
    assert {twin.name for twin in TWINS} <= FAULTS.keys()


@pytest.mark.parametrize("number", range(ROUNDS))
def test_faults_together_are_all_found(
    desk: Desk, number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Several faults in one return, one in each form and on each card: each as if it were alone."""
    random = Random(f"{SEED} {number}")  # noqa: S311 - repeatable, not secret
    code = random.choice(sorted(desk.clean))
    draft = Draft(desk.pack, desk.clean[code], random)
    names, zones, expected = list[str](), set[str](), list[Expected]()
    for fault in random.sample(list(FAULTS.values()), len(FAULTS)):
        alone = fault.before is not nothing or zones & set(fault.zones.split())
        if not alone and len(names) < TOGETHER:
            found = fault.put(draft)
            if found is not None:
                zones |= set(fault.zones.split())
                names.append(fault.name)
                expected += found
    submission = draft.submission()
    with capsys.disabled():
        sys.stdout.write(f"\nseed {SEED}, {code}: {', '.join(names)} ")
    new = desk.new(submission, desk.clean[code])
    assert new == sorted(addressed(desk.pack, submission, each) for each in expected)


@pytest.fixture(scope="module")
def breaking(desk: Desk) -> Mapping[Rule, set[str]]:
    """The names of the faults that break each rule, whatever is added to it.

    That all is filled in follows from the columns, whose checks report it. The rules of a parent's
    own forms are broken one by one in ``tests/test_disclosure_rules.py``.
    """
    found: dict[Rule, set[str]] = {
        rule: set()
        for form, rule in desk.pack.rules()
        if not rule.calculates and not isinstance(rule.test, AllFilled)
        if form is None or not form.template.parent
    }
    for name, fault in FAULTS.items():
        case = put(desk, fault)
        before = set(broken_in(desk, case.clean))
        for rule, _ in set(broken_in(desk, case.faulty)) - before:
            if rule in found:
                found[rule].add(name)
    return found


def test_every_rule_has_a_fault(breaking: Mapping[Rule, set[str]]) -> None:
    """Each rule that the pack states is broken by one of the faults."""
    missing = [f"{rule.id} {rule.en}" for rule, names in breaking.items() if not names]
    assert missing == []


def test_every_rule_has_a_twin(breaking: Mapping[Rule, set[str]]) -> None:
    """Each rule is broken by a fault with a twin, which looks like it and is not flagged."""
    twins = {twin.name for twin in TWINS}
    missing = [f"{rule.id} {rule.en}" for rule, names in breaking.items() if not names & twins]
    assert missing == []


def broken_in(desk: Desk, submission: Submission) -> Iterable[tuple[Rule, object]]:
    """Yield each rule that is broken, and where."""
    for ruling in evaluate_rules(SubmissionValues(desk.pack, submission)):
        for judgement in ruling.broken():
            yield ruling.rule, (judgement.primary, judgement.left, judgement.right)
