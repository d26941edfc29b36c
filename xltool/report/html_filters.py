"""The filters above the board and the findings; without a script they are not shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltool.kinds import Severity
from xltool.report.html_elements import Markup, tag

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.campaign.checking import Checked
    from xltool.model.findings import Return


STATES = ("accepted", "needs-fix", "rejected", "undecided", "owes")


def filters(checked: Checked, total: int, said: Mapping[str, str]) -> Markup:
    """Return the filters: severity, file, form and words, and how many findings they leave."""
    boxes = tag(
        "fieldset",
        tag("legend", said["severity"]),
        *(_box(severity, said) for severity in Severity),
    )
    files = [(str(index), _name(item)) for index, item in enumerate(checked.returns)]
    forms = [(form.id, form.template.sheet) for form in checked.pack.forms]
    status = tag(
        "p", said["showing"].format(shown=total, all=total), id="showing", class_="showing",
        role="status", data_text=said["showing"],
    )  # fmt: skip
    return tag(
        "form",
        boxes,
        _choice("file", said["entity"], files, said),
        _choice("form", said["form"], forms, said),
        tag("label", said["search"], tag("input", type="search", id="words", autocomplete="off")),
        tag("button", said["reset"], type="reset"),
        status,
        id="filters",
        class_="filters",
        hidden=True,
        aria_label=said["filters"],
    )


def board_filters(total: int, said: Mapping[str, str]) -> Markup:
    """Return the filters above the board: the verdict, and the entity's name or code."""
    status = tag(
        "p", said["rows"].format(shown=total, all=total), class_="showing", role="status",
        data_text=said["rows"],
    )  # fmt: skip
    states = [(state, said[state]) for state in STATES]
    search = tag("input", type="search", id="entity", autocomplete="off")
    return tag(
        "form",
        _choice("state", said["verdict"], states, said),
        tag("label", said["entity"], search),
        status,
        id="board-filters",
        class_="filters",
        hidden=True,
        aria_label=said["filters"],
    )


def _name(item: Return) -> str:
    name = Path(item.path).name
    return (
        f"{item.submission.entity.code} {item.submission.entity.short}（{name}）"
        if item.submission
        else name
    )


def _box(severity: Severity, said: Mapping[str, str]) -> Markup:
    box = tag("input", type="checkbox", name="severity", value=severity.value, checked=True)
    return tag("label", box, said[severity.value])


def _choice(
    name: str, label: str, choices: list[tuple[str, str]], said: Mapping[str, str]
) -> Markup:
    options = [tag("option", said["all"], value="*")]
    options += [tag("option", text, value=value) for value, text in choices]
    return tag("label", label, tag("select", *options, id=f"by-{name}"))
