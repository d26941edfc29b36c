"""Findings about a returned file → what its sender is told in the workbook written anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltool.kinds import Severity
from xltool.layout.cells import Role
from xltool.messages.render import item_of, render
from xltool.text import unspaced
from xltool.validation.cell_places import CellPlaces
from xltool.values.decimal_text import decimal_text
from xltool.writing.corrections import CorrectionEntry, Corrections

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Pack
    from xltool.model.submission import Key, Submission, Value

UNKNOWN = "待填"
"""Stands where something was that is lost: as long as it does, the return is not accepted."""
LEFT = frozenset({"XL-162", "XL-163", "XL-171", "XL-175"})
"""Rules about content that was not read and is not carried over."""
HEALED = frozenset(
    {"XL-111", "XL-127", "XL-131", "XL-155", "XL-156", "XL-159", "XL-161"}
    | {"XL-172", "XL-173", "XL-174"}
)
"""Rules about what the workbook written anew has put right."""
ADDED: Mapping[str, str] = {
    "XL-119": "本工作簿中只有前 32767 个字，其余请看原文件。",
    "XL-126": f"本工作簿中先写上“{UNKNOWN}”。",
    "XL-131": "本工作簿中已恢复公式。",
    "XL-133": "本工作簿中已恢复任务给定的数。",
    "XL-133.blank": "本工作簿中已恢复空白。",
    "XL-164": f"本工作簿中已恢复，数字和代码先写上“{UNKNOWN}”。",
    "rule.calculated": "本工作簿中已恢复公式。",
}
"""What is told besides: how a thing stands now."""
BLANK_FORM = f"本表在本工作簿中是空白的，第一个数字先写上“{UNKNOWN}”；没有数据请删去这两个字。"
NO_PLACE = ("现行表样没有这个填报位置，没有带过来。", "如仍需填报，请填入现行表样的相应位置。")
NO_RULE = "——"


def correction_text(
    pack: Pack, item: Return, laid: Submission, lost: Mapping[Key, Value]
) -> Corrections:
    """Return what is told of a return: its findings, and the values without a place.

    ``laid`` is the submission as it is written anew.
    """
    assert item.submission is not None
    assert item.submission.origin is not None
    places = _Places(
        CellPlaces(pack, item.submission), CellPlaces(pack, laid), frozenset(unread(item))
    )
    told = [(finding.rule, places.entry(finding)) for finding in item.findings]
    apart = LEFT | HEALED
    origin = item.submission.origin
    return Corrections(
        Path(item.path).name,
        origin.sha256,
        _ordered(entry for rule, entry in told if rule not in apart),
        _ordered([entry for rule, entry in told if rule in LEFT] + list(places.homeless(lost))),
        _ordered(entry for rule, entry in told if rule in HEALED),
    )


def _ordered(entries: Iterable[CorrectionEntry]) -> tuple[CorrectionEntry, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.severity.rank))


def unread(item: Return) -> list[str]:
    """Return the forms that stand in the file, or should, and were not read."""
    read = item.submission.extents if item.submission else {}
    errors = (finding for finding in item.findings if finding.severity is Severity.ERROR)
    return list(dict.fromkeys(f.form for f in errors if f.form and f.form not in read))


class _Places:
    """From the cells of the file that came back to those of the workbook written anew."""

    def __init__(self, back: CellPlaces, anew: CellPlaces, unread: frozenset[str]) -> None:
        self._back = back
        self._anew = anew
        self._unread = unread

    def entry(self, finding: Finding) -> CorrectionEntry:
        sheet, cell = self._place(finding)
        said, hint = render(finding, "zh")
        more = BLANK_FORM if finding.form in self._unread else ADDED.get(finding.message, "")
        if finding.message == "XL-160":
            more = _new_parts(self._anew.pack, finding.params.get("found", ""))
        said += finding.params.get("texts", "")
        return CorrectionEntry(
            finding.rule, finding.severity, said, hint + more, sheet, cell,
            item_of(finding, "zh"), finding.value, _where(finding),
        )  # fmt: skip

    def homeless(self, lost: Mapping[Key, Value]) -> Iterator[CorrectionEntry]:
        """Yield an entry for each value that has no place on today's forms."""
        for key, value in lost.items():
            was = self._back.at(key)
            yield CorrectionEntry(
                NO_RULE, Severity.ERROR, *NO_PLACE, "", "", item_of(was, "zh"), decimal_text(value),
                _where(was),
            )  # fmt: skip

    def _place(self, finding: Finding) -> tuple[str, str]:
        if finding.form not in self._anew.submission.extents:
            return "", ""
        plan = self._anew.plan(finding.form)
        cell = self._cell(finding, plan)
        return plan.sheet, cell.address if cell else ""

    def _cell(self, finding: Finding, plan: SheetLayout) -> FormCell | None:
        """Return the cell of ``plan`` that a finding is about; the title of an unread form."""
        if finding.form in self._unread:
            titled = (cell for cell in plan.cells if cell.role in {Role.TITLE, Role.CARD})
            return next(titled, None)
        if finding.form not in self._back.submission.extents:
            return None
        was = self._was(finding)
        if was is None or was.key is not None:
            return self._anew.slot(self._back.own(was.key)) if was and was.key else None
        same = (c for c in plan.cells if (c.row, c.col, c.role) == (was.row, was.col, was.role))
        return next(same, None)

    def _was(self, finding: Finding) -> FormCell | None:
        if finding.message == "XL-164":  # gone from the file: the layout's own address is told
            cells = self._back.plan(finding.form).slots.values()
            return next((cell for cell in cells if cell.address == finding.expected), None)
        return self._back.cell_at(finding.form, finding.cell)


def _new_parts(pack: Pack, version: str) -> str:
    """Name what today's forms have and those of an older version did not."""
    older = pack.reads(version)
    parts = [
        _part(pack, *part.partition(".")[::2]) for part in sorted(older.absent if older else ())
    ]
    return f"现行表样新增：{'、'.join(parts)}，请补填。" if parts else ""


def _part(pack: Pack, name: str, part: str) -> str:
    form = pack.form(name)
    if not part:
        return f"“{form.template.sheet}”表"
    titles = {column.id: column.title for table in form.tables for column in table.columns}
    titles |= {line.code: line.label for table in form.tables for line in table.lines}
    return f"“{form.template.sheet}”的“{unspaced(titles[part])}”"


def _where(finding: Finding) -> str:
    """Return where a finding stands in the file that came back."""
    return f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
