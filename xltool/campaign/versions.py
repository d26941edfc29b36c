"""The versions of what came back: found by a path, a name, a unit, or digits of a hash."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from xltool.campaign.folder import IN
from xltool.campaign.inbox import KEPT, file_of
from xltool.campaign.ledger import open_ledger
from xltool.errors import CampaignError
from xltool.spreadsheets.stored_files import is_file

if TYPE_CHECKING:
    from xltool.model.campaign import Campaign

SHORTEST: Final = 4
"""Hexadecimal digits that a version must be named by, at least."""


def unit_or_version(folder: Path, campaign: Campaign | None, name: str) -> Path:
    """Return the file that a name means: of a unit of the campaign, the one that counts."""
    if campaign and not Path(name).exists() and len(units := campaign.units(name)) == 1:
        with open_ledger(folder) as ledger:
            found = file_of(campaign, ledger, *units)
        if found:
            return found
    return version(folder, name)


def version(folder: Path, name: str) -> Path:
    """Return the file that ``name`` means: a path, a name in ``in/``, or digits of a kept hash.

    ``3f9a`` is the one file in ``kept/`` whose SHA-256 begins so. Raises ``CampaignError`` when
    there is no such file, or more than one.
    """
    for path in (Path(name), folder / IN / name):
        if is_file(path):
            return path
    safe = name.isalnum() and len(name) >= SHORTEST
    found = sorted((folder / KEPT).glob(f"{name.lower()}*")) if safe else []
    if len(found) != 1:
        msg = (
            f"{name}: 没有这个文件、单位或版本，版本请用 xltool history 查看 · "
            "no such file, unit or version: see xltool history"
        )
        raise CampaignError(msg)
    return found[0]
