"""The number formats of an .ods workbook, written as the codes that other formats have.

OpenDocument, part "Schema", §16.29 (data styles): a ``<number:number-style>`` holds one element for
each piece of a format, and a ``<style:map>`` for each other section with the condition that chooses
it. What a code cannot say becomes ``[?]``, which is not certain.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.spreadsheets.format_codes import Condition, FormatSection, parse_sections
from xltool.spreadsheets.number_formats import LONGEST_CODE, UNCLEAR_SECTION, NumberFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

_STYLES = frozenset({
    "number-style", "currency-style", "percentage-style", "date-style", "time-style", "text-style",
    "boolean-style",
})  # fmt: skip
_WITH_TEXT = frozenset({"text", "currency-symbol", "fill-character", "embedded-text"})
_WITHOUT_INK = frozenset({"text-properties", "invisible"})
"""Pieces that show no character: Gnumeric's ``<gnm:invisible>`` says how wide the blank is."""
_UNCLEAR = "[?]"
_MOST = 30
"""Digits of a format; more are not believed."""
_SCALES = {str(1000**power): power for power in range(5)}
_CLOCK = {"hours": "h", "minutes": "m", "seconds": "s"}
_NUMBERS = ("", ">=0", ">0<0")
"""The conditions by which formats have one, two or three sections without conditions."""
_ALWAYS = "<=1.7976931348623157E+308"


@dataclass(slots=True)
class _DataStyle:
    """A data style while it is read: its code, and the conditions of other styles."""

    kind: str
    elapsed: bool
    code: str = ""
    maps: list[tuple[str, str]] = field(default_factory=list)
    number: Mapping[str, str] = field(default_factory=dict)
    embedded: dict[int, str] = field(default_factory=dict)


class OdsFormats:
    """The formats of cells by the names of their styles, after all styles were read."""

    def __init__(self) -> None:
        """Begin without styles."""
        self._data: dict[str, _DataStyle] = {}
        self._cells: dict[str, tuple[str, str]] = {}  # name → data style, parent
        self._open: _DataStyle | None = None
        self._text: list[str] | None = None
        self._position = 0
        self._formats: dict[str, NumberFormat | None] = {}

    def start(self, kind: str, own: Mapping[str, str]) -> None:
        """Handle the beginning of an element, by local names."""
        if kind in _STYLES:
            elapsed = own.get("truncate-on-overflow") == "false"
            is_local = own.get("format-source") == "language" or "transliteration-format" in own
            code = "[$-F800]" if is_local else ""
            self._open = self._data[own.get("name", "")] = _DataStyle(kind, elapsed, code)
        elif kind == "style" and own.get("family") == "table-cell":
            names = own.get("data-style-name", ""), own.get("parent-style-name", "")
            self._cells[own.get("name", "")] = names
        elif self._open is not None:
            self._open_piece(kind, own, self._open)

    def _open_piece(self, kind: str, own: Mapping[str, str], style: _DataStyle) -> None:
        if kind in _WITH_TEXT:
            self._text = []
            self._position = _count(own, "position", 0)
        elif kind == "map":
            condition = own.get("condition", "").replace("value()", "").replace(" ", "")
            style.maps.append((condition, own.get("apply-style-name", "")))
        elif kind == "number":
            style.number, style.embedded = own, {}
        elif kind in _WITHOUT_INK:
            return
        else:
            style.code += _piece(kind, own, style)

    def end(self, kind: str) -> None:
        """Handle the end of an element."""
        style = self._open
        if style is None:
            return
        if kind in _STYLES:
            self._open = None
        elif kind == "number":
            style.code += _number_code(style.number, style.embedded)
        elif kind in _WITH_TEXT and self._text is not None:
            text, self._text = "".join(self._text), None
            if kind == "embedded-text":
                style.embedded[self._position] = text
            else:
                style.code += _literal_code(kind, text, style)

    def text(self, piece: str) -> None:
        """Handle a text; it may be a literal."""
        if self._text is not None:
            self._text.append(piece)

    def of(self, style: str) -> NumberFormat | None:
        """Return the format of cells of a style; None where it has none."""
        if style not in self._formats:
            self._formats[style] = self._format(self._data_style(style))
        return self._formats[style]

    def _data_style(self, style: str) -> str:
        """Return the name of a style's data style, its own or that of the nearest parent."""
        seen = set[str]()
        while style in self._cells and style not in seen:
            seen.add(style)
            data, style = self._cells[style]
            if data:
                return data
        return ""

    def _format(self, name: str) -> NumberFormat | None:
        style = self._data.get(name)
        if style is None:
            return None
        (own,) = _sections(style)
        text = own if style.kind == "text-style" else None
        maps = [(condition, self._data.get(mapped)) for condition, mapped in style.maps]
        if any(mapped is None for _, mapped in maps):
            return NumberFormat(style.code, (UNCLEAR_SECTION,), text)
        sections = [section for _, mapped in maps if mapped for section in _sections(mapped)]
        conditions = [condition for condition, _ in maps]
        if text is None:
            sections.append(own)
        elif conditions[2:] == ["=0"]:
            del conditions[2:]
        if "".join(conditions) not in {*_NUMBERS, _ALWAYS}:
            sections = [
                FormatSection(section.tokens, _condition(condition))
                for section, condition in zip(sections, [*conditions, ""], strict=False)
            ]
        if not sections and text is not None and not text.shows_text():
            sections = [UNCLEAR_SECTION]
        code = ";".join(mapped.code for _, mapped in maps if mapped)
        code = f"{code};{style.code}" if code else style.code
        return NumberFormat(code, tuple(sections), text)


def _sections(style: _DataStyle) -> tuple[FormatSection]:
    """Return the section that a data style is, whatever literals it holds."""
    pieces = parse_sections(style.code[: LONGEST_CODE + 1])
    is_clear = len(pieces) == 1 and len(style.code) <= LONGEST_CODE
    return (pieces[0] if is_clear else UNCLEAR_SECTION,)


def _count(own: Mapping[str, str], name: str, default: int) -> int:
    """Return a count of digits or places; -1, which no format has, where it is none."""
    text = own.get(name, str(default))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1  # noqa: PLR2004


def _condition(text: str) -> Condition | None:
    """Return a condition; none of an empty text; one that never holds where it is no condition."""
    found = parse_sections(f"[{text}]")[0].condition
    return found or (Condition("<", Decimal("-Infinity")) if text else None)


def _literal_code(kind: str, text: str, style: _DataStyle) -> str:
    """Return a literal as a code; a sign of percent is one in a style for percentages only."""
    if kind == "fill-character":
        return f"*{text[:1] or ' '}"
    if kind == "text" and style.kind == "percentage-style" and "%" in text:
        before, _, behind = text.partition("%")
        return f"{_quoted(before)}%{_quoted(behind)}"
    return _quoted(text)


def _quoted(text: str) -> str:
    return '\\"'.join(f'"{part}"' if part else "" for part in text.split('"'))


def _number_code(own: Mapping[str, str], embedded: Mapping[int, str]) -> str:
    """Return the code of ``<number:number>``: digits, separators, scale, literals between."""
    if "decimal-places" not in own and "grouping" not in own and not embedded:
        return "General" if _count(own, "min-integer-digits", 1) in {0, 1} else _UNCLEAR
    least, places = _count(own, "min-integer-digits", 1), _count(own, "decimal-places", 0)
    replacement = own.get("decimal-replacement")
    sure = _count(own, "min-decimal-places", places if replacement is None else 0)
    scale = _SCALES.get(own.get("display-factor", "1"), -1)
    is_odd = (
        replacement not in {None, "", " "}
        or not 0 <= sure <= places <= _MOST
        or not 0 <= least <= _MOST
        or scale < 0
        or not all(0 <= at <= _MOST for at in embedded)
    )
    if is_odd:
        return _UNCLEAR
    optional = "?" if replacement == " " else "#"
    code = _whole_code(least, embedded, grouped=own.get("grouping") == "true")
    if places:
        code += "." + "0" * sure + optional * (places - sure)
    return code + "," * scale


def _whole_code(least: int, embedded: Mapping[int, str], *, grouped: bool) -> str:
    """Return the code of the digits before the point; literals count from the point."""
    count = max([least, 4 if grouped else 1, *(at + 1 for at in embedded)])
    code = ""
    for at in range(count):
        literal = "".join(f"\\{char}" for char in embedded.get(at, ""))
        comma = "," if grouped and at == 3 else ""  # noqa: PLR2004 - thousands
        code = ("0" if at < least else "#") + literal + comma + code
    return code


def _piece(kind: str, own: Mapping[str, str], style: _DataStyle) -> str:
    """Return the code of an element without text: a date's part, a fraction, the cell's text."""
    is_long, is_textual = own.get("style") == "long", own.get("textual") == "true"
    if own.get("calendar", "gregorian") != "gregorian":
        return _UNCLEAR
    if kind in _CLOCK:
        letter = _CLOCK[kind] * (2 if is_long else 1)
        first, style.elapsed = style.elapsed, False
        return f"[{letter}]" if first else letter + ("." if "decimal-places" in own else "")
    if kind == "month":
        return "m" * (1 + is_long + 2 * is_textual)
    return {
        "year": "yyyy" if is_long else "yy", "day": "dd" if is_long else "d",
        "day-of-week": "dddd" if is_long else "ddd", "am-pm": "AM/PM", "text-content": "@",
        "scientific-number": "0.0E+0", "fraction": "# ?/?",
    }.get(kind, _UNCLEAR)  # fmt: skip
