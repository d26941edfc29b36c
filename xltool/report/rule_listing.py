"""The rules of a pack in full: what each says, where it applies, how Excel shows it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from xltool.a1 import address
from xltool.documents.styled_text import StyledText
from xltool.excel_formulas.calculated import calculated_formula
from xltool.excel_formulas.check_cells import check_area
from xltool.excel_formulas.check_formula import CheckFormula, check_title
from xltool.excel_formulas.submission_sheets import SubmissionSheets
from xltool.excel_formulas.text_formulas import quote_text
from xltool.identity import CHECKS_SHEET
from xltool.kinds import SEVERITY_WORDS, ColumnKind, Severity, Shape
from xltool.layout.layout import lay_out
from xltool.layout.placeholder import PLACEHOLDER
from xltool.model.lookup import EvaluationPoint, calculating_rule
from xltool.model.submission import EntityRows, FormSize
from xltool.report.terminal import SEVERITY_STYLES
from xltool.report.text_table import TextTable, pad
from xltool.text import in_one_language, of_any_year
from xltool.writing.code_sheet import CodeSheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.expressions.rule import Rule
    from xltool.model.forms import Form, Pack
    from xltool.report.text_table import Block

ENGINE = (
    ("R30", "error", "截止时间应是上年12月31日，印好的不得改动",
     "Assets stand as of 31 December of the year before; the printed date is not altered"),
    ("R34", "error", "每个单位按规定期间报送全部报表，且只报一份",
     "Every entity reports every form once, for the right period"),
    ("R35", "info", "金额、面积、数量按列的定义相加；预算资金每个项目只加一次",
     "Amounts, areas and counts add as their columns say; a project's budget adds once"),
    ("R36", "info", "比率重新计算；指标、文字、名次照录，不相加",
     "Ratios are computed again; indicators, texts and ranks are carried, not added"),
    ("R37", "info", "先审核，再相加，再抵销；金额始终是精确的小数，不作舍入",
     "Validate, add, eliminate, in this order; amounts stay exact decimals"),
    ("R39", "error", "部门数等于各单位数之和减抵销",
     "A department's figure is the sum of its entities less eliminations"),
    ("R40", "error", "单位代码与名称应与登记一致",
     "An entity's code and name are those registered"),
)  # fmt: skip
"""What xltool itself holds campaigns to; some of it only of a pack that has what it speaks of."""


def _prints_a_day(pack: Pack) -> bool:
    """Whether a form prints as of which day of the year before its figures are."""
    templates = (form.template for form in pack.forms)
    texts = (text for each in templates for text in (each.subtitle, each.measure, *each.notes))
    return any("{previous}年12月31日" in text for text in texts)


def _counts_once(pack: Pack) -> bool:
    """Whether a column counts once for each value of another."""
    return any(
        isinstance(column.adds, str) for _, table in pack.tables() for column in table.columns
    )


def _has_no_sums(pack: Pack) -> bool:
    """Whether there is what is never added: ratios, and cards of indicators."""
    kinds = {column.kind for _, table in pack.tables() for column in table.columns}
    return ColumnKind.RATE in kinds or any(form.shape is Shape.CARDS for form in pack.forms)


_SPOKEN_OF = {"R30": _prints_a_day, "R35": _counts_once, "R36": _has_no_sums}
"""Whether a pack has what some of these rules speak of."""


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """A rule in full; ``excel`` is its formula in the first cell that shows it.

    ``form`` is an id, ``sheet`` what people call that form; both are empty between forms.
    """

    rule: str
    severity: str
    form: str
    kind: str
    zh: str
    en: str
    source: str = ""
    cell: str = ""
    excel: str = ""
    fix_zh: str = ""
    fix_en: str = ""
    right: str = ""
    wrong: str = ""
    sheet: str = ""


def rule_entries(pack: Pack) -> list[RuleEntry]:
    """Return every rule: xltool's own, the pack's in form order, those between forms."""
    plans = {form.id: lay_out(form, _extent(form)) for form in pack.forms}
    areas = CodeSheet(pack).areas
    sheets = SubmissionSheets(pack, plans, lambda codes, part: areas[codes.id, part])
    own = [
        RuleEntry(rule, severity, "", "asserts", zh, en)
        for rule, severity, zh, en in ENGINE
        if _SPOKEN_OF.get(rule, bool)(pack)
    ]
    listed = [_of_column(*found) for found in _checked(pack)]
    return own + listed + [_explained(form, rule, sheets) for form, rule in pack.rules()]


def _extent(form: Form) -> FormSize:
    count = 0 if form.shape is Shape.STATEMENT else 2
    return FormSize(PLACEHOLDER, "2020", (EntityRows(PLACEHOLDER, count),))


def _checked(pack: Pack) -> Iterator[tuple[Form, str, str, str]]:
    """Yield the checks of columns that have a rule id: the form, column title, check, id.

    What must be filled in has a rule of its own.
    """
    for form, table in pack.tables():
        for column in table.columns:
            for check, rule in column.ids.items():
                if check != "nullable":
                    yield form, of_any_year(column.title).replace("　", ""), check, rule


def _of_column(form: Form, title: str, check: str, rule: str) -> RuleEntry:
    zh, en = {
        "isin": (f"“{title}”应在代码表中", f"“{title}” is in its code list"),
        "under": (f"“{title}”应与上级一致", f"“{title}” belongs under the value before it"),
        "ge": (f"“{title}”不应小于规定数", f"“{title}” is not below its least value"),
    }.get(check, (f"“{title}”应符合 {check}", f"“{title}” satisfies {check}"))
    sheet = form.template.sheet
    return RuleEntry(rule, Severity.ERROR.value, form.id, "checks", zh, en, sheet=sheet)


def _explained(form: Form | None, rule: Rule, sheets: SubmissionSheets) -> RuleEntry:
    cell, excel = (
        _calculation(form, rule, sheets) if rule.calculates else _check(form, rule, sheets)
    )
    return RuleEntry(
        rule.id, rule.severity.value, form.id if form else "",
        "calculates" if rule.calculates else "asserts",
        rule.zh, rule.en, rule.source, cell, excel, *rule.fix, rule.right, rule.wrong,
        form.template.sheet if form else "",
    )  # fmt: skip


def _calculation(form: Form | None, rule: Rule, sheets: SubmissionSheets) -> tuple[str, str]:
    assert form is not None
    plan = sheets.plans[form.id]
    for key, cell in plan.slots.items():
        if cell.calculated and calculating_rule(form, key) is rule:
            return f"{plan.sheet}!{cell.address}", calculated_formula(plan, cell)
    return "", ""


def _check(form: Form | None, rule: Rule, sheets: SubmissionSheets) -> tuple[str, str]:
    if rule.python_only:
        return "", rule.python_only
    if form is None:
        point = EvaluationPoint(None, PLACEHOLDER.code)
        title = quote_text(check_title(rule, point))
        drawn = CheckFormula(sheets, rule, point, CHECKS_SHEET, lambda more: f"{title}{more}")
        return CHECKS_SHEET, drawn.formula()
    plan = sheets.plans[form.id]
    of = replace(plan.extent.entity, nature="".join(rule.nature[:1]))
    for check in check_area(replace(plan, extent=replace(plan.extent, entity=of))).rules:
        if check.rule is rule:
            title = quote_text(check_title(rule, check.point))
            say = partial("{}{}".format, title)
            drawn = CheckFormula(sheets, rule, check.point, plan.sheet, say)
            return f"{plan.sheet}!{address(check.row, check.col)}", drawn.formula()
    return "", ""


def as_entries(rules: Iterable[RuleEntry]) -> list[dict[str, str]]:
    """Return the rules as JSON objects."""
    return [asdict(rule) for rule in rules]


def rules_page(rules: Sequence[RuleEntry], language: str) -> Iterator[Block]:
    """Yield the rules as a table: id, severity, form and text."""
    chinese = language == "zh"
    texts = [rule.zh if chinese else rule.en for rule in rules]
    rows = [
        (rule.rule, _severity(rule, language), rule.sheet if chinese else rule.form, text)
        for rule, text in zip(rules, texts, strict=True)
    ]
    lines = [
        f"{rule:<7}{pad(severity.text, 9)}{pad(form, 20)}{text}"
        for rule, severity, form, text in rows
    ]
    head = ("规则", "级别", "报表", "内容") if chinese else ("rule", "severity", "form", "text")
    yield TextTable(head, rows, lines, prose=(3,))


def _severity(rule: RuleEntry, language: str) -> StyledText:
    severity = Severity(rule.severity)
    return StyledText(SEVERITY_WORDS[severity].in_language(language), SEVERITY_STYLES[severity])


def _in_excel(formula: str, language: str) -> str:
    """Return a formula, or in one language the reason why there is none."""
    return formula if formula.startswith("=") else in_one_language(formula, language)


def rule_text(rules: Iterable[RuleEntry], language: str) -> Iterator[str]:
    """Yield the lines of one rule after the other in full, in the words of finance staff."""
    chinese = language == "zh"
    for rule in rules:
        yield f"{rule.rule}  {rule.zh if chinese else rule.en}"
        yield from _rule_lines(rule, chinese=chinese)
        yield ""


def _rule_lines(rule: RuleEntry, *, chinese: bool) -> Iterator[str]:
    rows = (
        ("级别", "severity", SEVERITY_WORDS[Severity(rule.severity)][not chinese]),
        (
            "报表",
            "form",
            (rule.sheet if chinese else rule.form) or ("表间" if chinese else "between forms"),
        ),
        ("依据", "source", rule.source),
        ("正确", "right", rule.right),
        ("错误", "wrong", rule.wrong),
        ("修改建议", "what to do", rule.fix_zh if chinese else rule.fix_en),
        ("单元格", "cell", rule.cell),
        ("公式", "Excel", _in_excel(rule.excel, "zh" if chinese else "en")),
    )
    for zh, en, text in rows:
        if text:
            yield f"    {zh if chinese else en}{'：' if chinese else ': '}{text}"
