"""The example's disclosure: what the department wrote in 2020, and what is made of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from xltool.consolidation.consolidate import consolidate
from xltool.model.submission import EntityRows, FormSize, Record, Submission
from xltool.publication.read_text_file import read_text_file
from xltool.publication.render_text import render
from xltool.publication.source import no_tables, publication_source
from xltool.publication.text_file import parse_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.publication.render_text import Rendered
    from xltool.publication.source import PublicationSource
    from xltool.publication.text_file import TextFile

NARRATIVE: Final = {
    "spending_use": "打击防范各类违法犯罪案件和公安科学技术建设支出",
    "why_basic": "按政策调整人员经费和日常公用经费",
    "why_project": "比上年减少基础建设项目支出",
    "running_use": (
        "保证机关正常运转的办公费、印刷费、邮电费、差旅费、会议费、专用材料费、办公用房水电费、"
        "办公用房取暖费、日常维修费、物业管理费、公务车运行维护费等支出"
    ),
    "why_three": "交警大队计划新增两辆执法执勤用车",
    "new_assets_use": ("警务专用设备、办公设备、警务用车、公共安全用房基建和交通安全设施等"),
}
PARAGRAPHS: Final = (
    ("introduction", "现将平乡县公安局2020年部门预算公开如下："),
    ("duties", "公安局的主要职责是："),
    ("duties", "（一）掌握影响稳定的情况。"),
    ("overall_goal", "确保扫黑除恶专项斗争取得全面胜利。"),
    ("safeguards", "强化“纪律意识”。"),
)
DUTIES: Final = (
    ("交通管理", "维护全县良好的道路交通秩序。", (("宣传场次", "3次"), ("事故数量", "下降3%"))),
    ("公安政务管理", "深化平安平乡建设。", (("整改率", "提升15%"),)),
)


def own_forms(campaign: Campaign, narrative: Mapping[str, str]) -> Submission:
    """Return the department's own submission: its texts, and the goals of its duties."""
    owner = campaign.entity("312")
    tables = {
        "narrative": tuple(Record("312", line, {"text": text}) for line, text in narrative.items()),
        "paragraphs": tuple(
            Record("312", str(row), {"section": section, "text": text})
            for row, (section, text) in enumerate(PARAGRAPHS, 1)
        ),
        "duties": tuple(
            Record("312", str(card), {"duty": duty, "goal": goal})
            for card, (duty, goal, _) in enumerate(DUTIES, 1)
        ),
        "duty_indicators": tuple(
            Record("312", f"{card}/{row}", {"name": name, "value": value})
            for card, (*_, rows) in enumerate(DUTIES, 1)
            for row, (name, value) in enumerate(rows, 1)
        ),
    }
    counts = {"narrative": 1, "paragraphs": len(PARAGRAPHS), "duties": len(DUTIES)}
    extents = {
        form: FormSize(owner, campaign.period, (EntityRows(owner, count),))
        for form, count in counts.items()
    }
    return Submission(owner, campaign.period, tables, extents)


def disclosed(
    pack: Pack,
    campaign: Campaign,
    units: Sequence[Submission],
    narrative: Mapping[str, str] = NARRATIVE,
) -> PublicationSource:
    """Return what the example's publication is made of; it has no tables."""
    own = own_forms(campaign, narrative)
    parent = consolidate(pack, campaign.entity("312"), list(units), own)
    return publication_source(pack, parent, campaign.entities, no_tables)


def bundled(pack: Pack, name: str = "disclosure.txt") -> TextFile:
    """Return a text file of the default pack."""
    return read_text_file(pack.folder / "templates" / name)


def rendered(text: str, source: PublicationSource) -> Rendered:
    """Render a text as it would stand in ``disclosure.txt``."""
    return render(parse_text("disclosure.txt", text), source)


def changed(submission: Submission, table: str, row: str, column: str, value: object) -> Submission:
    """Return a submission with one value changed; None makes it blank."""
    records = []
    for record in submission.tables[table]:
        values = dict(record.values)
        if record.row == row:
            values.pop(column, None)
            if value is not None:
                values[column] = value  # type: ignore[assignment]
        records.append(replace(record, values=values))
    return replace(submission, tables={**submission.tables, table: tuple(records)})
