"""Search files for texts that are withheld (proof 4): no part of any file may hold one.

A name is also searched for in pieces of six characters, as far as these are not public otherwise.
A hit says where and how a text stands, and which one by its number; it never holds the text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.publication.search_views import BORDER, folded, views

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PIECE = 6
"""Characters of a name that together tell which one it is."""
SHORTEST, SHORTEST_WITHOUT_CHINESE = 2, 6
"""Characters that a text has at least to be searched for; shorter ones stand everywhere."""
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that is withheld; of a name its pieces are withheld, too, and it may stand nowhere.

    Any other text may be public as well, in another place: then it is no secret.
    """

    text: str
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a secret stands: file, part of it (empty: the file itself), in which way, which one.

    ``way`` is one of ``WAYS``, ``secret`` counts from 0.
    """

    file: str
    part: str
    way: str
    secret: int


PAGE = "page"
"""The way of a text that stands on the page of a PDF."""
WAYS = (
    "utf-8", "utf-16", "gb18030", "entities", "joined", "runs", "attributes", "escapes", "base64",
    "stream", PAGE, "name",
)  # fmt: skip
"""The ways in which a text may stand in a file."""


class SecretSearch:
    """Searches for many texts at once.

    ``searched`` are the numbers of the secrets that are searched for; the others are public as
    well, or too short.
    """

    def __init__(
        self,
        secrets: Sequence[Secret],
        public_texts: Sequence[str],
        in_order: Sequence[str] = (),
    ) -> None:
        """Prepare; ``public_texts`` are those that stand in public cells and sentences.

        ``in_order`` are all texts of the document as they follow each other. The page of a PDF has
        no borders between cells: what comes about there by two cells side by side is no hit, unless
        it is a whole name. In the document of the same texts every cell stands alone.
        """
        public = BORDER.join(map(folded, public_texts))
        self._side_by_side = "".join(map(folded, in_order))
        self._names = {folded(secret.text) for secret in secrets if secret.is_name}
        self._secrets: dict[str, list[int]] = defaultdict(list)
        for number, secret in enumerate(secrets):
            for needle in _needles(secret, public):
                self._secrets[needle].append(number)
        self.searched = frozenset(each for found in self._secrets.values() for each in found)
        self._by_first: dict[str, list[str]] = defaultdict(list)
        for needle in sorted(self._secrets):
            self._by_first[needle[0]].append(needle)
        self._pattern = _pattern(self._by_first)

    def hits(self, files: Mapping[str, bytes]) -> list[Hit]:
        """Return where secrets stand in files, each place, way and secret once, in order."""
        found: dict[Hit, None] = {}
        for name, data in files.items():
            for number in self.found_in(folded(name)):
                found[Hit(name, "", "name", number)] = None
            for view in views(data):
                for number in self.found_in(view.text, on_page=view.way == PAGE):
                    found[Hit(name, view.part, view.way, number)] = None
        return list(found)

    def found_in(self, text: str, *, on_page: bool = False) -> list[int]:
        """Return the numbers of the secrets that stand in a folded text, or on a PDF's page."""
        if self._pattern is None:
            return []
        found, at = set[int](), 0
        while match := self._pattern.search(text, at):
            at = match.start() + 1
            for needle in self._by_first[match[0][0]]:
                if text.startswith(needle, match.start()) and not (
                    on_page and self._is_by_chance(needle)
                ):
                    found.update(self._secrets[needle])
        return sorted(found)

    def _is_by_chance(self, needle: str) -> bool:
        return needle not in self._names and needle in self._side_by_side


def _needles(secret: Secret, public: str) -> Iterator[str]:
    """Yield what to search for: the text, and the pieces of a name that are not public."""
    text = folded(secret.text)
    least = SHORTEST if _IDEOGRAPH.search(text) else SHORTEST_WITHOUT_CHINESE
    if len(text) < least:
        return
    if secret.is_name or text not in public:
        yield text
    if secret.is_name:
        pieces = (text[at : at + PIECE] for at in range(len(text) - PIECE + 1))
        yield from (piece for piece in pieces if piece not in public)


def _pattern(by_first: Mapping[str, Sequence[str]]) -> re.Pattern[str] | None:
    """Return one pattern for all needles, by their first characters: so it passes on quickly."""
    branches = (
        f"{re.escape(first)}(?:{'|'.join(re.escape(needle[1:]) for needle in needles)})"
        for first, needles in by_first.items()
    )
    return re.compile("|".join(branches)) if by_first else None
