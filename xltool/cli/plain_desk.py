"""``xltool desk`` typed plainly, as the file that starts the bundle does, without typer.

That library and those it loads would take a third of the memory as long as the desk runs, and half
of the time until its first page. Whatever is not plain, help and mistakes too, is for the command.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.cli.language import LANGUAGES, chosen_language
from xltool.cli.output import print_line, print_message

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMAND = "desk"


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """What was typed: the campaign or folder of campaigns, the language, whether to open it."""

    folder: Path | None = None
    language: str = ""
    opens: bool = True


def plain_options(words: Sequence[str]) -> DeskOptions | None:
    """Return what the words of a command line say; None where they do not say just this."""
    if list(words[:1]) != [COMMAND]:
        return None
    found, rest = DeskOptions(), list(words[1:])
    while rest:
        match rest:
            case ["--no-browser", *rest]:
                found = replace(found, opens=False)
            case ["-C" | "--campaign", folder, *rest] if folder and folder[0] not in "-－—":
                found = replace(found, folder=Path(folder))
            case ["--lang", language, *rest] if language in LANGUAGES:
                found = replace(found, language=language)
            case _:
                return None
    return found


def serve_desk(options: DeskOptions) -> None:
    """Serve the desk until it is ended."""
    from xltool.desk.serve import serve

    language = options.language or chosen_language() or LANGUAGES[0]
    serve(options.folder, language, _tell_address, opens=options.opens)


def _tell_address(address: str) -> None:
    text = "在浏览器里打开下面的地址，只能用一次 · open this address in the browser, once"
    print_message(text, sys.stderr)
    print_line(address)
