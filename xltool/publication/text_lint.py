"""A text file tried out: every field is looked up, and the text is rendered five times and read.

As figures are in a dry run's sample, all rising, all falling, all unchanged, all nil: a sentence
that breaks in one of them (``其中。``) would break in a year that nobody has seen yet.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from xltool.consolidation.consolidate import consolidate
from xltool.dry_run.sample_submissions import PARENT, Samples, sample_units
from xltool.errors import XltoolError
from xltool.messages.render import render as render_finding
from xltool.publication.bind_text import bind_text
from xltool.publication.read_text_file import GB18030, read_text_file
from xltool.publication.render_text import render
from xltool.publication.source import no_tables, publication_source
from xltool.publication.text_findings import problem_findings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from xltool.model.findings import Finding
    from xltool.model.forms import Pack, Table
    from xltool.model.submission import Submission, Value, Values
    from xltool.publication.source import PublicationSource
    from xltool.publication.text_file import TextFile

    Changed: TypeAlias = "Callable[[Table, Values], Values]"

STEP: Final = Decimal(10)
"""By how much figures rise or fall."""
SENTENCE_RULES: Final = frozenset({"XL-204", "XL-203.share"})
"""What a rendering is read for; what is blank in a sample says nothing about the text."""


def text_paths(pack: Pack, more: Path | None = None) -> list[Path]:
    """Return the text files of a pack, and one more that somebody asks for."""
    names = pack.disclosure.texts if pack.disclosure else ()
    paths = [pack.folder / "templates" / name for name in names]
    return [*paths, *([more] if more else [])]


def lint_text(pack: Pack, path: Path) -> list[str]:
    """Return the problems of one text file, each with file, line and sentence.

    A file that cannot be read is a problem, and so is a pack that makes no publication.
    """
    try:
        return [problem_line(found) for found in text_problems(pack, read_text_file(path))]
    except XltoolError as error:
        return [str(error)]


def encoding_note(path: Path) -> str:
    """Return what is told of a text that is not in UTF-8; empty when it is."""
    if read_text_file(path).encoding != GB18030:
        return ""
    return f"{path.name}: 编码是 GB18030，已按此读取 · in GB18030, and read so"


def text_problems(pack: Pack, text: TextFile) -> list[Finding]:
    """Return what is wrong with a text: unknown fields, typed figures, sentences that break.

    Raises ``XltoolError`` when the pack makes no publication.
    """
    sources = sample_sources(pack)
    first = next(iter(sources.values()))
    found = list(problem_findings(bind_text(text, pack, first.disclosure)))
    told = {(finding.sheet, finding.rule) for finding in found}
    for given, source in sources.items():
        for finding in render(text, source, given).findings:
            at = finding.sheet, finding.rule
            if SENTENCE_RULES & {finding.rule, finding.message} and at not in told:
                told.add(at)
                found.append(finding)
    return sorted(found, key=lambda finding: int(finding.sheet.rpartition(":")[2]))


def problem_line(finding: Finding) -> str:
    """Return a finding as a line: place, what is wrong, what to do, and the sentence."""
    zh, en = (" ".join(filter(None, render_finding(finding, each))) for each in ("zh", "en"))
    sentence = finding.label.zh
    return f"{finding.sheet}: {zh}（{sentence}） · {en} ({sentence})"


def sample_sources(pack: Pack) -> Mapping[str, PublicationSource]:
    """Return what five publications are made of, by the key of the message about a sentence."""
    samples = Samples(pack)
    units = sample_units(pack)
    filled = samples.unit(*units), samples.unit(*reversed(units))
    own = samples.parent(filled)
    return {
        key: _source(pack, own, [_changed(pack, unit, change) for unit in filled])
        for key, change in _CASES.items()
    }


def _source(pack: Pack, own: Submission, units: Sequence[Submission]) -> PublicationSource:
    forms = {form.id for form in pack.forms if form.template.parent}
    tables = {table.id for form in pack.forms if form.id in forms for table in form.tables}
    written = replace(
        own,
        tables={name: records for name, records in own.tables.items() if name in tables},
        extents={name: size for name, size in own.extents.items() if name in forms},
        children=(),
    )
    parent = consolidate(pack, PARENT, units, _unadjusted(pack, written))
    return publication_source(pack, parent, [PARENT, *sample_units(pack)], no_tables)


def _unadjusted(pack: Pack, own: Submission) -> Submission:
    """Return the department's own forms without adjustments: these would change what is nil."""
    if pack.adjusting is None:
        return own
    return replace(own, tables={**own.tables, pack.adjusting.table: ()})


def _changed(pack: Pack, unit: Submission, change: Changed) -> Submission:
    tables = {
        table.id: tuple(
            replace(record, values=change(table, record.values))
            for record in unit.tables.get(table.id, ())
        )
        for form in pack.reported
        for table in form.tables
    }
    return replace(unit, tables={**unit.tables, **tables})


def _moved(step: Decimal) -> Changed:
    """Return what makes this year's figures last year's and a step."""

    def change(table: Table, values: Values) -> Values:
        moved: dict[str, Value] = {}
        for this, last in table.years.items():
            known = values.get(last)
            if isinstance(known, Decimal):
                base = known if step >= 0 else known + STEP
                moved |= {last: base, this: base + step}
        return {**values, **moved}

    return change


def _as_it_is(_: Table, values: Values) -> Values:
    return values


def _nil(table: Table, values: Values) -> Values:
    numeric = {column.id for column in table.columns if column.kind.numeric}
    return {name: Decimal(0) if name in numeric else value for name, value in values.items()}


_CASES: Final[Mapping[str, Changed]] = MappingProxyType({
    "XL-204.sample": _as_it_is,
    "XL-204.rise": _moved(STEP),
    "XL-204.fall": _moved(-STEP),
    "XL-204.same": _moved(Decimal(0)),
    "XL-204.nil": _nil,
})  # fmt: skip
"""The five renderings, by the key of the message about a sentence that breaks."""
