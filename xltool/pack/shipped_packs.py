"""The packs that ship with xltool, by name, and a pack given as people give it: name or folder."""

from __future__ import annotations

import tomllib
from pathlib import Path

from xltool.errors import PackError
from xltool.files import shipped

DEFAULT = "county-budget"
"""The id of the pack that is used where none is named."""


def default_pack() -> Path:
    """Return the folder of the pack that is used where none is named."""
    return shipped("_pack", "")


def shipped_packs() -> dict[str, Path]:
    """Return the folders of the packs that ship with xltool by their ids, the default one first."""
    others = shipped("_packs", "packs").glob("*/templates/pack.toml")
    folders = sorted(path.parent.parent for path in others)
    return {DEFAULT: default_pack(), **{folder.name: folder for folder in folders}}


def shipped_titles() -> dict[str, str]:
    """Return the titles of the packs that ship with xltool by their ids, without loading any."""
    titles = {}
    for name, folder in shipped_packs().items():
        data = tomllib.loads((folder / "templates" / "pack.toml").read_text(encoding="utf-8"))
        titles[name] = str(data["title"])
    return titles


def pack_folder(named: str) -> Path:
    """Return the folder of the pack that is ``named`` by the id of a shipped one, else by folder.

    A folder of the same name is given as ``./hebei-budget``. Raises ``PackError`` for neither.
    """
    packs = shipped_packs()
    if named in packs:
        return packs[named]
    folder = Path(named)
    if not folder.is_dir():
        msg = (
            f"{named}: 没有这个报表包，请写文件夹，或自带的：{'、'.join(packs)} · "
            f"no such pack: give a folder, or one that ships with xltool: {', '.join(packs)}"
        )
        raise PackError(msg)
    return folder
