"""Where pages turn: a wide table stands on turned pages, with what leads up to it and its notes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.wordfile.blocks import Paragraph, WordTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.wordfile.blocks import Block, PageLook

_LEADING = 3
"""Headings and lines above a wide table that stand on its page: with more it would not fit."""


@dataclass(frozen=True, slots=True)
class PageSection:
    """Blocks on pages that are all turned or all upright."""

    blocks: Sequence[Block]
    landscape: bool


def parted(blocks: Sequence[Block]) -> list[PageSection]:
    """Part blocks where pages turn; without blocks there is one section without any."""
    turned = [_is_turned(blocks, at) for at in range(len(blocks))]
    edges = [at for at in range(1, len(blocks)) if turned[at] != turned[at - 1]]
    bounds = pairwise([0, *edges, len(blocks)])
    return [PageSection(blocks[a:b], a < len(blocks) and turned[a]) for a, b in bounds]


def text_width(look: PageLook, *, landscape: bool) -> float:
    """Return the width of the text in mm; of a turned page the upper margin is on the right."""
    if landscape:
        return look.paper_height - look.top - look.bottom
    return look.paper_width - look.left - look.right


def _is_turned(blocks: Sequence[Block], at: int) -> bool:
    """Whether a block stands on turned pages: a wide table, what leads up to it, its notes."""
    block = blocks[at]
    if isinstance(block, WordTable):
        return block.landscape
    if isinstance(block, Paragraph) and block.align == "note":
        return at > 0 and _is_turned(blocks, at - 1)
    for following in blocks[at : at + _LEADING + 1]:
        if isinstance(following, WordTable):
            return following.landscape
        if isinstance(following, Paragraph) and following.align not in {"right", "center"}:
            return False
    return False
