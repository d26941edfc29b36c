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

_WITH_COMMANDS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "sealed": Bilingual(
            "已由 {who} 于 {at} 封存；要改动，先运行 xltool seal{here} --reopen 原因",
            "sealed by {who} at {at}, to change anything, first xltool seal{here} --reopen REASON",
        ),
        "open.unconsolidated": Bilingual(
            "还没有汇总，请先运行 xltool consolidate", "not consolidated: run xltool consolidate"
        ),
        "former": Bilingual(
            "填有原代码，没有给出 --from，所以没有带入上年数",
            "has former codes; without --from no figures of last year are carried",
        ),
    }
)
"""What the command line says otherwise than a page: it names commands and options."""


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
    """Return the line of a notice, in both languages: its file or unit stands before them."""
    place = "" if notice.path is None else f"{notice.path}{PLACE_END}"
    chinese, english = (_sentence(notice, language) for language in ("zh", "en"))
    unit = f"{notice.params.get('unit', '')}{PLACE_END}"
    if chinese.startswith(unit):
        english = english.removeprefix(unit)
    return f"{place}{chinese}{SIDE_BY_SIDE}{english}"


def _sentence(notice: Notice, language: str) -> str:
    from xltool.messages.notice_texts import notice_text

    if notice.key not in _WITH_COMMANDS:
        return notice_text(notice, language)
    here = f" {notice.path}" if notice.path not in {None, Path()} else ""
    return _WITH_COMMANDS[notice.key].in_language(language).format(here=here, **notice.params)
