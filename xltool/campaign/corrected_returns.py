"""Which returns are corrections of which: a corrected workbook takes the place of what it corrects.

A workbook that went back to its sender has a serial number of its own, and the ledger knows of
which return it was made. So when it comes back, nobody need be asked which of the two counts. It is
worked out anew from what the ledger knows, as the board is; nothing is stored that could grow old.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from xltool.kinds import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from xltool.campaign.ledger import Ledger
    from xltool.model.findings import Return


class CheckedFile(NamedTuple):
    """A file that was checked, and what tells whether it takes the place of another."""

    sha256: str
    entity: str
    serial: str
    verdict: Verdict
    content: str


class SetAside(NamedTuple):
    """The files that do not count, by SHA-256, each with that of the file which counts instead.

    ``decided`` are those that the officer decided on, ``corrected`` those that were corrected.
    """

    decided: Mapping[str, str]
    corrected: Mapping[str, str]


def set_aside(ledger: Ledger, present: Collection[str], returns: Iterable[Return] = ()) -> SetAside:
    """Return which of the files that are ``present`` do not count.

    A decision, or a correction, holds as long as the file that counts instead is there. A file that
    the officer chose stands beside its correction: that is for the officer again. ``returns`` have
    been checked just now, and are not in the ledger yet.
    """
    standing = [each for each in ledger.decisions().values() if each.sha256 in present]
    decided = {other: each.sha256 for each in standing for other in each.over if other in present}
    chosen = {each.sha256 for each in standing}
    corrected = {}
    for old, newer in corrections(ledger, returns).items():
        if old in present and old not in chosen and old not in decided:
            there = [each for each in newer if each in present and each not in decided]
            if there:
                corrected[old] = there[-1]
    return SetAside(decided, corrected)


def not_counting(ledger: Ledger, entity: str) -> frozenset[str]:
    """Return the files of an entity that were set aside, wherever those are that count instead."""
    decision = ledger.decisions().get(entity)
    of_entity = {item.sha256 for item in ledger.summaries() if item.entity == entity}
    corrected = of_entity & corrections(ledger).keys()
    return decision.over | (corrected - {decision.sha256}) if decision else frozenset(corrected)


def corrections(ledger: Ledger, returns: Iterable[Return] = ()) -> dict[str, list[str]]:
    """Return the corrections of each file that has any, by SHA-256, the last one last."""
    if not any(item.of for item in ledger.sent()):
        return {}
    files = {each.sha256: each for each in _checked_files(ledger, returns)}
    of = _corrected_files(ledger, files)
    found: dict[str, list[str]] = {}
    for file in files.values():
        for old in _predecessors(file.sha256, of):
            if _replaces(file, files[old]):
                found.setdefault(old, []).append(file.sha256)
    return found


def _checked_files(ledger: Ledger, returns: Iterable[Return]) -> Iterator[CheckedFile]:
    for item in ledger.summaries():
        yield CheckedFile(item.sha256, item.entity, item.serial, item.verdict, item.content)
    for new in returns:
        if new.submission:
            origin, entity = new.submission.origin, new.submission.entity.code
            serial = origin.serial if origin else ""
            yield CheckedFile(new.sha256, entity, serial, new.verdict, new.content)


def _corrected_files(
    ledger: Ledger, files: Mapping[str, CheckedFile]
) -> Mapping[str, Sequence[str]]:
    """Return of each file the one that it was made of; two if the same copy was made of two."""
    made = defaultdict[tuple[str, str], list[str]](list)
    for item in ledger.sent():
        if item.of in files and files[item.of].entity == item.entity:
            made[item.entity, item.serial].append(item.of)
    return {each.sha256: made[each.entity, each.serial] for each in files.values() if each.serial}


def _predecessors(sha256: str, of: Mapping[str, Sequence[str]]) -> list[str]:
    """Return what a file corrects, and what that had corrected, at any number of steps."""
    found = dict[str, None]()
    waiting = list(of.get(sha256, ()))
    while waiting:
        old = waiting.pop()
        if old != sha256 and old not in found:
            found[old] = None
            waiting += of.get(old, ())
    return list(found)


def _replaces(new: CheckedFile, old: CheckedFile) -> bool:
    """Whether a file takes the place of one that it was made of.

    Not when nobody could read it, filled it in or changed anything; and not when it has errors
    that the other one has not.
    """
    if new.verdict in {Verdict.REJECTED, Verdict.UNTOUCHED}:
        return False
    if new.content and new.content == old.content:
        return False
    return new.verdict is Verdict.ACCEPTED or old.verdict is not Verdict.ACCEPTED
