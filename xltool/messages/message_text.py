"""A finding's text in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageText:
    """A finding's text, and what to do about it, in both languages."""

    zh: str
    en: str
    zh_hint: str = ""
    en_hint: str = ""
