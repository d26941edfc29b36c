"""A pack run dry: filled in, written, read back, judged, consolidated, and nothing of it stays.

What fails is told with file and key. A rule that fails is told and left out, and the run begins
anew: so one faulty rule hides no other.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from xltool.dry_run.drawn_formulas import refused_formulas
from xltool.dry_run.read_back import differences, refused_in_file, written_and_read
from xltool.dry_run.sample_submissions import (
    PARENT,
    Samples,
    as_typed,
    form_size,
    sample_units,
)
from xltool.errors import PackError, RuleError, XltoolError
from xltool.evaluation.evaluate_rules import evaluate_rules
from xltool.evaluation.submission_values import SubmissionValues
from xltool.layout.layout import lay_out
from xltool.model.faults import described
from xltool.validation.validate import validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.expressions.rule import Rule
    from xltool.model.forms import Form, Pack
    from xltool.model.submission import Submission


_WHOLE = "templates/pack.toml"
"""What is named where nothing tells which form is at fault."""


class DryRun(NamedTuple):
    """What a dry run found: problems, and rules that were never judged."""

    problems: tuple[str, ...]
    never_judged: tuple[str, ...] = ()


def dry_run(pack: Pack) -> DryRun:
    """Run a pack dry that was loaded without a problem; never raises for what is wrong with it."""
    failed: list[str] = []
    while True:
        try:
            found = _run(pack)
        except RuleError as error:
            failed.append(_failure(error.place, "规则出错", "the rule fails", error.what))
            pack = _without(pack, error.form, error.rule)
        except PackError as error:
            return DryRun((*failed, *str(error).splitlines()))
        except Exception as error:  # noqa: BLE001 - whatever it is, a clerk would have met it
            what = described(error)
            return DryRun((*failed, _failure(_WHOLE, "试算出错", "the dry run fails", what)))
        else:
            notes = () if failed or found.problems else found.never_judged
            return DryRun((*failed, *found.problems), notes)


def _run(pack: Pack) -> DryRun:
    """Run a pack as far as it goes; raise ``RuleError`` for the first rule that fails."""
    units = sample_units(pack)
    if problems := tuple(_not_laid_out(pack)):
        return DryRun(problems)
    samples = Samples(pack)
    filled = samples.unit(*units), samples.unit(*reversed(units))
    parent = samples.parent(filled)
    judged = _judged(pack, (*filled, parent))
    typed = [as_typed(pack, submission) for submission in filled]
    if problems := tuple(refused_formulas(pack, typed[0])):
        return DryRun(problems)
    written = zip((*typed, parent), (*filled, parent), strict=True)
    with TemporaryDirectory() as folder:
        problems = tuple(_round(pack, written, Path(folder)))
    return DryRun(problems, tuple(_never_judged(pack, judged)))


def _not_laid_out(pack: Pack) -> Iterator[str]:
    """Yield the templates that cannot be laid out."""
    first, _ = sample_units(pack)
    for form in pack.forms:
        try:
            lay_out(form, form_size(form, PARENT if form.template.parent else first))
        except Exception as error:  # noqa: BLE001 - whatever it is, the template is at fault
            what = described(error)
            yield _failure(form.template_file, "排不出表样", "cannot be laid out", what)


def _judged(pack: Pack, submissions: Iterable[Submission]) -> set[str]:
    """Evaluate all rules; return the ids of those that were judged somewhere."""
    values = (SubmissionValues(pack, submission) for submission in submissions)
    results = (result for each in values for result in evaluate_rules(each))
    return {result.rule.id for result in results if result.ok or result.bad}


def _round(
    pack: Pack, pairs: Iterable[tuple[Submission, Submission]], folder: Path
) -> Iterator[str]:
    """Yield what is wrong with workbooks that were written, read back and judged.

    Of the first one that has something: the others have the same. ``pairs`` are what is typed, and
    what should be read.
    """
    returns, entities = [], sample_units(pack)
    for typed, submission in pairs:
        try:
            item = written_and_read(pack, typed, folder, entities)
        except PackError:
            raise
        except XltoolError as error:  # a value without a place
            yield f"{_WHOLE}: {error}"
            return
        if found := [*differences(pack, submission, item), *refused_in_file(Path(item.path))]:
            yield from found
            return
        returns.append(item)
    validate(pack, returns)


def _never_judged(pack: Pack, judged: set[str]) -> Iterator[str]:
    """Yield the rules that no sample was judged by, once for each id of a form."""
    told = set[str]()
    for form, rule in pack.rules():
        place = f"{form.schema_file if form else 'schemas/cross.py'}: {rule.id}"
        silent = rule.calculates or rule.python_only or rule.id in judged
        if not silent and place not in told:
            told.add(place)
            yield f"{place}: 试算的数都不合它的条件，没有审核到 · never judged: no sample meets it"


def _failure(place: str, zh: str, en: str, what: str) -> str:
    cause = what.replace(": ", "：")
    return f"{place}: {zh}，{cause} · {en}: {what}"


def _without(pack: Pack, form: str, rule: str) -> Pack:
    """Return a pack without the rules of an id, of a form or of none."""

    def kept(rules: Iterable[Rule]) -> tuple[Rule, ...]:
        return tuple(each for each in rules if each.id != rule)

    def changed(each: Form) -> Form:
        return replace(each, rules=kept(each.rules)) if each.id == form else each

    cross = pack.cross if form else kept(pack.cross)
    return replace(pack, forms=tuple(map(changed, pack.forms)), cross=cross)
