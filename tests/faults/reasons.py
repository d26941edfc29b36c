"""Faults in what is written about a change: beside lines and totals of the statements."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from tests.faults.draft import ERROR, WARNING, Draft, Expected, Fault, Twin, expect, nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    PutText: TypeAlias = "Callable[[str, str, tuple[str, ...], Draft], list[Expected] | None]"

MONEY, PUBLIC = "income_expenditure", "three_public"
TEXT = {MONEY: "note", PUBLIC: "reason"}
INCOME = ("income_general", "income_fund", "income_special", "income_other")
SPENT = ("personnel", "public", "project")
CENT, LARGE = Decimal("0.01"), Decimal(6000)
WHY = "按实际需要安排"
"""A reason that tells of no rise, no fall and no amount."""


def typed(draft: Draft, table: str, lines: Iterable[str]) -> list[str]:
    """Return the lines that have both years."""
    years = ("current", "prior")
    return [line for line in lines if all(draft.get(table, line, y) is not None for y in years)]


def parts(draft: Draft, table: str, line: str) -> list[str]:
    """Return the lines that add up to a total."""
    return [p.code for p in draft.pack.form(table).table.lines if p.parent == line and p.adds]


def change(draft: Draft, table: str, line: str) -> Decimal:
    """Return the change of a line, of a total that of its parts."""
    if below := parts(draft, table, line):
        return sum((change(draft, table, part) for part in below), Decimal(0))
    return draft.amount(table, line, "current") - draft.amount(table, line, "prior")


def rows_of(draft: Draft, table: str, lines: Iterable[str]) -> list[str]:
    """Return the lines whose change is known: with both years, and totals beyond their parts."""
    known = set(typed(draft, table, lines))
    return [
        line
        for line in lines
        if (
            (below := parts(draft, table, line))
            and all(abs(change(draft, table, p)) <= abs(change(draft, table, line)) for p in below)
        )
        or line in known
    ]


def verb(amount: Decimal) -> str:
    """Return the word for a change."""
    return "增加" if amount > 0 else "减少"


def says(word: str, table: str, lines: tuple[str, ...], draft: Draft) -> list[Expected] | None:
    """R17: the text tells of a rise where there is a fall, or of a fall where there is a rise."""

    def contrary(line: str) -> bool:
        return change(draft, table, line) * (1 if word == "增加" else -1) < 0

    line = draft.pick(filter(contrary, rows_of(draft, table, lines)))
    if line is None:
        return None
    draft.put(table, line, **{TEXT[table]: f"因任务变化而{word}"})
    at = draft.key(table, line, "change"), draft.key(table, line, TEXT[table])
    return [expect("R17", ERROR, *at)]


def more_receptions(draft: Draft) -> None:
    """Let something of the statement rise, so that a fall can be told wrongly."""
    draft.put(PUBLIC, "reception", current="0.6", prior="0.5", reason=WHY)


def says_both(text: str, table: str, lines: tuple[str, ...], draft: Draft) -> list[Expected] | None:
    """R17: the text tells of a rise and a fall; the change may be either."""
    line = draft.pick(rows_of(draft, table, lines))
    if line is None:
        return None
    draft.put(table, line, **{TEXT[table]: text})
    return []


def says_change(
    text: str, table: str, lines: tuple[str, ...], draft: Draft
) -> list[Expected] | None:
    """R17: nothing changed, and the text tells of a rise."""
    line = draft.pick(r for r in rows_of(draft, table, lines) if not change(draft, table, r))
    if line is None:
        return None
    draft.put(table, line, **{TEXT[table]: text})
    at = draft.key(table, line, TEXT[table]), draft.key(table, line, "change")
    return [expect("R17", WARNING, *at)] if text == "因任务变化而增加" else []


def quotes(text: str, table: str, lines: tuple[str, ...], draft: Draft) -> list[Expected] | None:
    """R17: the text quotes amounts that are not the change.

    ``text`` names the change as ``{right}`` and another amount as ``{wrong}``, after ``{verb}``.
    """
    line = draft.pick(r for r in rows_of(draft, table, lines) if change(draft, table, r))
    if line is None:
        return None
    amount = change(draft, table, line)
    size = abs(amount)
    words = {"verb": verb(amount), "other": verb(-amount), "right": size, "wrong": size + 1}
    draft.put(table, line, **{TEXT[table]: text.format(**words)})
    at = draft.key(table, line, TEXT[table]), draft.key(table, line, "change")
    return [expect("R17", WARNING, *at)] if "{wrong}" in text and "{other}" not in text else []


RISE_BEYOND = {MONEY: ("expenditure_year", "basic"), PUBLIC: ("total", "vehicle_purchase")}
"""A total that rises in one of the returns by less than a part of it."""


def rise_beyond(text: str, table: str, draft: Draft) -> list[Expected] | None:
    """R17: a part rises by more than its total; the text names no fall."""
    total, part = RISE_BEYOND[table]
    if not 0 < change(draft, table, total) < change(draft, table, part) - 1:
        return None
    draft.put(table, total, **{TEXT[table]: text})
    return [] if "减少" in text else [beyond(draft, table, total, part)]


FALL_BEYOND = {MONEY: ("expenditure_year", "project"), PUBLIC: ("total", "vehicle")}
"""A total that falls in one of the returns, and a part of it."""


def fall_beyond(text: str, table: str, draft: Draft) -> list[Expected] | None:
    """R17: a part falls by more than its total; the text names no rise."""
    total, part = FALL_BEYOND[table]
    if table == PUBLIC and change(draft, table, part) < -1 - CENT:
        rest = change(draft, table, total)  # travel abroad makes up for most of what falls
        draft.put(table, "abroad", current=-rest - CENT, prior=0, reason=WHY)
    if not change(draft, table, part) + 1 < change(draft, table, total) < 0:
        return None
    draft.put(table, total, **{TEXT[table]: text})
    return [] if "增加" in text else [beyond(draft, table, total, part)]


def beyond(draft: Draft, table: str, total: str, part: str) -> Expected:
    """Expect that the offset is asked for."""
    changes = (draft.key(table, line, "change") for line in (total, part))
    return expect("R17", WARNING, draft.key(table, total, TEXT[table]), *changes)


def other_year(
    text: str, table: str, lines: tuple[str, ...], draft: Draft
) -> list[Expected] | None:
    """R17: the text compares with another year than the last."""
    line = draft.pick(r for r in rows_of(draft, table, lines) if change(draft, table, r))
    if line is None:
        return None
    draft.put(table, line, **{TEXT[table]: text})
    return (
        [expect("R17", WARNING, draft.key(table, line, TEXT[table]))]
        if text == "较2018年有变化"
        else []
    )


def in_yuan(text: str, table: str, lines: tuple[str, ...], draft: Draft) -> list[Expected] | None:
    """R20: the text gives a figure of the form, or another amount, in 元."""
    line = draft.pick(
        r for r in typed(draft, table, lines)
        if change(draft, table, r) and draft.amount(table, r, "current")
    )  # fmt: skip
    if line is None:
        return None
    amount = change(draft, table, line)
    words = {
        "verb": verb(amount),
        "figure": draft.amount(table, line, "current"),
        "yuan": int(abs(amount) * 10000),
    }
    draft.put(table, line, **{TEXT[table]: text.format(**words)})
    severity = {"安排{figure}元": ERROR, "{verb}{yuan}元": WARNING}.get(text)
    at = (draft.key(table, line, c) for c in (TEXT[table], "current", "prior", "change"))
    return [expect("R20", severity, *at)] if severity else []


def unexplained(table: str, lines: tuple[str, ...], draft: Draft) -> list[Expected] | None:
    """R43: a large change without a reason."""
    line = draft.pick(r for r in typed(draft, table, lines) if is_large(draft, table, r))
    if line is None:
        return None
    draft.put(table, line, **{TEXT[table]: None})
    at = (draft.key(table, line, c) for c in (TEXT[table], "change", "prior", "current"))
    return [expect("R43", WARNING, *at)]


def small_change(table: str, lines: tuple[str, ...], draft: Draft) -> list[Expected] | None:
    """R43: a small change needs no reason."""
    line = draft.pick(
        r for r in typed(draft, table, lines)
        if change(draft, table, r) and not is_large(draft, table, r)
    )  # fmt: skip
    if line is None:
        return None
    draft.put(table, line, **{TEXT[table]: None})
    return []


def is_large(draft: Draft, table: str, line: str) -> bool:
    """Whether a line changes by 1 万元 and by a tenth."""
    size = abs(change(draft, table, line))
    return size >= 1 and 10 * size >= draft.amount(table, line, "prior")


STATEMENTS = (
    ("", "income", MONEY, (*INCOME, *SPENT, "basic", "expenditure_year", "expenditure_total")),
    ("public-", "public", PUBLIC, ("abroad", "vehicle_running", "reception", "vehicle", "total")),
)
"""Where reasons stand: beside lines and totals."""
WRITTEN: tuple[tuple[str, PutText, str], ...] = (
    ("says-rise", says, "增加"),
    ("says-fall", says, "减少"),
    ("says-change", says_change, "因任务变化而增加"),
    ("quotes", quotes, "比上年{verb}{wrong}万元"),
    ("quotes-beyond", quotes, "比上年{verb}{right}万元，其中车辆{verb}{wrong}万元"),
    ("other-year", other_year, "较2018年有变化"),
    ("figure-in-yuan", in_yuan, "安排{figure}元"),
    ("amount-in-yuan", in_yuan, "{verb}{yuan}元"),
)
RIGHTLY_WRITTEN: tuple[tuple[str, PutText, str], ...] = (
    ("says-rise", says_both, "车辆增加，会议减少"),
    ("says-fall", says_both, "车辆减少，会议增加"),
    ("says-change", says_change, "与上年持平，未增加"),
    ("says-change", says_change, "人员增加，会议减少，两相抵消"),
    ("quotes", quotes, "比上年{verb}{right}万元"),
    ("quotes", quotes, "由上年的12.3万元{verb}到45.6万元"),
    ("quotes-beyond", quotes, "车辆{verb}{wrong}万元，其他{other}1万元"),
    ("other-year", other_year, "按2018年政策，较2019年有变化"),
    ("figure-in-yuan", in_yuan, "安排{figure}万元"),
    ("figure-in-yuan", in_yuan, "每人每月{figure}元"),
    ("amount-in-yuan", in_yuan, "补助2人*{yuan}元"),
)
BEFORE = {"public-says-fall": more_receptions}
"""What is put in first, where no return has a place for a fault."""
FAULTS = (
    *(
        Fault(name, zone, partial(put, text, table, lines), BEFORE.get(name, nothing))
        for prefix, zone, table, lines in STATEMENTS
        for fault, put, text in WRITTEN
        for name in (f"{prefix}{fault}",)
    ),
    *(
        Fault(f"{name}{fault}", zone, partial(put, text, table))
        for name, zone, table, _ in STATEMENTS
        for fault, put, text in (
            ("rise-beyond", rise_beyond, "计划新增两辆执法执勤用车"),
            ("fall-beyond", fall_beyond, "压减基础建设项目和车辆燃料"),
        )
    ),
    Fault("unexplained", "income", partial(unexplained, MONEY, SPENT)),
    Fault(
        "public-unexplained", "public",
        partial(unexplained, PUBLIC, ("vehicle_purchase", "vehicle_running")),
    ),
)  # fmt: skip
TWINS = (
    *(
        Twin(f"{name}{fault}", partial(put, text, table, lines))
        for name, _, table, lines in STATEMENTS
        for fault, put, text in RIGHTLY_WRITTEN
    ),
    *(
        Twin(f"{name}{fault}", partial(put, text, table))
        for name, _, table, _ in STATEMENTS
        for fault, put, text in (
            ("rise-beyond", rise_beyond, "计划新增两辆执法执勤用车，运行费减少"),
            ("fall-beyond", fall_beyond, "压减车辆燃料，差旅增加"),
        )
    ),
    Twin("unexplained", partial(small_change, MONEY, SPENT)),
    Twin("public-unexplained", partial(small_change, PUBLIC, ("reception",))),
)
