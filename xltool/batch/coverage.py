"""Whether every registered entity reports once, under its name and for the right period (R34)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.kinds import Category, Severity
from xltool.model.findings import Finding, Return
from xltool.text import utf8

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity


def with_registration_findings(campaign: Campaign, returns: Iterable[Return]) -> list[Return]:
    """Return the returns with a finding where entity or period is not the campaign's."""
    registered = {entity.code: entity for entity in campaign.entities}
    return [
        replace(item, findings=(*item.findings, *_deviations(registered, campaign.period, item)))
        for item in returns
    ]


def _deviations(registered: Mapping[str, Entity], period: str, item: Return) -> Iterator[Finding]:
    if item.submission is None:
        return
    entity = item.submission.entity
    code = entity.code
    if code not in registered:
        yield _finding("R34.unknown", code, code=code)
    # Files are handed out as code-name-period.xlsx: another code in the name may be a mistake.
    in_name = Path(item.path).name.partition("-")[0]
    if in_name != code and in_name in registered:
        params = {"said": in_name, "taken": code}
        yield Finding("XL-157", Severity.WARNING, "XL-157", entity=code, params=params)
    expected = registered[code].name if code in registered else ""
    if expected and entity.name not in {expected, code}:
        params = {"found": entity.name, "expected": expected}
        yield Finding("R40", Severity.ERROR, "R40", entity=code, params=params)
    if item.submission.period != period:
        yield _finding("R34.period", code, found=item.submission.period, expected=period)


def missing(expected: Iterable[Entity], returns: Collection[Return]) -> list[Finding]:
    """Return a finding for each expected entity without a return that can be used."""
    reported = {item.submission.entity.code for item in returns if item.submission}
    return [
        replace(
            _finding("R34.missing", entity.code, code=entity.code, name=entity.name),
            category=Category.MISSING,
        )
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
            files[entity.code].setdefault(digest, utf8(Path(item.path).name))
    return [
        twice(entities[code], names.values()) for code, names in files.items() if len(names) > 1
    ]


def twice(entity: Entity, files: Iterable[str]) -> Finding:
    """Return the finding that an entity reported more than once, in ``files``."""
    names = "、".join(files)
    return _finding("R34.duplicate", entity.code, code=entity.code, name=entity.name, files=names)


def _finding(message: str, entity: str, **params: str) -> Finding:
    return Finding("R34", Severity.ERROR, message, entity=entity, params=params)
