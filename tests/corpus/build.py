"""The corpus of returned files: every variant, made from the example's clean returns.

``python -m tests.corpus.build DIR`` writes the files, one folder per class, to look at them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.corpus import (
    displayed,
    files,
    formats,
    gate,
    held_rules,
    hostile,
    identity,
    numbers,
    odd_texts,
    packages,
    relocation,
    shown,
    tamper,
    totals,
)
from tests.corpus.variant import Clean
from xltool.campaign.folder import examples, load_campaign
from xltool.pack.load import load_pack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.corpus.variant import Variant

FAMILIES = (
    numbers, displayed, totals, relocation, identity, formats, files, packages, hostile, tamper,
    gate, shown, odd_texts, held_rules,
)  # fmt: skip


def variants() -> Iterator[Variant]:
    """Yield every variant, class by class."""
    for family in FAMILIES:
        yield from family.variants()


def main() -> None:
    """Write the files that need no LibreOffice."""
    target = Path(sys.argv[1])
    clean = Clean(load_pack(), load_campaign(examples() / "pingxiang-2020"))
    for variant in variants():
        if not variant.office:
            path = target / variant.family / (variant.file or f"{variant.name}.xlsx")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(variant.make(clean))


if __name__ == "__main__":
    main()
