"""The card of a follow-up: the one fact that was asked for, and the way to the whole procedure."""

from bot.channels.answer import Answer
from bot.channels.cards.builder import CardBuilder, Elements
from bot.channels.cards.first_action import call_button, people_by_agency
from bot.channels.cards.markdown import bullets, escape
from bot.channels.cards.sources import source_line
from faq_kb.contract import Facet, FacetReply, Passage, PhoneRef
from replies.markup import BETWEEN

# Facts that are lists even on their own.
LISTS: frozenset[Facet] = frozenset({"forms", "include", "phones", "steps"})


def facet_card(builder: CardBuilder, answer: Answer, reply: FacetReply) -> Elements:
    """The fact with its people and notes; where the record does not say, whom to ask."""
    if not reply.value and not reply.lead:
        missing = builder.markdown(builder.format.missing(reply))
        return [missing, *builder.buttons(answer.buttons)]
    return [
        builder.heading(reply.title or builder.labels.facts[reply.facet]),
        *builder.assistant_text(reply.message),
        *_call(builder, reply),
        *_fact(builder, reply),
        *builder.facts([(builder.labels.card.approval, escape(reply.approval or ""))]),
        *people_by_agency(builder, reply.authorized),
        *builder.lines(builder.labels.card.notes, reply.notes),
        *(source_line(builder, reply.source, reply.entry) if reply.source else []),
        *builder.buttons(answer.buttons),
    ]


def _call(builder: CardBuilder, reply: FacetReply) -> Elements:
    """The number to call, where that comes before anything else."""
    phones = [one for one in reply.value or () if isinstance(one, PhoneRef)]
    return call_button(builder, phones[0], at_once=True) if reply.call_first and phones else []


def _fact(builder: CardBuilder, reply: FacetReply) -> Elements:
    """The passages that were asked for, then the rest of the fact under its label."""
    details = [one for one in reply.value or () if isinstance(one, Passage)]
    lines = [] if details else builder.format.fact(reply.facet, reply.value)
    is_list = len(lines) > 1 and reply.facet in LISTS
    value = bullets(lines, numbered=reply.facet == "steps") if is_list else BETWEEN.join(lines)
    return [
        *builder.passages([*reply.lead_beside_value, *details], reply.facet),
        *([builder.label(builder.labels.facts[reply.facet])] if value and reply.title else []),
        *([builder.markdown(value)] if value else []),
    ]
