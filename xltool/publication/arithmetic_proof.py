"""The proof that withheld figures do not follow by arithmetic, and what is told where they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.kinds import Category, Severity
from xltool.model.findings import Finding
from xltool.publication.decision_findings import place_of_decision
from xltool.publication.decisions import project_rows
from xltool.publication.known_cells import WithheldGroup, known_figures
from xltool.publication.proof import judged
from xltool.publication.public_equations import public_cells, public_equations
from xltool.publication.remedies import PossibleRemedies, figures_of
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xltool.model.submission import Key
    from xltool.publication.content import PrintedTable
    from xltool.publication.decisions import DisclosureDecision
    from xltool.publication.known_cells import FollowingFigures, KnownFigures
    from xltool.publication.linear_relations import LinearRelation
    from xltool.publication.proof import Proof
    from xltool.publication.withholding import Withholding

_NO_REMEDY = Bilingual(
    "改用别的办法：单是多隐去一个项目、两个小计都不够",
    "find another way: one more project, or two subtotals, would not do",
)


def arithmetic_proof(
    withholding: Withholding,
    tables: Sequence[PrintedTable],
    figures: Sequence[LinearRelation] = (),
) -> Proof:
    """Return the proof that no withheld figure, and no sum of a project, follows.

    ``tables`` are all that are published, ``figures`` those of the sentences. What follows and may,
    by its decision, is counted as ``allowed``; it is no finding.
    """
    found = what_follows(withholding, tables, figures)
    findings = [_finding(withholding, each) for each in found.known if not each.group.inferable]
    allowed = sum(len(each.cells) + len(each.sums) for each in found.known if each.group.inferable)
    counts = {"withheld": found.withheld, "relations": found.relations, "allowed": allowed}
    evaluated = bool(found.relations) or not found.withheld
    return judged("arithmetic", findings, counts, evaluated=evaluated)


def what_follows(
    withholding: Withholding,
    tables: Iterable[PrintedTable],
    figures: Sequence[LinearRelation] = (),
) -> FollowingFigures:
    """Return which withheld figures follow from tables and sentences, whether they may or not."""
    groups = withheld_groups(withholding)
    hidden = frozenset(key for group in groups for key in group.cells)
    public = public_cells(tables, withholding.values)
    equations = public_equations(withholding.values, public, hidden, figures)
    return known_figures(equations, groups, PossibleRemedies(withholding))


def withheld_groups(withholding: Withholding) -> tuple[WithheldGroup, ...]:
    """Return the withheld figures of each project in the rows of each entity, in printed order."""
    found: dict[tuple[str, str, int], list[Key]] = {}
    by_row: dict[int, DisclosureDecision] = {}
    for row in project_rows(withholding.values, withholding.disclosure):
        decision = withholding.rows.get((row.form, row.entity, row.row))
        if decision is not None:
            by_row[decision.row] = decision
            group = found.setdefault((row.form, row.entity, decision.row), [])
            group += figures_of(withholding, row)
    return tuple(
        WithheldGroup(
            form, entity, row, tuple(keys), _sums(withholding, keys), by_row[row].inferable
        )
        for (form, entity, row), keys in found.items()
        if keys
    )


def _sums(withholding: Withholding, keys: Sequence[Key]) -> tuple[tuple[Key, ...], ...]:
    """Return the cells of each column that adds up, where they are several."""
    columns: dict[str, list[Key]] = {}
    for key in keys:
        if withholding.values.column(key.table, key.column).adds is True:
            columns.setdefault(key.column, []).append(key)
    return tuple(tuple(each) for each in columns.values() if len(each) > 1)


def _finding(withholding: Withholding, known: KnownFigures) -> Finding:
    group, values = known.group, withholding.values
    form = values.form_of(group.form)
    what, relations = _what(withholding, known), _joined(known.relations)
    proposal = known.remedy.proposal if known.remedy else _NO_REMEDY
    sheet, cell = place_of_decision(withholding, group.row)
    return Finding(
        "XL-232",
        Severity.ERROR,
        "XL-232",
        entity=group.entity,
        form=group.form,
        sheet=sheet,
        cell=cell,
        label=Bilingual(f"第{group.row}行", f"row {group.row}"),
        params={
            "name": _short(withholding, group),
            "form": form.template.sheet,
            "rows": str(group.row),
            **_both("what", what),
            **_both("relations", relations),
            **_both("proposal", proposal),
        },
        category=Category.INCONSISTENT,
    )


def _short(withholding: Withholding, group: WithheldGroup) -> str:
    sections = withholding.values.submission.extents[group.form].sections
    names = (each.entity.short for each in sections if each.entity.code == group.entity)
    return f"{group.entity} {next(names, '')}".strip()


def _what(withholding: Withholding, known: KnownFigures) -> Bilingual:
    """Return what follows in words: the columns of single figures, and of sums."""

    def titles(keys: Iterable[Key]) -> str:
        columns = (withholding.values.column(key.table, key.column).title for key in keys)
        return "、".join(dict.fromkeys(columns))

    single, summed = titles(known.cells), titles(keys[0] for keys in known.sums)
    zh = [single] if single else []
    en = [single.replace("、", ", ")] if single else []
    if summed:
        zh.append(f"各行{summed}之和")
        en.append(f"the sum of the rows under {summed.replace('、', ', ')}")
    return Bilingual("，".join(zh), "; ".join(en))


def _joined(names: Sequence[Bilingual]) -> Bilingual:
    return Bilingual("；".join(name.zh for name in names), "; ".join(name.en for name in names))


def _both(name: str, text: Bilingual) -> Mapping[str, str]:
    return {f"{name}_zh": text.zh, f"{name}_en": text.en}
