"""What number formats show of numbers: by a table, at random, and as LibreOffice shows it."""

from __future__ import annotations

import csv
import datetime as dt
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st

from xltool.kinds import ColumnKind
from xltool.model.forms import Column
from xltool.spreadsheets.number_formats import parse_format
from xltool.values.cell_values import CellProblem, Raw
from xltool.values.shown_cell import ShownCell
from xltool.values.shown_values import read_cell

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office

ACCOUNTING: Final = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '
SHOWN: Final[dict[tuple[str, float], tuple[str, str | None]]] = {
    # What is shown, and the number that is read there.
    ("0!.0000", 3997500): ("399.7500", "399.75"),
    ("0!.0000", 5): ("0.0005", "0.0005"),
    ("0!.0000", -3997500): ("-399.7500", "-399.75"),
    ("0\\.0,", 3997500): ("399.8", "399.8"),
    ('0!.0,"万"', 3998000): ("399.8万", None),
    ("#,##0.00,", 3997500): ("3,997.50", "3997.5"),
    ("#,##0.00,", 39975000000): ("39,975,000.00", "39975000"),
    ("0.00,,", 3997500): ("4.00", "4"),
    ("#,##0,", 1234567890): ("1,234,568", "1234568"),
    ("0.0#,", 1200): ("1.2", "1.2"),
    ("0.0?,", 1200): ("1.2 ", "1.2"),
    (".00,", 120): (".12", "0.12"),
    ("0000,000,", 12000): ("0,000,012", "12"),
    ('"33.4"', 399.75): ("33.4", None),
    ('"1"0.00', 5): ("15.00", None),
    (";;;", 5): ("", None),
    ("0.00;0.00", -5): ("5.00", "5"),
    ("0.0,;(0.0,)", -5000): ("(5.0)", "-5"),
    ('0"人次"', 1200): ("1200人次", None),
    ('"≥"0%', 0.9): ("≥90%", None),
    ('0"%"', 95): ("95%", "95"),
    ("[$人次]0", 3): ("人次3", None),
    ("[$¥-804]0.0,", 3000): ("¥3.0", "3"),
    ("000-0000", 1234567): ("123-4567", None),
    ("General\\件", 1.5): ("1.5件", None),
    ('[=1]"是";[=0]"否";0', 0): ("否", None),
    ("[>=10000]0.0,;0", 20000): ("20.0", "20"),
}  # fmt: skip


@pytest.mark.parametrize(("code", "number"), SHOWN)
def test_what_a_format_shows(code: str, number: float) -> None:
    """The digits fill the places from the right, and literals stand between them."""
    text, read = SHOWN[code, number]
    shown = parse_format("164", code).show(float(number))
    assert shown == ShownCell(float(number), text, Decimal(read) if read else None, code=code)


PLAIN: Final = (
    "General", "0", "0.00", "#,##0.00", "#", "#,##0_ ", "0.00_);(0.00)", "0.00_);[Red]\\(0.00\\)",
    "0.00;[Red]-0.00", ACCOUNTING, "[$-804]0.00", '"¥"#,##0.00;"¥"\\-#,##0.00', "# ?/?", "# ?/100",
    "0.00E+00", "##0.0E+0", "@", "0;-0;;@", '0;-0;"——"', "[Color 3]0.00", "￥0.00", "€ 0.00",
    '"CNY" 0.00', "0.00 [$USD]",
)  # fmt: skip


@pytest.mark.parametrize("code", PLAIN)
def test_most_formats_show_what_is_stored(code: str) -> None:
    """That is decided once for each format."""
    found = parse_format("164", code)
    assert found.is_plain
    assert [found.show(number) for number in (5.0, -5.0, 0.0)] == [5.0, -5.0, 0.0]


UNCLEAR: Final = (
    '@"元"', "[DBNum1]0", "**0", "*0#", "[<1]0", "0;0;0;@;0", "[?]0", "0 x", "0.0.0", ",0", "0.0,0",
    "General0", '0.00E+00"元"', "[$-130000]0", "0" * 256, "[>1]0;0;0",
)  # fmt: skip


@pytest.mark.parametrize("code", UNCLEAR)
def test_what_programs_show_in_different_ways_is_not_certain(code: str) -> None:
    """What the standard does not say is never taken for a figure."""
    shown = parse_format("164", code).show(-15.5)
    assert isinstance(shown, ShownCell)
    assert not shown.certain or shown.number is None


NUMBERS: Final = st.floats(width=64) | st.integers(-(10**17), 10**17).map(float)
CODES: Final = st.lists(
    st.sampled_from([
        "0", "0", "#", "?", ".", ",", "%", "/", "@", ";", "E+", "e", "\\.", "!.", '"元"', '"', "[",
        "]", "[h]", "[<1]", "[Red]", "[$¥-804]", "y", "m", "d", "h", "s", "_ ", "* ", "General",
        "AM/PM", "上午/下午", "-", "(", ")", "x", "\\", "!", "*", "_",
    ]),
    max_size=14,
).map("".join) | st.text(max_size=20)  # fmt: skip


@given(code=CODES, number=NUMBERS, kind=st.sampled_from(ColumnKind))
@example("0" * 40 + "." + "0" * 40, 1e300, ColumnKind.MONEY)
@example(",".join("0" * 30) + "," * 200, 5e-324, ColumnKind.MONEY)
@example("%" * 300 + "0", 1e308, ColumnKind.RATE)
def test_any_code_is_read(code: str, number: float, kind: ColumnKind) -> None:
    """No code and no number raises, and no figure has digits that are not stored."""
    found = parse_format("164", code)
    raw = found.show(number)
    reading = read_cell(raw, Column("a", "甲", kind))
    if kind.numeric and isinstance(raw, ShownCell) and isinstance(reading.value, Decimal):
        assert reading.problem in {None, CellProblem.SHOWN, "XL-111", "XL-113"}
        stored = Decimal(f"{number:.15g}").normalize().as_tuple()
        assert reading.value.normalize().as_tuple()[:2] == stored[:2]
    assert isinstance(found.show_text("甲"), str | ShownCell)
    for moment in (dt.datetime(2020, 3, 2), dt.time(1, 2), dt.timedelta(hours=36)):  # noqa: DTZ001
        read_cell(found.show_moment(moment), Column("a", "甲", kind))


@given(code=CODES, number=NUMBERS)
def test_a_plain_format_changes_nothing(code: str, number: float) -> None:
    """What is decided once for a format holds for each number."""
    found = parse_format("164", code)
    if found.shows_stored and not math.isnan(number):
        assert found.show(number) == number


MOMENTS: Final[dict[str, tuple[float, str, bool]]] = {
    'yyyy"年"m"月"d"日"': (43892, "2020年3月2日", False),
    "yyyy/m/d;@": (43892, "2020/3/2", False),
    "yy-mm-dd hh:mm": (43892.5, "20-03-02 12:00", False),
    'm"月"d"日"': (43892, "3月2日", True),
    "m/d": (43892, "3/2", True),
    'yyyy"年"m"月"': (43892, "2020年3月", True),
    "h:mm": (0.0430555555555556, "1:02", True),
    "h:mm:ss AM/PM": (0.6, "2:24:00 PM", False),
    '上午/下午h"时"mm"分"ss"秒"': (0, "", False),
    "[h]:mm": (1.5, "36:00", False),
    "[mm]:ss": (1.5, "2160:00", False),
    "[hh]:mm:ss": (0.0625, "01:30:00", False),
    "[s]": (0.001, "86", False),
}  # fmt: skip


@pytest.mark.parametrize("code", MOMENTS)
def test_moments_are_shown_by_their_format(code: str) -> None:
    """A date without its year or day may have been typed as something else."""
    number, text, partial = MOMENTS[code]
    shown = parse_format("164", code).show(number)
    if text:
        assert isinstance(shown, ShownCell)
        assert (shown.text, shown.partial, shown.certain) == (text, partial, True)
    else:
        assert isinstance(shown, dt.datetime)


TYPED: Final[dict[tuple[str, float, ColumnKind], tuple[str, str]]] = {
    ("0!.0000", 3997500, ColumnKind.MONEY): ("399.75", "XL-178"),
    ("0.00,", 3997500, ColumnKind.MONEY): ("3997.5", "XL-178"),
    ("0!.0000", 3997512, ColumnKind.MONEY): ("399.7512", "XL-113"),
    ("0\\.0,", 3997500, ColumnKind.MONEY): ("3997500 ≠ “399.8”", "XL-178.otherwise"),
    ("00000", 12, ColumnKind.MONEY): ("12", ""),
    ('0"%"', 95, ColumnKind.RATE): ("95", ""),
    ('0"%"', 95, ColumnKind.MONEY): ("95 ≠ “95%”", "XL-178.otherwise"),
    ('0.0"%"', 95.25, ColumnKind.RATE): ("95.25 ≠ “95.3%”", "XL-178.otherwise"),
    ("00000000", 20200302, ColumnKind.TEXT): ("20200302", ""),
    ('0000"-"00"-"00', 20200302, ColumnKind.DATE): ("2020-03-02", "XL-178"),
    ('0"日"', 5, ColumnKind.DATE): ("5日", "XL-117"),
    ("000", 7, ColumnKind.CODE): ("007", "XL-116"),
    ('m"月"d"日"', 43892, ColumnKind.DATE): ("2020-03-02", ""),
    (";;;", 43892, ColumnKind.DATE): ("43892", "XL-178.hidden"),
}  # fmt: skip


@pytest.mark.parametrize(("code", "number", "kind"), TYPED)
def test_what_is_shown_is_read_as_if_typed(code: str, number: float, kind: ColumnKind) -> None:
    """A figure is taken where its digits are those that are stored."""
    value, problem = TYPED[code, number, kind]
    reading = read_cell(parse_format("164", code).show(float(number)), Column("a", "甲", kind))
    assert (str(reading.value), reading.problem or "") == (value, problem)


RAW: Final[dict[tuple[float | str, ColumnKind], tuple[str, str]]] = {
    (110101199001011000.0, ColumnKind.TEXT): ("110101199001011000", "XL-188"),
    (1e15, ColumnKind.CODE): ("1000000000000000", "XL-188"),
    (123456789012345.0, ColumnKind.TEXT): ("123456789012345", ""),
    (312002.0, ColumnKind.CODE): ("312002", "XL-111"),
    (12002.0, ColumnKind.CODE): ("12002", "XL-116"),
    ("\u202d399.75\u202c", ColumnKind.MONEY): ("399.75", "XL-111"),
    ("甲\u00ad乙", ColumnKind.TEXT): ("甲乙", "XL-111"),
    ("312\ufe0f002", ColumnKind.CODE): ("312002", "XL-111"),
    ("2020-03-02\U000e0020", ColumnKind.DATE): ("2020-03-02", "XL-111"),
    ("\u202a**\u202c", ColumnKind.MONEY): ("**", "XL-115"),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "kind"), RAW)
def test_what_only_a_cell_of_a_file_has(raw: Raw, kind: ColumnKind) -> None:
    """Lost digits, codes that became numbers, characters without ink."""
    value, problem = RAW[raw, kind]  # type: ignore[index]
    reading = read_cell(raw, Column("a", "甲", kind), is_known=lambda _, text: text == "312002")
    assert (str(reading.value), reading.problem or "") == (value, problem)


COMPARED: Final = (
    *(code for code, _ in SHOWN if "!" not in code and "[=" not in code and "0000,000" not in code),
    *PLAIN, *(code for code in MOMENTS if "上午" not in code),
    "0.00%", "0%;-0%", "000000", "-0.00", "0.##",
    '0.00"元"', "#,##0.00;(#,##0.00)", '0.0,"千"', ACCOUNTING, "[<1]0%;0.00", "0-00", '"第"0"名"',
)  # fmt: skip
VALUES: Final = (3997500.0, 43892.0, 1200.0, 0.9, 0.0, -5.0, -3997500.0)

AS_SHOWN: Final = "Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"
"""A CSV with a comma and quotes, in UTF-8, of cells as they are shown."""


@pytest.mark.libreoffice
def test_what_is_certain_is_what_libreoffice_shows(office: Office, tmp_path: Path) -> None:
    """Each value in each format, as LibreOffice writes it to a CSV, cell by cell as shown."""
    source, target = tmp_path / "a.xlsx", tmp_path / "a.csv"
    book = xlsxwriter.Workbook(source)
    sheet = book.add_worksheet("a")
    for row, code in enumerate(COMPARED):
        for col, value in enumerate(VALUES):
            sheet.write_number(row, col, value, book.add_format({"num_format": code}))
    book.close()
    office.fill(source, target, {}, filter=AS_SHOWN)
    with target.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    wrong, certain = [], 0
    for code, cells in zip(COMPARED, rows, strict=True):
        for value, text in zip(VALUES, cells, strict=True):
            shown = parse_format("164", code).show(value)
            if isinstance(shown, ShownCell) and shown.certain and text != "###":
                certain += 1
                if shown.text.strip() != text.strip():
                    wrong.append((code, value, shown.text, text))
    assert wrong == []
    assert certain > 100
