"""One zip of what all units are sent, so that an officer need not take each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from xltool.campaign.folder import OUT
from xltool.campaign.recipients import recipients
from xltool.campaign.workbook_names import OWN_FORMS, workbook_name
from xltool.files import replacing

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity, Pack

ALL_UNITS: Final = "全部单位.zip"
"""Its name in ``out/``."""
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)


def write_package(campaign: Campaign, pack: Pack) -> Path | None:
    """Put the zips that stand in ``out/`` for the units into one; None when there are none."""
    found = _zips(campaign, pack)
    if not found:
        return None
    target = campaign.folder / OUT / ALL_UNITS
    with replacing(target, sweep=False) as file, ZipFile(file, "w", ZIP_STORED) as packed:
        for path in found:
            packed.writestr(ZipInfo(path.name, _EARLIEST), path.read_bytes())
    return target


def whole_package(campaign: Campaign, pack: Pack) -> Path | None:
    """Return the zip of all units; None when one of theirs is missing, or was made later."""
    path, found = campaign.folder / OUT / ALL_UNITS, _zips(campaign, pack)
    if len(found) < len(_sent_to(campaign, pack)) or not path.is_file():
        return None
    made = path.stat().st_mtime_ns
    return path if all(each.stat().st_mtime_ns <= made for each in found) else None


def handout_paths(campaign: Campaign, entity: Entity) -> tuple[Path, Path | None]:
    """Return where the workbook of an entity stands, and its zip; the one on top is sent none."""
    kind = OWN_FORMS if campaign.children(entity.code) else ""
    path = campaign.folder / OUT / workbook_name(entity, campaign.period, kind)
    return path, None if entity.code == campaign.root else path.with_suffix(".zip")


def _sent_to(campaign: Campaign, pack: Pack) -> list[Path]:
    """Return where the zips of all who are sent one stand, or would."""
    every = recipients(campaign, pack).values()
    return [path for entity in every if (path := handout_paths(campaign, entity)[1])]


def _zips(campaign: Campaign, pack: Pack) -> list[Path]:
    """Return the zips that are there."""
    return [path for path in _sent_to(campaign, pack) if path.is_file()]
