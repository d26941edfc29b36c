"""The page 汇总: what stands in the way, the workbooks that were made, and the seal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.campaign.status_board import ReportingState
from xltool.desk.campaign_facts import campaign_facts, differing_text
from xltool.desk.desk_view import DeskPage
from xltool.desk.finding_rows import findings_table
from xltool.desk.output_parts import (
    TaskButton,
    download,
    field,
    result_of,
    section,
    table,
    task_form,
    text_input,
    time_text,
)
from xltool.desk.page_words import PageWords
from xltool.desk.unit_states import STATE_WORDS, unit_state
from xltool.desk.words_consolidation import CONSOLIDATION
from xltool.desk.words_parts import PARTS
from xltool.report.html_elements import Markup, joined, tag
from xltool.spreadsheets.stored_files import digest_if_readable

if TYPE_CHECKING:
    from xltool.campaign.ledger_seals import Consolidated
    from xltool.campaign.status_board import EntityStatus
    from xltool.desk.campaign_facts import CampaignFacts
    from xltool.desk.desk_view import DeskView

MOST_WORKBOOKS: Final = 10
_SHORT: Final = 12


def consolidation_page(view: DeskView) -> DeskPage:
    """Return the page; what it shows is computed from the ledger and the files that stand there."""
    words = PageWords({**PARTS, **CONSOLIDATION}, view.language)
    facts = campaign_facts(view.campaign)
    main = joined(
        (
            _way_section(view, facts, words),
            _between_section(view, words),
            _workbook_section(view, facts, words),
            _seal_section(view, facts, words),
        )
    )
    return DeskPage(words.say("title"), "consolidation", main)


def _way_section(view: DeskView, facts: CampaignFacts, words: PageWords) -> Markup:
    """Return what stands in the way, and the button."""
    if facts.seal:
        return section("way", words.say("way"), tag("p", words.say("sealed.way")))
    waiting = _open_entities(view, facts, words)
    refused = _refused_count(view)
    buttons = [
        TaskButton(
            words.say("again" if facts.consolidations else "go"),
            main=not refused and _is_ready(facts),
        ),
        *([TaskButton(words.say("force", count=refused), "force", main=True)] if refused else []),
    ]
    return section(
        "way", words.say("way"), _unchecked(view, facts, words), waiting, _refusal(view, words),
        task_form(view, "consolidate", "consolidate", buttons=buttons),
    )  # fmt: skip


def _is_ready(facts: CampaignFacts) -> bool:
    """Whether nothing stands in the way that is known before it is tried."""
    return not facts.board.unchecked and all(
        each.state is ReportingState.ACCEPTED for each in facts.board.statuses
    )


def _unchecked(view: DeskView, facts: CampaignFacts, words: PageWords) -> Markup:
    if not facts.board.unchecked:
        return Markup()
    link = tag("a", words.say("inbox"), href=view.link(""))
    text = words.say("unchecked", count=len(facts.board.unchecked))
    return tag("p", text, " ", link, class_="warning")


def _open_entities(view: DeskView, facts: CampaignFacts, words: PageWords) -> Markup:
    """Return a row for each unit that is not accepted, or that all are."""
    board = facts.board
    waiting = [each for each in board.statuses if each.state is not ReportingState.ACCEPTED]
    if not waiting:
        return tag("p", words.say("ready", count=len(board.standings)), class_="good")
    head = tuple(words.say(key) for key in ("unit", "state", "errors", "files"))
    rows = (_open_row(view, each, words) for each in waiting)
    title = tag("p", words.say("open", count=len(waiting)), id="open-units")
    return joined((title, table("open-units", head, rows)))


def _open_row(view: DeskView, status: EntityStatus, words: PageWords) -> tuple[str, ...]:
    entity = status.entity
    name = tag("a", f"{entity.code} {entity.short}", href=view.link(f"unit/{entity.code}"))
    found = unit_state(status, 0)
    state = tag(
        "span", STATE_WORDS[found].in_language(words.language), class_=f"verdict {found.value}"
    )
    files = "、" if words.language == "zh" else ", "
    return name, state, str(status.errors or ""), files.join(status.files)


def _refused_count(view: DeskView) -> int:
    """Return how many errors kept the last run from consolidating; 0 when none did."""
    result = result_of(view, "consolidate")
    return int(result.get("errors", "0")) if result.get("outcome") == "refused" else 0


def _refusal(view: DeskView, words: PageWords) -> Markup:
    """Return that the last run did not consolidate, and for how many errors."""
    count = _refused_count(view)
    if not count:
        return Markup()
    return tag("p", words.say("refused", count=count), class_="error", role="alert")


def _between_section(view: DeskView, words: PageWords) -> Markup:
    """Return what the last run found between the units; nothing before it ran."""
    result = result_of(view, "consolidate")
    if not result:
        return Markup()
    shown = findings_table(result.get("between", ""), "between", view.language)
    return section(
        "between", words.say("between"), shown or tag("p", words.say("between.none"), class_="note")
    )


def _workbook_section(view: DeskView, facts: CampaignFacts, words: PageWords) -> Markup:
    made = facts.consolidations[:MOST_WORKBOOKS]
    if not made:
        return section(
            "workbooks",
            words.say("workbooks"),
            tag("p", words.say("workbooks.none"), class_="note"),
        )
    newest: dict[str, Consolidated] = {}
    for each in made:
        newest.setdefault(each.path, each)
    rows = [_workbook_row(view, each, words, last=newest[each.path] is each) for each in made]
    head = tuple(words.say(key) for key in ("file", "made", "how"))
    parts = [table("workbooks", head, rows)]
    if facts.differing:
        parts.insert(0, tag("p", differing_text(facts, view.language), class_="warning"))
    return section("workbooks", words.say("workbooks"), *parts)


def _workbook_row(
    view: DeskView, made: Consolidated, words: PageWords, *, last: bool
) -> tuple[str, ...]:
    """Return file, time and how it stands; only the last one under a name is still there."""
    path = view.campaign.folder / made.path
    found = digest_if_readable(path) if last else ""
    name: str = path.name
    states = [words.say("forced" if made.forced else "whole")]
    if found == made.sha256:
        name = joined((download(view, path), *_details(view, made, words)))
    elif not last:
        states.append(words.say("replaced"))
    else:
        states.append(words.say("changed" if found else "gone"))
    style = "warning" if made.forced or (last and found != made.sha256) else "good"
    state = ("，" if words.language == "zh" else ", ").join(states)
    return name, time_text(made.at), tag("span", state, class_=style if last else "note")


def _details(view: DeskView, made: Consolidated, words: PageWords) -> list[Markup]:
    """Return the files beside a workbook with the figures of entities without sheets in it."""
    paths = [view.campaign.folder / name for name in made.detail]
    if not paths:
        return []
    summary = tag("summary", words.say("detail", count=len(paths)))
    shown = (tag("li", download(view, path)) for path in paths if path.is_file())
    return [tag("details", summary, tag("ul", *shown, class_="files"))]


def _seal_section(view: DeskView, facts: CampaignFacts, words: PageWords) -> Markup:
    if facts.seal is None:
        return section(
            "seal", words.say("seal"), tag("p", words.say("seal.note"), class_="note"),
            _seal_refusal(view, words),
            task_form(view, "seal", "seal-form", buttons=[TaskButton(words.say("seal.go"))]),
        )  # fmt: skip
    seal = facts.seal
    text = words.say(
        "sealed", who=seal.who, at=time_text(seal.at), digest=seal.digest[:_SHORT]
    )  # fmt: skip
    changed = []
    if seal.changed:
        changed = [
            tag("p", words.say("sealed.changed"), class_="error"),
            tag("ul", *(tag("li", name) for name in seal.changed)),
        ]
    reason = field(
        "reason", words.say("reason"), text_input("reason", "reason", required=True),
        words.say("reason.note"),
    )  # fmt: skip
    buttons = [TaskButton(words.say("reopen"))]
    form = task_form(view, "reopen", "reopen-form", reason, buttons=buttons)
    return section(
        "seal", words.say("seal"), tag("p", text, class_="good"), *changed,
        form,
    )  # fmt: skip


def _seal_refusal(view: DeskView, words: PageWords) -> Markup:
    result = result_of(view, "seal")
    if result.get("outcome") != "refused":
        return Markup()
    texts = result.get(f"obstacles.{view.language}", "").split("\n")
    shown = tag("ul", *(tag("li", text) for text in texts))
    return tag("div", tag("p", words.say("seal.refused")), shown, class_="refusal", role="alert")
