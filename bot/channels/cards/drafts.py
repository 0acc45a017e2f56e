"""The card that lists a user's drafts."""

import json

from microsoft_teams.cards import ActionSet, Column, ColumnSet

from bot.channels.answer import Answer, Button
from bot.channels.cards.draft import EDITABLE, standing_of
from bot.channels.cards.kit import Elements, Kit
from bot.channels.cards.said import remaining
from faq_kb.contract import DraftReply, DraftSummary


def drafts(kit: Kit, answer: Answer, reply: DraftReply) -> Elements | None:
    """A line for each draft; no card where there is none: the text says so."""
    if not reply.drafts:
        return None
    labels = kit.labels.draft
    rows = reply.drafts[: kit.room.lines]
    shown = [part for row in reply.drafts for part in (row.id, row.title)]
    shown += [*kit.labels.status.values(), *kit.labels.delivery.values(), labels.list]
    hidden = len(reply.drafts) - len(rows)
    return [
        kit.heading(labels.list),
        *kit.typed("\n".join(remaining(answer.text, shown))),
        *(element for row in rows for element in _row(kit, row)),
        *([kit.paragraph(kit.labels.card.more.format(count=hidden))] if hidden else []),
    ]


def _row(kit: Kit, row: DraftSummary) -> Elements:
    labels = kit.labels.draft
    line = labels.line.format(reference=row.id, title=row.title, status=standing_of(kit, row))
    # The form of another draft answers `draft_status` and `draft_resume` alone.
    buttons = [(labels.show, "draft_status", labels.show_hint)]
    if row.status in EDITABLE:
        buttons.append((labels.resume, "draft_resume", labels.resume_hint))
    actions = [
        kit.button(
            Button(title, f"/{intent}{json.dumps({'draft': row.id})}"),
            hint.format(reference=row.id),
        )
        for title, intent, hint in buttons
    ]
    return [
        ColumnSet(
            spacing="Medium",
            columns=[
                Column(width="stretch", items=[kit.paragraph(line)]),
                Column(width="auto", items=[ActionSet(actions=actions)]),
            ],
        )
    ]
