"""Texts of reports with what they are: a terminal shows it by colour, paper by weight."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class TextStyle(Enum):
    """What a text is; a terminal shows it by colour or weight."""

    HEADING = auto()
    ERROR = auto()
    WARNING = auto()
    NOTE = auto()
    GOOD = auto()
    ACTION = auto()


@dataclass(frozen=True, slots=True)
class StyledText:
    """A text and what it is."""

    text: str
    style: TextStyle


AnyText = str | StyledText


def text_alone(text: AnyText) -> str:
    """Return a text without its style."""
    return text.text if isinstance(text, StyledText) else text
