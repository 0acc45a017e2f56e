"""The card of a draft ticket: what is asked or said, then everything that was given."""

import json

from bot.channels.answer import Answer, Button
from bot.channels.cards.kit import Elements, Kit
from bot.channels.cards.markdown import mail_draft
from bot.channels.cards.pieces import Pieces
from bot.channels.cards.said import remaining
from faq_kb.contract import DraftItem, DraftReply, DraftSummary, DraftTicket

EDITABLE = ("collecting", "ready")
CHANGE = "/draft_change{"
SHOW = "/draft_show"


def draft(kit: Kit, answer: Answer, reply: DraftReply, ticket: DraftTicket) -> Elements:
    """A question stands out, with its choices, and what was given is folded below; otherwise
    everything is open.
    """
    pieces = Pieces(kit, answer.text)
    edits, buttons = _sorted(answer.buttons)
    details = [
        *_given(kit, ticket),
        *_missing(kit, ticket),
        *kit.part(kit.labels.draft.authorized, pieces.people(ticket.authorized, "")),
        *pieces.notes(reply.notes),
    ]
    if reply.asked:
        said = _question(kit, answer.text, ticket.id)
        details = kit.folded(kit.labels.draft.so_far, len(ticket.fields), details)
    else:
        said = _standing(kit, answer.text, reply, ticket)
    return [
        *_head(kit, ticket),
        *said,
        *([] if reply.asked else details),
        *_mail(kit, ticket),
        *kit.buttons(buttons),
        *(details if reply.asked else []),
        *_edit(kit, ticket, edits),
    ]


def standing_of(kit: Kit, draft: DraftTicket | DraftSummary) -> str:
    """Where a draft is, in a word or two."""
    if draft.delivery:
        return kit.labels.delivery[draft.delivery]
    return kit.labels.status[draft.status]


def _head(kit: Kit, ticket: DraftTicket) -> Elements:
    labels = kit.labels.draft
    status = standing_of(kit, ticket)
    lines = [labels.standing.format(reference=ticket.id, status=status)]
    if ticket.number:
        lines.append(labels.number.format(number=ticket.number))
    return [kit.heading(ticket.title), *(element for line in lines for element in kit.aside(line))]


def _question(kit: Kit, text: str, reference: str) -> Elements:
    """What is said first, then the question; what is said of the draft itself asks nothing."""
    *before, question = [line for line in text.splitlines() if line.strip()] or [""]
    return [
        *kit.typed(kit.room.cut("\n".join(before))),
        *kit.typed(kit.room.cut(question), strong=reference not in question),
    ]


def _standing(kit: Kit, text: str, reply: DraftReply, ticket: DraftTicket) -> Elements:
    """What the text says beside what the card shows anyway."""
    people = [
        part for person in ticket.authorized for part in (person.name, person.email, person.phone)
    ]
    roles = [kit.labels.roles[person.role] for person in ticket.authorized]
    items = [part for item in ticket.items for part in (item.label, item.short, item.value)]
    shown = [ticket.id, ticket.title, *people, *roles, *items, *reply.notes]
    lines = remaining(text, [part for part in shown if part])
    return kit.typed(kit.room.cut("\n".join(lines)))


def _given(kit: Kit, ticket: DraftTicket) -> Elements:
    rows = [
        element
        for item in ticket.items
        if item.value is not None
        for element in kit.typed(
            kit.room.cut(item.value), kit.labels.card.field.format(label=item.short)
        )
    ]
    return [kit.label(kit.labels.draft.given), *rows] if rows else []


def _missing(kit: Kit, ticket: DraftTicket) -> Elements:
    if ticket.status not in EDITABLE:
        return []
    missing = [item.label for item in ticket.items if item.key in ticket.missing]
    may_add = [item.label for item in ticket.items if not item.required and item.value is None]
    labels = kit.labels.draft
    return [*kit.lines(labels.missing, missing), *kit.lines(labels.may_add, may_add)]


def _mail(kit: Kit, ticket: DraftTicket) -> Elements:
    """The request as an e-mail, once it is confirmed."""
    labels, style = kit.labels.draft, kit.style
    link, file = mail_draft(ticket.mailto or "") if style.links else "", []
    if ticket.eml and style.downloads is not None:
        address = f"{style.downloads}/api/drafts/{ticket.id}.eml"
        file = kit.open_url(labels.download, address)
    opening = [kit.markdown(f"[{labels.mail}]({link})")] if link else []
    # A link separates addresses by commas (RFC 6068), which Outlook may take for one address.
    return [*file, *opening] if "," in link.partition("?")[0] else [*opening, *file]


def _edit(kit: Kit, ticket: DraftTicket, given: list[Button]) -> Elements:
    """A button for every item, folded away; those of the answer where it brings them."""
    if ticket.status not in EDITABLE:
        return []
    buttons = given or [_edit_button(kit, ticket, item) for item in ticket.items]
    label = kit.labels.draft.change_something
    return kit.folded(label, len(buttons), kit.buttons(buttons))


def _edit_button(kit: Kit, ticket: DraftTicket, item: DraftItem) -> Button:
    labels = kit.labels.draft
    title = labels.add if item.value is None else labels.change
    data = json.dumps({"draft": ticket.id, "item": item.key})
    return Button(title.format(item=item.short), f"/draft_change{data}")


def _sorted(buttons: tuple[Button, ...]) -> tuple[list[Button], list[Button]]:
    """Those that edit an item, and the others; a choice is an answer, too.

    Without the one that shows the draft: the card does.
    """
    edits = [button for button in buttons if _is_edit(button)]
    others = [button for button in buttons if not button.payload.startswith(SHOW)]
    return edits, [button for button in others if button not in edits]


def _is_edit(button: Button) -> bool:
    if not button.payload.startswith(CHANGE):
        return False
    data = json.loads(button.payload.removeprefix("/draft_change"))
    return "item" in data and "value" not in data
