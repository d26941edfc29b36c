"""What a cell may hold, and what is made of it."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xltool.kinds import ColumnKind
from xltool.model.forms import Column
from xltool.values.cell_values import (
    LARGEST,
    LONGEST,
    CellProblem,
    CellReading,
    places_of,
    read_value,
)
from xltool.values.decimal_text import (
    STORED_PLACES,
    decimal_text,
    exact_decimal,
    half_up,
    is_masked,
)

if TYPE_CHECKING:
    from xltool.values.stored_values import Stored

COLUMNS: Final = {kind: Column(kind.value, kind.value, kind) for kind in ColumnKind}
MONEY: Final = COLUMNS[ColumnKind.MONEY]
NUMERIC: Final = [kind for kind in ColumnKind if kind.numeric]
D = Decimal
at = dt.datetime.fromisoformat


@pytest.mark.parametrize("kind", ColumnKind)
@pytest.mark.parametrize("raw", [None, ""])
def test_blank_is_nil(kind: ColumnKind, raw: Stored) -> None:
    """A blank cell is no value and no problem, never zero."""
    assert read_value(raw, COLUMNS[kind]) == CellReading(None)


@pytest.mark.parametrize("kind", ColumnKind)
@pytest.mark.parametrize("raw", [" ", "  \t", "\u3000", "\xa0\n", "\u200b", "\ufeff\u200c", "\r\n"])
def test_spaces_only_is_blank_and_says_so(kind: ColumnKind, raw: str) -> None:
    """A cell of spaces, whatever their width, is blank with an info."""
    found = read_value(raw, COLUMNS[kind])
    assert (found.value, found.problem, found.why) == (None, CellProblem.REPAIRED, "spaces")


@pytest.mark.parametrize("kind", NUMERIC)
@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (8319.42, "8319.42"),
        (95.0, "95"),
        (95, "95"),
        (0.0, "0"),
        (-0.0, "0"),
        (0, "0"),
        (-12.5, "-12.5"),
        (0.05, "0.05"),
        (12345678901.12, "12345678901.12"),
        (999999999999.99, "999999999999.99"),
        (-9999999999999.0, "-9999999999999"),
        (9999999999999, "9999999999999"),
    ],
)
def test_a_stored_number_is_the_decimal_that_was_typed(
    kind: ColumnKind, raw: float, value: str
) -> None:
    """What Excel stores as a double is read as the decimal that the clerk sees."""
    found = read_value(raw, COLUMNS[kind])
    assert found == CellReading(D(value))
    assert str(found.value) == value


@pytest.mark.parametrize(
    ("raw", "value", "why"),
    [
        ("123.45", "123.45", "text"),
        ("'123.45", "123.45", "text"),
        ("\u2018 123.45", "123.45", "text"),
        ("+5", "5", "text"),
        ("-5", "-5", "text"),
        ("-0", "0", "text"),
        (".5", "0.5", "text"),
        ("5.", "5", "text"),
        ("3.00", "3", "text"),
        ("0.50", "0.5", "text"),
        ("１２３．４５", "123.45", "full-width"),
        ("－７", "-7", "full-width"),
        ("−7", "-7", "full-width"),
        ("１，２３４．５", "1234.5", "full-width"),
        ("1，234，567", "1234567", "full-width"),
        ("￥12", "12", "full-width"),
        ("¥12", "12", "currency"),
        ("¥ 12", "12", "currency"),
        ("¥-12", "-12", "currency"),
        ("-¥1,200", "-1200", "currency"),
        ("1,234.50", "1234.5", "separators"),
        ("-1,234,567.8", "-1234567.8", "separators"),
        (" 12 ", "12", "spaces"),
        ("\u300012\xa0", "12", "spaces"),
        ("12\r\n", "12", "spaces"),
        ("\u200e12\u200b", "12", "invisible"),
        ("1\u200b2", "12", "invisible"),
    ],
    ids=ascii,
)
def test_odd_typing_is_repaired_with_an_info(raw: str, value: str, why: str) -> None:
    """Text that can only mean one number becomes it, and the finding shows what was typed."""
    typed = raw.replace("\r\n", "\n")
    assert read_value(raw, MONEY) == CellReading(D(value), typed, CellProblem.REPAIRED, why)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("123万元", "measure"),
        ("123.5 元", "measure"),
        ("12辆", "measure"),
        ("1,200万", "measure"),
        ("95%", "percent"),
        ("95％", "percent"),
        ("(123)", "parentheses"),
        ("（123）", "parentheses"),
        ("（１２３．５）", "parentheses"),
        ("1e3", "exponent"),
        ("1E309", "exponent"),
        ("-2.5E-7", "exponent"),
        ("-", "dash"),
        ("—", "dash"),
        ("——", "dash"),
        ("－", "dash"),
        ("/", "dash"),
        ("12,34", "separators"),
        ("1234,567", "separators"),
        ("1,2345", "separators"),
        ("1.2.3", "separators"),
        ("0012", "leading-zeros"),
        ("-00.5", "leading-zeros"),
        ("0,123", "leading-zeros"),
        ("1 234", "spaces"),
        ("1\xa0234.50", "spaces"),
        ("- 5", "spaces"),
        ("$12", "currency"),
        ("人民币12", "currency"),
        ("¥-¥5", "currency"),
        ("2019.12.31", "date"),
        ("2019年12月31日", "date"),
        ("2019-12", "date"),
        ("#REF!", "error"),
        ("#DIV/0!", "error"),
        ("#N/A", "error"),
        ("#NAME?", "error"),
        ("=A1+B1", "formula"),
        ("无", "word"),
        ("约12", "word"),
        ("--5", "word"),
        ("3-5", "word"),
        ("12。5", "word"),
        ("nan", "word"),
        ("Infinity", "word"),
        ("*", "word"),
        ("**万元", "word"),
        ("١٢", "word"),
        ("\u202e321", "word"),
        (".", "word"),
    ],
    ids=ascii,
)
def test_what_is_not_plainly_a_number_stays_as_typed(raw: str, why: str) -> None:
    """Nobody guesses: the text stays in the cell, with the reason."""
    assert read_value(raw, MONEY) == CellReading(raw, raw, CellProblem.NOT_A_NUMBER, why)


@pytest.mark.parametrize("kind", NUMERIC)
@pytest.mark.parametrize(
    ("raw", "text", "why"),
    [
        (True, "TRUE", "boolean"),
        (False, "FALSE", "boolean"),
        (math.nan, "nan", "not-finite"),
        (math.inf, "inf", "not-finite"),
        (-math.inf, "-inf", "not-finite"),
        (dt.date(2019, 12, 31), "2019-12-31", "date"),
        (at("2019-12-31"), "2019-12-31", "date"),
        (at("2019-12-31 06:30"), "2019-12-31 06:30:00", "date"),
        (dt.time(8, 30), "08:30:00", "time"),
        (dt.timedelta(hours=30), "1 day, 6:00:00", "time"),
    ],
)
def test_other_types_are_no_numbers(kind: ColumnKind, raw: Stored, text: str, why: str) -> None:
    """Booleans, dates, times and doubles that are no number are errors at their cell."""
    assert read_value(raw, COLUMNS[kind]) == CellReading(text, text, CellProblem.NOT_A_NUMBER, why)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (0.1 + 0.2, "0.3"),
        (57.900000000000006, "57.9"),
        (-57.900000000000006, "-57.9"),
        (100000000000.01001, "100000000000.01"),
    ],
)
def test_the_tail_of_a_computation_is_repaired(raw: float, value: str) -> None:
    """Digits beyond the fifteenth, which no clerk can see or type, go with an info."""
    found = read_value(raw, MONEY)
    assert found == CellReading(
        D(value), decimal_text(exact_decimal(raw)), CellProblem.REPAIRED, "computed"
    )


@pytest.mark.parametrize(
    ("raw", "places", "value", "why"),
    [
        (1.234, None, D("1.234"), "places"),
        ("1.234", None, D("1.234"), "places"),
        ("１.234", None, D("1.234"), "places"),
        (0.123456, None, D("0.123456"), "places"),
        (0.1234567, None, "0.1234567", "places"),
        ("0.1234567", None, "0.1234567", "places"),
        (1e-7, None, "0.0000001", "places"),
        (1.5e-7, None, "0.00000015", "places"),
        (1 / 3, None, "0.3333333333333333", "computed"),
        (0.3 - 0.1 - 0.2, None, "-0.000000000000000027755575615628914", "computed"),
        (2.5, 0, D("2.5"), "whole"),
        ("2.5", 0, D("2.5"), "whole"),
        (1.2345, 3, D("1.2345"), "places"),
    ],
)
def test_too_many_places_are_seen_and_not_rounded(
    raw: float | str, places: int | None, value: Decimal | str, why: str
) -> None:
    """More places than allowed is an error; the value is kept, as text when it cannot be stored."""
    found = read_value(raw, MONEY, places)
    assert (found.value, found.problem, found.why) == (value, CellProblem.TOO_MANY_PLACES, why)
    assert found.typed == (raw if isinstance(raw, str) else decimal_text(exact_decimal(raw)))


@pytest.mark.parametrize(
    ("kind", "own", "override", "expected"),
    [
        (ColumnKind.MONEY, None, None, 2),
        (ColumnKind.NUMBER, None, None, 2),
        (ColumnKind.RATE, None, None, 4),
        (ColumnKind.TEXT, None, None, 0),
        (ColumnKind.NUMBER, 0, None, 0),
        (ColumnKind.NUMBER, 0, 1, 1),
        (ColumnKind.NUMBER, 3, 0, 0),
        (ColumnKind.MONEY, 9, None, 6),
    ],
)
def test_places_come_from_line_then_column_then_kind(
    kind: ColumnKind, own: int | None, override: int | None, expected: int
) -> None:
    """The line's override wins over the column's, that over the kind's; storage holds six."""
    assert places_of(replace(COLUMNS[kind], places=own), override) == expected


@pytest.mark.parametrize("raw", [3.0, "3.00", "３", 3])
def test_a_whole_number_may_be_printed_with_places(raw: Stored) -> None:
    """Trailing zeros are no decimal places: 3.00 辆 are three."""
    assert read_value(raw, MONEY, 0).value == D(3)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (1e13, "10000000000000"),
        (-1e13, "-10000000000000"),
        (10**13, "10000000000000"),
        (1e22, "10000000000000000000000"),
        (1e300, "1" + "0" * 300),
        (10**5000, "1" + "0" * 5000),
        ("10000000000000", "10000000000000"),
        ("99,999,999,999,999.5", "99,999,999,999,999.5"),
    ],
    ids=lambda value: str(value)[:20] if not isinstance(value, int) else f"int{value % 7}",
)
def test_amounts_are_capped(raw: Stored, text: str) -> None:
    """From ten to the thirteenth on, Excel rounds: the amount stays text and is an error."""
    assert read_value(raw, MONEY) == CellReading(text, text, CellProblem.TOO_LARGE, "large")


@pytest.mark.parametrize(
    ("raw", "value"), [("95%", "95"), ("９５％", "95"), ("95.5 ﹪", "95.5"), ("1,200%", "1200")]
)
def test_a_typed_percent_sign_in_a_rate_is_repaired(raw: str, value: str) -> None:
    """A rate is in per cent, so the sign adds nothing."""
    found = read_value(raw, COLUMNS[ColumnKind.RATE])
    assert (found.value, found.problem) == (D(value), CellProblem.REPAIRED)


@pytest.mark.parametrize("raw", [0.95, 95.0, 0.9523, 12.3456])
def test_a_stored_rate_stays_as_it_is(raw: float) -> None:
    """A stored 0.95 is not taken for 95: whether it is plausible is for a rule to say."""
    assert read_value(raw, COLUMNS[ColumnKind.RATE]) == CellReading(exact_decimal(raw))


@pytest.mark.parametrize("kind", [*NUMERIC, ColumnKind.DATE])
@pytest.mark.parametrize("raw", ["**", "****", "＊＊", "＊*＊"])
def test_masks_are_kept_byte_for_byte(kind: ColumnKind, raw: str) -> None:
    """A redacted amount or day is neither blank nor zero, and its asterisks stay as they are."""
    assert read_value(raw, COLUMNS[kind]) == CellReading(raw, raw, CellProblem.MASKED, "masked")
    assert read_value(f" {raw}\u3000", COLUMNS[kind]).value == raw


@pytest.mark.parametrize("kind", [ColumnKind.TEXT, ColumnKind.CODE])
@pytest.mark.parametrize("raw", ["**", "＊＊＊"])
def test_masks_are_text_like_any_other(kind: ColumnKind, raw: str) -> None:
    """A redacted name or code is no problem of the cell."""
    assert read_value(raw, COLUMNS[kind]) == CellReading(raw)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("**", True), ("＊＊", True), ("*", False), ("**号", False), (D(1), False), (None, False)],
)
def test_masked_means_two_asterisks_or_more(value: Decimal | str | None, *, expected: bool) -> None:
    """One asterisk is a typing slip, and a partly redacted name is a name."""
    assert is_masked(value) is expected


@pytest.mark.parametrize(
    "raw",
    [
        "公安局办案业务费",
        "1. 第一\n　　2. 第二",
        "冀财****22号",
        "a\tb",
        "不间断\xa0空格",
        "≥95%",
        "=1+1",
        "_x000D_",
        "👮\u200d♂",
    ],
)
def test_text_is_kept_byte_for_byte(raw: str) -> None:
    """Text inside a cell is the clerk's, line breaks and widths included."""
    assert read_value(raw, COLUMNS[ColumnKind.TEXT]) == CellReading(raw)


@pytest.mark.parametrize(
    ("raw", "text"), [("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a\r\n\r\nb", "a\n\nb")], ids=ascii
)
def test_line_ends_are_excels(raw: str, text: str) -> None:
    """CR LF comes from other programs and is no doing of the clerk: LF, without a finding."""
    assert read_value(raw, COLUMNS[ColumnKind.TEXT]) == CellReading(text)


@pytest.mark.parametrize("raw", [" 局", "局 ", "\u3000\u3000局", "局\xa0", "局\n", "\ufeff局"])
def test_outer_spaces_of_text_go_with_an_info(raw: str) -> None:
    """A trailing space breaks every join on a name: it is cut off, with an info."""
    assert read_value(raw, COLUMNS[ColumnKind.TEXT]) == CellReading(
        "局", raw, CellProblem.REPAIRED, "spaces"
    )


@pytest.mark.parametrize(
    ("raw", "text"), [(95.0, "95"), (95, "95"), (0.5, "0.5"), (-0.0, "0"), (1e20, "1" + "0" * 20)]
)
def test_a_number_in_a_text_column_is_its_text(raw: float, text: str) -> None:
    """An indicator value of 95 is legitimate."""
    assert read_value(raw, COLUMNS[ColumnKind.TEXT]) == CellReading(text)


@pytest.mark.parametrize(
    ("raw", "text", "why"),
    [
        (True, "TRUE", "boolean"),
        (dt.date(2020, 3, 4), "2020-03-04", "date"),
        (at("2020-03-04"), "2020-03-04", "date"),
        (dt.time(8), "08:00:00", "time"),
    ],
)
def test_other_types_in_a_text_column_become_text(raw: Stored, text: str, why: str) -> None:
    """Excel turns 3/4 into a day: the text that is taken instead comes with an info."""
    assert read_value(raw, COLUMNS[ColumnKind.TEXT]) == CellReading(
        text, text, CellProblem.REPAIRED, why
    )


def test_a_computed_number_in_a_text_column_is_what_excel_shows() -> None:
    """Text, too, holds the fifteen digits that the clerk sees."""
    found = read_value(0.1 + 0.2, COLUMNS[ColumnKind.TEXT])
    assert found == CellReading("0.3", "0.30000000000000004", CellProblem.REPAIRED, "computed")


@pytest.mark.parametrize("kind", ColumnKind)
@pytest.mark.parametrize(
    ("raw", "text", "typed"),
    [
        ("12\x003", "123", "12\\u00003"),
        ("\x1b[31m红", "[31m红", "\\u001b[31m红"),
        ("局\x0b", "局", "局\\u000b"),
        ("a\x9bb", "ab", "a\\u009bb"),
        ("a\ud800", "a", "a\\ud800"),
        ("a\uffff", "a", "a\\uffff"),
        ("\x01", None, "\\u0001"),
    ],
    ids=ascii,
)
def test_control_characters_are_removed_and_shown(
    kind: ColumnKind, raw: str, text: str | None, typed: str
) -> None:
    """A sheet cannot hold them: the value goes without, and the finding shows where they stood."""
    expected = CellReading(text, typed, CellProblem.CONTROL_CHARACTER, "control")
    assert read_value(raw, COLUMNS[kind]) == expected


@pytest.mark.parametrize("kind", ColumnKind)
def test_a_cell_holds_32767_characters(kind: ColumnKind) -> None:
    """Longer text never came from Excel, and Excel would refuse it back."""
    assert read_value("a" * LONGEST, COLUMNS[kind]).problem is not CellProblem.TOO_LONG
    found = read_value("a" * (LONGEST + 1), COLUMNS[kind])
    assert (found.problem, found.why) == (CellProblem.TOO_LONG, "long")


@pytest.mark.parametrize(
    "raw", ["0201", "A020399", "a020399", "2010-01", "辆", "行政（参公）", "1E05", "2E5"]
)
def test_codes_are_kept_as_typed(raw: str) -> None:
    """Leading zeros and letter case are part of a code, and brackets part of a choice."""
    assert read_value(raw, COLUMNS[ColumnKind.CODE]) == CellReading(raw)


@pytest.mark.parametrize(
    ("raw", "code", "why"),
    [
        (" 0201 ", "0201", "spaces"),
        ("\u30000201", "0201", "spaces"),
        ("Ａ０２０３９９", "A020399", "full-width"),
        ("ａ０２", "a02", "full-width"),
        ("A02\u200b03", "A0203", "invisible"),
        ("'0201", "0201", "text"),
    ],
    ids=ascii,
)
def test_codes_are_folded_and_trimmed(raw: str, code: str, why: str) -> None:
    """Width and outer spaces never tell two codes apart."""
    assert read_value(raw, COLUMNS[ColumnKind.CODE]) == CellReading(
        code, raw, CellProblem.REPAIRED, why
    )


@pytest.mark.parametrize(
    ("raw", "text", "why"),
    [
        (101001.0, "101001", "number"),
        (2040000.0, "2040000", "number"),
        (201, "201", "number"),
        (math.nan, "nan", "number"),
        (True, "TRUE", "boolean"),
        (dt.date(2020, 1, 2), "2020-01-02", "date"),
        ("2.04E+06", "2.04E+06", "exponent"),
        ("2E+06", "2E+06", "exponent"),
        ("２.04E+06", "２.04E+06", "exponent"),
    ],
)
def test_codes_that_excel_took_for_numbers(raw: Stored, text: str, why: str) -> None:
    """A code stored as a number may have lost zeros or digits: an error, never a guess."""
    found = read_value(raw, COLUMNS[ColumnKind.CODE])
    assert found == CellReading(text, text, CellProblem.CODE_AS_NUMBER, why)


@pytest.mark.parametrize("raw", [dt.date(2019, 12, 31), at("2019-12-31"), "2019-12-31"], ids=repr)
def test_days_are_iso(raw: Stored) -> None:
    """A real date, or its ISO text, needs no word."""
    assert read_value(raw, COLUMNS[ColumnKind.DATE]) == CellReading("2019-12-31")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("2019.12.31", "date"),
        ("2019/12/31", "date"),
        ("2019年12月31日", "date"),
        ("2019 年 12 月 31 日", "date"),
        (" 2019-12-31", "spaces"),
        ("２０１９．１２．３１", "full-width"),
    ],
)
def test_days_in_other_clothes_are_repaired(raw: str, why: str) -> None:
    """Year, month and day in this order mean one day only."""
    found = read_value(raw, COLUMNS[ColumnKind.DATE])
    assert found == CellReading("2019-12-31", raw, CellProblem.REPAIRED, why)


def test_single_digits_of_a_day_are_padded() -> None:
    """2020-1-2 is the second of January."""
    assert read_value("2020-1-2", COLUMNS[ColumnKind.DATE]).value == "2020-01-02"


def test_the_hour_of_a_day_goes_with_an_info() -> None:
    """A column of days holds no hours."""
    found = read_value(at("2019-12-31 06:00"), COLUMNS[ColumnKind.DATE])
    assert found == CellReading("2019-12-31", "2019-12-31 06:00:00", CellProblem.REPAIRED, "time")


@pytest.mark.parametrize(
    ("raw", "text", "why"),
    [
        (43830.0, "43830", "number"),
        (20191231, "20191231", "number"),
        (True, "TRUE", "boolean"),
        (dt.time(0), "00:00:00", "time"),
        ("2019-02-30", "2019-02-30", "calendar"),
        ("2019-13-01", "2019-13-01", "calendar"),
        ("0000-01-01", "0000-01-01", "calendar"),
        ("20191231", "20191231", "word"),
        ("31.12.2019", "31.12.2019", "word"),
        ("年底", "年底", "word"),
    ],
)
def test_what_is_no_day(raw: Stored, text: str, why: str) -> None:
    """Serial numbers depend on the file's epoch, and the calendar has no 30 February."""
    found = read_value(raw, COLUMNS[ColumnKind.DATE])
    assert found == CellReading(text, text, CellProblem.NOT_A_DATE, why)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (8319.42, "8319.42"),
        (95.0, "95"),
        (-0.0, "0"),
        (1e-7, "0.0000001"),
        (1e22, "10000000000000000000000"),
        (7, "7"),
        ("79.50", "79.5"),
        ("1621", "1621"),
        ("-0.00", "0"),
        ("100", "100"),
        ("0." + "1" * 40, "0." + "1" * 40),
    ],
)
def test_exact_is_canonical(value: float | str, expected: str) -> None:
    """One number has one decimal and one text, without exponent, zeros or rounding."""
    assert decimal_text(exact_decimal(value)) == expected


@pytest.mark.parametrize("value", [math.nan, math.inf, "", "1e3", "1,000", "１", " 1", "nan", "١"])
def test_exact_takes_plain_numerals_only(value: float | str) -> None:
    """What needs a repair is for read_value."""
    with pytest.raises(ValueError, match="not a plain number"):
        exact_decimal(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (D("5.00"), "5"),
        (D("1E+3"), "1000"),
        (D("-0.0"), "0"),
        (D("1E-7"), "0.0000001"),
        ("无", "无"),
    ],
)
def test_plain_is_the_canonical_text(value: Decimal | str, text: str) -> None:
    """Facts files hold numbers without exponent or trailing zeros, and text as it is."""
    assert decimal_text(value) == text


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("0.005", 2, "0.01"),
        ("-0.005", 2, "-0.01"),
        ("1.005", 2, "1.01"),
        ("2.5", 0, "3"),
        ("2.4999", 0, "2"),
        ("-0.001", 2, "0"),
        ("5", 2, "5"),
        ("9" * 26 + ".999999", 2, "1" + "0" * 26),
    ],
)
def test_half_up_rounds_as_accountants_do(value: str, places: int, expected: str) -> None:
    """Halves go away from zero, at any magnitude that a product of amounts reaches."""
    assert str(half_up(D(value), places)) == expected


# Properties.

AMOUNTS: Final = st.integers(-(10**14) + 1, 10**14 - 1).map(lambda cents: D(cents) / 100)
TYPED: Final = st.text(
    "0123456789.,，。+-−eE%％()（）１２￥¥*＊ \u3000\u200b'年月日/万元无#=A\r\n\x01"
)
ANYTHING: Final = st.text(st.characters(exclude_categories=()))
RAW: Final[st.SearchStrategy[Stored]] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(-(10**6), 10**6, places=3).map(float),
    TYPED,
    ANYTHING,
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@given(AMOUNTS)
@example(D("999999999999.99"))
def test_amounts_survive_the_double(amount: Decimal) -> None:
    """Every amount of two places below 10^12 comes back from Excel's double exactly."""
    assert exact_decimal(float(amount)) == amount
    assert read_value(float(amount), MONEY) == CellReading(exact_decimal(decimal_text(amount)))


@given(st.one_of(AMOUNTS, st.floats(allow_nan=False, allow_infinity=False).map(exact_decimal)))
def test_plain_and_exact_are_inverse(value: Decimal) -> None:
    """A facts file gives back the very decimal that was written to it."""
    assert exact_decimal(decimal_text(value)) == value
    assert decimal_text(exact_decimal(decimal_text(value))) == decimal_text(value)


@given(AMOUNTS, st.sampled_from(["{:f}", " {:,f} ", "'{:,f}", "¥{:,f}", "\u200b{:f}\xa0"]))
def test_every_repair_keeps_the_amount(amount: Decimal, typed: str) -> None:
    """However an amount is dressed, it is that amount or no number at all."""
    found = read_value(typed.format(amount), MONEY)
    assert (found.value, found.problem) == (amount, CellProblem.REPAIRED)


@given(RAW, st.sampled_from(ColumnKind), st.none() | st.integers(0, 6))
@example("\ud800", ColumnKind.MONEY, None)
@example(math.nan, ColumnKind.MONEY, None)
@example(1.7976931348623157e308, ColumnKind.MONEY, None)
@example(5e-324, ColumnKind.RATE, None)
@example("9" * 20000 + "x", ColumnKind.MONEY, None)
@example(" " * 20000 + "x" + " " * 10000 + "x", ColumnKind.CODE, None)
def test_any_cell_is_read(raw: Stored, kind: ColumnKind, places: int | None) -> None:
    """Nothing raises, and every reading keeps what others rely on."""
    found = read_value(raw, COLUMNS[kind], places)
    assert (found.problem is None) == (found.why == "")
    assert found.problem is not None or found.typed == ""
    found.typed.encode()
    if isinstance(found.value, Decimal):
        _check_number(found, kind)
    elif found.value is not None:
        assert isinstance(found.value, str)
        _check_text(found.value, found, kind)


def _check_number(found: CellReading, kind: ColumnKind) -> None:
    assert isinstance(found.value, Decimal)
    assert kind.numeric
    assert found.value.is_finite()
    assert abs(found.value) < LARGEST
    assert len(decimal_text(found.value).partition(".")[2]) <= STORED_PLACES
    assert str(found.value) == decimal_text(found.value)


def _check_text(value: str, found: CellReading, kind: ColumnKind) -> None:
    assert value
    assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", value)
    if kind.numeric:
        assert found.problem not in {None, CellProblem.REPAIRED}
    elif found.problem in {None, CellProblem.REPAIRED}:
        assert read_value(value, COLUMNS[kind]) == CellReading(value)
