"""The card of a procedure: the facts first, then what to do."""

from bot.channels.answer import Answer
from bot.channels.cards.kit import Elements, Kit
from bot.channels.cards.markdown import bullets, escape
from bot.channels.cards.pieces import BETWEEN, Pieces, condition_text
from bot.channels.cards.said import remaining
from faq_kb.contract import ProcedureReply

# What is longer is shown on request.
MOST_LINES = 6
MOST_NOTES = 300  # characters


def procedure(kit: Kit, answer: Answer, reply: ProcedureReply) -> Elements:
    """Everything that the reply has."""
    pieces = Pieces(kit, answer.text)
    source = kit.labels.card.source.format(page=reply.source.page, verified=reply.source.verified)
    return [
        kit.heading(reply.title),
        *kit.said("\n".join(_lead(answer.text, reply))),
        kit.paragraph(reply.summary),
        *kit.facts(_facts(kit, pieces, reply)),
        *pieces.authorized(reply.authorized),
        *_include(kit, pieces, reply),
        *kit.lines(kit.labels.facts["steps"], reply.steps, numbered=True),
        *_notes(kit, pieces, reply),
        *kit.aside(source),
        *kit.buttons(answer.buttons),
    ]


def _lead(text: str, reply: ProcedureReply) -> list[str]:
    """What is said in place of the procedure's own text: to call before anything is written."""
    return [] if text.startswith(reply.title) else remaining(text, reply.steps)


def _facts(kit: Kit, pieces: Pieces, reply: ProcedureReply) -> list[tuple[str, str]]:
    facts, labels = kit.labels.facts, kit.labels.card
    call = (facts["phones"], pieces.phones(reply.phones))
    return [
        *([call] if reply.call_first else []),
        (facts["requesters"], pieces.requesters(reply.requesters)),
        (labels.approval, escape(reply.approval or "")),
        (facts["forms"], BETWEEN.join(pieces.forms(reply.forms))),
        *([] if reply.call_first else [call]),
        (labels.send_to if reply.can_draft else facts["send_to"], pieces.places(reply.send_to)),
        (facts["lead_time"], escape(reply.lead_time or "")),
        (facts["cost"], escape(reply.cost or "")),
        (facts["policies"], pieces.policies(reply.policies)),
    ]


def _include(kit: Kit, pieces: Pieces, reply: ProcedureReply) -> Elements:
    label, lines = kit.labels.facts["include"], pieces.included(reply.include)
    if len(lines) <= MOST_LINES:
        return kit.part(label, lines)
    return kit.folded(label, len(lines), [kit.markdown(bullets(lines))])


def _notes(kit: Kit, pieces: Pieces, reply: ProcedureReply) -> Elements:
    notes = [*map(condition_text, reply.conditions), *reply.notes]
    if sum(map(len, notes)) <= MOST_NOTES:
        return pieces.notes(notes)
    lines = [kit.markdown(bullets([escape(note) for note in notes]))]
    return kit.folded(kit.labels.card.notes, len(notes), lines)
