"""The words of a message, whatever Teams wraps around them."""

import pytest

from bot.channels.teams.transport.message_text import MOST_READ, mentions_bot, words_of
from bot.channels.teams.transport.sdk import MessageActivity
from tests.channels.teams.signing import Json

BOT: Json = {"id": "28:bot", "name": "Service Desk Assistant"}
BEN: Json = {"id": "29:ben", "name": "Ben Example"}


def mention(account: Json, text: str | None) -> Json:
    return {"type": "mention", "mentioned": account, "text": text}


def activity(text: str, *mentions: Json) -> MessageActivity:
    return MessageActivity.model_validate(
        {
            "id": "1",
            "text": text,
            "from": BEN,
            "recipient": BOT,
            "conversation": {"id": "19:x"},
            "entities": [{"type": "clientInfo", "locale": "en-US"}, *mentions],
        }
    )


BOT_TAG = "<at>Service Desk Assistant</at>"
WHOLE = mention(BOT, BOT_TAG)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (activity(f"{BOT_TAG} how do I?", WHOLE), "how do I?"),
        (activity(f"{BOT_TAG}&nbsp;how do I?\n", WHOLE), "how do I?"),
        (activity(f"how {BOT_TAG} do I?", WHOLE), "how do I?"),
        (activity(f"how do I? {BOT_TAG}", WHOLE), "how do I?"),
        (activity(f"{BOT_TAG} {BOT_TAG}: hi", WHOLE, WHOLE), ": hi"),
        (activity('<at id="0">Service Desk Assistant</at> hi', mention(BOT, None)), "hi"),
        (activity('<at id="0">service desk assistant</at> hi'), "hi"),
        (activity("<AT>Service Desk Assistant</AT> hi"), "hi"),
        (
            # Teams makes several mentions of a long name, each with a part of it.
            activity(
                "<at>Service</at>&nbsp;<at>Desk</at>&nbsp;<at>Assistant</at>&nbsp;hi",
                *(mention(BOT, f"<at>{part}</at>") for part in BOT["name"].split()),
            ),
            "hi",
        ),
        (activity("<at>SDA</at> hi", mention(BOT | {"name": "SDA"}, None)), "hi"),
        (
            activity(f"{BOT_TAG} <at>Ben Example</at> asks", WHOLE, mention(BEN, None)),
            "Ben Example asks",
        ),
        (activity('<quoted messageId="17638"/> and the form?'), "and the form?"),
        (activity("R&amp;D &lt;lab&gt; isn&#39;t there"), "R&D <lab> isn't there"),
        (activity("one\ntwo\n"), "one\ntwo"),
        (activity(BOT_TAG, WHOLE), ""),
        (activity("   "), ""),
        (activity("/restart"), "/restart"),
        (activity("half \ud800 a character"), "half ? a character"),
        (activity("\U0001f600 <3"), "\U0001f600 <3"),
        (activity("<at" * 50_000), ("<at" * 50_000)[:MOST_READ]),
    ],
)
def test_words(message: MessageActivity, words: str) -> None:
    assert words_of(message) == words


def with_html(text: str, html: str) -> MessageActivity:
    message = activity(text)
    part = {"contentType": "text/html", "content": html}
    return MessageActivity.model_validate(
        message.model_dump(by_alias=True, exclude_none=True) | {"attachments": [part]}
    )


@pytest.mark.parametrize(
    ("text", "html", "words"),
    [
        (
            "full access for Birch, Avery ",
            "<p>full access for Birch, Avery &lt;avery.birch@agency.example.gov&gt;</p>",
            "full access for Birch, Avery avery.birch@agency.example.gov",
        ),
        (
            "Birch, Avery and Ash, Kim today",
            "Birch, Avery &lt;a@example.gov&gt; and Ash, Kim&nbsp;&lt;kim@example.gov&gt; today",
            "Birch, Avery a@example.gov and Ash, Kim kim@example.gov today",
        ),
        (
            "access for Avery please",
            '<p>access for <a href="mailto:avery@example.gov?subject=x">Avery</a> please</p>',
            "access for Avery avery@example.gov please",
        ),
        (
            "unblock this site please",
            '<p>unblock <a href="https://forms.example.gov/a">this site</a> please</p>',
            "unblock this site https://forms.example.gov/a please",
        ),
        (
            "unblock forms.example.gov",
            '<p>unblock <a href="https://forms.example.gov/">forms.example.gov</a></p>',
            "unblock forms.example.gov",
        ),
        ("to a@example.gov", "<p>to <b>A@example.gov</b></p>", "to a@example.gov"),
        ("yes", "<blockquote><p>write to a@example.gov</p></blockquote><p>yes</p>", "yes"),
        ("see it", '<a href="javascript:alert(1)">see it</a>', "see it"),
        ("x", "<p>&lt;kim@example.gov&gt; wrote</p>", "x kim@example.gov"),
        ("plain", "<" * 50_000, "plain"),
    ],
)
def test_addresses_of_the_html_part(text: str, html: str, words: str) -> None:
    assert words_of(with_html(text, html)) == words


def test_who_is_mentioned() -> None:
    assert mentions_bot(activity("x", mention(BEN, "x"), WHOLE))
    assert not mentions_bot(activity("x", mention(BEN, "x")))
    assert not mentions_bot(activity("x"))
