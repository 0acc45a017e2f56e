"""A fact that an agent says is wrong is disputed until somebody has seen to it."""

import datetime as dt

import pytest
from ruamel.yaml import YAML

from bot.channels.console.access import Agent
from bot.channels.console.upkeep.disputes import Disputes, UnknownFactError
from bot.channels.console.upkeep.export import disputes_yaml
from common.clock import Clock, utc_now
from common.database import Database, transact
from faq_kb.knowledge import KnowledgeBase
from faq_kb.passages import passages
from faq_kb.store import CachedKnowledge, load

ANN, BEN = Agent("a-1", "Ann Example"), Agent("a-2", "", "ben@example.gov")
ENTRY = "lost_or_stolen_equipment"
CLOCK = Clock("America/New_York")


@pytest.fixture
def disputes(database: Database, knowledge: KnowledgeBase) -> Disputes:
    publish(database, knowledge)
    return Disputes(database, CachedKnowledge(database), CLOCK)


def publish(database: Database, knowledge: KnowledgeBase) -> None:
    transact(database, lambda session: load(session, knowledge))


def changed(knowledge: KnowledgeBase, **values: object) -> KnowledgeBase:
    """The knowledge base with other values in the entry's record."""
    procedure = knowledge.procedures[ENTRY].model_copy(update=values)
    return knowledge.model_copy(update={"procedures": {**knowledge.procedures, ENTRY: procedure}})


def checked(knowledge: KnowledgeBase, day: dt.date) -> KnowledgeBase:
    source = knowledge.procedures[ENTRY].source.model_copy(update={"verified": day})
    return changed(knowledge, source=source)


def with_phone(knowledge: KnowledgeBase, number: str) -> KnowledgeBase:
    phones = knowledge.directory.phones
    desk = phones["service_desk"].model_copy(update={"number": number})
    directory = knowledge.directory.model_copy(update={"phones": {**phones, "service_desk": desk}})
    return knowledge.model_copy(update={"directory": directory})


def test_a_dispute_shows_the_fact_as_it_was_and_nobodys_secret(
    disputes: Disputes, knowledge: KnowledgeBase
) -> None:
    number = disputes.open(ANN, ENTRY, "summary", "outdated", "my password is hunter22 by the way")
    texts = {
        one.key: one.text for one in passages(knowledge.procedures[ENTRY], knowledge.directory)
    }
    (found,) = disputes.list()
    assert found == disputes.find(number)
    assert (found.entry, found.title) == (ENTRY, knowledge.procedures[ENTRY].title)
    assert (found.fact, found.text, found.reason) == ("summary", texts["summary"], "outdated")
    assert (found.by, found.ended, found.since.tzinfo) == ("Ann Example", None, dt.UTC)
    assert "hunter22" not in found.comment


def test_agents_see_since_when_and_by_how_many(disputes: Disputes) -> None:
    first = disputes.open(ANN, ENTRY, "summary", "other", "")
    assert disputes.open(ANN, ENTRY, "summary", "incorrect", "again") == first
    disputes.open(BEN, ENTRY, "summary", "incorrect", "")
    disputes.open(BEN, ENTRY, "phones.service_desk", "incorrect", "")
    found = disputes.of(ENTRY)
    assert {key: count for key, (_, count) in found.items()} == {
        "summary": 2,
        "phones.service_desk": 1,
    }
    once = disputes.find(first)
    assert once
    assert (once.since, once.reason, once.comment) == (found["summary"][0], "incorrect", "again")
    assert disputes.of("webmail") == {}


@pytest.mark.parametrize(("entry", "fact"), [("no_such", "summary"), (ENTRY, "steps.no_such")])
def test_only_facts_are_disputed(disputes: Disputes, entry: str, fact: str) -> None:
    with pytest.raises(UnknownFactError):
        disputes.open(ANN, entry, fact, "other", "")


def test_agents_withdraw_their_own_word_only(disputes: Disputes) -> None:
    number = disputes.open(ANN, ENTRY, "summary", "other", "")
    assert not disputes.withdraw(BEN, number)
    assert not disputes.withdraw(ANN, number + 1)
    assert disputes.withdraw(ANN, number)
    ended = disputes.list(standing=False)[0].ended
    assert disputes.withdraw(ANN, number)
    assert disputes.list(standing=False)[0].ended == ended
    assert disputes.list() == []
    assert disputes.of(ENTRY) == {}
    assert disputes.open(ANN, ENTRY, "summary", "other", "") != number


def test_a_changed_fact_ends_its_disputes_and_no_other(
    disputes: Disputes, database: Database, knowledge: KnowledgeBase
) -> None:
    for fact in ("summary", "phones.service_desk"):
        disputes.open(ANN, ENTRY, fact, "incorrect", "")
    publish(database, with_phone(knowledge, "502-555-0100"))
    assert [*disputes.of(ENTRY)] == ["summary"]
    # It stays over when the old text is brought back.
    publish(database, knowledge)
    assert [one.fact for one in disputes.list()] == ["summary"]
    publish(database, changed(knowledge, summary="What to do about lost equipment."))
    assert disputes.list() == []
    assert all(one.ended for one in disputes.list(standing=False))


def test_a_removed_fact_ends_its_disputes(
    disputes: Disputes, database: Database, knowledge: KnowledgeBase
) -> None:
    step = knowledge.procedures[ENTRY].steps[0].key
    disputes.open(ANN, ENTRY, f"steps.{step}", "other", "")
    disputes.open(ANN, "webmail", "summary", "other", "")
    publish(database, changed(knowledge, steps=knowledge.procedures[ENTRY].steps[1:]))
    assert [one.entry for one in disputes.list()] == ["webmail"]
    rest = {name: one for name, one in knowledge.procedures.items() if name != "webmail"}
    publish(database, knowledge.model_copy(update={"procedures": rest}))
    assert disputes.list() == []
    assert {one.title for one in disputes.list(standing=False)} >= {"webmail"}


@pytest.mark.parametrize(("days", "is_over"), [(-1, False), (0, True), (1, True)])
def test_a_record_that_was_checked_since_ends_its_disputes(
    database: Database, knowledge: KnowledgeBase, days: int, is_over: bool
) -> None:
    today = CLOCK.local(utc_now()).date()
    publish(database, checked(knowledge, today - dt.timedelta(days=30)))
    disputes = Disputes(database, CachedKnowledge(database), CLOCK)
    disputes.open(ANN, ENTRY, "summary", "outdated", "")
    publish(database, checked(knowledge, today + dt.timedelta(days=days)))
    assert (disputes.of(ENTRY) == {}) == is_over


def test_a_record_that_was_checked_on_the_morning_of_the_dispute_says_nothing(
    database: Database, knowledge: KnowledgeBase
) -> None:
    this_morning = checked(knowledge, CLOCK.local(utc_now()).date())
    publish(database, this_morning)
    disputes = Disputes(database, CachedKnowledge(database), CLOCK)
    disputes.open(ANN, ENTRY, "summary", "outdated", "")
    publish(database, with_phone(this_morning, "502-555-0100"))
    assert [*disputes.of(ENTRY)] == ["summary"]


def test_the_export_names_files_key_text_and_reason(
    disputes: Disputes, knowledge: KnowledgeBase
) -> None:
    disputes.open(BEN, ENTRY, "phones.service_desk", "incorrect", 'It is "old":\n- call 555')
    (row,) = YAML(typ="safe").load(disputes_yaml(disputes.list()))["disputes"]
    assert row["files"] == [
        f"faq_kb/procedures/{ENTRY}.yml",
        "faq_kb/directory/phones.yml",
    ]
    assert (row["key"], row["reason"]) == ("phones.service_desk", "incorrect")
    assert knowledge.directory.phones["service_desk"].number in row["text"]
    assert (row["comment"], row["by"]) == ('It is "old": - call 555', "ben@example.gov")
