"""The grammar of typed text: what is repaired, and why text is no number."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Final

SPACES: Final = (
    " \t\n\v\f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
)


_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | str.maketrans(
    "￥﹪−﹣﹢﹐﹒", "¥%--+,."
)


_HALF_WIDTH_CODE: Final = {
    code: half for code, half in _HALF_WIDTH.items() if chr(half).isalnum() or chr(half) in "-./"
}


FULL_WIDTH: Final = "\uff00"


CONTROLS: Final = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


_INVISIBLE: Final = re.compile("[\u200b-\u200f\u2060\ufeff]")


_APOSTROPHE: Final = re.compile(r"\A\s*['‘’]+\s*")


_CURRENCY: Final = re.compile(r"\A([+-]?)¥\s?")


PADDED: Final = re.compile(r"[+-]?0[0-9]")


_GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")


SCIENTIFIC: Final = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]+")


DATE_PATTERN: Final = re.compile(
    r"(?P<year>[0-9]{4})\s*[-./年]\s*(?P<month>[0-9]{1,2})\s*[-./月]\s*(?P<day>[0-9]{1,2})\s*日?"
)


_REASONS: Final = tuple(
    (why, re.compile(pattern, re.DOTALL | re.IGNORECASE))
    for why, pattern in (
        ("error", r"#[a-z/0_]+[!?]?"),
        ("formula", r"=.*"),
        ("dash", r"[-—–―─_/\\~]+"),
        ("parentheses", r"[-+]?\(.*\)"),
        ("percent", r".*%"),
        ("exponent", r"[-+]?[0-9.]+e[-+]?[0-9]+"),
        ("date", r"[0-9]{4}\s*[-./年]\s*[0-9]{1,2}\s*(?:[-./月]\s*(?:[0-9]{1,2}\s*日?)?)?"),
        ("leading-zeros", r"[-+]?0[0-9]+(?:\.[0-9]*)?"),
        ("separators", r"[-+]?[0-9][0-9,.]*"),
        ("spaces", r"[-+]?\s*[0-9][0-9,.\s]*"),
        ("measure", r"[-+]?[0-9][0-9,.]*\s*[^\W\d_].*"),
        ("currency", r"(?:[-+]?[$€£¥]|RMB|CNY|人民币).*"),
        ("word", r".*"),
    )
)


def _fold(text: str) -> str:
    return text.translate(_HALF_WIDTH)


def _fold_code(text: str) -> str:
    """Fold letters, digits and joints only: brackets and commas may belong to a label."""
    return text.translate(_HALF_WIDTH_CODE)


def strip_spaces(text: str) -> str:
    """Return ``text`` without the blanks around it, ideographic and non-breaking ones included."""
    return text.strip(SPACES)


def _ungroup(text: str) -> str:
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text


def _unpercent(text: str) -> str:
    return strip_spaces(text[:-1]) if text.endswith("%") else text


_Step = tuple[str, Callable[[str], str]]


_STEPS: Final[tuple[_Step, ...]] = (
    ("invisible", partial(_INVISIBLE.sub, "")),
    ("text", partial(_APOSTROPHE.sub, "")),
    ("spaces", strip_spaces),
)


CODE_STEPS: Final = (("full-width", _fold_code), *_STEPS)


NUMBER_STEPS: Final[tuple[_Step, ...]] = (
    ("full-width", _fold),
    *_STEPS,
    ("currency", partial(_CURRENCY.sub, r"\1")),
    ("separators", _ungroup),
)


RATE_STEPS: Final[tuple[_Step, ...]] = (
    *NUMBER_STEPS,
    ("percent", _unpercent),
    ("separators", _ungroup),
)


def mend(text: str, steps: tuple[_Step, ...]) -> tuple[str, str]:
    """Return the text after every step, and the name of the first that changed it."""
    why = ""
    for name, step in steps:
        before, text = text, step(text)
        why = why or (name if text != before else "")
    return text, why


def visible_controls(text: str) -> str:
    r"""Return ``text`` with each control character written out as ``\\uXXXX``."""
    return CONTROLS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def reason_of(text: str) -> str:
    """Return why a text is no number: the first reason whose pattern it matches."""
    return next(why for why, pattern in _REASONS if pattern.fullmatch(text))
