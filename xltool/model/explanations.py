"""What a sender says of a warning, and what the officer replies.

An explanation is bound to the subject of a finding (rule, sentence, place by its content) and to
its state (the values of all its cells), both as digests. So it stands when the same values come
again, wherever they stand then, and lapses when one of them changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from xltool.kinds import ReplyKind

LONGEST_EXPLANATION = 500
"""Characters of an explanation, and of the officer's reply."""

EXPLANATION_HEAD, NO_EXPLANATION = "说明", "——"
"""The heading of the explanations on 审核意见, and what stands where there can be none."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a returned workbook says of a warning 说明, and the cell where it says so."""

    subject: str
    state: str
    text: str
    sheet: str = ""
    cell: str = ""


class Reply(NamedTuple):
    """What the officer made of an explanation, and said of it 审核答复."""

    kind: ReplyKind
    words: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """The explanation of a warning, and the reply to it; None as long as nobody replied."""

    text: str
    reply: Reply | None = None

    @property
    def is_declined(self) -> bool:
        """Whether the officer declined it: then the warning is open again."""
        return self.reply is not None and self.reply.kind is ReplyKind.DECLINED

    @property
    def decision(self) -> str:
        """``accepted``, ``declined``, or ``undecided``."""
        return self.reply.kind.value if self.reply else UNDECIDED


UNDECIDED = "undecided"
Explanations: TypeAlias = Mapping[tuple[str, str], Explained]
"""What was said of the warnings of one entity, by subject and state."""


def explanation_mark(subject: str, state: str) -> str:
    """Return the text beside an explanation that binds it to subject and state of a finding."""
    return f"{subject}:{state}"


def parse_explanation_mark(text: str) -> tuple[str, str] | None:
    """Return subject and state in such a text; None when it is none of ours."""
    found = re.fullmatch(r"([0-9a-f]{20}(?:-[0-9]{1,5})?):([0-9a-f]{20})", text)
    return (found[1], found[2]) if found else None
