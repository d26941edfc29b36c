"""The help of the command line in one language or both, and what was wrong with what was typed.

Typer words both in English. These take its options and arguments, and word them as all messages
are: side by side, ``中文 · English``, of which the language of the run is shown.
"""

from __future__ import annotations

import re
import unicodedata
from inspect import cleandoc
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from xltool.cli.language import SPOKEN
from xltool.text import SIDE_BY_SIDE, in_one_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EXAMPLE = "例 · Example: "
WIDEST_NAMES = 26
"""Columns of a terminal that the names of options may take beside what they mean."""
TYPED = "xltool.typed"
"""Under which a context keeps the words that were typed."""
_CHINESE = re.compile("[\u4e00-\u9fff]")
_HELP = "显示说明 · Show this help"
_VALUE = "值 · VALUE"


def spoken(message: str) -> str:
    """Return a message in the language of this run."""
    return in_one_language(message, SPOKEN.get())


def paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of a help text that are in the language of this run."""
    language = SPOKEN.get()
    for paragraph in cleandoc(text).split("\n\n"):
        unbroken = language != "en" and _is_chinese(paragraph)
        line = paragraph.replace("\n", "" if unbroken else " ")
        if line.startswith(EXAMPLE):
            yield line.replace(EXAMPLE, {"zh": "例：", "en": "Example: "}.get(language, EXAMPLE))
        elif SIDE_BY_SIDE in line:
            yield spoken(line)
        elif line and language in {"", "zh" if _is_chinese(line) else "en"}:
            yield line


def _is_chinese(line: str) -> bool:
    """Whether a paragraph is Chinese; an English example may name a sheet of ours."""
    return bool(_CHINESE.search(line)) and not line.startswith("Example: ")


def _placeholder(text: str) -> str:
    """Return what stands for a value: in Chinese, else in English."""
    return in_one_language(text, SPOKEN.get() or "en")


def usage_line(command: Any, path: str) -> str:  # noqa: ANN401 - typer's vendored classes vary
    """Return how a command is written: ``用法：xltool check [选项] [文件]...``."""
    words = [path, *map(_placeholder, usage_words(command))]
    colon = "：" if SPOKEN.get() == "zh" else ": "
    return f"{spoken('用法 · Usage')}{colon}{' '.join(words)}"


def usage_words(command: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    """Yield what may follow the name of a command, each in both languages."""
    yield "[选项] · [OPTIONS]"
    if hasattr(command, "commands"):
        yield "命令 · COMMAND"
    if any("--campaign" in param.opts for param in command.params):
        yield "[任务] · [CAMPAIGN]"
    for param in _of(command, "argument"):
        chinese, english = _in_both(param)
        yield f"{_marked(param, chinese)}{SIDE_BY_SIDE}{_marked(param, english)}"


def _in_both(param: Any) -> tuple[str, str]:  # noqa: ANN401 - as above
    """Return what an argument is called."""
    chinese, _, english = (param.metavar or param.name).partition(SIDE_BY_SIDE)
    return chinese, english or chinese


def _marked(param: Any, name: str) -> str:  # noqa: ANN401 - as above
    return (name if param.required else f"[{name}]") + ("..." if param.nargs == -1 else "")


def help_page(command: Any, path: str) -> str:  # noqa: ANN401 - as above
    """Return the help of a command: how it is written, what it does, what it takes."""
    lines = [usage_line(command, path)]
    for paragraph in paragraphs(command.help or ""):
        lines += ["", f"  {paragraph}"]
    arguments = [
        (_marked(p, _placeholder(p.metavar or p.name)), p.help) for p in _of(command, "argument")
    ]
    lines += _section("参数 · Arguments", arguments)
    lines += _section("选项 · Options", map(_option, _of(command, "option")))
    lines += _section(
        "命令 · Commands",
        [(name, each.help or "") for name, each in getattr(command, "commands", {}).items()],
    )
    for paragraph in paragraphs(command.epilog or ""):
        lines += ["", f"  {paragraph}"]
    return "\n".join(lines)


def _of(command: Any, kind: str) -> list[Any]:  # noqa: ANN401 - as above
    return [param for param in command.params if param.param_type_name == kind]


def _option(param: Any) -> tuple[str, str]:  # noqa: ANN401 - as above
    """Return the names of an option with its value, and what it means."""
    names = ", ".join(param.opts)
    if not param.is_flag:
        names += f" {_placeholder(param.metavar or _VALUE)}"
    default = param.default
    if isinstance(default, bool) or default in (None, "") or str(default) == ".":
        return names, param.help or ""
    chinese, _, english = (param.help or "").partition(SIDE_BY_SIDE)
    return names, f"{chinese}（缺省 {default}）{SIDE_BY_SIDE}{english} (default {default})"


def _section(title: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the lines of a part of a page: names, and beside or below them what they mean."""
    shown = [(name, next(paragraphs(text), "")) for name, text in rows]
    if title.startswith("选项"):
        shown.append(("-h, --help", spoken(_HELP)))
    if not shown:
        return
    yield ""
    yield spoken(title) + ("：" if SPOKEN.get() == "zh" else ":")
    width = max((w for name, _ in shown if (w := _columns(name)) <= WIDEST_NAMES), default=0)
    for name, text in shown:
        if _columns(name) > width:
            yield f"  {name}"
            yield f"  {' ' * width}  {text}"
        else:
            yield f"  {name}{' ' * (width - _columns(name))}  {text}".rstrip()


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def usage_error(error: Any) -> str:  # noqa: ANN401 - as above
    """Return what was wrong with what was typed, and where to read more, in this run's language."""
    lines = [spoken(_wrong(error))]
    if error.ctx is not None:
        lines.append(usage_line(error.ctx.command, error.ctx.command_path))
        lines.append(spoken(f"说明：{(p := error.ctx.command_path)} --help · help: {p} --help"))
    return "\n".join(lines)


def _wrong(error: Any) -> str:  # noqa: ANN401 - as above
    """Return what was wrong, in both languages."""
    kind, said = type(error).__name__, error.format_message()
    if SIDE_BY_SIDE in error.message:
        return str(error.message)
    if kind == "MissingParameter":
        chinese, english = _in_both(error.param)
        return f"缺少{chinese} · {english} is missing"
    if kind == "BadParameter" and error.param is not None:
        chinese, english = _in_both(error.param)
        place = f"{error.param.opts[-1]} {_value_of(error)}: "
        return f"{place}应为{chinese} · must be {english}"
    if said.startswith("Got unexpected extra"):
        words = said.partition("(")[2].rpartition(")")[0].removeprefix("s) (")
        return f"{words}: 多出来的，命令不用它 · is more than the command takes"
    return "没有看懂命令，请看说明 · the command is not understood: see its help"


def _value_of(error: Any) -> str:  # noqa: ANN401 - as above
    """Return what was typed for the option that cannot take it."""
    words = error.ctx.meta.get(TYPED, ())
    for word, after in pairwise((*words, "")):
        if word in error.param.opts:
            return str(after)
        if word.partition("=")[0] in error.param.opts:
            return str(word.partition("=")[2])
    return ""
