"""How far a publication is, step by step: from the ledger, and from what was written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.desk.campaign_facts import campaign_facts, differing_text
from xltool.desk.output_parts import time_text
from xltool.desk.page_words import PageWords
from xltool.desk.words_edition import EDITION
from xltool.evaluation.submission_values import SubmissionValues
from xltool.kinds import FormState
from xltool.publication.proof import ProofState
from xltool.publication.sign_off import sign_off_findings, sign_offs
from xltool.publication.standing_edition import standing_edition
from xltool.spreadsheets.stored_files import digest_if_readable

if TYPE_CHECKING:
    from xltool.campaign.status_board import PublicationDue
    from xltool.desk.campaign_facts import CampaignFacts
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.publication.sign_off import SignOff
    from xltool.publication.standing_edition import StandingEdition


class StepState(StrEnum):
    """Whether a step is behind us; the officer is needed where something is ``WRONG``."""

    DONE = "done"
    TODO = "todo"
    WRONG = "wrong"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class EditionStep:
    """A step with its lines; ``language`` is that of its title if it is not the page's."""

    title: str
    state: StepState
    lines: tuple[str, ...]
    language: str | None = None


@dataclass(frozen=True, slots=True)
class EditionProgress:
    """The five steps, by when it is due, and the editions that stand there."""

    steps: tuple[EditionStep, ...]
    due: PublicationDue | None
    draft: StandingEdition | None
    final: StandingEdition | None

    @property
    def is_signed(self) -> bool:
        """Whether the draft is signed, and the final is still to be made."""
        *_, signed, final = self.steps
        return signed.state is StepState.DONE and final.state is StepState.TODO


def edition_steps(campaign: Campaign, pack: Pack, language: str) -> EditionProgress:
    """Return how far the publication of a pack with one is."""
    words = PageWords(EDITION, language)
    facts = campaign_facts(campaign)
    draft = standing_edition(campaign.folder, final=False)
    final = standing_edition(campaign.folder, final=True)
    steps = (
        _consolidated(campaign, facts, words),
        _narrative(pack, facts, words),
        _draft(draft, facts, words),
        _signed(pack, facts, draft, words),
        _final(final, words),
    )
    return EditionProgress(steps, facts.board.publication, draft, final)


def _consolidated(campaign: Campaign, facts: CampaignFacts, words: PageWords) -> EditionStep:
    title = words.say("consolidated")
    if not facts.consolidations:
        return EditionStep(title, StepState.TODO, (words.say("consolidated.none"),))
    last = facts.consolidations[0]
    problems = []
    if digest_if_readable(campaign.folder / last.path) != last.sha256:
        problems.append(words.say("consolidated.gone"))
    if last.forced:
        problems.append(words.say("consolidated.forced"))
    if facts.differing:
        problems.append(differing_text(facts, words.language))
    if problems:
        return EditionStep(title, StepState.WRONG, tuple(problems))
    line = words.say("consolidated.at", at=time_text(last.at))
    return EditionStep(title, StepState.DONE, (line,))


def _narrative(pack: Pack, facts: CampaignFacts, words: PageWords) -> EditionStep:
    """Return whether the department has written what only it can say."""
    assert pack.disclosure is not None
    form = pack.form(pack.disclosure.narrative)

    def step(state: StepState, key: str) -> EditionStep:
        return EditionStep(form.template.sheet, state, (words.say(f"narrative.{key}"),), "zh-CN")

    if facts.own is None:
        return step(
            *((StepState.WRONG, "unchecked") if facts.board.parents else (StepState.TODO, "owes"))
        )
    match facts.own.forms.get(form.id):
        case FormState.FILLED:
            return step(StepState.DONE, "filled")
        case None:
            return step(StepState.UNKNOWN, "unchecked")
        case _:
            return step(StepState.TODO, "empty")


def _draft(draft: StandingEdition | None, facts: CampaignFacts, words: PageWords) -> EditionStep:
    title = words.say("draft")
    if draft is None:
        return EditionStep(title, StepState.TODO, (words.say("draft.none"),))
    if draft.manifest is None:
        return EditionStep(title, StepState.WRONG, (words.say("draft.changed"),))
    proved = sum(proof.state is ProofState.PROVED for proof in draft.proofs)
    lines = [
        words.say("draft.made", number=draft.manifest.number, at=time_text(draft.at), proved=proved)
    ]
    last = facts.consolidations[0].sha256 if facts.consolidations else ""
    if draft.manifest.workbook != last:
        lines.append(words.say("draft.older"))
    is_whole = proved == len(draft.proofs)
    return EditionStep(title, StepState.DONE if is_whole else StepState.WRONG, tuple(lines))


def _signed(
    pack: Pack, facts: CampaignFacts, draft: StandingEdition | None, words: PageWords
) -> EditionStep:
    """Return who signed which number, in the department's own workbook as it was checked last."""
    assert pack.disclosure is not None
    title = words.say("signed")
    sheet = pack.form(pack.disclosure.narrative).template.sheet
    how = words.say("signed.how", sheet=sheet)
    if facts.own is None:
        return EditionStep(title, StepState.TODO, (how,))
    if facts.own.submission is None:
        return EditionStep(title, StepState.UNKNOWN, (words.say("signed.unknown"), how))
    signed = sign_offs(pack.disclosure, SubmissionValues(pack, facts.own.submission))
    number = draft.manifest.number if draft and draft.manifest else ""
    lines = [_signature(each, number, words) for each in signed]
    found = {each.message for each in sign_off_findings(signed, number)}
    if found == {"XL-208.same"}:
        lines.append(words.say("signed.same"))
    if not found:
        return EditionStep(title, StepState.DONE, tuple(lines))
    is_begun = any(each.text for each in signed)
    state = StepState.WRONG if is_begun and number else StepState.TODO
    return EditionStep(title, state, (*lines, how))


def _signature(item: SignOff, number: str, words: PageWords) -> str:
    if not item.text:
        return words.say("signed.blank", label=item.label)
    if not (item.number and item.person):
        return words.say("signed.partly", label=item.label, text=item.text)
    key = "line" if item.number == number else "other"
    return words.say(f"signed.{key}", label=item.label, person=item.person, number=item.number)


def _final(final: StandingEdition | None, words: PageWords) -> EditionStep:
    title = words.say("final")
    if final is None:
        return EditionStep(title, StepState.TODO, (words.say("final.none"),))
    if final.manifest is None:
        return EditionStep(title, StepState.WRONG, (words.say("final.changed"),))
    made = words.say("final.made", number=final.manifest.number, at=time_text(final.at))
    corrects = final.manifest.corrects
    more = [words.say("final.corrects", number=corrects)] if corrects else []
    return EditionStep(title, StepState.DONE, (made, *more))
