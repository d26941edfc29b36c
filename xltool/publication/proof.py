"""What is proved of a publication, what failed, and what could not be judged.

A proof that read nothing is not evaluated: it is never taken for one that found nothing wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from xltool.kinds import Severity
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.model.findings import Finding


class ProofState(StrEnum):
    """What became of a proof; only ``proved`` lets a publication be final."""

    PROVED = "proved"
    FAILED = "failed"
    NOT_EVALUATED = "not-evaluated"


PROOF_WORDS: Final[Mapping[ProofState, Bilingual]] = {
    ProofState.PROVED: Bilingual("已证明", "proved"),
    ProofState.FAILED: Bilingual("不成立", "failed"),
    ProofState.NOT_EVALUATED: Bilingual("未能判断", "not evaluated"),
}
PROOF_NAMES: Final[Mapping[str, Bilingual]] = {
    "page": Bilingual("文件里只有页面上的内容", "Nothing but the page is in the files"),
    "text": Bilingual("文中数字与报表一致", "The figures of the text are those of the forms"),
    "tables": Bilingual("表中各格与报表一致", "The cells of the tables are those of the forms"),
    "secrets": Bilingual("不公开的文字在文件里查不到", "Withheld texts stand nowhere in the files"),
    "numbers": Bilingual("不公开的数字不在文件里", "Withheld numbers stand nowhere in the files"),
    "arithmetic": Bilingual("不公开的数字推算不出", "Withheld numbers do not follow by arithmetic"),
    "repeat": Bilingual("重做一遍，文件完全相同", "Made again, the files are the same"),
    "manifest": Bilingual(
        "写出的文件与清单相符", "The files on the disk are those of the manifest"
    ),
}
"""The eight proofs, in order."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One of the proofs ``PROOF_NAMES``, with what was counted and what was found.

    ``counts`` are in the words of ``COUNT_WORDS``.
    """

    name: str
    state: ProofState
    counts: Mapping[str, int] = field(default_factory=dict)
    findings: Sequence[Finding] = ()


COUNT_WORDS: Final[Mapping[str, Bilingual]] = {
    "parts": Bilingual("文件部件", "parts of files"),
    "numerals": Bilingual("文中数字", "numerals in the text"),
    "typed": Bilingual("人工填写的数字", "numerals typed by a person"),
    "words": Bilingual("增减词", "words for changes"),
    "numbers": Bilingual("表中数字", "numbers in tables"),
    "texts": Bilingual("表中文字", "texts in tables"),
    "masked": Bilingual("隐去的格", "masked cells"),
    "blank": Bilingual("空白的格", "blank cells"),
    "secrets": Bilingual("不公开的文字", "withheld texts"),
    "planted": Bilingual("试放", "planted"),
    "found": Bilingual("找到", "found of these"),
    "relations": Bilingual("等式", "relations"),
    "withheld": Bilingual("不公开的数字", "withheld numbers"),
    "allowed": Bilingual("允许推算", "allowed to follow"),
    "files": Bilingual("文件", "files"),
}


def judged(
    name: str, findings: Sequence[Finding], counts: Mapping[str, int], *, evaluated: bool
) -> Proof:
    """Return a proof by what was found: failed with an error, proved only if it was evaluated."""
    if any(finding.severity is Severity.ERROR for finding in findings):
        return Proof(name, ProofState.FAILED, counts, findings)
    state = ProofState.PROVED if evaluated else ProofState.NOT_EVALUATED
    return Proof(name, state, counts, findings)
