"""A part of a package as a tree of elements by local name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.spreadsheets.safe_xml import LocalNames, parse_xml

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST = 200
"""No program nests elements so deep; walking a tree takes a call for each level."""


@dataclass(slots=True)
class Element:
    """An element: local name, attributes by local name, elements and texts in their order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def elements(self, *tags: str) -> Iterator[Element]:
        """Yield the elements that stand in it directly, those of ``tags`` if there are any."""
        for child in self.children:
            if isinstance(child, Element) and (not tags or child.tag in tags):
                yield child

    def first(self, tag: str) -> Element | None:
        """Return the first element of this name that stands in it directly."""
        return next(self.elements(tag), None)

    def value(self, tag: str, attribute: str = "val") -> str | None:
        """Return an attribute of the first element of this name in it; None if there is none."""
        found = self.first(tag)
        return None if found is None else found.attributes.get(attribute, "")

    def walk(self) -> Iterator[Element]:
        """Yield it and all elements in it, in the order of the part."""
        waiting = [self]
        while waiting:
            found = waiting.pop()
            yield found
            waiting += [child for child in reversed(found.children) if isinstance(child, Element)]

    def text(self) -> str:
        """Return all text in it."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


def read_tree(content: bytes, name: str) -> Element:
    """Return the root element of a part; raise XL-102 (xml), XL-105 (doctype) as ``parse_xml``."""
    top = Element("")
    path, names = [top], LocalNames()

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(path) > _DEEPEST:
            raise ValueError
        found = Element(names[tag])
        for key, value in attributes.items():  # of two with one local name, none is lost
            found.attributes[key if names[key] in found.attributes else names[key]] = value
        path[-1].children.append(found)
        path.append(found)

    def end(_: str) -> None:
        path.pop()

    def text(piece: str) -> None:
        path[-1].children.append(piece)

    parse_xml(content, name, start, end, text)
    return next(top.elements())
