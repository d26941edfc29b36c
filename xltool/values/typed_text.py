"""The grammar of typed text: what is repaired, and the reason why a text is no number.

Repairs are lists of steps, each with the reason that a finding gives for it. They change only how
a value is written, never its meaning: ``1，234`` becomes ``1234``, but ``1.2万元`` and ``(5)`` are
left for a person to decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Final

from xltool.text import without_invisible

SPACES: Final = (
    " \t\n\v\f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
)
"""Characters without ink, which are cut off at both ends of a text."""
FULL_WIDTH: Final = "\uff00"
"""Full-width forms of ASCII stand behind this character: ``！`` to ``～``, ``！`` is U+FF01."""
_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | str.maketrans(
    "￥﹪−﹣﹢﹐﹒", "¥%--+,."
)
_HALF_WIDTH_CODE: Final = {
    code: half for code, half in _HALF_WIDTH.items() if chr(half).isalnum() or chr(half) in "-./"
}
"""Letters, digits and joints only: brackets and commas of a choice may belong to its label."""
CONTROLS: Final = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What is no character of XML 1.0 (§2.2), or acts on a terminal; tab and line feed are text."""
PADDED: Final = re.compile(r"[+-]?0[0-9]")
SCIENTIFIC: Final = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]+")
DATE_PATTERN: Final = re.compile(
    r"""
    (?P<year>  [0-9]{4})   \s* [-./年] \s*
    (?P<month> [0-9]{1,2}) \s* [-./月] \s*
    (?P<day>   [0-9]{1,2}) \s* 日?          # 2020-01-31, 2020/1/31, 2020年1月31日
    """,
    re.VERBOSE,
)
_REVERSING: Final = "\u202e"
"""Right-to-left override: what follows is shown from its end, 321 as 123."""
_APOSTROPHE: Final = re.compile(r"\A\s*['‘’]+\s*")
_CURRENCY: Final = re.compile(r"\A([+-]?)¥\s?")
_GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_REASONS: Final = tuple(
    (why, re.compile(pattern, re.DOTALL | re.IGNORECASE))
    for why, pattern in (
        ("error", r"#[a-z/0_]+[!?]?"),  # #REF!
        ("formula", r"=.*"),  # =A1+A2
        ("dash", r"[-—–―─_/\\~]+"),  # ——
        ("parentheses", r"[-+]?\(.*\)"),  # (5)
        ("percent", r".*%"),  # 95%, where no rate is asked for
        ("exponent", r"[-+]?[0-9.]+e[-+]?[0-9]+"),  # 1e3
        ("date", r"[0-9]{4}\s*[-./年]\s*[0-9]{1,2}\s*(?:[-./月]\s*(?:[0-9]{1,2}\s*日?)?)?"),
        ("leading-zeros", r"[-+]?0[0-9]+(?:\.[0-9]*)?"),  # 007
        ("separators", r"[-+]?[0-9][0-9,.]*"),  # 1,23
        ("spaces", r"[-+]?\s*[0-9][0-9,.\s]*"),  # 1 234
        ("measure", r"[-+]?[0-9][0-9,.]*\s*[^\W\d_].*"),  # 1.2万元
        ("currency", r"(?:[-+]?[$€£¥]|RMB|CNY|人民币).*"),  # $5
        ("word", r".*"),  # 无
    )
)
"""By reason, what a text looks like that is no number; the first that matches is the reason."""


def strip_spaces(text: str) -> str:
    """Return ``text`` without the blanks around it, ideographic and non-breaking ones included."""
    return text.strip(SPACES)


def _without_marks(text: str) -> str:
    """Return ``text`` without invisible characters; as it is where one changes what is read."""
    return text if _REVERSING in text else without_invisible(text)


def _without_separators(text: str) -> str:
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text


def _without_percent_sign(text: str) -> str:
    return strip_spaces(text[:-1]) if text.endswith("%") else text


_Step = tuple[str, Callable[[str], str]]
_TRIMMING: Final[tuple[_Step, ...]] = (
    ("invisible", _without_marks),
    ("text", partial(_APOSTROPHE.sub, "")),  # '12, as Excel takes a text
    ("spaces", strip_spaces),
)
CODE_STEPS: Final[tuple[_Step, ...]] = (
    ("full-width", lambda text: text.translate(_HALF_WIDTH_CODE)),
    *_TRIMMING,
)
NUMBER_STEPS: Final[tuple[_Step, ...]] = (
    ("full-width", lambda text: text.translate(_HALF_WIDTH)),
    *_TRIMMING,
    ("currency", partial(_CURRENCY.sub, r"\1")),
    ("separators", _without_separators),
)
RATE_STEPS: Final[tuple[_Step, ...]] = (
    *NUMBER_STEPS,
    ("percent", _without_percent_sign),
    ("separators", _without_separators),  # those before the percent sign
)


def repair(text: str, steps: tuple[_Step, ...]) -> tuple[str, str]:
    """Return the text after every step, and the reason of the first step that changed it.

    ``repair("1，234", NUMBER_STEPS)`` is ``("1234", "full-width")``; the reason is empty for a text
    that no step changes.
    """
    reason = ""
    for why, step in steps:
        before, text = text, step(text)
        reason = reason or (why if text != before else "")
    return text, reason


def visible_controls(text: str) -> str:
    r"""Return ``text`` with each control character written out as ``\\uXXXX``."""
    return CONTROLS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def reason_of(text: str) -> str:
    """Return why a repaired text is no number: ``measure`` for ``1.2万元``, ``word`` for ``无``."""
    return next(why for why, pattern in _REASONS if pattern.fullmatch(text))
