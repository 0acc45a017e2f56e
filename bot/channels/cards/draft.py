"""The cards of a draft ticket, and of a user's list of drafts."""

import json

from microsoft_teams.cards import ActionSet, Column, ColumnSet

from bot.channels.answer import Answer, Button
from bot.channels.cards.builder import CardBuilder, Elements
from bot.channels.cards.draft_form import draft_form
from bot.channels.cards.markdown import escape, mail_draft
from bot.channels.posted_form import opening_payload
from faq_kb.contract import DraftItem, DraftReply, DraftSummary, DraftTicket
from faq_kb.model import ItemType
from replies.facts import SENT

EDITABLE = ("collecting", "ready")
CONFIRMED = ("ready", "handed_over")
RECEIVED = ("submitted", "resolved")
CHANGE = "/draft_change{"
SHOW = "/draft_show"


def draft_card(builder: CardBuilder, answer: Answer, reply: DraftReply) -> Elements | None:
    """One draft, or a list of them; no card where there is none, since the text says so."""
    if reply.draft:
        return _ticket(builder, answer, reply, reply.draft)
    return _list(builder, answer, reply) if reply.drafts else None


def _ticket(
    builder: CardBuilder, answer: Answer, reply: DraftReply, ticket: DraftTicket
) -> Elements:
    """A question stands out; what was given is hidden below it, or open before it if asked for.

    Otherwise all is shown.
    """
    if reply.form:
        return [*_head(builder, reply, ticket), *draft_form(builder, reply, ticket, reply.form)]
    edits, buttons = _sorted(answer.buttons)
    asks_whole = reply.question is not None and not reply.in_full
    is_question = reply.asked is not None or asks_whole
    details = _details(builder, reply, ticket)
    shown = [*_receivers(builder, ticket), *details]
    cut = builder.limits.cut
    # Where everything is shown, what was noted is, too.
    noted = builder.format.noted(reply) if reply.asked and not reply.in_full else ""
    question = [
        *builder.plain_text(cut(reply.question or ""), strong=is_question),
        *_date_input(builder, reply, ticket),
    ]
    if not is_question:
        mail = _mail(builder, ticket)
        body = [*_receivers(builder, ticket), *question, *details, *mail, *builder.buttons(buttons)]
    elif reply.in_full:
        body = [*shown, *question, *builder.buttons(buttons)]
    else:
        so_far = builder.collapsible(builder.labels.draft.so_far, len(ticket.fields), shown)
        body = [*question, *builder.buttons(buttons), *so_far]
    return [
        *_head(builder, reply, ticket),
        *builder.plain_text(cut(noted)),
        *builder.plain_text(cut(reply.message)),
        *(builder.paragraph(builder.format.summary(row)) for row in reply.drafts),
        *body,
        *_edit(builder, ticket, edits),
    ]


def _details(builder: CardBuilder, reply: DraftReply, ticket: DraftTicket) -> Elements:
    """What was given, what is missing, and who may submit it."""
    return [
        *_given(builder, ticket),
        *_missing(builder, ticket),
        *_authorized(builder, ticket),
        *builder.lines(builder.labels.card.notes, reply.notes),
    ]


def _head(builder: CardBuilder, reply: DraftReply, ticket: DraftTicket) -> Elements:
    labels, status = builder.labels.draft, builder.format.status(ticket)
    # The message of a saved draft may say the same: reference and status.
    is_said = ticket.id in reply.message and status in reply.message
    lines = [] if is_said else [labels.standing.format(reference=ticket.id, status=status)]
    if ticket.number and ticket.number not in reply.message:
        lines.append(labels.number.format(number=ticket.number))
    captions = (element for line in lines for element in builder.caption(line))
    return [builder.heading(ticket.title), *captions]


def _date_input(builder: CardBuilder, reply: DraftReply, ticket: DraftTicket) -> Elements:
    asked = next((item for item in ticket.items if item.key == reply.asked), None)
    is_day = asked and asked.type is ItemType.DATE
    return builder.date_input(asked.short) if asked and is_day else []


def _receivers(builder: CardBuilder, ticket: DraftTicket) -> Elements:
    """Where a confirmed request goes."""
    if ticket.status not in CONFIRMED:
        return []
    return [builder.markdown(line) for line in builder.format.receivers(ticket)]


def _given(builder: CardBuilder, ticket: DraftTicket) -> Elements:
    rows = [
        element
        for item in ticket.items
        if item.value is not None
        for element in builder.plain_text(
            builder.limits.cut(item.value), builder.labels.card.field.format(label=item.short)
        )
    ]
    return [builder.label(builder.labels.draft.given), *rows] if rows else []


def _missing(builder: CardBuilder, ticket: DraftTicket) -> Elements:
    if ticket.status not in EDITABLE:
        return []
    missing = [item.label for item in ticket.items if item.key in ticket.missing]
    optional = [item.label for item in ticket.items if not item.required and item.value is None]
    labels = builder.labels.draft
    return [*builder.lines(labels.missing, missing), *builder.lines(labels.may_add, optional)]


def _authorized(builder: CardBuilder, ticket: DraftTicket) -> Elements:
    """The roles that may submit it, and the people of the agency."""
    write = builder.format
    roles = [write.joined(write.fact("requesters", ticket.requesters))]
    people = [write.person(person) for person in ticket.authorized]
    yourself = [escape(builder.labels.sentences.draft.yourself)] if ticket.may_submit else []
    lines = [line for line in (*roles, *yourself, *people) if line]
    return builder.part(builder.labels.draft.authorized, lines)


def _mail(builder: CardBuilder, ticket: DraftTicket) -> Elements:
    """The request as an e-mail once it is confirmed; its file alone where nobody is to send it."""
    labels = builder.labels.draft
    is_sent = ticket.status in RECEIVED or ticket.delivery in SENT
    link, file = "" if is_sent else mail_draft(ticket.mailto or ""), []
    in_full = not link or not ticket.mail or ticket.mail.link_in_full
    if ticket.eml and builder.style.has_downloads:
        name = labels.download if in_full else labels.download_whole
        file = builder.open_url(name, f"/api/drafts/{ticket.id}.eml")
    title = labels.mail if in_full else labels.mail_shortened
    opening = [builder.markdown(f"[{title}]({link})")] if link else []
    return [*opening, *file] if in_full else [*file, *opening]


def _edit(builder: CardBuilder, ticket: DraftTicket, given: list[Button]) -> Elements:
    """The form, and a button for every item, hidden at first; the answer may bring these."""
    if ticket.status not in EDITABLE and not given:
        return []
    buttons = given or [_edit_button(builder, ticket, item) for item in ticket.items]
    labels = builder.labels.draft
    form = Button(labels.fill_in, opening_payload(ticket))
    edits = builder.buttons(buttons)
    return builder.collapsible(labels.change_something, len(buttons), edits, [form])


def _edit_button(builder: CardBuilder, ticket: DraftTicket, item: DraftItem) -> Button:
    labels = builder.labels.draft
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


def _list(builder: CardBuilder, answer: Answer, reply: DraftReply) -> Elements:
    """A line for each draft; where one is to be chosen, a button for each."""
    choices = [button for button in answer.buttons if button.payload.startswith(CHANGE)]
    if choices:
        return [*builder.plain_text(reply.message), *builder.buttons(choices)]
    rows = reply.drafts[: builder.limits.lines]
    hidden = len(reply.drafts) - len(rows)
    more = builder.labels.card.more.format(count=hidden)
    return [
        builder.heading(builder.labels.draft.list),
        *(element for row in rows for element in _row(builder, row)),
        *([builder.paragraph(more)] if hidden else []),
    ]


def _row(builder: CardBuilder, row: DraftSummary) -> Elements:
    labels = builder.labels.draft
    # The form of another draft answers `draft_status` and `draft_resume` alone.
    buttons = [(labels.show, "draft_status", labels.show_hint)]
    if row.status in EDITABLE:
        buttons.append((labels.resume, "draft_resume", labels.resume_hint))
    actions = [
        builder.button(
            Button(title, f"/{intent}{json.dumps({'draft': row.id})}"),
            hint.format(reference=row.id),
        )
        for title, intent, hint in buttons
    ]
    line = builder.paragraph(builder.format.summary(row))
    return [
        ColumnSet(
            spacing="Medium",
            columns=[
                Column(width="stretch", items=[line]),
                Column(width="auto", items=[ActionSet(actions=actions)]),
            ],
        )
    ]
