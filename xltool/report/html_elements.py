"""HTML elements: every text that is not ``Markup`` already is escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from xltool.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

_VOID = {"meta", "input", "br", "col"}


class Markup(str):
    """Text that is HTML already; only this file makes it."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str | bool | None) -> Markup:
    """Return an element: ``tag("p", "a<b", class_="note")`` is ``<p class="note">a&lt;b</p>``.

    In names of attributes an underscore at the end is left out, others become hyphens. An attribute
    that is True stands without a value; one that is None or False is left out.
    """
    opened = f"<{name}{''.join(_attribute(*item) for item in attributes.items())}>"
    if name in _VOID:
        return Markup(opened)
    return Markup(f"{opened}{joined(children)}</{name}>")


def _attribute(name: str, value: str | bool | None) -> str:  # noqa: FBT001 - an attribute's value
    html_name = name.rstrip("_").replace("_", "-")
    match value:
        case None | False:
            return ""
        case True:
            return f" {html_name}"
        case _:
            return f' {html_name}="{_escaped(value)}"'


def joined(children: Iterable[str]) -> Markup:
    """Return elements and texts one after the other; texts are escaped."""
    return Markup(
        "".join(child if isinstance(child, Markup) else _escaped(child) for child in children)
    )


def _escaped(text: str) -> str:
    """Escape text; control and format characters are written out, so that they are seen."""
    return escape(visible(text))


def raw(name: str, text: str) -> Markup:
    """Return the element style or script with a text of our own, which is not escaped.

    Raises ``ValueError`` when the text would end the element.
    """
    if "</" in text:
        raise ValueError(name)
    return Markup(f"<{name}>{text}</{name}>")
