"""Start a campaign folder: from an example, from a list of entities, or from last year's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from xltool.campaign.campaign_pack import load_pack_for
from xltool.campaign.entity_list import read_entities, read_former_codes
from xltool.campaign.folder import (
    load_campaign,
    load_example,
    start_campaign,
    start_from_example,
)
from xltool.campaign.prior_year import NextYear, start_next
from xltool.campaign.settings_file import require_day
from xltool.campaign.succession import read_succession
from xltool.errors import CampaignError
from xltool.model.notices import Notice
from xltool.model.observer import SILENT
from xltool.pack.load import load_pack

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.observer import Observer


@dataclass(frozen=True, slots=True)
class StartRequest:
    """What to start a campaign from.

    The name of an ``example``; a list of ``entities`` and a ``period``; or the folder of ``last``
    year's campaign, perhaps with a new list. ``pack`` is the name or the folder of the pack, None
    for the default one, or last year's.
    """

    example: str = ""
    entities: Path | None = None
    last: Path | None = None
    period: str = ""
    deadline: str = ""
    pack: str | None = None

    @property
    def source(self) -> Literal["example", "list", "last", ""]:
        """What it starts from; empty when that is not clear."""
        match (self.example, self.entities, self.last, self.period):
            case (str(name), None, None, "") if name:
                return "example"
            case ("", list_, None, str(year)) if list_ and year:
                return "list"
            case ("", _, last, _) if last:
                return "last"
        return ""


def start_campaign_folder(
    folder: Path, request: StartRequest, observer: Observer = SILENT
) -> Campaign:
    """Start a campaign in ``folder``, which must be new or empty; return it.

    The observer is told of entities without figures of last year. Raises ``CampaignError`` or
    ``ListError`` when it cannot be started; then nothing is there.
    """
    due = require_day("", request.deadline) if request.deadline else ""
    if request.source == "example":
        load_pack_for(load_example(request.example), request.pack)
        start_from_example(folder, request.example)
    elif request.source == "list" and request.entities:
        entities, pack = read_entities(request.entities), load_pack(request.pack)
        start_campaign(folder, entities, request.period, pack, due)
        if any(row["was"] for row in read_former_codes(request.entities)):
            observer.notify(Notice("former", request.entities))
    elif request.source == "last" and request.last:
        last = load_campaign(request.last)
        pack = load_pack_for(last, request.pack)
        succession = read_succession(request.entities, last) if request.entities else None
        for notice in start_next(
            folder, last, pack, NextYear(request.period, due, succession), observer
        ):
            observer.notify(notice)
    else:
        msg = (
            "请选定一个示例，或给出单位名录和年度，或给出上年的任务 · "
            "choose an example, or give a list of entities and a year, or last year's campaign"
        )
        raise CampaignError(msg)
    return load_campaign(folder)
