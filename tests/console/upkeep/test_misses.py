"""What counts as asked in vain, and how it is grouped and exported."""

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.channels.answer import Answer
from bot.channels.assistant import Question
from bot.channels.console.upkeep.export import example_of, misses_yaml, questions_yaml
from bot.channels.console.upkeep.finder import MissFinder
from bot.channels.console.upkeep.groups import MissGroup
from bot.channels.console.upkeep.misses import Miss, UserTurn, misses_in
from bot.channels.outcomes.log import OutcomeLog
from bot.channels.outcomes.reading import ReplyOutcome
from bot.channels.outcomes.recorder import OutcomeRecorder
from bot.operations.checks.training_data import IntentFile, unreadable_faults
from bot.operations.evaluation.questions import questions_of_folder
from common.clock import Clock
from common.database import Database
from faq_kb.answers import clarify_reply, fallback_reply, procedure_reply
from faq_kb.contract import Reply, SmallTalkReply
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import CachedKnowledge, load
from tests.support.web_app import ScriptedAssistant, WebAppFixture

NOW = dt.datetime.now(dt.UTC)
MINUTE = dt.timedelta(minutes=1)
VPN = ReplyOutcome("answered", "vpn_access", is_whole=True)
VPN_FACT = ReplyOutcome("answered", "vpn_access")
MAIL = ReplyOutcome("answered", "webmail", is_whole=True)
OFFER = ReplyOutcome("offered", options=("vpn_access", "webmail"))
REFUSED = ReplyOutcome("refused")
CHAT = ReplyOutcome("chat")


def turn(
    result: ReplyOutcome, minutes: float = 0, text: str = "", **signs: bool
) -> tuple[ReplyOutcome, float, str, dict[str, bool]]:
    return result, minutes, text, signs


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([turn(REFUSED)], [("refused", "")]),
        ([turn(REFUSED), turn(VPN, 1)], [("refused", "vpn_access"), None]),
        ([turn(REFUSED), turn(VPN, 5)], [("refused", ""), None]),
        ([turn(VPN, is_disliked=True)], [("thumbs_down", "")]),
        ([turn(OFFER)], [("not_clicked", "")]),
        ([turn(OFFER), turn(VPN, 1)], [None, None]),
        ([turn(OFFER), turn(CHAT, 1)], [("not_clicked", ""), None]),
        # The user may still choose.
        ([turn(OFFER, 55)], [None]),
        ([turn(OFFER, is_repair=True)], [None]),
        ([turn(VPN), turn(MAIL, 1)], [("rephrased", "webmail"), None]),
        ([turn(VPN), turn(MAIL, 3)], [None, None]),
        ([turn(VPN), turn(VPN_FACT, 1)], [None, None]),
        ([turn(VPN), turn(OFFER, 1, is_repair=True)], [("rephrased", ""), None]),
        (
            [turn(VPN, 0, "reach my files from home"), turn(CHAT, 1, "from home reach my files")],
            [("rephrased", ""), None],
        ),
    ],
)
def test_a_message_was_asked_in_vain(
    turns: list[tuple[ReplyOutcome, float, str, dict[str, bool]]],
    expected: list[tuple[str, str] | None],
) -> None:
    begun = NOW - 60 * MINUTE
    said = [
        UserTurn(
            number, "c1", begun + minutes * MINUTE, text or f"question {number}", result, **signs
        )
        for number, (result, minutes, text, signs) in enumerate(turns)
    ]
    found = {miss.number: (miss.cause, miss.meant) for miss in misses_in(said, NOW)}
    assert [found.get(number) for number in range(len(turns))] == expected


class ScriptedEngine:
    """Groups by the first word, and finds likely what it is told."""

    async def groups(self, texts: Sequence[str]) -> list[int]:
        words = [text.split()[0] for text in texts]
        return [words.index(word) for word in words]

    async def likely_entries(self, text: str) -> Mapping[str, float]:
        return {"out_of_scope": 0.5, "storage_request": 0.3, "webmail": 0.1, "spam_report": 0.01}


@pytest.fixture
def web_app(database: Database, knowledge: KnowledgeBase) -> WebAppFixture:
    """The web app, which answers by the first word of a message; what becomes of it is noted."""
    with database.session() as session:
        load(session, knowledge)
    replies: dict[str, Reply] = {
        "vpn": procedure_reply(knowledge, "vpn_access", 0.9),
        "mail": procedure_reply(knowledge, "webmail", 0.9),
        "which": clarify_reply(knowledge, ["vpn_access", "webmail"], "unsure"),
        "thanks": SmallTalkReply(intent="thanks"),
    }

    def script(question: Question) -> list[Answer]:
        word = question.text.split()[0]
        return [Answer("an answer", replies.get(word, fallback_reply(knowledge.directory)))]

    return WebAppFixture(database, ScriptedAssistant(script))


def test_what_was_asked_in_vain_in_the_web_chat(web_app: WebAppFixture, database: Database) -> None:
    recorder = OutcomeRecorder(OutcomeLog(database, Clock("UTC")), web_app.tokens.pseudonym)
    object.__setattr__(web_app.chat, "assistant", recorder.around(web_app.assistant))
    for number in range(2):
        with web_app.client() as user:
            user.begin()
            user.say("OneDrive how do I share it")
            user.begin(new=True)  # another conversation of the same person
            user.say("OneDrive again, please")
            answer = user.say("vpn at home")[-1]
            body = {"message": answer["id"], "helpful": False, "comment": ""}
            assert user.client.post("/api/feedback", json=body).status_code == 204
            if number:
                user.say("which one")
                user.say("password is hunter22 and nobody helps")
    asyncio.run(recorder.close())

    def conversation_of(name: str) -> str:
        return web_app.tokens.pseudonym("conversation", web_app.tokens.sender("web", name))

    finder = MissFinder(database, CachedKnowledge(database), ScriptedEngine(), conversation_of)
    found = asyncio.run(finder.find(30))
    told = [
        (group.people, group.messages, {m.cause for m in group.misses}) for group in found.groups
    ]
    assert told == [
        (2, 4, {"refused"}),
        (2, 2, {"thumbs_down"}),
        (1, 1, {"not_clicked"}),
        (1, 1, {"refused"}),
    ]
    assert found.total == 8
    onedrive = found.groups[0]
    assert onedrive.id == onedrive.misses[-1].number
    assert onedrive.suggested == ("vpn_access", "storage_request", "webmail")
    assert "hunter22" not in str(found)
    again = asyncio.run(finder.find(1))
    assert [group.id for group in again.groups] == [group.id for group in found.groups]


def group(number: int, *texts: str, suggested: tuple[str, ...] = ()) -> MissGroup:
    misses = tuple(Miss(number + n, "c", NOW, text, "refused") for n, text in enumerate(texts))
    return MissGroup(number, 2, misses, suggested)


ODD = 'what\tabout [x](y) "quotes": C:\\users {a} # \u0007\U0001f600'


def test_the_export_is_taken_by_the_readers_of_examples_and_questions(tmp_path: Path) -> None:
    groups = [
        group(1, "- how do I share a folder?\nthanks", ODD, suggested=("storage_request",)),
        group(9, "/restart everything"),
    ]
    content = YAML(typ="safe").load(misses_yaml(groups))
    assert content["version"] == "3.1"
    assert [item["intent"] for item in content["nlu"]] == ["storage_request", "TODO"]
    assert "# 2 people, 2 messages; likely: storage_request" in misses_yaml(groups)
    for item in content["nlu"]:
        # A person decides on the intent: each item goes into a file of its own.
        item["intent"] = "storage_request"
        file = tmp_path / "storage_request.yml"
        with file.open("w") as stream:
            YAML().dump({"version": "3.1", "nlu": [item]}, stream)
        read = IntentFile.read(file, file.name)
        assert read.examples
        assert not [*unreadable_faults(read.examples)]
        assert not any(sign in example.text for example in read.examples for sign in "[]{}\\")
    (tmp_path / "storage_request.yml").write_text(questions_yaml(groups))
    questions = [question for _, question in questions_of_folder(tmp_path)]
    assert [one.label for one in questions] == ["storage_request", "TODO"]
    assert questions[0].text == "- how do I share a folder? thanks"


def test_an_example_is_on_one_line_and_no_markup() -> None:
    assert example_of("- - a\nb") == "a b"
    assert example_of("[x](y)") == "(x)(y)"
