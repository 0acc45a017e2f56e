"""The card of a procedure: what to do first, what was asked, the steps, and the rest on request."""

from bot.channels.answer import Answer
from bot.channels.cards.builder import CardBuilder, Elements
from bot.channels.cards.first_action import first_action_elements, people_by_agency
from bot.channels.cards.markdown import escape
from bot.channels.cards.sources import picture_part, source_line
from faq_kb.contract import Facet, ProcedureReply
from replies import AskRequester, Call, first_action
from replies.markup import BETWEEN


def procedure_card(builder: CardBuilder, answer: Answer, reply: ProcedureReply) -> Elements:
    """What has to be known at once is shown; every other part says what it holds."""
    words = builder.labels
    said = {passage.text for passage in reply.lead}
    return [
        builder.heading(reply.title),
        *builder.assistant_text(reply.message),
        *first_action_elements(builder, reply),
        *builder.passages(reply.lead),
        *([builder.paragraph(reply.summary)] if reply.summary not in said else []),
        *builder.facts(_facts(builder, reply)),
        *_people(builder, reply),
        *builder.part(
            words.facts["steps"], builder.format.fact("steps", reply.steps), numbered=True
        ),
        *picture_part(builder, reply.pictures),
        *builder.folded(words.facts["include"], builder.format.fact("include", reply.include)),
        *builder.folded(words.card.conditions, [*map(builder.format.condition, reply.conditions)]),
        *builder.folded_facts(_places(builder, reply)),
        *builder.caption(" ".join(reply.notes)),
        *source_line(builder, reply.source, reply.entry),
        *builder.buttons(answer.buttons, *builder.show_all()),
    ]


def _facts(builder: CardBuilder, reply: ProcedureReply) -> list[tuple[str, str]]:
    """Who may ask, unless that is what to do first, and what decides whether one does."""
    action = first_action(reply)
    return [
        *([] if isinstance(action, AskRequester) else [_fact(builder, reply, "requesters")]),
        (builder.labels.card.approval, escape(reply.approval or "")),
        _fact(builder, reply, "forms"),
        *([] if isinstance(action, Call) else [_fact(builder, reply, "phones")]),
        _fact(builder, reply, "lead_time"),
        _fact(builder, reply, "cost"),
    ]


def _people(builder: CardBuilder, reply: ProcedureReply) -> Elements:
    """Who may ask at the user's agency, unless that is what to do first."""
    if isinstance(first_action(reply), AskRequester):
        return []
    asks = reply.asked == "agency" and not reply.authorized
    hint = [builder.paragraph(builder.labels.sentences.tell_agency)] if asks else []
    return [*people_by_agency(builder, reply.authorized), *hint]


def _places(builder: CardBuilder, reply: ProcedureReply) -> list[tuple[str, str]]:
    """Where it goes, every number where one is called first, and the policies."""
    where = builder.labels.card.send_to if reply.can_draft else ""
    is_called = isinstance(first_action(reply), Call)
    return [
        *([_fact(builder, reply, "phones")] if is_called and len(reply.phones) > 1 else []),
        _fact(builder, reply, "send_to", where),
        _fact(builder, reply, "policies"),
    ]


def _fact(
    builder: CardBuilder, reply: ProcedureReply, facet: Facet, label: str = ""
) -> tuple[str, str]:
    lines = builder.format.fact(facet, getattr(reply, facet))
    return label or builder.labels.facts[facet], BETWEEN.join(lines)
