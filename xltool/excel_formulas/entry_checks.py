"""What may stand in a cell that somebody types into: as a formula, as a test, and in words.

The three say the same of a column, so they stand side by side. The formula may be stricter than
``check``, never laxer: a workbook adds cells up as they stand, so a number that is stored as text,
which reading takes for a number with a note, is an error here. What formulas of Excel 2010 cannot
see is listed by ``unseen_checks``.

No formula uses ``=`` on texts or on fractions: ``=`` ignores case, and LibreOffice takes
79.5000000000001 for 79.5. ``EXACT(a&"",b&"")`` compares the fifteen digits that Excel keeps.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xltool.excel_formulas.text_formulas import quote_text
from xltool.kinds import ColumnKind
from xltool.values.cell_values import LARGEST, CellProblem, places_of, read_value
from xltool.values.decimal_text import decimal_text
from xltool.values.decimals import compare_values
from xltool.values.typed_text import CONTROLS, SCIENTIFIC, strip_spaces

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from xltool.model.forms import Column
    from xltool.values.decimal_text import Shown

_BLANKS: Final = "\u3000\u00a0\u2003\u200b\ufeff"
"""Characters without ink that people paste; ``TRIM`` and ``CLEAN`` know only those of ASCII."""
_SIGNS: Final[Mapping[str, tuple[str, str, str]]] = {
    "ge": (">=", ">=", "不小于"), "gt": (">", ">", "大于"),
    "le": ("<=", "<=", "不大于"), "lt": ("<", "<", "小于"),
}  # fmt: skip
"""Limits of numbers by the names of pandera: as compared, as in a formula, in words."""
_CLASS = re.compile(r"\^\[([^\]\\^]+)\]\{(\d+),(\d+)\}\$")
"""The one kind of pattern that is drawn: so many characters out of a class."""
_KIND_WORDS: Final[Mapping[ColumnKind, str]] = {
    ColumnKind.TEXT: "应填文字",
    ColumnKind.CODE: "应填代码（文本）",
    ColumnKind.DATE: "应填日期",
}
_LATEST_DAY: Final = 2958466
"""The serial number of the day after 9999-12-31."""


@dataclass(frozen=True, slots=True)
class AllowedCodes:
    """The codes that a cell takes, and the name of the list on the code sheet."""

    area: str
    codes: Collection[str]


@dataclass(frozen=True, slots=True)
class EntryRequirement:
    """What may stand in a cell of ``column`` with so many decimal places; ``codes`` None: any."""

    column: Column
    places: int
    codes: AllowedCodes | None = None

    @classmethod
    def of(cls, column: Column, places: int | None, codes: AllowedCodes | None) -> EntryRequirement:
        """Return the requirement of a column; ``places`` of the line override the column's."""
        return cls(column, places_of(column, places), None if column.open else codes)

    def is_met(self, value: Shown) -> bool:
        """Whether a value that a cell shows is allowed; None is a blank cell."""
        if value is None or value == "":
            return self.column.nullable
        if self.column.kind.numeric:
            return isinstance(value, Decimal) and self._number_is_met(value)
        text = value if isinstance(value, str) else str(value)
        return self._text_is_met(text)

    def _number_is_met(self, value: Decimal) -> bool:
        places = len(decimal_text(value).partition(".")[2])
        limits = (
            compare_values(_SIGNS[name][0], value, Decimal(str(limit)))
            for name, limit in self.column.checks.items()
            if name in _SIGNS
        )
        return abs(value) < LARGEST and places <= self.places and all(limits)

    def _text_is_met(self, text: str) -> bool:
        if CONTROLS.search(text) or not strip_spaces(text):
            return False
        if self.codes is not None:
            return text in self.codes.codes
        if self.column.kind is ColumnKind.CODE and SCIENTIFIC.fullmatch(text):
            return False
        if self.column.kind is ColumnKind.DATE:
            return read_value(text, self.column).problem in {None, CellProblem.REPAIRED}
        least, most = _length(self.column)
        characters, shortest, longest = _character_class(self.column) or ("", 0, None)
        return (
            least <= len(text) <= (most or len(text))
            and shortest <= len(text) <= (longest or len(text))
            and (not characters or set(text) <= set(characters))
        )

    def formula(self, cell: str) -> str:
        """Return the formula that is true, or not zero, when the cell may stay as it is."""
        kind = self.column.kind
        if kind.numeric:
            tests = self._number_tests(cell)
        elif self.codes is not None:
            tests = [f"ISTEXT({cell})", f"(SUMPRODUCT(1*EXACT({self.codes.area},{cell}))>0)"]
        elif kind is ColumnKind.DATE:
            tests = [_is_day(cell)]
        else:
            seen = f"({_visible_length(cell)}>0)"
            if self.column.nullable:  # a text without ink looks blank, and is counted as filled in
                seen = f"({seen}+ISBLANK({cell}))"
            return "*".join([seen, *self._text_tests(cell)])
        whole = "*".join(tests)
        return f"{whole}+ISBLANK({cell})" if self.column.nullable else whole

    def _number_tests(self, cell: str) -> list[str]:
        """COUNT of TRUE is 1 in LibreOffice, hence ISLOGICAL; SUM makes a number of a blank."""
        tests = [f"COUNT({cell})", f"(1-ISLOGICAL({cell}))"]
        tests += [
            f"({cell}{_SIGNS[name][1]}{limit})"
            for name, limit in self.column.checks.items()
            if name in _SIGNS
        ]
        tests += [f"(ABS(SUM({cell}))<{int(LARGEST)})"]
        tests += [f'EXACT(ROUND(SUM({cell}),{self.places})&"",SUM({cell})&"")']
        return tests

    def _text_tests(self, cell: str) -> Iterator[str]:
        plain = f'SUBSTITUTE(SUBSTITUTE({cell},CHAR(10),""),CHAR(9),"")'
        yield f"(LEN(CLEAN({plain}))=LEN({plain}))"
        least, most = _length(self.column)
        found = _character_class(self.column)
        if least:
            yield f"(LEN({cell})>={least})"
        if most:
            yield f"(LEN({cell})<={most})"
        if found:
            characters, shortest, longest = found
            # Filled up to the longest: LibreOffice finds no empty text, where Excel does.
            filled_up = f"{cell}&{quote_text(characters[0] * longest)}"
            each = f"MID({filled_up},ROW($1:${longest}),1)"
            yield f"(LEN({cell})<={longest})"
            yield f"(SUMPRODUCT(1*ISERR(FIND({each},{quote_text(characters)})))=0)"
            if shortest > 1 or not self.column.nullable:
                yield f"(LEN({cell})>={shortest})"
        if self.column.kind is ColumnKind.CODE:
            # 3.12E+11 is what a program makes of a long code that it takes for a number.
            yield f'(ISTEXT({cell})+ISBLANK({cell}))*ISERR(FIND("E+",UPPER({cell})))'

    @property
    def words(self) -> str:
        """What should stand there, for the message: ``应填数，不小于0，最多2位小数``."""
        return "，".join(self._phrases())

    def _phrases(self) -> Iterator[str]:
        column = self.column
        if not column.nullable:
            yield "必填"
        if column.kind.numeric:
            yield "应填数" if self.places else "应填整数"
            yield from (
                f"{_SIGNS[name][2]}{limit}"
                for name, limit in column.checks.items()
                if name in _SIGNS
            )
            if self.places:
                yield f"最多{self.places}位小数"
        elif self.codes is not None:
            yield "应从下拉列表中选择"
        else:
            if column.nullable or column.kind is not ColumnKind.TEXT:
                yield _KIND_WORDS[column.kind]
            yield from _length_words(column)


def _length_words(column: Column) -> Iterator[str]:
    least, most = _length(column)
    if least:
        yield f"不少于{least}个字"
    if most:
        yield f"不超过{most}个字"
    if found := _character_class(column):
        yield f"{found[1]}至{found[2]}个字符，只用字母、数字等规定的字符"


def unseen_checks(column: Column) -> list[str]:
    """Return the checks of a column that its cells cannot show while somebody types.

    ``date`` is whether a number has the format of a date.
    """
    drawn = {*_SIGNS, "str_length"} if column.kind.numeric else {"str_length"}
    if _character_class(column):
        drawn.add("str_matches")
    unformatted = ["date"] if column.kind is ColumnKind.DATE else []
    unseen = (name for name in column.checks if name not in drawn)
    return [*unformatted, *unseen, *map(str, column.extra)]


def _length(column: Column) -> tuple[int, int | None]:
    limits = column.checks.get("str_length", {})
    found: Mapping[str, int] = limits if isinstance(limits, dict) else {}
    return found.get("min_value", 0), found.get("max_value")


def _character_class(column: Column) -> tuple[str, int, int] | None:
    """Return the characters of ``str_matches`` and how many there may be, if it is so simple."""
    found = _CLASS.fullmatch(str(column.checks.get("str_matches", "")))
    if found is None:
        return None
    ranges = re.sub(r"(.)-(.)", _expanded, found[1])
    return ranges, int(found[2]), int(found[3])


def _expanded(match: re.Match[str]) -> str:
    return "".join(map(chr, range(ord(match[1]), ord(match[2]) + 1)))


def _is_day(cell: str) -> str:
    """Return whether a cell holds a day: a number in the range of days, or a text of one.

    A text is brought to ``2020-1-31``, which DATEVALUE takes whatever the language of the program.
    """
    day = cell
    for word, sign in (("年", "-"), ("月", "-"), ("日", ""), (".", "-"), ("/", "-"), (" ", "")):
        day = f'SUBSTITUTE({day},"{word}","{sign}")'
    text = f'(MID({day},5,1)="-")*ISNUMBER(DATEVALUE({day}))'
    return f"IF(ISNUMBER({cell}),({cell}>=1)*({cell}<{_LATEST_DAY}),{text})"


def _visible_length(cell: str) -> str:
    """Return how many characters with ink a cell has."""
    text = cell
    for blank in _BLANKS:
        text = f'SUBSTITUTE({text},{quote_text(blank)},"")'
    return f"LEN(TRIM(CLEAN({text})))"
