"""``campaign.toml``: title, period, consolidating entity, days, answers to warnings, pack."""

from __future__ import annotations

import json
import os
import tomllib
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltool.errors import CampaignError
from xltool.identity import is_period
from xltool.lists.stored_rows import decoded_text
from xltool.pack.shipped_packs import shipped_packs
from xltool.text import toml_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.model.forms import Pack

NEEDED = ("title", "period", "entity")
PACK_KEYS = ("pack", "version", "pack_folder")
"""What is said of the pack; a campaign that says nothing has the default one."""
DAYS = ("deadline", "approved")
"""By when returns are due, and when the budget was approved 批复日期."""
KEYS = (*NEEDED, *DAYS, "answers", *PACK_KEYS)
OPTIONAL, REQUIRED = "optional", "required"
"""What ``answers`` may be: whether every warning must be explained."""


def read_settings(path: Path) -> dict[str, str]:
    """Return the keys of ``campaign.toml``, the days in it as ``2020-11-30``.

    ``answers`` is whether senders may or must explain their warnings.

    Raises ``CampaignError`` that names file and key, for all keys at once.
    """
    data = _toml(path)
    if problems := list(_problems(data)):
        raise CampaignError("\n".join(f"{path}: {problem}" for problem in problems))
    check_period(data["period"])
    given = {key: data.pop(key, None) for key in DAYS}
    days = {key: require_day(f"{path}: {key}", str(day)) for key, day in given.items() if day}
    return {"answers": OPTIONAL} | data | days


def settings_text(settings: Mapping[str, str], proposed: str) -> str:
    """Return the text of ``campaign.toml``; without a deadline, with a line that proposes one."""
    lines = (
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in settings.items()
    )
    hint = f"# deadline = {proposed}    # 截止日期，去掉行首的 # 生效 · due by\n"
    return "".join(lines) + ("" if "deadline" in settings else hint)


def pack_settings(pack: Pack, campaign: Path) -> dict[str, str]:
    """Return what ``campaign.toml`` in the folder ``campaign`` says of its pack.

    The folder of a pack is relative when it stands beside the campaign, so that both can be moved;
    a pack that ships with xltool goes by its name alone.
    """
    named = {"pack": pack.id, "version": pack.version}
    folder, root = Path(os.path.realpath(pack.folder)), Path(os.path.realpath(campaign))
    if folder in map(Path, map(os.path.realpath, shipped_packs().values())):
        return named
    beside = folder.is_relative_to(root.parent)
    return named | {
        "pack_folder": Path(os.path.relpath(folder, root) if beside else folder).as_posix()
    }


def check_period(period: str) -> None:
    """Raise ``CampaignError`` unless ``period`` is a budget year of four digits."""
    if not is_period(period):
        msg = f"{period}: 预算年度应为四位数字，如 2020 · a year of four digits is needed"
        raise CampaignError(msg)


def require_day(place: str, text: str) -> str:
    """Return a date as ``2020-11-30``; raise ``CampaignError`` that begins with a ``place``."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        at = f"{place}: " if place else ""
        msg = f"{at}{text}: 应为日期，如 2020-11-30 · must be a date"
        raise CampaignError(msg) from error


def _toml(path: Path) -> dict[str, Any]:
    """Return what the file holds, whichever encoding an editor saved it in."""
    try:
        return tomllib.loads(decoded_text(path, path.read_bytes()).replace("\r\n", "\n"))
    except OSError as error:
        msg = (
            f"{path}: 找不到报送任务，请先运行 xltool init · "
            "no campaign here: run xltool init first"
        )
        raise CampaignError(msg) from error
    except tomllib.TOMLDecodeError as error:
        place = toml_place(error)
        msg = (
            f'{path}: 写法不对，每行应为 名称 = "内容"（{place.zh}） · '
            f'each line must be name = "content" ({place.en})'
        )
        raise CampaignError(msg) from error


def _problems(data: Mapping[str, object]) -> Iterator[str]:
    for key in data.keys() - set(KEYS):
        near = get_close_matches(key, KEYS, 1)
        yield f"{key}: 没有这一项{f'，是不是 {near[0]}' if near else ''} · unknown key" + (
            f", did you mean {near[0]}?" if near else f", there are {', '.join(KEYS)}"
        )
    for key in NEEDED:
        if not isinstance(data.get(key), str) or not data[key]:
            yield f"缺少 {key}（文本） · {key} must be given as text"
    for key in PACK_KEYS:
        if not isinstance(data.get(key, ""), str):
            yield f"{key} 应为文本，加引号 · {key} must be given as text, in quotes"
    for key in PACK_KEYS[1:]:
        if key in data and PACK_KEYS[0] not in data:
            yield f"有 {key}，缺少 {PACK_KEYS[0]} · {key} is given, but no {PACK_KEYS[0]}"
    if data.get("answers", OPTIONAL) not in {OPTIONAL, REQUIRED}:
        yield (
            f'answers 应为 "{OPTIONAL}" 或 "{REQUIRED}" · '
            f'answers must be "{OPTIONAL}" or "{REQUIRED}"'
        )
