"""What cards say: every fact of the answer and no other."""

import json
import re

import pytest

from bot.channels.answer import Answer
from bot.channels.cards import Style
from faq_kb.contract import ProcedureReply
from faq_kb.knowledge import EMAIL_TOKEN, FORM_TOKEN, PHONE_TOKEN, POLICY_TOKEN, KnowledgeBase
from locales import Labels
from tests.channels.answers import procedure
from tests.channels.cards import of_type, shown_in
from tests.channels.test_cards import STYLES, cards, the_card

NUMBERS = re.compile("|".join(p.pattern for p in (FORM_TOKEN, POLICY_TOKEN, PHONE_TOKEN)))


def test_no_number_stands_in_a_card_that_is_not_in_its_answer(samples: dict[str, Answer]) -> None:
    for name, answer, content in cards(samples):
        said = f"{answer.text} {answer.reply.model_dump_json() if answer.reply else ''}"
        shown = shown_in(content)
        for found in [*NUMBERS.findall(shown), *EMAIL_TOKEN.findall(shown)]:
            assert found in said, (name, found)


def test_every_fact_of_a_procedure_is_in_its_card(knowledge: KnowledgeBase, labels: Labels) -> None:
    for entry in knowledge.procedures:
        answer = procedure(knowledge, entry)
        reply = answer.reply
        assert isinstance(reply, ProcedureReply)
        shown = shown_in(the_card(answer).content)
        facts = [
            *(reply.title, reply.summary, reply.approval, reply.lead_time, reply.cost),
            *(labels.roles[one.role] for one in reply.requesters),
            *(part for form in reply.forms for part in (form.number, form.title)),
            *(part for place in reply.send_to for part in (place.name, place.email, place.phone)),
            *(phone.number for phone in reply.phones),
            *(policy.number for policy in reply.policies),
            *(*reply.steps, *reply.notes),
            *(item.label for item in reply.include),
            *(reply.source.page, reply.source.verified),
        ]
        missing = [fact for fact in facts if fact and fact not in shown]
        assert not missing, (entry, missing)


def test_what_decides_which_form_it_is_stands_in_the_card(knowledge: KnowledgeBase) -> None:
    """For what a role may submit, and when a form is the one to use, are in the text alone."""
    for entry, record in knowledge.procedures.items():
        shown = shown_in(the_card(procedure(knowledge, entry)).content)
        for remark in (*(use.use for use in record.forms), *(r.note for r in record.requesters)):
            assert not remark or remark in shown, (entry, remark)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("procedure_call_first", "Call 502-564-7576 now"),
        ("procedure", "Your Human Resources Contact or IT Services Contact sends this request."),
        ("procedure_with_people", "Who sends this request:"),
        ("facet_told_to_call", "Please call first."),
    ],
)
@pytest.mark.parametrize("style", STYLES)
def test_what_to_do_first_stands_first(
    samples: dict[str, Answer], name: str, first: str, style: Style
) -> None:
    content = the_card(samples[name], style).content
    heading, after, *_ = content["body"]
    assert heading["style"] == "heading"
    assert first in shown_in({"body": [after]})


def test_a_call_begins_where_a_channel_can_begin_one(samples: dict[str, Answer]) -> None:
    """Buttons of Teams' clients open pages only; links in a text begin calls everywhere."""
    for style in STYLES:
        content = the_card(samples["procedure_call_first"], style).content
        buttons = [one["url"] for one in of_type(content, "Action.OpenUrl")]
        assert buttons == (["tel:+15025647576"] if style.dials else [])
        assert "tel:+15025647576" in json.dumps(content["body"][1])


def test_a_follow_up_is_short_and_leads_to_the_whole(samples: dict[str, Answer]) -> None:
    for name in ("facet_lead_time", "facet_requesters", "facet_forms"):
        content = the_card(samples[name]).content
        *_, source, actions = content["body"]
        assert source["text"].startswith("Source: ")
        (button,) = actions["actions"]
        assert button["title"] == "Show the whole procedure"
        assert len(content["body"]) <= 6, name


@pytest.mark.parametrize("name", ["draft_asked", "draft_to_confirm", "draft_ready"])
def test_every_item_of_a_draft_can_be_changed(samples: dict[str, Answer], name: str) -> None:
    content = the_card(samples[name]).content
    *_, folded = of_type(content, "Container")
    edits = of_type(folded, "Action.Submit")
    assert len(edits) == 8  # the notes, too
    assert all("/draft_change{" in edit["data"]["action"] for edit in edits)
    assert {edit["title"] for edit in edits} >= {"Change employee", "Change billing number"}


def test_a_finished_draft_cannot_be_changed(samples: dict[str, Answer]) -> None:
    for name in ("draft_handed_over", "draft_submitted", "draft_withdrawn", "draft_expired"):
        assert "/draft_change" not in json.dumps(the_card(samples[name]).content)


def test_the_question_of_a_draft_stands_out(samples: dict[str, Answer]) -> None:
    def strong(name: str) -> list[str]:
        runs = of_type(the_card(samples[name]).content, "TextRun")
        return [run["text"] for run in runs if run.get("size") == "Medium"]

    assert strong("draft_asked") == ["What is your phone number?"]
    assert strong("draft_asked_yes_no") == ["Is the data involved sensitive?"]
    assert strong("draft_paused") == []
    assert strong("draft_ready") == []


def test_what_the_card_of_a_draft_shows_is_not_said_twice(samples: dict[str, Answer]) -> None:
    shown = shown_in(the_card(samples["draft_to_confirm"]).content)
    for once in ("Avery Birch", "42-AB", "HD-4KM9XC", "your phone number", "sample data"):
        assert shown.count(once) == 1, once
    assert "Human Resources Contact or IT Services Contact" in shown
    assert 'Say "save"' in shown
