"""Whether Excel takes a formula: a parser of the formulas that are drawn, and of no others.

Operators, areas, texts, constant arrays and calls (ECMA-376 Part 1 §18.17.2). A file with one
formula that Excel does not take is "repaired" when it is opened, and that formula is gone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from xltool.dry_run.excel_functions import FUNCTIONS
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

LONGEST_FORMULA: Final = 8192
"""Characters of a formula that Excel takes."""
LONGEST_TEXT: Final = 255
"""Characters of a text in a formula that Excel takes."""
DEEPEST: Final = 64
"""Levels of calls inside each other that Excel takes."""
LAST_ROW: Final = 1048576
LAST_COLUMN: Final = "XFD"

_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")
    |(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)
    |(?P<cell>\$?[A-Z]{1,3}\$?[0-9]{1,7}(?![\w.(]))
    |(?P<row>\$?[0-9]{1,7}:\$?[0-9]{1,7}(?![\w.]))
    |(?P<number>[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]+)?(?![\w.]))
    |(?P<call>[A-Z][A-Z0-9.]*\()
    |(?P<name>[^\W\d][\w.]*)
    |(?P<operator><=|>=|<>|[-+*/^&=<>%])
    |(?P<mark>[(){},;:])""",
    re.VERBOSE,
)
_BINDING: Final = ({"=", "<>", "<", ">", "<=", ">="}, {"&"}, {"+", "-"}, {"*", "/"}, {"^"})
"""The operators with a value on both sides, the loosest first."""


@dataclass(frozen=True)
class WorkbookNames:
    """What formulas of a workbook may name: its sheets, and the names that it defines."""

    sheets: AbstractSet[str]
    defined: AbstractSet[str] = frozenset()


class _RefusedFormulaError(Exception):
    """Excel does not take the formula."""

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(reason.zh)
        self.reason = reason


def formula_problem(formula: str, names: WorkbookNames) -> Bilingual | None:
    """Return why Excel would not take a formula, given without ``=``; None when it would."""
    if len(formula) > LONGEST_FORMULA:
        return Bilingual(
            f"公式有 {len(formula)} 个字符，最多 {LONGEST_FORMULA} 个",
            f"a formula of {len(formula)} characters, of which Excel takes {LONGEST_FORMULA}",
        )
    try:
        _SyntaxCheck(_tokens(formula), names).whole()
    except _RefusedFormulaError as error:
        return error.reason
    return None


def _tokens(formula: str) -> list[tuple[str, str]]:
    """Return the kinds and texts of the parts of a formula."""
    found, at = [], 0
    while at < len(formula):
        match = _TOKEN.match(formula, at)
        if match is None:
            near = formula[at : at + 20]
            raise _RefusedFormulaError(
                Bilingual(f"公式在“{near}”处不成立", f"no formula at {near!r}")
            )
        found.append((str(match.lastgroup), match[0]))
        at = match.end()
    return found


@dataclass
class _SyntaxCheck:
    """Takes the parts one after the other; each method takes what it is called after."""

    tokens: list[tuple[str, str]]
    names: WorkbookNames
    at: int = 0
    level: int = field(default=0)

    def whole(self) -> None:
        """Take a whole formula."""
        self._value()
        if self.at < len(self.tokens):
            raise self._unexpected()

    def _next(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def _takes(self, text: str) -> bool:
        found = self._next()[1] == text
        self.at += found
        return found

    def _needs(self, text: str) -> None:
        if not self._takes(text):
            raise self._unexpected()

    def _unexpected(self) -> _RefusedFormulaError:
        near = "".join(text for _, text in self.tokens[self.at : self.at + 3])[:20]
        if not near:
            return _RefusedFormulaError(Bilingual("公式不完整", "the formula ends too early"))
        return _RefusedFormulaError(Bilingual(f"公式在“{near}”处不成立", f"no formula at {near!r}"))

    def _value(self, loosest: int = 0) -> None:
        """Take values with operators between them that bind at least so closely."""
        self._signed()
        while True:
            kind, text = self._next()
            level = _binding(text) if kind == "operator" else -1
            if level < loosest:
                return
            self.at += 1
            self._value(level + 1)

    def _signed(self) -> None:
        while self._next()[1] in {"+", "-"}:
            self.at += 1
        self._operand()
        while self._takes("%"):
            pass

    def _operand(self) -> None:
        kind, text = self._next()
        if kind in {"sheet", "cell", "row"}:
            self._area()
        elif kind == "call":
            self._call(text[:-1])
        elif kind == "text":
            self._text(text)
        elif kind == "number":
            self.at += 1
        elif kind == "name":
            self._name(text)
        elif text == "(":
            self.at += 1
            self._value()
            self._needs(")")
        elif text == "{":
            self._array()
        else:
            raise self._unexpected()

    def _text(self, text: str) -> None:
        self.at += 1
        size = len(text[1:-1].replace('""', '"'))
        if size > LONGEST_TEXT:
            raise _RefusedFormulaError(
                Bilingual(
                    f"公式中的文字有 {size} 个字，最多 {LONGEST_TEXT} 个",
                    f"a text of {size} characters, of which Excel takes {LONGEST_TEXT}",
                )
            )

    def _name(self, name: str) -> None:
        self.at += 1
        if name not in self.names.defined:
            raise _RefusedFormulaError(Bilingual(f"没有名称 {name}", f"no name {name}"))

    def _area(self) -> None:
        kind, text = self._next()
        if kind == "sheet":
            self.at += 1
            sheet = text[1:-2].replace("''", "'") if text.startswith("'") else text[:-1]
            if sheet not in self.names.sheets:
                raise _RefusedFormulaError(Bilingual(f"没有工作表 {sheet}", f"no sheet {sheet}"))
            kind, text = self._next()
        if kind == "row":
            self.at += 1
            return
        self._cell(kind, text)
        if self._takes(":"):
            kind, text = self._next()
            if kind == "call":
                self._call(text[:-1])  # A1:INDEX(…)
            else:
                self._cell(kind, text)

    def _cell(self, kind: str, text: str) -> None:
        if kind != "cell":
            raise self._unexpected()
        self.at += 1
        letters, row = re.findall(r"[A-Z]+|[0-9]+", text)
        outside = len(letters) == len(LAST_COLUMN) and letters > LAST_COLUMN
        if outside or not 1 <= int(row) <= LAST_ROW:
            raise _RefusedFormulaError(Bilingual(f"没有单元格 {text}", f"no cell {text}"))

    def _call(self, name: str) -> None:
        self.at += 1
        if name not in FUNCTIONS:
            raise _RefusedFormulaError(Bilingual(f"不认识函数 {name}", f"unknown function {name}"))
        self.level += 1
        if self.level > DEEPEST:
            raise _RefusedFormulaError(
                Bilingual(f"函数嵌套超过 {DEEPEST} 层", f"more than {DEEPEST} levels of functions")
            )
        count = self._arguments()
        self.level -= 1
        least, most = FUNCTIONS[name]
        if not least <= count <= most:
            wanted = str(least) if least == most else f"{least}–{most}"
            raise _RefusedFormulaError(
                Bilingual(
                    f"{name} 应有 {wanted} 个参数，这里有 {count} 个",
                    f"{name} takes {wanted} arguments, not {count}",
                )
            )

    def _arguments(self) -> int:
        """Take arguments up to the closing bracket; return how many: one left out counts."""
        if self._takes(")"):
            return 0
        count = 1
        while True:
            if self._next()[1] not in {",", ")"}:
                self._value()
            if self._takes(")"):
                return count
            self._needs(",")
            count += 1

    def _array(self) -> None:
        """Take an array of constants: rows of equal length."""
        self.at += 1
        rows = [0]
        while True:
            self._takes("-")
            kind, _ = self._next()
            if kind not in {"number", "text"}:
                raise self._unexpected()
            self.at += 1
            rows[-1] += 1
            if self._takes("}"):
                break
            if self._takes(";"):
                rows.append(0)
            else:
                self._needs(",")
        if len(set(rows)) > 1:
            raise _RefusedFormulaError(
                Bilingual("数组各行长短不一", "the rows of an array differ in length")
            )


def _binding(operator: str) -> int:
    return next((level for level, signs in enumerate(_BINDING) if operator in signs), -1)
