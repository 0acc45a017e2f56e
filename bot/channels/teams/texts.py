"""The plain text of what agents find: everything that its card says, and what cards read in it."""

from collections.abc import Sequence

from faq_kb.contract import Contact, ProcedureReply, SendTo
from faq_kb.knowledge import Directory
from faq_kb.model import Procedure
from locales import Labels

BETWEEN = "; "


def procedure_text(
    reply: ProcedureReply, record: Procedure, directory: Directory, labels: Labels
) -> str:
    """Title, summary, facts, steps and notes, a line for each.

    A remark stands in brackets behind what it is about: when a form is the one to use, whose number
    that is.
    """
    facts: dict[str, Sequence[str | None]] = {
        labels.facts["requesters"]: [
            remarked(labels.roles[rule.role], rule.note) for rule in record.requesters
        ],
        labels.card.approval: [reply.approval],
        labels.facts["forms"]: [
            remarked(form_text(use.number, directory), use.use) for use in record.forms
        ],
        labels.facts["phones"]: [
            remarked(directory.phones[key].number, directory.phones[key].label)
            for key in record.phones
        ],
        labels.card.send_to if reply.can_draft else labels.facts["send_to"]: [
            _place(place, labels) for place in reply.send_to
        ],
        labels.facts["include"]: [item.label for item in reply.include],
        labels.facts["lead_time"]: [reply.lead_time],
        labels.facts["cost"]: [reply.cost],
        labels.facts["policies"]: [
            remarked(number, directory.policies[number].title) for number in record.policies
        ],
    }
    said = {label: BETWEEN.join(filter(None, values)) for label, values in facts.items()}
    named = list(said.items())
    if record.call_first:
        named.sort(key=lambda fact: fact[0] != labels.facts["phones"])
    lines = [f"{labels.card.field.format(label=label)} {value}" for label, value in named if value]
    steps = [f"{number}. {step}" for number, step in enumerate(reply.steps, 1)]
    source = labels.card.source.format(page=reply.source.page, verified=reply.source.verified)
    return "\n".join((reply.title, reply.summary, *lines, *steps, *reply.notes, source))


def form_text(number: str, directory: Directory) -> str:
    """A form's number and title, with its address where that is known."""
    form = directory.forms[number]
    title = number if form.title == number else f"{number}, {form.title}"
    return f"{title} <{form.url}>" if form.url else title


def person_text(person: Contact, labels: Labels) -> str:
    """A person with role and ways to reach them."""
    parts = (f"{person.name} ({labels.roles[person.role]})", person.email, person.phone)
    return ", ".join(filter(None, parts))


def sentence(text: str) -> str:
    """The text, closed by a full stop: cards show several lines as one paragraph."""
    return text if text.endswith(".") else f"{text}."


def remarked(text: str, remark: str | None) -> str:
    """The text with a remark behind it, if there is one."""
    return f"{text} ({remark})" if remark else text


def _place(place: SendTo, labels: Labels) -> str:
    if place.phone and not (place.email or place.url):
        return labels.card.no_address.format(name=place.name, phone=place.phone)
    return ", ".join(filter(None, (place.name, place.email, place.url)))
