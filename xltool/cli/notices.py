"""How commands tell what happens beside their results: a line for each notice, and a bar."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xltool.cli.output import print_note
from xltool.text import PLACE_END, SIDE_BY_SIDE, Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.model.notices import Notice
    from xltool.model.observer import Observer

_COMMANDS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "sealed": Bilingual(
            "；要改动，先运行 xltool seal{at} --reopen 原因",
            ", to change anything, first xltool seal{at} --reopen REASON",
        ),
    }
)
"""What the command line adds to a notice: the command to run, with the folder of the campaign."""


@contextmanager
def observing() -> Iterator[Observer]:
    """Yield what an operation is observed with by a command."""
    from xltool.report.progress import watching

    with watching(print_notice) as observer:
        yield observer


def print_notice(notice: Notice) -> None:
    """Print a notice on stderr, with the path of its file before it."""
    print_note(notice_line(notice))


def notice_line(notice: Notice) -> str:
    """Return the line of a notice, in both languages."""
    from xltool.messages.notice_texts import notice_text

    place = "" if notice.path is None else f"{notice.path}{PLACE_END}"
    at = f" {notice.path}" if notice.path not in {None, Path()} else ""
    command = _COMMANDS.get(notice.key, Bilingual("", ""))
    chinese = notice_text(notice, "zh") + command.zh.format(at=at)
    english = notice_text(notice, "en") + command.en.format(at=at)
    return f"{place}{chinese}{SIDE_BY_SIDE}{english}"
