"""The page 公开: which step the publication is at, what is proved of it, and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.desk.desk_view import DeskPage
from xltool.desk.edition_steps import StepState, edition_steps
from xltool.desk.finding_rows import findings_table
from xltool.desk.output_parts import (
    TaskButton,
    file_list,
    result_of,
    section,
    table,
    task_form,
    time_text,
)
from xltool.desk.page_words import PageWords
from xltool.desk.words_edition import EDITION
from xltool.desk.words_parts import PARTS
from xltool.publication.proof import PROOF_NAMES, PROOF_WORDS
from xltool.publication.review_document import PROOF_HEADINGS, PROOF_STYLES, counts_text
from xltool.report.html_elements import Markup, joined, tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.campaign.status_board import PublicationDue
    from xltool.desk.desk_view import DeskView
    from xltool.desk.edition_steps import EditionProgress, EditionStep
    from xltool.publication.proof import Proof
    from xltool.publication.standing_edition import StandingEdition


def edition_page(view: DeskView) -> DeskPage:
    """Return the page: from the ledger, and from the manifests of what was written."""
    words = PageWords({**PARTS, **EDITION}, view.language)
    title = words.say("title")
    if view.pack.disclosure is None:
        text = tag("p", words.say("none"))
        return DeskPage(title, "publication", section("steps", title, text))
    found = edition_steps(view.campaign, view.pack, view.language)
    editions = [("final", found.final), ("draft", found.draft)]
    main = joined(
        (
            section("steps", words.say("steps"), _due(found.due, words),
                    _step_list(found.steps, words)),
            _make_section(view, found, words),
            *(_edition(view, name, each, words) for name, each in editions if each),
        )
    )  # fmt: skip
    return DeskPage(title, "publication", main)


def _due(due: PublicationDue | None, words: PageWords) -> Markup:
    """Return by when it must be published; nothing while nobody says when it was approved."""
    if due is None:
        return Markup()
    if due.is_final:
        return tag("p", words.say("due.done", approved=due.approved), class_="good")
    key, style = ("due", "note") if due.days_left >= 0 else ("overdue", "error")
    text = words.say(key, approved=due.approved, due=due.due, days=abs(due.days_left))
    return tag("p", text, class_=style)


def _step_list(steps: Sequence[EditionStep], words: PageWords) -> Markup:
    return tag("ol", *(_step(step, words) for step in steps), class_="steps")


def _step(step: EditionStep, words: PageWords) -> Markup:
    head = tag("span", step.title, class_="step", lang=step.language)
    state = tag("span", words.say(step.state.value), class_="step-state")
    lines = (tag("p", line) for line in step.lines)
    return tag("li", head, state, *lines, class_=step.state.value)


def _result(view: DeskView, words: PageWords) -> list[Markup]:
    """Return what the last job to publish found, and why nothing was written if so."""
    result = result_of(view, "publish")
    if not result:
        return []
    shown = []
    if result.get("outcome") == "refused":
        key = "refused.final" if result.get("final") else "refused.draft"
        shown.append(tag("p", words.say(key), class_="error", role="alert"))
    for key in ("found", "missing"):
        rows = findings_table(result.get(key, ""), f"publish-{key}", view.language)
        if rows:
            shown += [tag("p", words.say(key), id=f"publish-{key}"), rows]
    return shown


def _make_section(view: DeskView, found: EditionProgress, words: PageWords) -> Markup:
    """Return what the last job found, and the form; before anything is consolidated, where to."""
    title = words.say("make")
    if found.steps[0].state is StepState.TODO:
        link = tag("a", words.say("first.link"), href=view.link("consolidation"))
        return section("make", title, tag("p", words.say("first"), " ", link))
    form = _form(view, words, is_signed=found.is_signed)
    return section("make", title, *_result(view, words), form)


def _form(view: DeskView, words: PageWords, *, is_signed: bool) -> Markup:
    """Return the form that publishes: what is made is the button that is pressed."""
    result = result_of(view, "publish")
    buttons = [
        TaskButton(words.say("draft.go"), main=not is_signed),
        TaskButton(words.say("final.go"), "final", main=is_signed),
    ]
    if result.get("outcome") == "refused" and not result.get("final"):
        buttons.append(TaskButton(words.say("force.go"), "force"))
    box = tag("input", type="checkbox", name="pdf", value="1", id="pdf")
    choice = tag("p", tag("label", box, " ", words.say("pdf"), for_="pdf"))
    return task_form(view, "publish", "publish", choice, buttons=buttons)


def _edition(view: DeskView, name: str, edition: StandingEdition, words: PageWords) -> Markup:
    """Return an edition: its number, files, review and proofs."""
    title = words.say(name)
    if edition.manifest is None:
        text = tag("p", words.say(f"{name}.changed"), class_="error")
        return section(f"{name}-edition", title, text)
    heading = f"{title} · {words.say('number', number=edition.manifest.number)}"
    review = tag("p", words.say("review.gone"), class_="note")
    if edition.review:
        address = view.link(f"print/review/{name}")
        review = tag(
            "p", tag("a", words.say("review"), href=address, target="_blank", id=f"{name}-review")
        )
    return section(
        f"{name}-edition", heading,
        tag("p", words.say("made", at=time_text(edition.at)), class_="note"),
        file_list(view, edition.files), review, tag("p", words.say("secret"), class_="note"),
        _proofs(name, edition.proofs, words),
    )  # fmt: skip


def _proofs(name: str, proofs: Sequence[Proof], words: PageWords) -> Markup:
    """Return each proof with what it was, and how much was looked at."""
    title = tag("h3", words.say("proofs"), id=f"{name}-proofs")
    head = tuple(text.in_language(words.language) for text in PROOF_HEADINGS)
    rows = (_proof_row(proof, words.language) for proof in proofs)
    return joined((title, table(f"{name}-proofs", head, rows)))


def _proof_row(proof: Proof, language: str) -> tuple[str, ...]:
    state = tag(
        "span", PROOF_WORDS[proof.state].in_language(language),
        class_=PROOF_STYLES[proof.state].name.lower(),
    )  # fmt: skip
    return PROOF_NAMES[proof.name].in_language(language), state, counts_text(proof, language)
