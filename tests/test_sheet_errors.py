"""Every error that `check` gives about values and rules is made: the workbook itself tells of it.

The catalogue is that of the code: each message, each check of each column, each rule of severity
error. What is new there fails here until it is said how it is made, or why it cannot be.
"""

from __future__ import annotations

import csv
import shutil
import sys
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pytest

from tests.sheet_lab import Job, Lab, Paste
from tests.sheet_sources import STRUCTURAL, Source, excepted_rules, filled_source, sheet_errors
from xltool.batch.batch import check
from xltool.campaign.folder import examples, load_campaign, planned
from xltool.expressions.predicates import AllFilled
from xltool.kinds import SEVERITY_WORDS, ColumnKind, Severity
from xltool.messages.explanation_texts import EXPLANATION_TEXTS
from xltool.messages.file_texts import FILE_TEXTS
from xltool.messages.form_texts import FORM_TEXTS
from xltool.messages.shown_texts import SHOWN_TEXTS
from xltool.model.lookup import calculating_rule
from xltool.model.row_ids import card_row
from xltool.model.submission import Key, Record
from xltool.pack.load import load_pack
from xltool.validation.frames import entered_columns
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.office import Office
    from tests.sheet_lab import Shown
    from xltool.expressions.rule import Rule
    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Column, Table
    from xltool.model.submission import Submission, Value

    Make = Callable[[Source], Iterable[Paste]]

pytestmark = pytest.mark.libreoffice

PACK: Final = load_pack()
UNIT: Final = "312002"
INCOME, PUBLIC, BUY, ASSETS, GOALS, PAID = (
    "income_expenditure", "three_public", "procurement", "fixed_assets", "performance", "transfers",
)  # fmt: skip
ROWS_OF_CARDS, FIRST, SECOND = "indicators", card_row("1", 1), card_row("1", 2)
ROUND: Final = Decimal(10)
"""What the unit pays and gets in each column of the register of transfers."""
BOTH_SIDES: Final = ("income_superior", "income_affiliate", "remittance", "subsidy")

MADE: Final = frozenset({
    "XL-112", "XL-113", "XL-114", "XL-116", "XL-118", "XL-125", "XL-133", "XL-133.blank", "XL-141",
    "XL-142", "XL-142.under", "XL-143", "XL-144", "XL-145",
})  # fmt: skip
"""Messages of errors about values, each of which some case here makes."""
NOT_MADE: Final[Mapping[str, str]] = {
    "XL-117": "no column of the default pack holds dates",
    "XL-178.otherwise": "only a number format shows it",
    "XL-178.unclear": "only a number format shows it",
    "XL-178.hidden": "only a number format shows it",
    "XL-188": "in the list of what a workbook cannot see",
    "XL-188.date": "only a number format shows it",
    "XL-188.time": "only a number format shows it",
    "XL-119": "a cell holds no longer text",
    "R30": "a printed text that is locked, in the list of what a workbook cannot see",
    "R34.form": "a form without anything is not this unit's fault alone",
    "R34.missing": "about other returns",
    "R34.duplicate": "about other returns",
    "R34.unknown": "about the list of entities",
    "R34.period": "about the list of entities",
    "R38.unequal": "about two returns",
    "R38.loose": "about children",
    "XL-179": "no formula sees a picture", "XL-180": "nor what a merged area covers",
    "XL-186": "nor that its sheet is hidden", "XL-187": "nor that a text is struck out",
    "XL-181": "about the cover: tests/test_answers.py", "XL-182": "about the cover: the same",
    "XL-183": "about the cover: the same", "XL-184": "about the whole: the same",
    "R39": "in a parent's workbook", "R39.constants": "in a parent's workbook",
    "R39.sheet": "in a parent's workbook", "R39.text": "in a parent's workbook",
}  # fmt: skip
LIGHTER: Final = frozenset({
    "XL-178", "XL-185",
    "XL-111", "XL-115", "XL-121", "XL-121.halves", "XL-127", "XL-131", "XL-153", "XL-155", "XL-156",
    "XL-159", "XL-165.repeated",
    "XL-160", "XL-161", "XL-161.sheet", "XL-162", "XL-165", "XL-171", "XL-171.more", "XL-172",
    "XL-173", "XL-174", "XL-175", "XL-176", "XL-177", "XL-190", "XL-191", "XL-191.error",
    "XL-191.formula", "XL-192", "XL-192.gone", "XL-192.error", "XL-194", "reissue.parent",
})  # fmt: skip
"""Messages of warnings and infos."""

NO_NUMBERS: Final = (
    "-", "无", "(12)", "5%", "1E+5", "007", "1,2,3", "1 2", "12美元", "#N/A", "=1+1", "2020-01-01",
    "08:30", "甲", "12\n34",
)  # fmt: skip
"""Texts that are no amounts, by as many reasons."""
BLANKS: Final[Mapping[str, str]] = {
    "blank": "", "wide space": "\u3000", "hard space": "\u00a0", "zero width": "\u200b",
}  # fmt: skip
"""What is blank to whoever looks at it."""


@dataclass(frozen=True)
class Case:
    """One error: how it is made, and the id under which `check` reports it, at ``at`` if known."""

    name: str
    rule: str
    make: Make
    at: Key | None = None
    given: bool = False
    covers: str = ""


@dataclass(frozen=True)
class Made:
    """A case, what its workbook shows, and what `check` finds in it as LibreOffice saved it."""

    case: Case
    place: tuple[str, str] | None
    shown: Shown
    item: Return

    @property
    def found(self) -> list[Finding]:
        """The errors that the case is about."""
        return [
            finding
            for finding in sheet_errors(PACK, self.item)
            if finding.rule == self.case.rule
            and self.place in {None, (finding.sheet, finding.cell)}
        ]

    def __str__(self) -> str:
        """Return name, verdict and errors on one line."""
        errors = [f"{f.rule} {f.location}" for f in sheet_errors(PACK, self.item)]
        return f"{self.case.name}: {self.shown.verdict}; check: {', '.join(errors[:5])}"


# --- Errors of single cells, for each column ----------------------------------------------------


def own(table: str, row: str, column: str) -> Key:
    """Return the key of a value of the unit."""
    return Key(table, UNIT, row, column)


def typed(key: Key, value: object, kind: str = "") -> Make:
    """Return what pastes a value into a cell."""
    return lambda source: [source.paste(key, value, kind)]


def cell_cases() -> Iterator[Case]:
    """Yield the cases of every column that a unit fills in."""
    for form in PACK.reported:
        for table in form.tables:
            for column in entered_columns(PACK, table):
                yield from column_cases(table, column)
    amount = own(INCOME, "income_general", "current")
    for text in NO_NUMBERS:
        yield Case(f"no amount {text!r}", "XL-112", typed(amount, text), amount)
    yield Case("no amount, a truth value", "XL-112", typed(amount, 1, "boolean"), amount)
    yield Case("no amount, a control character", "XL-118", typed(amount, "12\x07"), amount)
    yield Case("no amount, #N/A", "XL-125", typed(amount, "=NA()", "formula"), amount)
    yield Case("near an amount", "XL-113", typed(amount, 79.5000000000001), amount)
    vehicles = own(ASSETS, "vehicles", "quantity")
    measure, catalogue = own(BUY, "1", "measure"), own(BUY, "1", "code")
    for text in ("*", "?", "~"):
        yield Case(f"a wildcard for a code {text!r}", "XL-142", typed(measure, text), measure)
    yield Case("small letters for a code", "R25", typed(catalogue, "a020399"), catalogue)
    yield Case("half a vehicle", "XL-113", typed(vehicles, 8.5), vehicles)
    last = own(BUY, "19", "measure")
    yield Case("a row of one cell", "XL-141", typed(last, "辆"), own(BUY, "19", "project"))
    spaces = own(BUY, "19", "item")
    yield Case("a row of an amount", "XL-141", typed(own(BUY, "19", "general"), 1), spaces)


ROWS: Final[Mapping[str, str]] = {
    INCOME: "income_general", PUBLIC: "vehicle_running", BUY: "1", ASSETS: "equipment", GOALS: "1",
    ROWS_OF_CARDS: FIRST, PAID: "1",
}  # fmt: skip
"""The row of each table in which its columns are spoilt."""


def column_cases(table: Table, column: Column) -> Iterator[Case]:
    """Yield the cases of one column; raise ``KeyError`` for a check that nothing here makes."""
    row = ROWS[table.id]
    if (table.id, column.id) == (ASSETS, "quantity"):
        row = "housing"
    key = own(table.id, row, column.id)

    def case(what: str, rule: str, value: object, kind: str = "", covers: str = "") -> Case:
        name = f"{table.id}.{column.id} {what}"
        return Case(name, rule, typed(key, value, kind), key, covers=covers or rule)

    yield case("an error value", "XL-125", "=1/0", "formula")
    if column.kind.numeric:
        yield case("with a unit", "XL-112", "222.05元")
        yield case("too many places", "XL-113", 12.345)
        yield case("too large", "XL-114", 1e13)
    else:
        yield case("a control character", "XL-118", "甲\x07乙")
    if column.kind is ColumnKind.CODE:
        yield case("a number that is no code", "XL-116", 7)
        yield case("an exponent for a code", "XL-116", "3.12E+11")
    yield from check_cases(table, column, case)


def check_cases(table: Table, column: Column, case: Callable[..., Case]) -> Iterator[Case]:
    """Yield the cases of what a column asks of its values."""
    if not column.nullable:
        is_first = not column.kind.numeric and column is table.columns[0]
        kinds = BLANKS if is_first else {"blank": ""}
        for what, text in kinds.items():
            yield case(what, column.ids.get("nullable", "XL-141"), text, covers="XL-141")
    if column.codes and not column.open:
        rule = column.ids.get("isin", "XL-142")
        for text in ("没有的", f"{PACK.codes[column.codes].lines[-1].code}x"):
            yield case(f"not in the list {text!r}", rule, text, covers="XL-142")
    if column.under:
        other = PACK.codes[column.codes].lines[-1].code
        yield case("of another group", column.ids["under"], other, covers="XL-142.under")
    for name, argument in column.checks.items():
        rule, message = column.ids.get(name, CHECKS[name][0]), CHECKS[name][0]
        yield case(name, rule, CHECKS[name][1](argument), covers=message)


CHECKS: Final[Mapping[str, tuple[str, Callable[[object], object]]]] = {
    "ge": ("XL-143", lambda least: float(str(least)) - 1),
    "str_length": ("XL-145", lambda most: "长" * (limit(most) + 1)),
    "str_matches": ("XL-144", lambda _: "甲"),
}
"""For each check that a column can have, the message and what breaks it."""


def limit(argument: object) -> int:
    """Return the longest length that a check of lengths allows."""
    assert isinstance(argument, dict)
    return int(argument["max_value"])


# --- Rules --------------------------------------------------------------------------------------


def amounts(row: str, total: float, source: str = "general") -> Make:
    """Return what makes a row of procurement buy one thing for a total, paid from one source."""

    def make(book: Source) -> Iterator[Paste]:
        values: dict[str, float | str] = {
            "budget": total, "quantity": 1, "unit_price": total, "general": "", source: total,
        }  # fmt: skip
        for column, value in values.items():
            yield book.paste(own(BUY, row, column), value)

    return make


def several(*cells: tuple[str, str, str, float | str]) -> Make:
    """Return what pastes some values, each by table, row and column."""
    return lambda book: [book.paste(own(*cell[:3]), cell[3]) for cell in cells]


def same_names(book: Source) -> list[Paste]:
    """Give the second indicator of a card the name of the first."""
    first, second = (own(ROWS_OF_CARDS, row, "name") for row in (FIRST, SECOND))
    return [book.paste(second, book.values.get(first))]


PARTS: Final = (
    ("fund", "采购的基金预算拨款不应超过该项收入"),
    ("soe", "采购的国有资本经营预算拨款不应超过该项收入"),
    ("special", "采购的财政专户核拨不应超过该项收入"),
    ("other", "采购的其他来源收入不应超过该项收入"),
)
LISTED: Final = (
    ("superior", "上级补助收入（本年）"), ("affiliate", "附属单位上缴收入（本年）"),
    ("remittance", "上缴上级支出（本年）"), ("subsidy", "对附属单位补助支出（本年）"),
    ("superior_prior", "上级补助收入（上年）"), ("affiliate_prior", "附属单位上缴收入（上年）"),
    ("remittance_prior", "上缴上级支出（上年）"), ("subsidy_prior", "对附属单位补助支出（上年）"),
)  # fmt: skip
BROKEN: Final[Mapping[tuple[str, str, str], Make]] = {
    (INCOME, "R1", "收入总计应等于支出总计"): several(
        (INCOME, "income_general", "current", 5460.02)
    ),
    (INCOME, "R17", "说明写增加的，本年预算数不应减少"): several(
        (INCOME, "income_general", "note", "增加")
    ),
    (INCOME, "R17", "说明写减少的，本年预算数不应增加"): several(
        (INCOME, "personnel", "note", "减少")
    ),
    (PUBLIC, "R17", "原因写增加的，本年预算数不应减少"): several(
        (PUBLIC, "vehicle_running", "reason", "增加")
    ),
    (PUBLIC, "R17", "原因写减少的，本年预算数不应增加"): several(
        (PUBLIC, "abroad", "current", 5), (PUBLIC, "abroad", "reason", "减少")
    ),
    (BUY, "R21", "数量×单价应等于金额合计"): several((BUY, "1", "unit_price", 26.6)),
    (BUY, "R24", "同一项目各行的预算资金应相同"): several((BUY, "6", "budget", 329)),
    (BUY, "R24", "项目各行采购金额之和不应超过项目预算资金"): several((BUY, "1", "budget", 79)),
    (BUY, "R26", "按台、辆、人、件计的数量应是整数"): several(
        (BUY, "1", "quantity", 2.5), (BUY, "1", "unit_price", 31.8)
    ),
    (BUY, "R26", "按台、辆、人、件计的数量应是整数，不应与单价填反"): several(
        (BUY, "1", "quantity", 1.5), (BUY, "1", "unit_price", 53)
    ),
    (ASSETS, "R29", "办公用房是房屋的其中数，不应大于房屋"): several(
        (ASSETS, "office", "value", 2013.3)
    ),
    (GOALS, "P8", "同一项目中三级指标不应重复"): same_names,
    ("", "R27", "政府采购合计不应超过支出总计"): amounts("1", 100000),
    ("", "R27", "政府采购合计不应超过项目支出"): amounts("1", 2079.5),
    ("", "R27", "采购的一般公共预算拨款不应超过该项收入"): several(
        (INCOME, "income_general", "current", 100), (INCOME, "carryover", "current", 5359.02)
    ),
    **{("", "R27", zh): amounts("1", 79.5, part) for part, zh in PARTS},
    ("", "R33", "拟新增固定资产已列入政府采购预算，总额不应超过政府采购预算合计"): several(
        (ASSETS, "new_equipment", "value", 100000)
    ),
    **{
        ("", "R38", f"{zh}应等于内部往来表按对方单位填列的合计"): several((PAID, "1", part, 11))
        for part, zh in LISTED
    },
}
"""How each rule of severity error is broken, by form, id and words."""


def drawn_rules(*, calculated: bool) -> Iterator[tuple[str, Rule]]:
    """Yield the rules of severity error of a reporting unit that Excel can show, with the form."""
    for form, rule in PACK.rules():
        is_asked = form is None or not form.template.parent
        if rule.severity is Severity.ERROR and rule.calculates == calculated and is_asked:
            column_check = isinstance(rule.test, AllFilled)
            if not rule.python_only and not column_check:
                yield "" if form is None else form.id, rule


def rule_cases() -> Iterator[Case]:
    """Yield a case for each rule that can be broken."""
    for form, rule in drawn_rules(calculated=False):
        make = BROKEN.get((form, rule.id, rule.zh))
        if make is not None:
            yield Case(f"{form or 'cross'} {rule.zh}", rule.id, make, covers="rule")


def overwritten_cases() -> Iterator[Case]:
    """Yield a case for each rule that calculates: its formula is overwritten by another number."""
    for form, rule in drawn_rules(calculated=True):
        name = f"{form} overwritten {rule.zh}"
        yield Case(name, rule.id, overwritten(form, rule, 1), covers="rule")
    form, rule = next(iter(drawn_rules(calculated=True)))
    yield Case(
        f"{form} overwritten by a text", rule.id, overwritten(form, rule, "甲"), covers="rule"
    )


def overwritten(form: str, rule: Rule, by: float | str) -> Make:
    """Return what puts a constant over the first formula of a rule: a text, or one more."""

    def make(book: Source) -> list[Paste]:
        slots = book.layouts[form].slots.items()
        keys = (key for key, cell in slots if cell.calculated)
        key = next(
            key
            for key in keys
            if calculating_rule(PACK.form(form), key) is rule
            and isinstance(book.values.get(key), Decimal)
        )
        return [book.paste(key, by if isinstance(by, str) else book.number(key) + 1)]

    return make


def given_cases() -> Iterator[Case]:
    """Yield the cases of figures that the campaign gives."""
    changed, blank = (own(PUBLIC, row, "prior") for row in ("vehicle_running", "vehicle_purchase"))
    yield Case("given, changed", "XL-133", typed(changed, 6.3), changed, given=True)
    yield Case("given, deleted", "XL-133", typed(changed, ""), changed, given=True)
    yield Case(
        "given blank, filled", "XL-133", typed(blank, 1), blank, given=True, covers="XL-133.blank"
    )


CASES: Final = (*cell_cases(), *rule_cases(), *overwritten_cases(), *given_cases())


# --- The workbooks ------------------------------------------------------------------------------


def changed(
    submission: Submission, values: Mapping[tuple[str, str, str], Value | None]
) -> Submission:
    """Return a submission with some values put in, or taken out where they are None."""
    tables = {table: list(records) for table, records in submission.tables.items()}
    for (table, row, column), value in values.items():
        records = tables.setdefault(table, [])
        at = next((i for i, record in enumerate(records) if record.row == row), None)
        old = {} if at is None else dict(records[at].values)
        new = {**old, column: value}
        record = Record(UNIT, row, {k: v for k, v in new.items() if v is not None})
        if at is None:
            records.append(record)
        else:
            records[at] = record
    return replace(submission, tables={k: tuple(v) for k, v in tables.items()})


def with_transfers(submission: Submission) -> Submission:
    """Return a submission that also pays and gets ten in every column of transfers."""
    values: dict[tuple[str, str, str], Value | None] = {
        (INCOME, line, column): ROUND for line in BOTH_SIDES for column in ("current", "prior")
    }
    values |= {(PAID, "1", column): ROUND for column, _ in LISTED}
    values |= {(PAID, "1", "counterparty"): "312", (PAID, "1", "name"): "公安局"}
    return changed(submission, values)


@dataclass(frozen=True)
class Bench:
    """The workbooks that cases are made in: without and with given figures, and their campaign."""

    plain: Source
    given: Source
    campaign: Path


@pytest.fixture(scope="module")
def bench(submissions: Mapping[str, Submission], tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A filled workbook of the example, and the same with last year's figures given."""
    folder = tmp_path_factory.mktemp("errors")
    whole = with_transfers(submissions[UNIT])
    plain = filled_source(folder / "plain.xlsx", PACK, whole)
    shutil.copytree(examples() / "pingxiang-2020", folder / "campaign")
    submission = changed(whole, {(PUBLIC, "vehicle_purchase", "prior"): None})
    keys = give(folder / "campaign" / "given" / "prior.csv", submission)
    campaign = load_campaign(folder / "campaign")
    sized, fixed = planned(campaign, PACK, campaign.entity(UNIT), submission.tables)
    write_workbook(folder / "given.xlsx", PACK, sized, fixed | keys)
    return Bench(plain, Source(folder / "given.xlsx", PACK, sized), folder / "campaign")


def give(path: Path, submission: Submission) -> frozenset[Key]:
    """Write last year's figures of one form as given, blanks too; return their keys."""
    path.parent.mkdir()
    values = {record.row: record.values.get("prior") for record in submission.tables[PUBLIC]}
    rows = [
        (UNIT, "2020", PUBLIC, PUBLIC, row, "", "prior", "" if value is None else str(value))
        for row, value in values.items()
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("entity", "period", "form", "table", "row", "label", "column", "value"))
        table.writerows(rows)
    return frozenset(own(PUBLIC, row, "prior") for row in values)


@pytest.fixture(scope="module")
def made(office: Office, bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Made]:
    """Every case, made and checked; the first is the workbook as it was written."""
    del office  # it skips where there is no LibreOffice
    folder = tmp_path_factory.mktemp("made")
    cases = (
        Case("nothing", "", lambda _: ()),
        Case("nothing, given", "", lambda _: (), given=True),
        *CASES,
    )
    books = [bench.given if case.given else bench.plain for case in cases]
    jobs = [
        Job(book.path, folder / f"{number:03}.xlsx", tuple(case.make(book)))
        for number, (case, book) in enumerate(zip(cases, books, strict=True))
    ]
    with Lab() as lab:
        shown = lab.run(jobs)
    returns: dict[Path, Return] = {}
    for is_given, campaign in ((False, None), (True, load_campaign(bench.campaign))):
        paths = [
            job.target
            for job, case in zip(jobs, cases, strict=True)
            if case.given == is_given and job.target is not None
        ]
        returns |= dict(zip(paths, check(paths, PACK, campaign)[0], strict=True))
    return [
        Made(
            case,
            book.place(case.at) if case.at else None,
            each,
            returns[job.target or bench.campaign],
        )
        for case, book, job, each in zip(cases, books, jobs, shown, strict=True)
    ]


# --- What holds ---------------------------------------------------------------------------------


def test_every_message_is_spoken_for() -> None:
    """Each message of the catalogue is made here, or it is said why it is not."""
    known = MADE | NOT_MADE.keys() | LIGHTER | STRUCTURAL.keys()
    texts = {*FILE_TEXTS, *FORM_TEXTS, *SHOWN_TEXTS, *EXPLANATION_TEXTS}
    assert {key for key in texts if not key.startswith("rule.")} - known == set()
    covered = {case.covers or case.rule for case in CASES}
    assert MADE - covered == set()


def test_every_rule_is_broken() -> None:
    """Each rule of severity error that Excel can show has a case, and no case is of another."""
    rules = {(form, rule.id, rule.zh) for form, rule in drawn_rules(calculated=False)}
    assert rules == BROKEN.keys()
    assert excepted_rules(PACK) == {"P4", "R20", "R31", "R53", "R54", "R55", "R57"}


def test_nothing_is_wrong_before(made: Sequence[Made]) -> None:
    """The workbooks that cases are made in have no error, and their covers are ready."""
    for each in made[:2]:
        assert not sheet_errors(PACK, each.item)
        assert each.shown.ready, each.shown.verdict


def test_check_reports_each(made: Sequence[Made]) -> None:
    """`check` gives the error that was made, at its cell."""
    lost = [each for each in made[2:] if not each.found]
    assert not lost, "\n".join(map(str, lost))


def test_cover_is_never_ready(made: Sequence[Made], capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever error is made, the cover does not say 可以上报, and no error value instead."""
    ready = [each for each in made[2:] if each.shown.ready]
    lost = [each for each in made[2:] if each.shown.verdict.startswith(("#", "Err"))]
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(made) - 2} errors made: the cover is ready for {len(ready)}, "
            f"and shows an error for {len(lost)} "
        )
    assert not ready + lost, "\n".join(map(str, ready + lost))


def test_one_line_names_the_cell(made: Sequence[Made]) -> None:
    """The list names the cell of the error in one line, and no cell that `check` does not."""
    wrong = [f"{each}: {problem}" for each in made[2:] if (problem := list_problem(each))]
    assert not wrong, "\n".join(wrong)


def test_list_is_empty_before(made: Sequence[Made]) -> None:
    """Where `check` has no error, the list has none."""
    error = SEVERITY_WORDS[Severity.ERROR].zh
    assert [line for each in made[:2] for line in each.shown.lines if line[2] == error] == []


LEAVES_UNJUDGED: Final = frozenset(
    {"XL-112", "XL-113", "XL-114", "R2", "R3", "R6", "R10", "R22", "R33", "R38"}
)
"""Errors of figures: `check` does not judge what reads them, the sheet does (docs/workbook.md)."""


def list_problem(made: Made) -> str:
    """Return what is wrong with the list of a workbook in which an error was made, or nothing."""
    if made.shown.problems is None:
        return "no list"
    error = SEVERITY_WORDS[Severity.ERROR].zh
    named = [(line[0], line[1]) for line in made.shown.lines if line[2] == error]
    errors = {(each.sheet, each.cell) for each in sheet_errors(PACK, made.item)}
    unjudged = {each.rule for each in made.found} & LEAVES_UNJUDGED
    if (others := set(named) - errors) and not unjudged:
        return f"the list also names {sorted(others)}"
    places = {(each.sheet, each.cell) for each in made.found}
    counts = [named.count(place) for place in places]
    once = min(counts, default=0) == 1 == max(counts)
    return "" if once or (unjudged and min(counts, default=0)) else f"named {counts} times"
