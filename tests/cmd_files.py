"""What cmd.exe makes of a line of a ``.cmd`` file, for the few things that ours use.

The order is that of cmd.exe: first ``%`` is replaced, in quotation marks too; then the line is cut
at ``&``, ``|``, ``<``, ``>`` and brackets that stand outside of them; then blanks part the words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import PureWindowsPath

_PERCENT: Final = re.compile(r"%~dp0|%\*|%(\w+)%|%")
_KNOWN: Final = frozenset({"@echo", "title", "chcp", "set", "if", "cd", "cmd", "pause"})
"""Commands of cmd.exe, and cmd itself; anything else must be a path in quotation marks."""
_MARKS: Final = frozenset("&|<>()^!")


@dataclass(frozen=True, slots=True)
class CmdRun:
    """What a file did: the programs that it started, and what it left in the environment."""

    started: list[list[str]] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)


def run_cmd(content: bytes, path: PureWindowsPath, arguments: str, **known: str) -> CmdRun:
    """Run a file that lies at ``path``; raises ``AssertionError`` on what cmd.exe may get wrong."""
    run = CmdRun(environment=dict(known))
    assert content.isascii(), "read in the code page of the machine"
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert content.count(b"\r\n") == content.count(b"\n") == content.count(b"\r")
    for line in content.decode("ascii").split("\r\n")[:-1]:
        _run_line(_replaced(line, path, arguments, run.environment), run)
    return run


def _replaced(line: str, path: PureWindowsPath, args: str, environment: Mapping[str, str]) -> str:
    """Replace what stands between ``%``; what is put in is not looked at again."""

    def put(match: re.Match[str]) -> str:
        match match[0]:
            case "%~dp0":
                return f"{path.parent}\\"
            case "%*":
                return args
            case "%":
                raise AssertionError(line)
        return environment[match[1]]

    return _PERCENT.sub(put, line)


def words(line: str) -> list[str]:
    """Return the words of a line, quotation marks kept; a mark outside of them is a word."""
    assert line.count('"') % 2 == 0, line
    return re.findall(r'(?:"[^"]*"|[^\s"&|<>()^!])+|[&|<>()^!]', line)


def _run_line(line: str, run: CmdRun) -> None:
    found = words(line)
    name = found[0].lower()
    assert not name.startswith(":"), "a label"
    if name == "if":
        _check_condition(found)
        return
    if found[-2:] == [">", "nul"]:
        found = found[:-2]
    if not name.startswith('"'):
        assert not _MARKS & set(found), line
        assert name in _KNOWN, line
    match found:
        case ["set", text]:
            variable, _, value = text.strip('"').partition("=")
            run.environment[variable] = value
        case ["cmd", "/k", *rest]:
            run.started.append(rest)
        case [program, *rest] if program.startswith('"'):
            run.started.append([program.strip('"'), *rest])


def _check_condition(found: list[str]) -> None:
    """Both forms that we use hold one command, and no brackets."""
    assert not _MARKS & set(found)
    assert found[1] in {"errorlevel", "exist"}
    assert found[3] in _KNOWN
