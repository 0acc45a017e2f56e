"""What is done about a message in its conversation, one rule at a time."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.nlu.choice_decision import words_of_one
from bot.nlu.conversation import ANSWER, CLARIFY, DRAFT_QUESTION, ConversationState, Option
from bot.nlu.conversation_case import ConversationThresholds, Decision
from bot.nlu.conversation_decision import ConversationDecider
from bot.nlu.conversation_reader import Analysis
from bot.nlu.decision import Candidate, Decider, Thresholds
from bot.nlu.intent_classifier import MessageAnalysis
from bot.nlu.passage_model import PassageRank
from bot.nlu.reading_model import ReadingScore, is_denial, is_order

KINDS = {
    "vpn_access": "procedure",
    "webmail": "procedure",
    "email_account": "procedure",
    "facet_forms": "fact",
    "facet_requesters": "fact",
    "facet_phones": "fact",
    "deny": "deny",
    "out_of_scope": "unsupported",
}
SINGLE = Decider(Thresholds(2.2, 7.0, 2.0, 1.5, 25.0, 7.4, 20.0, 0.9), KINDS)
LIMITS = ConversationThresholds(
    over_next_reading=1.0,
    vague_over_next=2.0,
    vague_over_sure=8.0,
    person_over_next=5.0,
    request_over_next=2.5,
    fact_share=0.95,
    fact_beside=0.75,
    nearly_as_likely=6.0,
    earlier_over_current=5.0,
    over_offered=5.0,
    over_detail=4.0,
    not_in_source=0.5,
    lead_share=0.5,
    lead_likeness=0.72,
)
ABOUT_VPN = ConversationState(last=ANSWER, entry="vpn_access")
FORM, CONTACT, STEP = "forms.COT-F181", "requesters.hr", "steps.ask_contact"


def ranks(shares: Mapping[str, float], likeness: float = 0.5) -> list[PassageRank]:
    return [PassageRank(key, share, likeness) for key, share in shares.items()]


def decided(
    text: str,
    conversation: ConversationState,
    readings: Mapping[str, float],
    intents: Mapping[str, float],
    **found: Any,
) -> Decision:
    """The decision about a message.

    `found`: the `passages` of the current entry with their shares, and those `of_others`.
    """
    shares = {**dict.fromkeys(KINDS, 0.0), **intents}
    ranking = [Candidate(*row) for row in sorted(shares.items(), key=lambda row: -row[1])]
    scores = [ReadingScore(name, share) for name, share in readings.items()]
    passages, of_others = ranks(found.get("passages", {})), found.get("of_others", [])
    titles = [0.0] * len(conversation.options)
    understood = Analysis(scores, passages, lambda _: of_others, [], {}, titles, lambda _: [])
    read = MessageAnalysis(text, False, conversation, understood)
    verdict, standalone = SINGLE.decide(ranking), SINGLE.standalone(ranking)
    return ConversationDecider(LIMITS, SINGLE).decide(verdict, standalone, ranking, read)


def keys(decision: Decision) -> list[str]:
    return [one.key for one in decision.passages]


def detail(
    text: str, intents: Mapping[str, float], passages: Mapping[str, float], **more: Any
) -> Decision:
    """The decision about a message that is read as a detail of VPN access."""
    readings = {"detail": 0.9, "procedure": 0.1}
    return decided(text, ABOUT_VPN, readings, intents, passages=passages, **more)


def test_passages_nearly_as_likely_are_told_and_no_others() -> None:
    found = detail("what then?", {"out_of_scope": 1.0}, {STEP: 0.7, CONTACT: 0.2, FORM: 0.1})
    assert (found.kind, keys(found)) == ("detail", [STEP, CONTACT])


def test_a_fact_that_the_words_surely_ask_for_is_told_beside_another_passage() -> None:
    passages = {FORM: 0.97, STEP: 0.02, CONTACT: 0.01}
    sure = detail("who turns that form in", {"facet_requesters": 0.9, "webmail": 0.1}, passages)
    assert keys(sure) == [FORM, CONTACT]
    unsure = detail("who turns that form in", {"facet_requesters": 0.6, "webmail": 0.4}, passages)
    assert keys(unsure) == [FORM]
    # The name of the entry takes nearly all of the share; of the rest the fact has most.
    named = detail("who may ask for vpn", {"vpn_access": 0.99, "facet_requesters": 0.01}, passages)
    assert keys(named) == [FORM, CONTACT]


def test_a_sure_fact_is_told_with_what_else_is_likely_and_alone_where_there_is_none() -> None:
    intents = {"facet_requesters": 0.97, "webmail": 0.03}
    told = detail("who gives it", intents, {CONTACT: 0.5, STEP: 0.3})
    assert (told.verdict.intent, keys(told)) == ("facet_requesters", [CONTACT, STEP])
    alone = detail("which number", {"facet_phones": 1.0}, {STEP: 0.4, FORM: 0.3, CONTACT: 0.3})
    assert (alone.verdict.intent, keys(alone)) == ("facet_phones", [])


def test_an_earlier_entry_that_is_named_without_a_part_of_it_is_answered_whole() -> None:
    talk = ConversationState(last=ANSWER, entry="vpn_access", earlier=("webmail",))
    reading = {"detail": 0.7, "return": 0.3}
    intents = {"webmail": 0.98, "out_of_scope": 0.02}
    found = decided(
        "what I need is webmail",
        talk,
        reading,
        intents,
        passages={STEP: 0.9},
        of_others=ranks({"none": 0.9}),
    )
    assert (found.verdict.intent, found.kind) == ("webmail", "")


@pytest.mark.parametrize(("likeness", "entry"), [(0.8, "webmail"), (0.3, "vpn_access")])
def test_an_earlier_entry_has_to_be_as_near_as_the_current_one(likeness: float, entry: str) -> None:
    talk = ConversationState(last=ANSWER, entry="vpn_access", earlier=("webmail",))
    intents = {"webmail": 0.6, "facet_forms": 0.35, "vpn_access": 0.05}
    of_webmail = ranks({"conditions.phone": 1.0}, likeness)
    found = decided(
        "not at the desk",
        talk,
        {"detail": 1.0},
        intents,
        passages={STEP: 1.0},
        of_others=of_webmail,
    )
    assert found.entry == entry


@pytest.mark.parametrize(
    ("text", "intent"), [("the vpn one", "vpn_access"), ("no, vpn works", "repair")]
)
def test_what_is_surely_named_is_refused_only_by_a_no(text: str, intent: str) -> None:
    reading = {"repair": 0.7, "detail": 0.3}
    intents = {"vpn_access": 0.98, "webmail": 0.02}
    found = decided(text, ABOUT_VPN, reading, intents, passages={STEP: 1.0})
    assert found.verdict.intent == intent


@pytest.mark.parametrize(
    ("text", "share", "reading"),
    [
        ("we need vpn for Pat", 0.6, "procedure"),
        ("we need vpn for Pat", 0.9, "request"),
        ("open a ticket for vpn", 0.6, "request"),
        ("how do I open a ticket for vpn", 0.6, "procedure"),
    ],
)
def test_a_request_is_told_in_so_many_words_or_surely(
    text: str, share: float, reading: str
) -> None:
    beginning = ConversationState()
    readings = {"request": share, "procedure": 1 - share}
    found = decided(text, beginning, readings, {"vpn_access": 0.98, "webmail": 0.02})
    assert found.reading == reading


@pytest.mark.parametrize(("passage", "kind"), [("cost", "detail"), ("include.employee", "")])
def test_a_question_in_a_draft_is_answered_by_a_passage_that_is_no_item(
    passage: str, kind: str
) -> None:
    talk = ConversationState(last=DRAFT_QUESTION, entry="vpn_access", asked="employee")
    found = decided(
        "do we pay for it",
        talk,
        {"item_question": 0.8, "detail": 0.2},
        {"vpn_access": 1.0},
        passages={passage: 0.98},
    )
    assert (found.kind, keys(found)) == (kind, [passage])


OFFERED = (
    Option("email_account", "Get a new email account"),
    Option("webmail", "Read email in a browser"),
)


def test_a_word_of_one_title_counts_but_not_how_titles_begin_or_what_all_say() -> None:
    assert words_of_one("the account one", OFFERED) == [1, 0]
    assert words_of_one("get me the email one, what else", OFFERED) == [0, 0]
    assert words_of_one("i read it in the browser", OFFERED) == [0, 1]


@pytest.mark.parametrize(
    ("text", "intents", "intent"),
    [
        (
            "the one with the account",
            {"deny": 0.5, "webmail": 0.3, "email_account": 0.2},
            "email_account",
        ),
        ("vpn", {"vpn_access": 0.95, "webmail": 0.05}, "vpn_access"),
        ("nope", {"deny": 0.9, "webmail": 0.01, "email_account": 0.01}, "repair"),
    ],
)
def test_an_answer_to_choices_picks_one_or_another_or_none(
    text: str, intents: Mapping[str, float], intent: str
) -> None:
    talk = ConversationState(last=CLARIFY, options=OFFERED)
    assert decided(text, talk, {"pick": 1.0}, intents).verdict.intent == intent


@pytest.mark.parametrize(
    ("text", "denies"),
    [("no", True), ("that isn't it", True), ("i cannot", True), ("the front office agent", False)],
)
def test_what_takes_something_back(text: str, denies: bool) -> None:
    assert is_denial(text) is denies


@pytest.mark.parametrize(
    ("text", "orders"), [("please file a request", True), ("we have a request", False)]
)
def test_what_tells_us_to_begin(text: str, orders: bool) -> None:
    assert is_order(text) is orders
