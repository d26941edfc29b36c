"""What follows by arithmetic from what is published, and that each proposal prevents it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from time import perf_counter
from typing import TYPE_CHECKING, Final

import pytest

from tests.examples import example_of
from tests.withheld import as_decided, decided, tables_of, withheld
from xltool.evaluation.submission_values import SubmissionValues
from xltool.messages.render import render
from xltool.model.lookup import EvaluationPoint
from xltool.model.submission import Key
from xltool.publication.arithmetic_proof import arithmetic_proof, what_follows
from xltool.publication.content import Span, SpanKind, TextBlock
from xltool.publication.known_cells import WithheldGroup, known_figures
from xltool.publication.proof import ProofState
from xltool.publication.public_equations import public_cells, public_equations
from xltool.publication.remedies import PossibleRemedies
from xltool.publication.row_space import row_space
from xltool.publication.sentence_relations import sentence_relations
from xltool.publication.source import PublicationSource
from xltool.schema import children, col, total

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.model.forms import Pack
    from xltool.model.submission import Submission
    from xltool.publication.known_cells import FollowingFigures
    from xltool.publication.withholding import Withholding

UNNAMED: Final = "隐名公开"
SKYNET, PATROL = "天网工程运行保障费", "巡特警应急处突车辆采购"
TRAFFIC, ALONE = "交管设施装备购置经费项目", "22号交警专用设备转移支付资金-交警"
ONE_ROW_EACH: Final = (
    PATROL,
    "物证保全系统建设",
    "公安网及机房日常维护费",
    "路面科技动态防控工程项目",
)
LINES: Final = ("abroad", "vehicle_purchase", "vehicle_running", "reception")


@pytest.fixture(scope="module")
def parent(pack: Pack) -> Submission:
    """The example's department."""
    return example_of("pingxiang-2020", pack)[-1]


def following(withholding: Withholding, blocks: Sequence[TextBlock] = ()) -> FollowingFigures:
    """Return what follows from all tables and some sentences."""
    figures = tuple(sentence_relations(withholding.values, withholding.disclosure, blocks))
    return what_follows(withholding, tables_of(withholding), figures)


def titles(found: FollowingFigures) -> list[tuple[list[str], int]]:
    """Return the columns of the single figures that follow, and how many sums do, by group."""
    return [([key.column for key in each.cells], len(each.sums)) for each in found.known]


def test_row_space_knows_all_combinations_and_nothing_else() -> None:
    """X + y and y + z tell x - z, and not x; which relations it takes is told."""
    one = Fraction(1)
    space = row_space([{"x": one, "y": one}, {"a": one}, {"y": one, "z": one}])
    assert space.combination({"x": one, "z": -one}) == (0, 2)
    assert space.combination({"x": Fraction(1, 3), "y": Fraction(1, 3)}) == (0,)
    assert space.combination({"x": one}) is None
    assert space.combination({"b": one}) is None


def test_the_example(pack: Pack) -> None:
    """28 withheld figures, 20 relations: none follows, but a project's sum in its block, which may.

    The sum of 22号 of 交警队 follows by amount and by source.
    """
    found = as_decided(pack)
    tables = tables_of(found)
    start = perf_counter()
    result = what_follows(found, tables)
    took = perf_counter() - start
    assert (result.withheld, result.relations) == (28, 20)
    assert titles(result) == [([], 2)]
    assert result.known[0].group.entity == "312006"
    proof = arithmetic_proof(found, tables)
    assert (proof.state, proof.counts["allowed"]) == (ProofState.PROVED, 2)
    assert took < 1, took


def test_one_row_alone(pack: Pack, parent: Submission) -> None:
    """Of the name and four figures of a row, three follow: amount, source, and by it the price."""
    found = withheld(pack, parent, decided(PATROL, UNNAMED, "某**"))
    result = following(found)
    assert (result.withheld, result.relations) == (4, 4)
    assert titles(result) == [(["unit_price", "amount", "general"], 0)]
    assert len([cell for cell in found.cells() if cell.key.table == "procurement"]) == 5


def test_one_project_alone(pack: Pack, parent: Submission) -> None:
    """Of two rows neither follows; their sum does, by subtotal and visible rows."""
    found = withheld(pack, parent, decided(SKYNET, UNNAMED, "某**"))
    assert titles(following(found)) == [([], 2)]


@pytest.mark.parametrize("name", [PATROL, SKYNET, TRAFFIC])
def test_proposals_cure(pack: Pack, parent: Submission, name: str) -> None:
    """What the finding proposes is decided, too: then nothing follows."""
    decision = decided(name, UNNAMED, "某**")
    found = withheld(pack, parent, decision)
    (known,) = following(found).known
    assert known.remedy is not None
    other = known.remedy.proposal.zh.split("“")[1].split("”")[0]
    cured = withheld(pack, parent, decision, decided(other, UNNAMED, "某**"))
    assert following(cured).known == ()


def test_projects_that_are_not_listed(pack: Pack, parent: Submission) -> None:
    """A row that is not printed follows from the subtotal; its price not: nor is its quantity."""
    found = withheld(pack, parent, decided(PATROL, "不公开"))
    assert titles(following(found)) == [(["amount", "general"], 0)]


def test_subtotals(pack: Pack, parent: Submission) -> None:
    """One subtotal follows from the total and the other; if both are withheld nothing does."""
    rows = (decided(SKYNET, UNNAMED, "某**"), decided(ALONE, UNNAMED, "某**"))
    found = withheld(pack, parent, *rows)
    assert titles(following(found)) == [([], 2), ([], 2)]
    groups = what_follows(found, tables_of(found)).groups
    public = public_cells(tables_of(found), found.values)
    for entities, known in ((("312002",), 2), (("312002", "312006"), 0)):
        subtotals = frozenset(
            Key("procurement", code, "total", name)
            for code in entities
            for name in ("amount", "general")
        )
        hidden = subtotals.union(*(group.cells for group in groups))
        equations = public_equations(found.values, public, hidden)
        result = known_figures(equations, groups, lambda _: (), besides=subtotals)
        assert len(result.known) == known


def test_an_entity_that_has_no_other_project(pack: Pack, parent: Submission) -> None:
    """Where all other projects are withheld, too, each row is safe; no remedy is needed."""
    names = {
        record.values["project"]
        for record in parent.tables["procurement"]
        if record.entity == "312002"
    }
    rows = [decided(str(name), UNNAMED, "某**") for name in sorted(map(str, names))]
    assert following(withheld(pack, parent, *rows)).known == ()


def test_sentences_tell_cells(pack: Pack, parent: Submission) -> None:
    """A sentence that splits procurement into goods, works and services leaves one row alone."""
    found = as_decided(pack)
    spans = []
    for kind in "ABC":
        rows = [
            Key("procurement", record.entity, record.row, "amount")
            for record in parent.tables["procurement"]
            if str(record.values["code"]).startswith(kind)
        ]
        spans.append(Span("1万元", SpanKind.FIGURE, kind, tuple(rows)))
    result = following(found, [TextBlock(tuple(spans), line=33)])
    (known,) = [known for known in result.known if known.cells]
    assert [key.column for key in known.cells] == ["unit_price", "amount", "general"]
    assert {key.row for key in known.cells} == {"20"}  # numbered on in the department
    assert "公开文本第33行 C" in [name.zh for name in known.relations]


CASES: Final[Mapping[str, tuple[Mapping[str, tuple[str, ...]], bool]]] = {
    "a line": ({"reception": ("current",)}, True),
    "a line with its change": ({"reception": ("current", "change")}, True),
    "a line with last year": ({"reception": ("current", "prior", "change")}, True),
    "two lines": (dict.fromkeys(("abroad", "reception"), ("current", "prior", "change")), False),
}


@pytest.mark.parametrize("case", CASES)
def test_lines_of_a_statement(pack: Pack, parent: Submission, case: str) -> None:
    """A line follows from total and other lines, whatever of it is withheld; two do not."""
    lines, follows = CASES[case]
    found = withheld(pack, parent)
    groups = [
        WithheldGroup(
            "three_public",
            "312",
            1,
            tuple(Key("three_public", "312", line, name) for name in names),
        )
        for line, names in lines.items()
    ]
    hidden = frozenset(key for group in groups for key in group.cells)
    public = public_cells(tables_of(found), found.values)
    equations = public_equations(found.values, public, hidden)
    result = known_figures(equations, groups, PossibleRemedies(found))
    assert bool(result.known) is follows
    for known in result.known:
        assert known.cells == known.group.cells
        assert known.remedy is not None
        besides = known.remedy.cells
        wider = public_equations(found.values, public, hidden | besides)
        assert known_figures(wider, groups, lambda _: (), besides=besides).known == ()


def test_what_may_follow_is_counted(pack: Pack, parent: Submission) -> None:
    """允许推算 makes it no error; the figures are counted."""
    for inferable, state, allowed in (("", ProofState.FAILED, 0), ("是", ProofState.PROVED, 3)):
        row = decided(PATROL, UNNAMED, "某**", inferable=inferable)
        found = withheld(pack, parent, row)
        proof = arithmetic_proof(found, tables_of(found))
        assert (proof.state, proof.counts["allowed"]) == (state, allowed)
        assert [each.rule for each in proof.findings] == ["XL-232"] * (not allowed)


def test_findings_name_rows_and_no_project(pack: Pack, parent: Submission) -> None:
    """Unit, form, row of the decision, columns, relations and a proposal; in both languages."""
    found = withheld(pack, parent, decided(PATROL, UNNAMED, "某**"))
    (finding,) = arithmetic_proof(found, tables_of(found)).findings
    for language in ("zh", "en"):
        said = "".join(render(finding, language))
        assert PATROL not in said
        assert "79.5" not in said
    text, hint = render(finding, "zh")
    assert text.startswith(
        "312002 公安局 政府采购：公开审定第 1 行的单价、合计、一般公共预算拨款可以推算（R23 "
    )
    assert hint.startswith("请把同一单位的“")


def test_nothing_withheld_is_nothing_to_prove(pack: Pack, parent: Submission) -> None:
    """Without a decision there is nothing that could follow."""
    found = withheld(pack, parent)
    proof = arithmetic_proof(found, tables_of(found))
    assert (proof.state, dict(proof.counts)) == (
        ProofState.PROVED, {"withheld": 0, "relations": 0, "allowed": 0},
    )  # fmt: skip


def test_figures_over_entities_tell_cells(pack: Pack) -> None:
    """A figure that adds rows in each entity is about the department's rows of these."""
    found = as_decided(pack)
    services = children(total.procurement.amount(where=col.code.startswith("C")))
    named = replace(found.disclosure, figures={"services": services})
    point = EvaluationPoint(None, "312")
    keys = tuple(found.values.precedents(services, point))
    block = TextBlock((Span("1万元", SpanKind.FIGURE, "services", keys),), line=33)
    (relation,) = sentence_relations(found.values, named, [block])
    assert set(relation.terms) == {
        Key("procurement", record.entity, record.row, "amount")
        for record in found.values.records("procurement")
        if str(record.values["code"]).startswith("C")
    }
    assert set(keys) != set(relation.terms)


def test_sentences_about_units_tell_cells(pack: Pack) -> None:
    """What a sentence says of the rows of one unit is about the department's rows of that unit."""
    found = as_decided(pack)
    values = found.values
    units = [SubmissionValues(pack, child) for child in values.submission.children]
    source = PublicationSource(pack, found.disclosure, values, tuple(units), (), lambda _: ())
    traffic = units[-1].submission
    own = tuple(
        Key("procurement", "312006", record.row, "amount")
        for record in traffic.tables["procurement"]
        if str(record.values["code"]).startswith("C99")
    )
    keys = source.in_department(traffic, own)
    assert [values.get(key) for key in keys] == [units[-1].get(key) for key in own]
    assert keys != own
    total = (Key("procurement", "312006", "total", "amount"),)
    assert source.in_department(traffic, total) == total
