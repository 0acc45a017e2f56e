"""The question of each entry is answered by that entry; the button's words begin its request."""

from bot.operations.supervisor import engine_jobs
from bot.operations.supervisor.engine_jobs import ParseRequest
from bot.operations.supervisor.prepare import prepare_model
from common.settings import SharedSettings, load_settings
from faq_kb.knowledge import KnowledgeBase
from locales import load_catalog

START = load_catalog().replies.draft.button["start"]


def test_a_link_into_the_chat_is_understood(knowledge: KnowledgeBase) -> None:
    settings = load_settings(SharedSettings)
    records = knowledge.procedures
    drafted = [entry for entry, record in records.items() if record.can_draft]
    asked = [ParseRequest(record.question) for record in records.values()]
    started = [ParseRequest(START, (f"procedure {entry}",)) for entry in drafted]
    model = prepare_model(settings, print)
    parses = [*engine_jobs.parse(settings, model, [*asked, *started])]
    said = [parse["specific_intent"] for parse in parses]
    assert dict(zip(records, said, strict=False)) == {entry: entry for entry in records}
    assert set(said[len(records) :]) == {"draft_start"}


def test_a_question_is_short_and_asks(knowledge: KnowledgeBase) -> None:
    for record in knowledge.procedures.values():
        assert 5 <= len(record.question.split()) <= 14
        assert record.question.endswith("?")
