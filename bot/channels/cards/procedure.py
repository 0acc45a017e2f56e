"""The cards of a procedure and of one fact of it."""

from collections.abc import Sequence

from bot.channels.answer import Answer
from bot.channels.cards.builder import CardBuilder, Elements
from bot.channels.cards.markdown import bullets, escape
from faq_kb.contract import Contact, Facet, FacetReply, Passage, ProcedureReply
from replies.markup import BETWEEN

# What is longer is shown on request.
MOST_LINES = 6
MOST_NOTES = 300  # characters
# Facts that are lists even on their own.
LISTS: frozenset[Facet] = frozenset({"forms", "include"})


def procedure_card(builder: CardBuilder, answer: Answer, reply: ProcedureReply) -> Elements:
    """The facts first, then what to do."""
    source = builder.labels.card.source.format(
        page=reply.source.page, verified=reply.source.verified
    )
    said = {passage.text for passage in reply.lead}
    return [
        builder.heading(reply.title),
        *builder.assistant_text(reply.message),
        *builder.passages(reply.lead),
        *([builder.paragraph(reply.summary)] if reply.summary not in said else []),
        *builder.facts(_facts(builder, reply)),
        *_people(builder, reply.authorized),
        *_include(builder, reply),
        *builder.lines(builder.labels.facts["steps"], reply.steps, numbered=True),
        *_notes(builder, reply),
        *builder.caption(source),
        *builder.buttons(answer.buttons),
    ]


def facet_card(builder: CardBuilder, answer: Answer, reply: FacetReply) -> Elements:
    """One fact with its people and notes; where the record does not say, whom to ask."""
    if not reply.value and not reply.lead:
        missing = builder.markdown(builder.format.missing(reply))
        return [missing, *builder.buttons(answer.buttons)]
    details = [one for one in reply.value or () if isinstance(one, Passage)]
    lines = [] if details else builder.format.fact(reply.facet, reply.value)
    is_list = reply.facet == "steps" or reply.facet in LISTS
    value = bullets(lines, numbered=reply.facet == "steps") if is_list else BETWEEN.join(lines)
    return [
        builder.heading(reply.title or builder.labels.facts[reply.facet]),
        *builder.assistant_text(reply.message),
        *builder.passages([*reply.lead_beside_value, *details], reply.facet),
        *([builder.label(builder.labels.facts[reply.facet])] if value and reply.title else []),
        *([builder.markdown(value)] if value else []),
        *builder.facts([(builder.labels.card.approval, escape(reply.approval or ""))]),
        *_people(builder, reply.authorized),
        *builder.lines(builder.labels.card.notes, reply.notes),
        *builder.buttons(answer.buttons),
    ]


def _facts(builder: CardBuilder, reply: ProcedureReply) -> list[tuple[str, str]]:
    labels = builder.labels

    def fact(facet: Facet, label: str = "") -> tuple[str, str]:
        lines = builder.format.fact(facet, getattr(reply, facet))
        return label or labels.facts[facet], BETWEEN.join(lines)

    return [
        *([fact("phones")] if reply.call_first else []),
        fact("requesters"),
        (labels.card.approval, escape(reply.approval or "")),
        fact("forms"),
        *([] if reply.call_first else [fact("phones")]),
        fact("send_to", labels.card.send_to if reply.can_draft else ""),
        fact("lead_time"),
        fact("cost"),
        fact("policies"),
    ]


def _people(builder: CardBuilder, people: Sequence[Contact]) -> Elements:
    """People under the agency for which each may act."""
    parts: Elements = []
    for agency in dict.fromkeys(person.agency for person in people):
        label = builder.labels.card.at_agency.format(agency=agency)
        there = [person for person in people if person.agency == agency]
        parts += builder.part(label, [builder.format.person(one, agency) for one in there])
    return parts


def _include(builder: CardBuilder, reply: ProcedureReply) -> Elements:
    label, lines = builder.labels.facts["include"], builder.format.fact("include", reply.include)
    if len(lines) <= MOST_LINES:
        return builder.part(label, lines)
    return builder.collapsible(label, len(lines), [builder.markdown(bullets(lines))])


def _notes(builder: CardBuilder, reply: ProcedureReply) -> Elements:
    """Sub-cases and exceptions, and what else is to be read with the answer."""
    label = builder.labels.card.notes
    notes = [*map(builder.format.condition, reply.conditions), *map(escape, reply.notes)]
    if sum(map(len, notes)) <= MOST_NOTES:
        return builder.part(label, notes)
    return builder.collapsible(label, len(notes), [builder.markdown(bullets(notes))])
