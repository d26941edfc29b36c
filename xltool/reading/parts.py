"""The parts of a package by name, and how they refer to each other."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

from xltool.errors import RefusedError
from xltool.reading.markup import feed
from xltool.reading.zips import stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.reading.zips import Member


class Archive(NamedTuple):
    """A zip with its members by lower-case name."""

    data: bytes
    members: Mapping[str, Member]

    def has(self, name: str) -> bool:
        """Whether there is such a part, whatever the case of its name."""
        return name.lower() in self.members

    def stream(self, name: str) -> Iterator[bytes]:
        """Inflate a part, whatever the case of its name."""
        if member := self.members.get(name.lower()):
            return stream(self.data, member)
        raise RefusedError(rule="XL-102", why="part", member=name)

    def elements(self, name: str, wanted: str) -> list[dict[str, str]]:
        """Return the attributes, by local name, of the wanted elements of a part."""
        found: list[dict[str, str]] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if local(tag) == wanted:
                found.append({local(key): value for key, value in attributes.items()})

        feed(self.stream(name), name, expat.ParserCreate(), start)
        return found

    def relations(self, source: str) -> Mapping[str, tuple[str, str]]:
        """Return what a part refers to, by id: last word of the type and the part meant."""
        folder = posixpath.dirname(source)
        found: dict[str, tuple[str, str]] = {}
        for relation in self.elements(relations_of(source), "Relationship"):
            target = posixpath.join("/", folder, relation.get("Target", ""))
            kind = posixpath.basename(relation.get("Type", ""))
            found[relation.get("Id", "")] = kind, posixpath.normpath(target).lstrip("/")
        return found


def relations_of(source: str) -> str:
    """Return the name of the part that holds what ``source`` refers to."""
    folder, base = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]


class Locals(dict[str, str]):
    """Local names by qualified name, worked out once each."""

    def __missing__(self, name: str) -> str:
        """Strip the prefix."""
        self[name] = found = local(name)
        return found
