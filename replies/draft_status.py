"""Where a draft is, in a few words: what is known of it, and nothing more."""

from collections.abc import Sequence

from faq_kb.contract import DraftSummary, DraftTicket, SentTo
from locales import Labels


def status_of(draft: DraftTicket | DraftSummary, labels: Labels) -> str:
    """The status, with who has the draft, under which number, or whom to call."""
    words = labels.draft
    if draft.status == "submitted" and draft.number:
        return words.received.format(number=draft.number)
    if draft.status == "resolved" and draft.number:
        return words.resolved.format(number=draft.number)
    if draft.sent_to and (draft.status == "submitted" or draft.delivery == "sent"):
        return words.sent_to.format(receivers=people_of(draft.sent_to, labels))
    if draft.delivery == "failed" and draft.call:
        phones = [phone.number for phone in draft.call]
        return words.failed.format(phones=joined(phones, labels.sentences.list_or))
    return labels.delivery[draft.delivery] if draft.delivery else labels.status[draft.status]


def people_of(sent: SentTo, labels: Labels) -> str:
    """Who was e-mailed a draft: places by their names, people by their number."""
    words = labels.draft
    if sent.places:
        places = [words.place.format(name=name) for name in sent.places]
        return joined(places, labels.sentences.list_and)
    return words.one_contact if sent.count == 1 else words.contacts.format(count=sent.count)


def joined(parts: Sequence[str], pattern: str) -> str:
    """`a`, `a or b`, `a, b or c`; the pattern has `{others}` and `{last}`."""
    if len(parts) < 2:
        return "".join(parts)
    return pattern.format(others=", ".join(parts[:-1]), last=parts[-1])
