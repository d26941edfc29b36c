"""Whatever is pasted: the cover never says that a workbook is ready when `check` finds an error.

300 random pastes, the same each time; ``XLTOOL_SEED`` gives others, ``XLTOOL_PASTES`` more.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

import pytest

from tests.sheet_lab import NOT_READY, VERDICTS, Job, Lab, Paste, Shown
from tests.sheet_sources import Source, blank_source, filled_source, sheet_errors
from xltool.batch.batch import check
from xltool.kinds import ColumnKind, Severity, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.conftest import Say
    from tests.office import Office
    from xltool.layout.cells import FormCell
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

pytestmark = pytest.mark.libreoffice

SEED: Final = os.environ.get("XLTOOL_SEED", "2020")
COUNT: Final = int(os.environ.get("XLTOOL_PASTES", "300"))
BLOCKS: Final = 0.3
"""How many of the pastes are blocks."""
LAST_RESORT: Final = 50
"""How often a block is drawn anew that has no place where it is to go."""

NUMBERS: Final = (
    0, 1, 2, 0.5, 12.34, 12.345, -1, -0.01, 1e13, 9999999999999, 1e12, 79.5000000000001, 0.1 + 0.2,
    1e-7, 3.0000001, 100000, 222.05, 1.005, 1e300, 123456789.12,
)  # fmt: skip
TEXTS: Final = (
    "222.05元", "１２３", " 12", "12", "1,234", "1，234", "-", "无", "**", "＊＊", "***",
    "(12)", "5%", "1E+5", "007", "　", "\u00a0", "\u200b", " ", "甲", "A020399", "a020399",
    "A020399 ", "公开", "不公开", "辆", "台", "312002", "3.12E+11", "甲\n乙", "甲\t乙",
    "甲\x07乙", "数量指标", "质量指标", "增加10万元", "减少1.8万元", "=1+1", "'12", "~*", "?",
    "长" * 51, "长" * 101, "长" * 201, "长" * 1001, "TRUE", "2020-01-01", "#N/A", "错误 A1",
    "12 34", "￥12",
)  # fmt: skip
FORMULAS: Final = (
    '=""', "=1/0", "=NA()", '="12"', "=1+1", "=-1", '=VALUE("x")', '="甲"', "=0.1+0.2", "=TRUE()",
    '=" "', "=12.345",
)  # fmt: skip

STRICTER: Final[Mapping[str, str]] = {
    "XL-115": "a masked amount: a clerk's workbook holds real figures",
    "XL-111": "typed so that only xltool reads it: text for a number, spaces, a truth value",
    "XL-127": "a formula that gives an empty text",
}
"""Findings, no errors, for which the cover may say that a workbook is not ready, and why."""


@dataclass(frozen=True)
class Judged:
    """A job, what its workbook shows, and what `check` finds in it as LibreOffice saved it."""

    job: Job
    shown: Shown
    item: Return
    errors: Sequence[str]

    def __str__(self) -> str:
        """Return all on a few lines."""
        return f"{self.job}\n  cover: {self.shown.verdict}\n  check: {', '.join(self.errors[:6])}"

    @property
    def laxer(self) -> bool:
        """Whether the cover lets pass what `check` does not."""
        return self.shown.ready and bool(self.errors)

    @property
    def stricter(self) -> bool:
        """Whether the cover refuses what `check` lets pass."""
        errors = (finding.severity is Severity.ERROR for finding in self.item.findings)
        return self.shown.verdict.startswith(NOT_READY) and not any(errors)

    def reasons(self) -> list[str]:
        """Return the listed findings by which the cover may be stricter."""
        found = (finding.rule for finding in self.item.findings)
        return sorted({rule for rule in found if rule in STRICTER})


class Paster:
    """Draws pastes into one workbook; ``full`` is one with values to copy blocks from."""

    def __init__(self, random: Random, source: Source, full: Source) -> None:
        """Remember where to draw from."""
        self.random, self.source, self.full = random, source, full

    def pastes(self) -> list[Paste]:
        """Return one to three cells, or a block."""
        if self.random.random() < BLOCKS and (block := self.block()):
            return [block]
        return [self.single() for _ in range(self.random.choice((1, 1, 2, 3)))]

    def single(self) -> Paste:
        """Draw a cell that is filled in, mostly one of those in use, and what is pasted there."""
        form = self.random.choice(list(self.source.layouts))
        cells = [cell for cell in self.source.cells(form).values() if cell.entered]
        used = [cell for cell in cells if self.source.shown(cell) != ""]
        cell = self.random.choice(used if used and self.random.random() < 0.7 else cells)
        kind, value = self.value(cell)
        return Paste(self.source.layouts[form].sheet, cell.address, kind, value)

    def value(self, cell: FormCell) -> tuple[str, float | str]:
        """Draw kind and value: anything, or often what the column half expects."""
        kind = self.random.choices(
            ("number", "text", "formula", "boolean", "date", "blank"), (30, 40, 15, 4, 6, 5)
        )[0]
        if kind == "number":
            return kind, float(self.random.choice(NUMBERS))
        if kind == "text":
            assert cell.column is not None
            is_free = cell.column.kind is ColumnKind.TEXT
            return kind, self.random.choice(TEXTS if is_free else TEXTS[:38])
        if kind == "formula":
            return kind, self.random.choice(FORMULAS)
        if kind == "boolean":
            return kind, float(self.random.randint(0, 1))
        if kind == "date":
            return self.random.choice(("date", "time", "datetime")), 43861.25
        return "text", ""

    def block(self) -> Paste | None:
        """Copy a block of values, often to a place one column or row beside where it belongs."""
        forms = [
            form
            for form in self.source.layouts
            if form in self.full.layouts
            and self.full.is_filled(form)
            and self.source.pack.form(form).shape is not Shape.CARDS
        ]
        for _ in range(LAST_RESORT):
            form = self.random.choice(forms)
            origin, target = self.full.cells(form), self.source.cells(form)
            top, left = self.random.choice(
                [at for at, cell in origin.items() if self.full.shown(cell) != ""]
            )
            height, width = self.random.randint(1, 6), self.random.randint(2, 12)
            down, right = self.random.choice((0, 0, 0, 1, -1, 3)), self.random.choice((0, 1, 1, -1))
            spots = [
                [(row, col) for col in range(left, left + width)]
                for row in range(top, top + height)
            ]
            goes = [(row + down, col + right) for line in spots for row, col in line]
            if all(at in origin for line in spots for at in line) and all(
                at in target for at in goes
            ):
                rows = [[self.full.shown(origin[at]) for at in line] for line in spots]
                first = target[goes[0]].address
                return Paste(self.source.layouts[form].sheet, first, "block", rows)
        return None


def jobs(sources: Sequence[Source], full: Mapping[str, Source], folder: Path) -> Iterator[Job]:
    """Yield each job; every one is drawn from a seed of its own, so that it can be drawn alone."""
    for number in range(COUNT):
        random = Random(f"{SEED}-{number}")  # noqa: S311 - not for secrets
        source = sources[number % len(sources)]
        paster = Paster(random, source, full[random.choice(sorted(full))])
        pastes = paster.pastes()
        target = folder / f"{number:04}.xlsx"
        yield Job(source.path, target, pastes, _answers(source, pastes, random))


def _answers(source: Source, pastes: Sequence[Paste], random: Random) -> dict[str, str]:
    """Return what stands in the dropdowns of the cover: whether each form has data.

    Sometimes one of them is answered wrongly.
    """
    touched = {source.form_at(paste.sheet) for paste in pastes}
    found = {
        f"xl_nil_{form}": "有" if source.is_filled(form) or form in touched else "无数据"
        for form in source.layouts
    }
    if random.random() < 0.05:
        found[random.choice(sorted(found))] = random.choice(("无数据", ""))
    return found


@pytest.fixture(scope="module")
def judged(
    office: Office,
    pack: Pack,
    campaign: Campaign,
    submissions: Mapping[str, Submission],
    tmp_path_factory: pytest.TempPathFactory,
) -> list[Judged]:
    """All pastes, into filled and blank workbooks in turn, and what becomes of them."""
    del office  # it skips where there is no LibreOffice
    folder = tmp_path_factory.mktemp("pastes")
    full, blank = dict[str, Source](), list[Source]()
    for code, submission in submissions.items():
        full[code] = filled_source(folder / f"filled-{code}.xlsx", pack, submission)
        entity = campaign.entity(code)
        path = folder / f"blank-{code}.xlsx"
        blank.append(blank_source(path, pack, entity, campaign.period))
    sources = [source for pair in zip(full.values(), blank, strict=True) for source in pair]
    drawn = list(jobs(sources, full, folder))
    with Lab() as lab:
        shown = lab.run(drawn)
    returns, _ = check([job.target for job in drawn if job.target], pack)
    return [
        Judged(
            job,
            each,
            item,
            [f"{f.rule} {f.location}" for f in sheet_errors(pack, item, job.pastes)],
        )
        for job, each, item in zip(drawn, shown, returns, strict=True)
    ]


def summary(judged: Sequence[Judged]) -> str:
    """Return how cover and `check` compare, in one line."""
    with_errors = sum(bool(each.errors) for each in judged)
    laxer, stricter = sum(each.laxer for each in judged), sum(each.stricter for each in judged)
    lost = sum(not each.shown.verdict.startswith(VERDICTS) for each in judged)
    seconds = sum(each.shown.seconds for each in judged) / len(judged)
    return (
        f"seed {SEED}: {len(judged)} pastes, {with_errors} with errors by check, laxer {laxer}, "
        f"stricter {stricter}, covers that show an error {lost}; {seconds:.2f} s each"
    )


def test_never_laxer(judged: Sequence[Judged], say: Say) -> None:
    """No cover says 可以上报 where `check` has an error about a value, a total or a rule."""
    say(summary(judged))
    laxer = [each for each in judged if each.laxer]
    assert not laxer, "\n".join([summary(judged), *map(str, laxer)])


def test_cover_always_has_a_verdict(judged: Sequence[Judged]) -> None:
    """No paste makes an error value of the verdict itself."""
    lost = [each for each in judged if not each.shown.verdict.startswith(VERDICTS)]
    assert not lost, "\n".join(map(str, lost))


def test_stricter_only_as_listed(judged: Sequence[Judged], say: Say) -> None:
    """Where the cover refuses what `check` lets pass, a finding that is listed says why."""
    stricter = [each for each in judged if each.stricter]
    reasons = Counter(", ".join(each.reasons()) or "not listed" for each in stricter)
    say(f"stricter {len(stricter)}: {dict(reasons)}")
    unlisted = [each for each in stricter if not each.reasons()]
    assert not unlisted, "\n".join(map(str, unlisted))


def test_pastes_are_worth_it(judged: Sequence[Judged]) -> None:
    """The pastes are of all kinds: some do harm and some do not, in filled and blank workbooks."""
    for begin in ("filled", "blank"):
        some = [each for each in judged if each.job.source.name.startswith(begin)]
        assert sum(bool(each.errors) for each in some) > len(some) / 5
        assert any(not each.errors for each in some)
    assert all(each.item.submission is not None for each in judged)
