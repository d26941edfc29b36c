"""Decisions on what is published: complete, about known projects, telling nothing by a name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from tests.examples import example_of
from tests.withheld import decided, withheld
from xltool.kinds import Severity
from xltool.messages.render import render
from xltool.publication.decision_findings import decision_findings, tells_length
from xltool.publication.printed_tables import printed_tables
from xltool.publication.withheld_texts import public_texts, withheld_secrets

if TYPE_CHECKING:
    from xltool.model.findings import Finding
    from xltool.model.forms import Pack
    from xltool.model.submission import Record, Submission, Value

SKYNET: Final = "天网工程运行保障费"
UNNAMED, UNPUBLISHED = "隐名公开", "不公开"


@pytest.fixture(scope="module")
def parent(pack: Pack) -> Submission:
    """The example's department, its projects all named and proposed to be published."""
    department = example_of("pingxiang-2020", pack)[-1]
    tables = {
        table: tuple(replace(record, values=dict(_named(table, record))) for record in records)
        for table, records in department.tables.items()
    }
    return replace(department, tables=tables)


def _named(table: str, record: Record) -> list[tuple[str, Value]]:
    """Return the values of a record without asterisks, and all of it proposed to be published."""
    found = []
    for name, value in record.values.items():
        starred = isinstance(value, str) and "**" in value
        known = f"{table}{record.row}{name}" if starred else value
        found.append((name, "公开" if name == "disclosure" else known))
    return found


def places(found: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    """Return message, place and label of each finding."""
    return [(each.message, each.location, each.label.zh) for each in found]


def test_complete_decisions_are_right(pack: Pack, parent: Submission) -> None:
    """Nothing is told of them; a project that is published needs no ground and no other name."""
    rows = (decided(SKYNET, UNNAMED, "天***费"), decided("物证保全系统建设", "公开", ground=""))
    assert decision_findings(withheld(pack, parent, *rows)) == ()


@pytest.mark.parametrize(
    ("row", "cell", "lacks"),
    [
        (decided(SKYNET, UNNAMED), "D", "公开名称"),
        (decided(SKYNET, UNPUBLISHED, ground=""), "E", "依据"),
        (decided(SKYNET, "公开", reviewer="", date=""), "F", "审定人、审定日期"),
        (decided(SKYNET, ""), "C", "公开情况"),
        (decided("", UNPUBLISHED), "B", "项目名称"),
    ],
)
def test_incomplete(
    pack: Pack, parent: Submission, row: dict[str, Value], cell: str, lacks: str
) -> None:
    """What lacks is named, at its cell."""
    (finding,) = decision_findings(withheld(pack, parent, row))
    assert finding.rule == "XL-235"
    assert finding.message == "XL-235.incomplete"
    assert finding.location == f"公开审定!{cell}5"
    assert finding.severity is Severity.ERROR
    assert render(finding, "zh")[0] == f"公开审定第 1 行缺少{lacks}。"


def test_what_says_nothing_withholds_all(pack: Pack, parent: Submission) -> None:
    """A decision without a treatment prints nothing of the project."""
    found = withheld(pack, parent, decided(SKYNET, ""))
    (table,) = printed_tables(found, "procurement")
    assert not [cell for cell in table.cells if cell.text == SKYNET]


def test_name_without_a_name_is_stars(pack: Pack, parent: Submission) -> None:
    """Where no name to publish is given, the true one is not printed either."""
    found = withheld(pack, parent, decided(SKYNET, UNNAMED))
    (table,) = printed_tables(found, "procurement")
    assert sum(cell.text == "**" and cell.col == 0 for cell in table.cells) == 2
    assert (found.name(SKYNET + "f"), found.name("别的项目")) == ("**", "别的项目")


def test_unknown_project(pack: Pack, parent: Submission) -> None:
    """A decision about a project that no form has."""
    rows = (decided(SKYNET, UNNAMED, "天***费"), decided("没有的项目", UNPUBLISHED))
    assert places(decision_findings(withheld(pack, parent, *rows))) == [
        ("XL-235.unknown", "公开审定!B6", "第2行")
    ]


def test_two_decisions_about_a_project(pack: Pack, parent: Submission) -> None:
    """Names mean the same as R24 compares them; the stricter holds, whichever comes first."""
    rows = (decided(SKYNET, UNPUBLISHED), decided(f" {SKYNET}f", UNNAMED, "天***费"))
    for pair in (rows, rows[::-1]):
        found = withheld(pack, parent, *pair)
        assert places(decision_findings(found)) == [("XL-235.twice", "公开审定!B6", "第2行")]
        decision = found.decisions.of(SKYNET)
        assert decision is not None
        assert decision.treatment == UNPUBLISHED


def test_proposals_are_decided(pack: Pack, parent: Submission) -> None:
    """What entities propose not to publish has a decision, also that it is published."""
    records = list(parent.tables["procurement"])
    for at, value in ((0, UNPUBLISHED), (5, UNNAMED), (6, UNNAMED), (4, UNNAMED)):
        records[at] = replace(records[at], values={**records[at].values, "disclosure": value})
    proposed = replace(parent, tables={**parent.tables, "procurement": tuple(records)})
    found = decision_findings(withheld(pack, proposed))
    assert places(found) == [
        ("XL-235.undecided", "政府采购", "第1行"), ("XL-235.undecided", "政府采购", "第5、6、7行"),
    ]  # fmt: skip
    assert render(found[1], "zh")[0] == "公开情况为“隐名公开”的 2 个项目没有公开审定。"
    name = str(records[0].values["project"])
    rows = (
        decided(name, "公开"), decided(SKYNET, "公开"),
        decided(str(records[4].values["project"]), UNNAMED, "某**"),
    )  # fmt: skip
    assert decision_findings(withheld(pack, proposed, *rows)) == ()


def test_names_that_tell(pack: Pack, parent: Submission) -> None:
    """The true name in the published one is an error, its length a warning."""
    cases = ((f"**{SKYNET}", "XL-235.shown"), ("天********", "XL-234"), ("天**费", ""))
    for shown, message in cases:
        found = decision_findings(withheld(pack, parent, decided(SKYNET, UNNAMED, shown)))
        expected = [(message, "公开审定!D5", "第1行")] if message else []
        assert places(found) == expected
    assert tells_length("天＊＊＊＊＊＊＊费", "天网工程运行保障费")
    assert not tells_length("天网工程运行保障费", "天网工程运行保障费")


def test_masked_in_the_form_already(pack: Pack, parent: Submission) -> None:
    """What is typed with asterisks cannot be searched for; for a final that is an error."""
    records = list(parent.tables["performance"])
    records[0] = replace(records[0], values={**records[0].values, "goal": "1、****"})
    starred = replace(parent, tables={**parent.tables, "performance": tuple(records)})
    name = str(records[0].values["project"])
    for final, severity in ((False, Severity.WARNING), (True, Severity.ERROR)):
        (undecided,) = decision_findings(withheld(pack, starred), final=final)
        assert (undecided.message, undecided.location) == ("XL-233", "绩效目标")
        row = decided(name, UNNAMED, "某**")
        (finding,) = decision_findings(withheld(pack, starred, row), final=final)
        assert (finding.message, finding.location) == ("XL-233", "公开审定!B5")
        assert finding.severity is severity


def test_secrets_are_texts_with_rows(pack: Pack, parent: Submission) -> None:
    """Names and what cards hold, line by line, each with the row of its decision."""
    found = withheld(
        pack, parent, decided("别的", UNPUBLISHED), decided(SKYNET, UNNAMED, "天***费")
    )
    secrets = withheld_secrets(found)
    assert {row for row, _ in secrets} == {2}
    assert [secret.text for _, secret in secrets if secret.is_name] == [SKYNET]
    assert not [secret for _, secret in secrets if "\n" in secret.text or "**" in secret.text]
    tables = printed_tables(found, "procurement") + printed_tables(found, "performance")
    public = public_texts(tables)
    assert SKYNET not in "".join(public)
    assert {"天***费", "部门政府采购预算", "其他租赁服务"} <= set(public)
