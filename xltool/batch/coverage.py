"""Coverage R34: every registered entity reports once, for the right period."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.kinds import Severity
from xltool.model.findings import Finding, Return

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity


def place(campaign: Campaign, returns: Iterable[Return]) -> list[Return]:
    """Return the returns with a finding where entity or period is not the campaign's."""
    known = {entity.code: entity for entity in campaign.entities}
    return [
        replace(item, findings=(*item.findings, *_strange(known, campaign.period, item)))
        for item in returns
    ]


def _strange(known: Mapping[str, Entity], expected: str, item: Return) -> Iterator[Finding]:
    if item.submission is None:
        return
    code, period = item.submission.entity.code, item.submission.period
    if code not in known:
        yield _finding("R34.unknown", code, code=code)
    said = Path(item.path).name.partition("-")[0]
    if said != code and said in known:
        params = {"said": said, "taken": code}
        yield Finding("XL-157", Severity.WARNING, "XL-157", entity=code, params=params)
    registered = known[code].name if code in known else ""
    name = item.submission.entity.name
    if registered and name not in {registered, code}:
        params = {"found": name, "expected": registered}
        yield Finding("R40", Severity.ERROR, "R40", entity=code, params=params)
    if period != expected:
        yield _finding("R34.period", code, found=period, expected=expected)


def missing(expected: Iterable[Entity], returns: Collection[Return]) -> list[Finding]:
    """Return a finding for each expected entity without a return that can be used."""
    reported = {item.submission.entity.code for item in returns if item.submission}
    return [
        _finding("R34.missing", entity.code, code=entity.code, name=entity.name)
        for entity in expected
        if entity.code not in reported
    ]


def duplicates(returns: Iterable[Return]) -> list[Finding]:
    """Return a finding for each entity with two returns of different content."""
    entities: dict[str, Entity] = {}
    files: dict[str, dict[str, str]] = defaultdict(dict)
    for item in returns:
        if item.submission and item.submission.origin:
            entity, digest = item.submission.entity, item.submission.origin.sha256
            entities.setdefault(entity.code, entity)
            files[entity.code].setdefault(digest, Path(item.path).name)
    return [
        twice(entities[code], names.values()) for code, names in files.items() if len(names) > 1
    ]


def twice(entity: Entity, files: Iterable[str]) -> Finding:
    """Return the finding that an entity reported more than once, in ``files``."""
    names = "、".join(files)
    return _finding("R34.duplicate", entity.code, code=entity.code, name=entity.name, files=names)


def _finding(message: str, entity: str, **params: str) -> Finding:
    return Finding("R34", Severity.ERROR, message, entity=entity, params=params)
