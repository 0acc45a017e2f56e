"""One message of the assistant as the channels get it: text, contract object and buttons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, TypeAdapter

from faq_kb.contract import DraftReply, DraftTicket, Reply, ReplyAdapter
from locales import Labels
from replies import Audience, ReplyText


@dataclass(frozen=True)
class Button:
    """What can be clicked; the payload is Rasa's and never leaves this process unsigned."""

    title: str
    payload: str


@dataclass(frozen=True)
class Answer:
    """The text alone is enough; `reply` has the same facts, typed."""

    text: str
    reply: Reply | None
    buttons: tuple[Button, ...] = ()

    def shown_text(self, labels: Labels, audience: Audience = Audience.EMPLOYEE) -> str:
        """The plain text of the typed reply, for where there is no card."""
        return (ReplyText(labels, audience).of(self.reply) if self.reply else "") or self.text

    def without_contacts(self, labels: Labels) -> "Answer":
        """The answer for where others read along; the actions leave people out, this makes sure."""
        whole = self.reply
        if whole is None or (bare := whole.without_people()) == whole:
            return self
        reply = bare.model_copy(update={"notes": [*bare.notes, labels.card.no_names_here]})
        buttons = tuple(one for one in self.buttons if not whole.names_anybody(one.title))
        return Answer(ReplyText(labels).of(reply), reply, buttons)


class _Message(BaseModel):
    text: str = ""
    custom: dict[str, object] | None = None
    buttons: tuple[Button, ...] = ()


_Messages = TypeAdapter(list[_Message])


def answers_from(messages: object) -> list[Answer]:
    """The answers in what Rasa's REST channel sent. Raises ValueError when it is something else."""
    answers = [
        Answer(
            text=message.text,
            reply=ReplyAdapter.validate_python(message.custom) if message.custom else None,
            buttons=message.buttons,
        )
        for message in _Messages.validate_python(messages)
    ]
    return list(_one_for_each_draft(answers))


def _one_for_each_draft(answers: Sequence[Answer]) -> Iterator[Answer]:
    """The answers, where of several that show one draft the last alone does: as it stands now."""
    for number, answer in enumerate(answers):
        draft = _shown_draft(answer)
        later = [other for other in answers[number + 1 :] if draft and _shown_draft(other) == draft]
        if not later:
            yield answer
            continue
        repeated = {line for other in later for line in _message(other).splitlines()}
        said = [line for line in _message(answer).splitlines() if line and line not in repeated]
        if said:
            yield Answer("\n".join(said), None)


def _message(answer: Answer) -> str:
    return answer.reply.message if answer.reply else ""


def _shown_draft(answer: Answer) -> str | None:
    """The draft that the answer is about; an offer of another one has a button of its own."""
    match answer.reply:
        case DraftReply(draft=DraftTicket(id=reference), offered=None):
            return reference
        case _:
            return None
