"""A command line as people type it: long and full-width dashes, a campaign without ``-C``.

Chinese input methods and word processors make other characters of ``--`` and of letters. What is
meant is certain where the rest is the name of an option, and only there.
"""

from __future__ import annotations

import os
import re
import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from xltool.text import IDEOGRAPHIC_SPACE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
SETTINGS = "campaign.toml"
"""The file that makes a folder a campaign."""
SHORTEST = len("-C")
_PARTS = re.compile("([^=\uff1d]*)([=\uff1d]?)(.*)", re.DOTALL)
_NAME = re.compile(r"[A-Za-z][A-Za-z-]*")


class TypedError(Exception):
    """What was typed is not understood; the message says so in both languages."""


class _Option(NamedTuple):
    """One word that is an option: its name, what is attached to it, and what it needs."""

    name: str
    value: str | None
    takes_value: bool


def plain_word(word: str) -> str:
    """Return the name of a command in the characters of the keyboard: ``ｃｈｅｃｋ``, ``Check``."""
    return unicodedata.normalize("NFKC", word).strip().lower()


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known name that is most like a word; empty when none is."""
    return next(iter(get_close_matches(word, list(known), 1)), "")


def without_wide_spaces(words: Iterable[str]) -> list[str]:
    """Return the words of a command line that full-width spaces kept together.

    Only of the name of the command and of options: a folder may have such a space in its name.
    """
    found = list[str]()
    for at, word in enumerate(words):
        splits = IDEOGRAPHIC_SPACE in word and (at == 0 or word[:1] in DASHES)
        found += filter(None, word.split(IDEOGRAPHIC_SPACE)) if splits else [word]
    return found


def typed_words(words: Sequence[str], params: Iterable[Any]) -> list[str]:
    """Return the words of a command with options by their names, and the campaign behind ``-C``.

    ``params`` are the command's options and arguments, as typer has them. Raises ``TypedError`` for
    an option that there is not, one that lacks its value, and for two campaigns.
    """
    params = list(params)
    options = {
        name: param
        for param in params
        if param.param_type_name == "option"
        for name in (*param.opts, *param.secondary_opts)
    }
    found, places = _taken_apart(without_wide_spaces(words), options)
    if "--campaign" in options:
        has_arguments = any(param.param_type_name == "argument" for param in params)
        return _with_campaign(found, places, has_arguments=has_arguments)
    return found


def _taken_apart(words: Sequence[str], options: Mapping[str, Any]) -> tuple[list[str], list[int]]:
    """Return the words, options by their names, and where those stand that are no option."""
    found, places = list[str](), list[int]()
    rest = iter(words)
    for word in rest:
        if word == "--":
            left = [word, *rest]
            places += range(len(found) + 1, len(found) + len(left))
            found += left
        elif option := _option(word, options):
            found += [option.name] if option.value is None else [option.value]
            if option.takes_value:
                found.append(_value(option.name, next(rest, None), options))
        else:
            places.append(len(found))
            found.append(word)
    return found, places


def _value(name: str, word: str | None, options: Mapping[str, Any]) -> str:
    """Return the word behind an option that needs a value."""
    if word is None or word in options:
        message = f"{name}: 后面缺少内容 · a value must follow"
        raise TypedError(message)
    return word


def _option(word: str, options: Mapping[str, Any]) -> _Option | None:
    """Return the option that a word is; None for one that is not.

    Raises ``TypedError`` for one that looks like an option that there is not.
    """
    if len(word) < SHORTEST or word[0] not in DASHES:
        return None
    head, sign, value = _PARTS.findall(word)[0]
    letters = unicodedata.normalize("NFKC", head).lstrip(DASHES)
    name = _named(head, letters, options)
    if name and sign and options[name].is_flag:
        message = f"{name}: 不带内容 · takes no value"
        raise TypedError(message)
    if name:
        attached = f"{name}={value}" if sign else None
        return _Option(name, attached, not (sign or options[name].is_flag))
    if word[:2] in options and not options[word[:2]].is_flag:
        return _Option(word[:2], word, takes_value=False)  # ``-C2020``
    if word[0] != "-" and not _NAME.fullmatch(letters):
        return None  # the name of a file
    if len(letters) == 1:
        near = _of_other_case(f"-{letters}", options)
    else:
        near = nearest(f"--{letters.lower()}", options)
    raise TypedError(
        f"{word}: 没有这个选项，是不是 {near} · no such option, did you mean {near}"
        if near
        else f"{word}: 没有这个选项，加 --help 可以看有哪些 · no such option, see --help"
    )


def _named(head: str, letters: str, options: Mapping[str, Any]) -> str:
    """Return the name of the option that was typed, whatever its dashes; empty if there is none."""
    long = f"--{letters}"
    likely = (head, f"-{letters}", long) if len(letters) == 1 else (head, long)
    return next((n for n in likely if n in options), "") or (
        _of_other_case(long, options) if len(letters) > 1 else ""
    )


def _of_other_case(name: str, options: Iterable[str]) -> str:
    return next((each for each in options if each.lower() == name.lower()), "")


def _with_campaign(
    words: Sequence[str], places: Sequence[int], *, has_arguments: bool
) -> list[str]:
    """Return the words with the campaign folder that stands among them behind ``-C``.

    A command that has no other argument takes any folder for the campaign.
    """
    named = [at for at in places if is_campaign(words[at])]
    if not named and not has_arguments:
        named = list(places[:1])
    if not named:
        return list(words)
    given = [words[at + 1] for at, word in enumerate(words[:-1]) if word in {"-C", "--campaign"}]
    folders = [words[at] for at in named] + given
    if len({os.path.realpath(folder) for folder in folders}) > 1:
        both, english = "、".join(folders), " and ".join(folders)
        message = f"任务文件夹只能给一个，这里有 {both} · give one campaign, not {english}"
        raise TypedError(message)
    others = [word for at, word in enumerate(words) if at not in named]
    return others if given else ["-C", folders[0], *others]


def is_campaign(folder: str) -> bool:
    """Whether a folder holds a campaign."""
    return os.path.isfile(os.path.join(folder, SETTINGS))  # noqa: PTH113, PTH118 - False for any text
