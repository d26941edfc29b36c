"""Cells that show something else than they store: what is shown counts, or both are told."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from tests.corpus.book import STYLES, Book, Content, inline, number
from tests.corpus.formats import IN_OTHER_FORMAT, OFFICE
from tests.corpus.numbers import CODE, INCOME, OTHER
from tests.corpus.variant import Expected, Variant, accepted, at, edited, needs_fix

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTE = "收支总表!L7"
"""A text that may be blank."""
NAME = "绩效目标!C7"
"""A text that must be there."""
COUNTERPARTY = "内部往来!B7"
"""The code of another entity, in a form that is otherwise blank."""


def variants() -> Iterator[Variant]:
    """Yield every variant of this class."""
    for name, (place, code, content, expected) in FORMATTED.items():
        edit = partial(as_code, place, code, content)
        yield Variant("displayed", name, edited(edit), expected)
    for name, (place, content, expected) in PLACED.items():
        edit = partial(Book.cell, at=place, content=content)
        yield Variant("displayed", name, edited(edit), expected)
    for suffix, written in OFFICE.items():
        for name in THROUGH_OFFICE:
            place, code, content, expected = FORMATTED[name]
            found = replace(expected, findings=(*expected.findings, *IN_OTHER_FORMAT[suffix]))
            edit = partial(as_code, place, code, content)
            yield Variant(
                "shown-office", f"{suffix}-{name}", edited(edit), found, written, f"{name}.{suffix}"
            )


def as_code(place: str, code: str, content: Content, book: Book) -> None:
    """Put something into a cell, with a number format of its own."""
    quoted = escape(code, {'"': "&quot;"})
    book.swap(STYLES, "</numFmts>", f'<numFmt numFmtId="900" formatCode="{quoted}"/></numFmts>')
    formats = book.text(STYLES).partition("<cellXfs")[2].partition("</cellXfs>")[0]
    style = formats.count("<xf ")
    book.swap(STYLES, "</cellXfs>", '<xf numFmtId="900" applyNumberFormat="1"/></cellXfs>')
    book.cell(place, content)
    sheet, _, address = place.partition("!")
    book.sub(book.sheets[sheet], rf'(<c r="{address}" s=)"\d+"', rf'\1"{style}"')


def read_as(place: str, value: str | None = None, *rules: str) -> Expected:
    """The shown amount is the clean one, or ``value``, and that is told."""
    values = {} if value is None else {place: value}
    return accepted(
        *(found for rule in rules or ("XL-178",) for found in at(rule, place)), values=values
    )


def refused(place: str, value: str, *rules: str) -> Expected:
    """Neither is taken: both are told."""
    return needs_fix(
        *(found for rule in rules or ("XL-178",) for found in at(rule, place)),
        values={place: value},
    )


PLAIN = accepted()
FORMATTED: dict[str, tuple[str, str, Content, Expected]] = {
    # The point is moved: what is shown is the clean figure.
    "scaled-by-a-literal-point": (OTHER, "0!.0000", number(1587900), read_as(OTHER)),
    "scaled-by-thousands": (OTHER, "#,##0.00,", number(158790), read_as(OTHER)),
    "scaled-by-a-point-and-thousands": (OTHER, "0\\.00,", number("15879000"), read_as(OTHER)),
    "scaled-by-millions": (OTHER, "0.00,,", number(158790000), read_as(OTHER)),
    "scaled-with-a-currency": (OTHER, '"¥"#,##0.00,', number(158790), read_as(OTHER)),
    "scaled-by-a-condition": (OTHER, "[>=10000]0!.0000;0.00", number(1587900), read_as(OTHER)),
    "scaled-and-too-exact": (
        OTHER, "0!.0000", number(1587912), refused(OTHER, "158.7912", "XL-113")
    ),
    # The point is moved and digits are lost, or a unit stands there.
    "scaled-and-rounded": (
        OTHER, "0\\.0,", number(1587900), refused(OTHER, "1587900 ≠ “158.8”")
    ),
    "scaled-with-a-unit": (
        OTHER, '0!.0,"万"', number(1588000), refused(OTHER, "1588000 ≠ “158.8万”")
    ),
    "unit-in-an-amount": (OTHER, '0.00"元"', number("158.79"), refused(OTHER, "158.79 ≠ “158.79元”")),
    "unit-as-a-currency": (OTHER, "[$万元]0.00", number("158.79"), refused(OTHER, "158.79 ≠ “万元158.79”")),
    "percent-in-an-amount": (OTHER, '0"%"', number(95), refused(OTHER, "95 ≠ “95%”")),
    # Another number is shown.
    "replaced": (OTHER, '"33.4"', number("158.79"), refused(OTHER, "158.79 ≠ “33.4”")),
    "replaced-by-a-digit-before": (OTHER, '"9"0.00', number("158.79"), refused(OTHER, "158.79 ≠ “9158.79”")),
    "replaced-by-a-digit-behind": (OTHER, "0.00\\5", number("158.79"), refused(OTHER, "158.79 ≠ “158.795”")),
    "negative-shown-as-positive": (OTHER, "0.00;0.00", number("-158.79"), refused(OTHER, "-158.79 ≠ “158.79”")),
    "negative-shown-in-red": (
        OTHER, "0.00;[Red]0.00", number("-158.79"), refused(OTHER, "-158.79 ≠ “158.79”")
    ),
    "positive-shown-as-negative": (OTHER, "-0.00", number("158.79"), refused(OTHER, "158.79 ≠ “-158.79”")),
    "text-cell-shown-otherwise": (
        OTHER, '0.00;-0.00;0;@"元"', inline("158.79"), refused(OTHER, "158.79元", "XL-112")
    ),
    "format-for-texts-only": (OTHER, '@"元"', number("158.79"), refused(OTHER, '158.79 ≠ “@"元"”')),
    "chinese-digits": (
        OTHER, "[DBNum2][$-804]General", number("158.79"),
        refused(OTHER, "158.79 ≠ “[DBNum2][$-804]General”"),
    ),
    "filled-with-stars": (OTHER, "**0.00", number("158.79"), refused(OTHER, "158.79 ≠ “**0.00”")),
    "date-that-is-none": (OTHER, "yyyy/m/d", number("-158.79"), refused(OTHER, "-158.79 ≠ “####”")),
    "no-condition-holds": (OTHER, "[<1]0.00", number("158.79"), refused(OTHER, "158.79 ≠ “[<1]0.00”")),
    # Nothing is shown.
    "hidden": (OTHER, ";;;", number("158.79"), refused(OTHER, "158.79 ≠ “”")),
    "hidden-when-positive": (OTHER, ";-0.00;0", number("158.79"), refused(OTHER, "158.79 ≠ “”")),
    "hidden-when-negative": (OTHER, "0.00;;", number("-158.79"), refused(OTHER, "-158.79 ≠ “”")),
    "hidden-behind-a-blank": (OTHER, '" "', number("158.79"), refused(OTHER, "158.79 ≠ “ ”")),
    "hidden-text": (NOTE, ";;;", inline("另有说明"), read_as(NOTE, "另有说明")),
    "hidden-number-in-a-text": (NOTE, ";;;", number(5), read_as(NOTE, "5")),
    "hidden-required-text": (NAME, ";;;", inline("办案数量"), refused(NAME, "办案数量")),
    # A condition chooses.
    "condition-chooses-percent": (OTHER, "[<200]0%;0.00", number("1.5"), refused(OTHER, "150%", "XL-112")),
    "condition-chooses-amount": (OTHER, "[<1]0%;0.00", number("158.79"), PLAIN),
    "condition-chooses-colour": (OTHER, "[Red][>100]0.00;[Blue]0.00", number("158.79"), PLAIN),
    "condition-chooses-word": (NOTE, '[=1]"是";[=0]"否";0', number(1), read_as(NOTE, "是")),
    # Time is counted.
    "hours-in-a-text": (NOTE, "[h]:mm", number("1.5"), read_as(NOTE, "36:00", "XL-111")),
    "minutes-in-a-text": (NOTE, "[mm]:ss", number("1.5"), read_as(NOTE, "2160:00", "XL-111")),
    "seconds-in-a-text": (NOTE, "[ss]", number("0.001"), read_as(NOTE, "86", "XL-111")),
    "hours-in-an-amount": (OTHER, "[h]:mm", number("1.5"), refused(OTHER, "36:00", "XL-112")),
    # In a text what is shown counts.
    "unit-in-a-text": (NOTE, '0"人次"', number(1200), read_as(NOTE, "1200人次")),
    "sign-in-a-text": (NOTE, '"≥"0%', number("0.9"), read_as(NOTE, "≥90%")),
    "zeros-in-a-text": (NOTE, "000000", number(12), read_as(NOTE, "000012")),
    "unit-behind-general": (NOTE, 'General"件"', number("5.5"), read_as(NOTE, "5.5件")),
    "text-with-a-unit": (NOTE, '@"（暂定）"', inline("100"), read_as(NOTE, "100（暂定）")),
    "text-replaced": (NOTE, '0;0;0;"见附件"', inline("有说明"), read_as(NOTE, "见附件")),
    "places-in-a-text": (NOTE, "0.00", number(3), accepted(values={NOTE: "3"})),
    "day-in-a-text": (NOTE, 'yyyy"年"m"月"d"日"', number(43892), read_as(NOTE, "2020年3月2日", "XL-111")),
    "day-with-slashes": (NOTE, "yyyy/m/d;@", number(43892), read_as(NOTE, "2020/3/2", "XL-111")),
    # Programs take 1-2 for a date.
    "month-and-day": (NOTE, 'm"月"d"日"', number(43892), read_as(NOTE, "3月2日", "XL-188")),
    "month-and-day-in-english": (NOTE, "d-mmm", number(43892), read_as(NOTE, "2020-03-02", "XL-188")),
    "month-and-day-with-a-slash": (NOTE, "m/d", number(43892), read_as(NOTE, "3/2", "XL-188")),
    "year-and-month": (NOTE, 'yyyy"年"m"月"', number(43891), read_as(NOTE, "2020年3月", "XL-188")),
    "hour-and-minute": (NOTE, "h:mm", number("0.0430555555555556"), read_as(NOTE, "1:02", "XL-188")),
    "month-and-day-required": (NAME, 'm"月"d"日"', number(43892), refused(NAME, "3月2日", "XL-188")),
    # Ordinary formats round what is shown, and that is all.
    **{
        f"ordinary-{name}": (OTHER, code, number("158.79"), PLAIN)
        for name, code in {
            "whole": "0", "general": "General", "accounting": '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ',
            "yuan": '"¥"#,##0.00;"¥"\\-#,##0.00', "yuan-locale": "[$¥-804]#,##0.00;[Red][$¥-804]\\-#,##0.00",
            "red": "#,##0.00_);[Red]\\(#,##0.00\\)", "fraction": "# ?/?", "exponent": "0.00E+00",
            "optional": "#,###.##", "dash": '0.00;-0.00;"——";@', "zeros": "00000.00", "spaces": "# ##0.00",
        }.items()
    },
    "ordinary-negative": (
        OTHER, "#,##0.00_);[Red]\\(#,##0.00\\)", number("-158.79"), refused(OTHER, "-158.79", "XL-143")
    ),
    "ordinary-zero-as-dash": (OTHER, '0.00;-0.00;"-"', number(0), accepted(values={OTHER: "0"})),
    "ordinary-zero-as-blank": (OTHER, "0.00;-0.00;", number(0), accepted(values={OTHER: "0"})),
    "ordinary-places-3": (OTHER, "0.00", number("158.791"), refused(OTHER, "158.791", "XL-113")),
}  # fmt: skip

THROUGH_OFFICE = (
    "scaled-by-thousands", "scaled-with-a-currency", "replaced", "negative-shown-as-positive",
    "hidden", "condition-chooses-amount", "hours-in-a-text", "unit-in-a-text", "sign-in-a-text",
    "month-and-day", "ordinary-accounting", "text-with-a-unit", "hidden-required-text",
)  # fmt: skip
"""What LibreOffice keeps in all three formats."""

PLACED: dict[str, tuple[str, Content, Expected]] = {
    # Digits beyond the fifteenth are lost.
    "digits-18": (NOTE, number("110101199001011000"), refused(NOTE, "110101199001011000", "XL-188")),
    "digits-16": (NOTE, number("1234567890123456"), refused(NOTE, "1234567890123460", "XL-188")),
    "digits-19-required": (
        NAME, number("6222021234567890123"), refused(NAME, "6222021234567890000", "XL-188")
    ),
    "digits-18-in-a-code": (
        CODE, number("110101199001011000"), refused(CODE, "110101199001011000", "XL-188")
    ),
    "digits-15": (NOTE, number("123456789012345"), accepted(values={NOTE: "123456789012345"})),
    # What has no ink is folded.
    **{
        f"invisible-{name}": (INCOME, inline(text), accepted(*at("XL-111", INCOME)))
        for name, text in {
            "calculator": "\u202d2460.65\u202c", "isolate": "\u20682460.65\u2069",
            "soft-hyphen": "2460\u00ad.65", "variation": "2460.65\ufe0f", "tag": "\U000e00012460.65",
            "arabic-mark": "\u061c2460.65", "separator": "2460\u2063.65",
        }.items()
    },
    "invisible-in-a-code": (CODE, inline("A0703\u202c0101"), accepted(*at("XL-111", CODE))),
    "invisible-in-a-text": (
        NOTE, inline("按政\u200b策\ufe01"), accepted(*at("XL-111", NOTE), values={NOTE: "按政策"})
    ),
    "invisible-and-nothing-else": (
        NOTE, inline("\u202d\u2060"), accepted(*at("XL-111", NOTE), values={NOTE: None})
    ),
    "invisible-in-a-heading": ("收支总表!A5", inline("项\u00ad目\u202c"), accepted()),
    "reversed": (OTHER, inline("\u202e97.851"), refused(OTHER, "\u202e97.851", "XL-112")),
    # A number that is a code for certain.
    "code-as-number": (COUNTERPARTY, number(312002), read_as(COUNTERPARTY, "312002", "XL-111")),
    "code-as-number-of-a-parent": (COUNTERPARTY, number(312), read_as(COUNTERPARTY, "312", "XL-111")),
    "code-as-number-of-another": (COUNTERPARTY, number(312005), read_as(COUNTERPARTY, "312005", "XL-111")),
    "code-as-number-too-short": (COUNTERPARTY, number(12002), refused(COUNTERPARTY, "12002", "XL-116")),
    "code-as-number-unknown": (COUNTERPARTY, number(999999), refused(COUNTERPARTY, "999999", "XL-116")),
}  # fmt: skip
