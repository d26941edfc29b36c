"""Whether letters of a .docx can be seen: hidden (vanish), white, or too small to be read.

A property stands in the run, else in its character style, else in the style of the paragraph, each
based on others (ECMA-376 Part 1, 17.7.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.wordfile.xml_tree import Element

if TYPE_CHECKING:
    from collections.abc import Iterator

WHITE = "FFFFFF"
TINY = 4  # halves of a point: letters of two points are a line
_OUTLINE = {"0", "1", "2"}
_OFF = {"0", "false", "off"}
_NONE = Element("none")


class LetterStyles:
    """The styles of a document, and what letters look like that have them."""

    def __init__(self, styles: Element) -> None:
        """Read ``word/styles.xml``."""
        found = styles.elements("style")
        self._styles = {style.attributes.get("styleId", ""): style for style in found}
        self._default = next(
            (
                number
                for number, style in self._styles.items()
                if style.attributes.get("default", "0") not in _OFF
                and style.attributes.get("type") == "paragraph"
            ),
            "",
        )

    def hidden_as(self, run: Element, paragraph: Element, *, shaded: bool) -> str:
        """Return ``vanish``, ``white`` or ``tiny`` for letters nobody sees; empty for others.

        ``run`` and ``paragraph`` are the properties of both, ``shaded`` says that there is a colour
        behind the text, on which white letters are seen.
        """
        looks = [run, *self._chain(run.value("rStyle"))]
        looks += self._chain(paragraph.value("pStyle") or self._default)
        if _is_on(looks, "vanish") or _is_on(looks, "specVanish"):
            return "vanish"
        if (_first(looks, "color") or "").upper() == WHITE and not (shaded or is_shaded(run)):
            return "white"
        size = _first(looks, "sz") or ""
        return "tiny" if size.isdecimal() and int(size) <= TINY else ""

    def level(self, paragraph: Element) -> int | None:
        """Return the level of a heading, 0 for a title; None for text (17.3.1.20, 17.7.4.9)."""
        own = paragraph.value("outlineLvl")
        number = paragraph.value("pStyle")
        seen = set[str]()
        while own is None and number and number not in seen and number in self._styles:
            seen.add(number)
            style = self._styles[number]
            if (style.value("name") or "").lower() == "title":
                return 0
            own = properties_of(style, "pPr").value("outlineLvl")
            number = style.value("basedOn")
        return int(own) + 1 if own in _OUTLINE else None

    def _chain(self, number: str | None) -> Iterator[Element]:
        """Yield the text properties of a style and of those that it is based on."""
        seen = set[str]()
        while number and number not in seen and number in self._styles:
            seen.add(number)
            style = self._styles[number]
            yield style.first("rPr") or _NONE
            number = style.value("basedOn")


def is_shaded(properties: Element | None) -> bool:
    """Whether properties of a run, paragraph or cell put a colour behind the text (17.3.5)."""
    fill = properties.value("shd", "fill") if properties else None
    mark = properties.value("highlight") if properties else None
    return (fill or "auto").upper() not in {"AUTO", WHITE} or (mark or "none") not in _PALE


_PALE = {"none", "white"}


def is_switched_on(properties: Element, tag: str) -> bool | None:
    """Return whether a property that is on or off is on (17.17.4); None where it is not there."""
    found = properties.first(tag)
    return None if found is None else found.attributes.get("val", "1").lower() not in _OFF


def _is_on(looks: list[Element], tag: str) -> bool:
    return next(
        (on for on in (is_switched_on(look, tag) for look in looks) if on is not None), False
    )


def _first(looks: list[Element], tag: str) -> str | None:
    return next((value for look in looks if (value := look.value(tag)) is not None), None)


def properties_of(element: Element, tag: str) -> Element:
    """Return the properties of a run or paragraph, an empty element where it has none."""
    return element.first(tag) or _NONE
