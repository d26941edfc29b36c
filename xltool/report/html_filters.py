"""The filters above the board and the findings; where scripts are off they are not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.kinds import Category, Severity
from xltool.report.html_elements import Markup, tag
from xltool.report.html_words import return_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xltool.campaign.checking import Checked

STATES = ("accepted", "needs-fix", "untouched", "rejected", "undecided", "owes")


def filters(checked: Checked, total: int, words: Mapping[str, str]) -> Markup:
    """Return the filters of the ``total`` findings: severity, category, file, form and text.

    Where all are of one file, it is not asked for.
    """
    boxes = [_box("severity", severity.value, words) for severity in Severity]
    kinds = [_box("category", category.value, words) for category in Category]
    files = [(str(index), return_label(item)) for index, item in enumerate(checked.returns)]
    forms = [(form.id, form.template.sheet) for form in checked.pack.forms]
    of_file = [_drop_down("file", words["entity"], files, words)] if len(files) > 1 else []
    controls = (
        tag("fieldset", tag("legend", words["severity"]), *boxes),
        tag("fieldset", tag("legend", words["category"]), *kinds),
        *of_file,
        _drop_down("form", words["form"], forms, words),
        tag("label", words["search"], tag("input", type="search", id="words", autocomplete="off")),
        tag("button", words["reset"], type="reset"),
        _print_button(words),
    )
    return _form("filters", controls, _status(words["showing"], total, "showing"), words)


def board_filters(total: int, words: Mapping[str, str]) -> Markup:
    """Return the filters of the board's ``total`` rows: verdict, and the entity's name or code."""
    states = [(state, words[state]) for state in STATES]
    controls = (
        _drop_down("state", words["verdict"], states, words),
        tag("label", words["entity"], tag("input", type="search", id="entity", autocomplete="off")),
    )
    return _form("board-filters", controls, _status(words["rows"], total), words)


def _print_button(words: Mapping[str, str]) -> Markup:
    """Return the button that prints the page; when a file is chosen, only what is of that."""
    texts = {"data_all": words["print"], "data_one": words["print.one"]}
    return tag("button", words["print"], type="button", id="print", **texts)


def _form(
    name: str, controls: Iterable[Markup], status: Markup, words: Mapping[str, str]
) -> Markup:
    return tag(
        "form", *controls, status, id=name, class_="filters", hidden=True,
        aria_label=words["filters"],
    )  # fmt: skip


def _status(text: str, total: int, name: str | None = None) -> Markup:
    """Return the text how many there are; the script writes how many the filters leave."""
    shown = text.format(shown=total, all=total)
    return tag("p", shown, id=name, class_="showing", role="status", data_text=text)


def _box(name: str, value: str, words: Mapping[str, str]) -> Markup:
    box = tag("input", type="checkbox", name=name, value=value, checked=True)
    return tag("label", box, words[f"{name}.{value}" if name == "category" else value])


def _drop_down(
    name: str, label: str, choices: list[tuple[str, str]], words: Mapping[str, str]
) -> Markup:
    """Return a labelled list of (value, text) choices; the first one, ``*``, is for all."""
    every = tag("option", words["all"], value="*")
    language = None if name == "state" else "zh-CN"  # names of files and forms
    options = [tag("option", text, value=value, lang=language) for value, text in choices]
    return tag("label", label, tag("select", every, *options, id=f"by-{name}"))
