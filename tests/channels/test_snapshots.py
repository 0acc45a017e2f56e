"""Every kind of answer as each channel shows it: what changes is seen in the difference."""

import datetime as dt
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bot.channels.answer import Answer
from bot.channels.teams import render as teams
from bot.channels.terminal.render import screen
from bot.channels.web import render as web
from locales import Labels
from tests.channels.cards import objects, token

SAID_AT = dt.datetime(2026, 11, 21, 15, 30, tzinfo=dt.UTC)
NAMES = (
    *("procedure", "procedure_with_people", "procedure_call_first", "facet_told_to_call"),
    *("procedure_long", "procedure_without_draft", "procedure_for_agents"),
    *("facet_forms", "facet_requesters", "facet_phones", "facet_send_to", "facet_include"),
    *("facet_steps", "facet_lead_time", "facet_cost", "facet_policies"),
    *("facet_with_people", "facet_unknown"),
    *("contacts", "contacts_other_role", "contacts_none", "contacts_hidden", "contacts_asked"),
    *("contacts_ambiguous", "contacts_person_of_two", "clarify", "fallback", "apology"),
    *("procedure_with_lead", "facet_with_lead", "facet_detail"),
    *("not_in_source", "repair_with_one_choice"),
    *("chat_greet", "chat_help", "chat_person", "chat_masked", "text_with_buttons"),
    *(
        "draft_asked",
        "draft_asked_choice",
        "draft_asked_date",
        "draft_asked_yes_no",
        "draft_form",
        "draft_form_refused",
        "draft_to_confirm",
    ),
    *("draft_ready", "draft_handed_over", "draft_submitted", "draft_withdrawn", "draft_expired"),
    *("draft_sent", "draft_failed", "draft_withdrawing", "draft_resolved"),
    *("draft_paused", "draft_offered", "draft_list", "draft_list_empty", "draft_not_found"),
)


def test_every_answer_is_named_here(samples: dict[str, Answer]) -> None:
    assert set(NAMES) == samples.keys()


def channels(answer: Answer, labels: Labels) -> dict[str, Any]:
    """The answer in each channel; what is the answer itself again stands as its name."""

    def personal(*, in_channel: bool) -> dict[str, Any]:
        return teams.activity(answer, token, labels, is_shared=in_channel)

    shown = {
        "terminal": screen([answer], labels).text,
        "web": web.activity(answer, token, labels, number=7, at=SAID_AT),
        "teams": personal(in_channel=False),
        "teams_channel": personal(in_channel=True),
    }
    for part in objects({name: shown[name] for name in shown if name != "terminal"}):
        for key, value in part.items():
            if value == answer.text:
                part[key] = "THE TEXT"
    if shown["teams"] == shown["teams_channel"]:
        shown["teams_channel"] = "AS IN TEAMS"
    return shown


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_on_every_channel(
    samples: dict[str, Answer], labels: Labels, name: str, snapshot: SnapshotAssertion
) -> None:
    shown = channels(samples[name], labels)
    assert shown == snapshot(extension_class=JSONSnapshotExtension)
