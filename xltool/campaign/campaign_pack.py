"""The pack of a campaign: what ``campaign.toml`` says of it, and loading no other in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.campaign.added_codes import read_added_codes
from xltool.campaign.folder import CODES, SETTINGS
from xltool.errors import CampaignError, NeedsCommandError
from xltool.lists.headed_list import find_list
from xltool.pack.code_lists import with_added_codes
from xltool.pack.load import load_pack
from xltool.pack.shipped_packs import shipped_packs

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack


def load_pack_for(campaign: Campaign | None, named: str | None = None) -> Pack:
    """Load the pack of a campaign with the codes that the campaign adds to its open lists.

    ``named`` is what ``--pack`` says, the id of a shipped pack or a folder; without it the pack is
    the one that ``campaign.toml`` names, else the default one. Raises ``PackError`` or
    ``CampaignError`` when it does not load, or is not the one that the campaign was started with,
    and ``ListError`` with a line for each row of the list of codes that cannot be used.
    """
    pack = load_pack(named or _own_folder(campaign))
    if campaign is None:
        return pack
    _require_same(campaign, pack, named)
    path = find_list(campaign.folder, CODES)
    return with_added_codes(pack, read_added_codes(path, pack)) if path.exists() else pack


def _own_folder(campaign: Campaign | None) -> Path | None:
    """Return the folder of the pack that ``campaign.toml`` names; None for the default one."""
    if campaign is None or not campaign.pack:
        return None
    if campaign.pack_folder:
        folder = campaign.folder / campaign.pack_folder
        if folder.is_dir():
            return folder
        msg = (
            f"{campaign.folder / SETTINGS}: pack_folder: 找不到报表包文件夹 {folder}，"
            "请更正，或写 --pack · "
            f"no such folder {folder}: correct it, or give --pack"
        )
        on_page = (
            f"{SETTINGS}: pack_folder: 找不到报表包文件夹 {campaign.pack_folder}，请更正 · "
            f"no such folder {campaign.pack_folder}: correct it"
        )
        raise NeedsCommandError(msg, on_page)
    packs = shipped_packs()
    if campaign.pack in packs:
        return packs[campaign.pack]
    msg = (
        f"{campaign.folder / SETTINGS}: pack: {campaign.pack} 不是自带的报表包，"
        "请在 pack_folder 写明它的文件夹，或写 --pack · "
        f"{campaign.pack} does not ship with xltool: give its folder as pack_folder, or give "
        "--pack"
    )
    on_page = (
        f"{SETTINGS}: pack: {campaign.pack} 不是自带的报表包，请在 pack_folder 写明它的文件夹 · "
        f"{campaign.pack} does not ship with xltool: give its folder as pack_folder"
    )
    raise NeedsCommandError(msg, on_page)


def _require_same(campaign: Campaign, pack: Pack, named: str | None) -> None:
    """Raise ``CampaignError`` for another pack than the campaign's, or one that cannot read it."""
    place = f"--pack {named}" if named else str(campaign.folder / SETTINGS)
    if campaign.pack and pack.id != campaign.pack:
        msg = (
            f"{place}: 报表包是 {pack.id}，这个任务用的是 {campaign.pack} · "
            f"is the pack {pack.id}, this campaign is of {campaign.pack}"
        )
        raise CampaignError(msg)
    if campaign.version and pack.reads(campaign.version) is None:
        msg = (
            f"{place}: 报表包 {pack.id} 是版本 {pack.version}，"
            f"读不了这个任务的 {campaign.version} · "
            f"the pack {pack.id} is of version {pack.version}, "
            f"which does not read this campaign's {campaign.version}"
        )
        raise CampaignError(msg)
