"""How often a rule held, was broken or could not be judged in a submission, or in a whole file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.kinds import RuleStatus
from xltool.model.submission import PickleByFields

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class RuleTally(PickleByFields):
    """At how many places a rule held, was broken, and could not be judged.

    ``form`` is the id of its form, empty between forms; ``zh`` and ``en`` are what it states.
    """

    rule: str
    form: str
    zh: str
    en: str
    held: int = 0
    broken: int = 0
    undecided: int = 0

    @property
    def status(self) -> RuleStatus:
        """Broken where it is at any place, else undecided where that is so at any."""
        if self.broken:
            return RuleStatus.BROKEN
        if self.undecided:
            return RuleStatus.UNDECIDED
        return RuleStatus.HELD if self.held else RuleStatus.NOT_APPLICABLE


def count_statuses(tallies: Iterable[RuleTally]) -> Mapping[RuleStatus, int]:
    """Return how many rules there are of each status, in the order of statuses."""
    counted = Counter(tally.status for tally in tallies)
    return {status: counted[status] for status in RuleStatus}
