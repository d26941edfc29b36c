"""The rules of the department's own forms: decisions on projects, and the duties' indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from xltool.consolidation.consolidate import consolidate
from xltool.kinds import Severity
from xltool.messages.render import render
from xltool.model.findings import Return
from xltool.model.forms import Entity
from xltool.model.submission import DELETED, EntityRows, FormSize, Record, Submission
from xltool.reading.read import read_return
from xltool.validation.validate import validate
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from xltool.model.findings import Finding
    from xltool.model.forms import Pack
    from xltool.model.rule_tally import RuleTally
    from xltool.model.submission import Value

    Row = Mapping[str, Value]
    Rows = Sequence[Row]

PARENT, CHILD = Entity("312", "某局（部门）", "某局"), Entity("312002", "某局本级", "本级", "312")
DUTY, CAMERAS, NETWORK = "社会面管控", "天网工程运行保障费f", "公安网维护费"
OWN: Final = ("narrative", "paragraphs", "decisions", "duties", "duty_projects")
WITHHELD: Final[Row] = {
    "project": CAMERAS, "treatment": "隐名公开", "shown": "天****费", "ground": "定密",
    "reviewer": "张三", "date": "2020-04-10",
}  # fmt: skip
SERVES: Final[Row] = {"project": "天网工程运行保障费", "duty": DUTY}


def submission(pack: Pack, entity: Entity, tables: Mapping[str, Rows], parent: bool) -> Submission:  # noqa: FBT001
    """Return the forms of an entity with these rows; those of a second table stand on card 1."""
    records = {
        table: tuple(
            Record(entity.code, f"1/{number}" if "indicators" in table else str(number), dict(row))
            for number, row in enumerate(rows, start=1)
        )
        for table, rows in tables.items()
    }
    extents = {
        form.id: FormSize(entity, "2020", (EntityRows(entity, len(records.get(form.id, ())) or 1),))
        for form in pack.forms
        if form.template.parent == parent
    }
    return Submission(entity, "2020", records, extents)


def department(
    pack: Pack, own: Mapping[str, Rows], cards: Mapping[str, Rows] | None = None
) -> Submission:
    """Return a department with two projects: one has a card, the other is only in procurement."""
    tables: dict[str, Rows] = {
        "performance": [{"project": CAMERAS, "goal": "保障"}],
        "procurement": [{"project": NETWORK}],
        **(cards or {}),
    }
    child = submission(pack, CHILD, tables, parent=False)
    return consolidate(pack, PARENT, [child], submission(pack, PARENT, own, parent=True))


def findings(pack: Pack, whole: Submission) -> list[Finding]:
    """Return what is found in the department's own forms."""
    (item,) = validate(pack, [Return("312.xlsx", whole)])
    return [each for each in item.findings if each.form in OWN]


def places(found: Sequence[Finding]) -> list[tuple[str, str, str]]:
    """Return rule, sheet and cell of each finding."""
    return [(each.rule, each.sheet, each.cell) for each in found]


COMPLETE: Final[Mapping[str, Rows]] = {
    "narrative": [],
    "paragraphs": [{"section": "引言", "text": "按照《预算法》，现予公开。"}],
    "decisions": [WITHHELD, {"project": NETWORK, "treatment": "公开"}],
    "duties": [{"duty": DUTY, "goal": "降低发案率"}],
    "duty_indicators": [{"name": "群众满意度", "value": "≥90%"}],
    "duty_projects": [SERVES],
}


def test_complete_forms_have_no_findings(pack: Pack) -> None:
    """What says all that is asked is accepted; names are compared as R24 compares them."""
    assert findings(pack, department(pack, COMPLETE)) == []


def without(column: str) -> Row:
    """Return a decision without one of its columns."""
    return {name: value for name, value in WITHHELD.items() if name != column}


KEPT_BACK: Final = {**WITHHELD, "treatment": "不公开"}
BROKEN: Final[Mapping[str, tuple[str, Rows, tuple[str, str, str], str]]] = {
    "section-that-is-none": (
        "paragraphs", [{"section": "duties", "text": "一"}],
        ("XL-142", "公开文本", "B5"), "部门职责",
    ),
    "twice": (
        "decisions", [WITHHELD, {**WITHHELD, "project": "天网工程运行保障费 "}],
        ("R54", "公开审定", "B6"), "was decided on in a row above",
    ),
    "no-such-project": (
        "decisions", [{**WITHHELD, "project": "天网工程保障费"}],
        ("R55", "公开审定", "B5"), "The forms have no “天网工程保障费”",
    ),
    "no-name": ("decisions", [without("shown")], ("R56", "公开审定", "D5"), "no other is given"),
    "no-ground": ("decisions", [without("ground")], ("R56", "公开审定", "E5"), "without a ground"),
    "no-reviewer": (
        "decisions", [without("reviewer")], ("R56", "公开审定", "F5"), "without who decided",
    ),
    "no-date": ("decisions", [without("date")], ("R56", "公开审定", "G5"), "without a day"),
    "kept-back-without-ground": (
        "decisions", [{name: value for name, value in KEPT_BACK.items() if name != "ground"}],
        ("R56", "公开审定", "E5"), "without a ground",
    ),
    "no-such-answer": (
        "decisions", [{**WITHHELD, "inferable": "否"}],
        ("XL-142", "公开审定", "H5"), "it may be 是",
    ),
    "serves-twice": (
        "duty_projects", [SERVES, {**SERVES, "project": CAMERAS}],
        ("R54", "职责项目对照", "B6"), "was given a duty in a row above",
    ),
    "no-such-duty": (
        "duty_projects", [{**SERVES, "duty": "社会管控"}],
        ("R57", "职责项目对照", "C5"), "There is no card of the duty “社会管控”",
    ),
    "serves-without-card": (
        "duty_projects", [{**SERVES, "project": NETWORK}],
        ("R57", "职责项目对照", "B5"), "There is no card of goals for “公安网维护费”",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("table", "rows", "place", "said"), BROKEN.values(), ids=BROKEN)
def test_broken_rule_is_the_only_finding(
    pack: Pack, table: str, rows: Rows, place: tuple[str, str, str], said: str
) -> None:
    """Each fault is told once, as an error, at the cell that is to be mended."""
    (found,) = findings(pack, department(pack, {**COMPLETE, table: rows}))
    assert places([found]) == [place]
    assert found.severity is Severity.ERROR
    assert said in " ".join(render(found, "en"))
    assert all(render(found, "zh"))


def test_published_by_its_name_needs_no_ground(pack: Pack) -> None:
    """Nothing is asked of a project that is published as it is."""
    own = {**COMPLETE, "decisions": [{"project": CAMERAS, "treatment": "公开"}]}
    assert findings(pack, department(pack, own)) == []


def on_card(value: Value, name: str = "群众满意度") -> Mapping[str, Rows]:
    """Return the card of the cameras with one indicator."""
    return {"indicators": [{"level2": "数量指标", "name": name, "value": value}]}


AGREEING: Final = ("≥90百分比", "不低于90%", "≥90%")


@pytest.mark.parametrize("value", AGREEING)
def test_target_that_means_the_same_agrees(pack: Pack, value: str) -> None:
    """A project's target agrees with the duty's however both are written."""
    assert findings(pack, department(pack, COMPLETE, on_card(value))) == []


@pytest.mark.parametrize("value", ["≥80%", "≤90%", "90%", "较高"])
def test_other_target_is_a_warning_that_says_both(pack: Pack, value: str) -> None:
    """An indicator of the duty that its project gives another target is told with both."""
    (found,) = findings(pack, department(pack, COMPLETE, on_card(value, "群众满意度（%）")))
    assert places([found]) == [("P9", "职责绩效目标", "B7")]
    assert found.severity is Severity.WARNING
    assert render(found, "zh")[0].startswith(
        f"“社会面管控”的指标“群众满意度”是“≥90%”，项目的同名指标却是“{value}”（{CAMERAS}）。"
    )
    assert f"its projects say “{value}”" in " ".join(render(found, "en"))


def test_project_of_another_duty_is_not_compared(pack: Pack) -> None:
    """Only the projects that serve a duty are held against it."""
    own = {**COMPLETE, "duty_projects": []}
    assert findings(pack, department(pack, own, on_card("≥80%"))) == []


def tally(item: Return) -> RuleTally:
    """Return what became of P9 of the duties."""
    return next(each for each in item.tallies if (each.rule, each.form) == ("P9", "duties"))


@pytest.mark.parametrize("value", ["****", DELETED])
def test_unknown_target_is_not_judged(pack: Pack, value: Value) -> None:
    """A masked or deleted target is no other one, and no agreement either."""
    known, unknown = (
        validate(pack, [Return("312.xlsx", department(pack, COMPLETE, on_card(each)))])[0]
        for each in ("≥90%", value)
    )
    assert [each for each in unknown.findings if each.form in OWN] == []
    assert (tally(known).held, tally(known).undecided) == (1, 0)
    assert (tally(unknown).held, tally(unknown).undecided) == (0, 1)


def test_own_workbook_alone_cannot_judge_names(pack: Pack) -> None:
    """Without the units' forms nobody knows which projects there are: that is not judged."""
    own = {**COMPLETE, "decisions": [{**WITHHELD, "project": "没有这个项目"}]}
    (item,) = validate(pack, [Return("312.xlsx", submission(pack, PARENT, own, parent=True))])
    assert item.findings == ()
    assert item.undecided >= 3  # R55, R57 of the project, P9


def test_department_workbook_tells_the_same(pack: Pack, tmp_path: Path) -> None:
    """Written and read back, the cells are those of the department's sheets."""
    own = {**COMPLETE, "decisions": [{**without("date"), "project": "天网工程保障费"}]}
    path = tmp_path / "312.xlsx"
    write_workbook(path, pack, department(pack, own, on_card("≥80%")))
    (item,) = validate(pack, [read_return(path, pack)])
    assert set(places([each for each in item.findings if each.form in OWN])) == {
        ("R55", "公开审定", "B5"), ("R56", "公开审定", "G5"), ("P9", "职责绩效目标", "B7"),
    }  # fmt: skip
