"""What was decided, replied, consolidated and sealed in a campaign, each with its time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from xltool.kinds import REPLY_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.campaign.ledger import Ledger
    from xltool.desk.page_words import PageWords
    from xltool.model.campaign import Campaign


@dataclass(frozen=True, slots=True)
class RecordedAct:
    """One step of the officer: when (UTC), which, of whom (the code of an entity), and what."""

    at: str
    what: str
    entity: str
    text: str


def recorded_acts(campaign: Campaign, ledger: Ledger, words: PageWords) -> list[RecordedAct]:
    """Return every step of the officer that the ledger has, the last first."""
    acts = [
        *_decisions(ledger, words),
        *_replies(ledger, words),
        *_consolidations(campaign, ledger, words),
        *_seals(campaign, ledger, words),
    ]
    return sorted(acts, key=lambda act: act.at, reverse=True)


def _decisions(ledger: Ledger, words: PageWords) -> Iterator[RecordedAct]:
    names = {item.sha256: item.name for item in ledger.summaries()}
    for each in ledger.decisions().values():
        name = names.get(each.sha256, each.sha256)
        text = words.say("decided.text", name=name, count=len(each.over))
        yield RecordedAct(each.at, words.say("decided"), each.entity, text)


def _replies(ledger: Ledger, words: PageWords) -> Iterator[RecordedAct]:
    for each in ledger.replies.replies():
        kind = REPLY_WORDS[each.kind].in_language(words.language)
        mark = ("：" if words.language == "zh" else ": ") if each.words else ""
        text = words.say("said", text=each.text, kind=kind, words=f"{mark}{each.words}")
        yield RecordedAct(each.at, words.say("replied"), each.entity, text)


def _consolidations(campaign: Campaign, ledger: Ledger, words: PageWords) -> Iterator[RecordedAct]:
    for each in ledger.seals.consolidations(campaign.root):
        name = PurePosixPath(each.path).name
        text = words.say("forced", name=name) if each.forced else name
        yield RecordedAct(each.at, words.say("consolidated"), campaign.root, text)


def _seals(campaign: Campaign, ledger: Ledger, words: PageWords) -> Iterator[RecordedAct]:
    for each in ledger.seals.seals():
        yield RecordedAct(each.at, words.say("sealed"), campaign.root, each.who)
        if each.reopened:
            text = f"{each.reopener} {each.reason}"
            yield RecordedAct(each.reopened, words.say("reopened"), campaign.root, text)
