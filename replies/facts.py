"""How each fact of a reply is written: a form, a number to call, a place, a person.

Text and cards use the same formatter; they differ in the markup alone.
"""

from collections.abc import Callable, Sequence
from typing import Any, get_args

from faq_kb.contract import (
    NOTES,
    ConditionRef,
    Contact,
    DraftReply,
    DraftSummary,
    DraftTicket,
    Facet,
    FacetReply,
    FallbackReply,
    FormRef,
    Item,
    Passage,
    PersonCheck,
    PhoneRef,
    PolicyRef,
    Requester,
    SendTo,
    SentTo,
    Source,
)
from locales import Labels
from replies.draft_status import joined, people_of, status_of
from replies.markup import BETWEEN, Markup, linked
from replies.person_check import check_of

# Nobody needs to send its e-mail.
SENT = ("sending", "sent")
CONDITIONS = "conditions"  # passages that say when they apply, and then what
# Parts of a record whose passages are no sentences; they are called as the facets.
PASSAGE_LABELS: dict[str, Facet] = {
    facet: facet for facet in get_args(Facet) if facet not in ("steps", "detail")
}


class FactFormatter:
    """Writes typed facts in the words of the labels.

    `marks_required`: what must be included is marked, too, not only what may be left out.
    """

    def __init__(self, labels: Labels, markup: Markup, *, marks_required: bool = False) -> None:
        self.words = labels.sentences
        self.labels = labels
        self.markup = markup
        self.marks_required = marks_required

    def requester(self, one: Requester) -> str:
        """A role with what it may submit for."""
        return self.markup.text(_with_remark(self.labels.roles[one.role], one.note))

    def form(self, form: FormRef) -> str:
        """A form with its title, its address where known, and when it is the one to use."""
        name = form.number if form.title == form.number else f"{form.number}, {form.title}"
        link = self.markup.web(name, form.url) if form.url else self.markup.text(name)
        return _with_remark(link, form.use and self.markup.text(form.use))

    def phone(self, phone: PhoneRef) -> str:
        """A number with whose it is."""
        return _with_remark(self.markup.phone(phone.number), self.markup.text(phone.label))

    def place(self, place: SendTo) -> str:
        """A place with every way to get there, or whom to call for its address."""
        name = _with_remark(
            self.markup.web(place.name, place.url) if place.url else self.markup.text(place.name),
            place.note and self.markup.text(place.note),
        )
        phone = self.markup.phone(place.phone) if place.phone else ""
        if phone and not (place.email or place.url):
            owner = self.markup.text(place.phone_label or place.name)
            return self.labels.card.no_address.format(name=name, owner=owner, phone=phone)
        email = self.markup.mail(place.email) if place.email else ""
        return ", ".join(filter(None, (name, email, phone)))

    def policy(self, policy: PolicyRef) -> str:
        """A policy with its title where the source has one."""
        name = self.markup.web(policy.number, policy.url) if policy.url else None
        title = self.markup.text(policy.title) if policy.title != policy.number else None
        return _with_remark(name or self.markup.text(policy.number), title)

    def item(self, item: Item) -> str:
        """What to include, marked where it may be left out, with when and how."""
        label, marks = item.label, self.labels.card
        if not item.required:
            label = marks.optional.format(item=label)
        elif self.marks_required:
            label = marks.required.format(item=label)
        return self.markup.text(": ".join(filter(None, (item.when, label, item.help))))

    def source(self, source: Source) -> str:
        """Where the facts come from, and when they were checked."""
        page = (
            self.markup.web(source.page, source.url)
            if source.url
            else self.markup.text(source.page)
        )
        return self.labels.card.source.format(page=page, verified=source.verified)

    def condition(self, one: ConditionRef) -> str:
        """A sub-case or exception as a sentence."""
        when = f"{one.when[0].lower()}{one.when[1:]}"
        return linked(self.words.condition.format(when=when, then=one.then), self.markup)

    def passage(self, passage: Passage) -> str:
        """A passage of the record, with links to what it names."""
        return linked(passage.text, self.markup)

    def step(self, step: str) -> str:
        """One thing to do."""
        return linked(step, self.markup)

    def labeled(self, passage: Passage, facet: Facet | None = None) -> str:
        """A passage as a sentence, or with what it is: "If ...: ...", "What to include: ...".

        `facet`: what the reply is about; its passages need no label.
        """
        if passage.kind == CONDITIONS:
            when, _, then = passage.text.partition(": ")
            return self.condition(ConditionRef(when=when, then=then))
        label = PASSAGE_LABELS.get(passage.kind)
        if not label or label == facet:
            return self.passage(passage)
        title = self.labels.card.field.format(label=self.labels.facts[label])
        return f"{self.markup.text(title)} {self.passage(passage)}"

    def person(self, person: Contact, agency: str = "") -> str:
        """A person with role and ways to reach them; whose agency is not `agency`, with it."""
        elsewhere = person.agency if person.agency != agency else None
        role = ", ".join(filter(None, (self.labels.roles[person.role], elsewhere)))
        email = self.markup.mail(person.email) if person.email else ""
        phone = self.markup.phone(person.phone) if person.phone else ""
        name = self.markup.text(f"{person.name} ({role})")
        return ", ".join(filter(None, (name, email, phone)))

    def whom_to_ask(self, places: Sequence[SendTo], phones: Sequence[PhoneRef]) -> str:
        """Whom to ask instead, in a sentence; empty where the reply names nobody."""
        if not places:
            return ""
        place, numbers = places[0], self.numbers(phones)
        name = self.markup.text(place.name)
        if not place.email:
            return self.words.ask_by_phone.format(name=name, phones=numbers)
        email = self.markup.mail(place.email)
        return self.words.ask_by_phone_or_mail.format(name=name, phones=numbers, email=email)

    def check(self, check: PersonCheck) -> str:
        """Whether a person is authorized: yes with the roles, or no with what is listed instead."""
        return check_of(check, self.labels, self.markup)

    def missing(self, reply: FacetReply) -> str:
        """That the record does not say it, and whom to ask."""
        missing = self.markup.text(self.words.facet_missing[reply.facet].format(title=reply.title))
        return " ".join(filter(None, (missing, self.whom_to_ask(reply.send_to, reply.phones))))

    def fallback(self, reply: FallbackReply) -> str:
        """That nothing fits, unless its message says so, or nothing can be looked up.

        And whom to ask instead.
        """
        if reply.reason == "unavailable":
            return self.words.apology.format(phones=self.numbers(reply.phones))
        nothing = "" if reply.message else self.markup.text(self.words.fallback)
        return " ".join(filter(None, (nothing, self.whom_to_ask(reply.send_to, reply.phones))))

    def noted(self, reply: DraftReply) -> str:
        """What was taken from the user's message; empty where nothing was."""
        items = reply.draft.items if reply.draft else []
        values = [
            # Of the notes the line that was added last.
            (one.short, one.value.splitlines()[-1] if one.key == NOTES else one.value)
            for one in items
            if one.key in reply.noted and one.value
        ]
        said = BETWEEN.join(f"{short}: {_shortened(value)}" for short, value in values)
        return self.words.draft.noted.format(values=said) if values else ""

    def refused(self, reply: DraftReply) -> list[str]:
        """What was filled in and not taken, a line for each item."""
        names = {item.key: item.short for item in reply.draft.items} if reply.draft else {}
        refused = reply.form.refused if reply.form else []
        return [f"- {names[one.key]}: {one.reason}" for one in refused if one.key in names]

    def receivers(self, ticket: DraftTicket) -> list[str]:
        """Where a confirmed request goes, and the e-mail that holds it while nobody sends it."""
        lines = []
        reached = [one for one in ticket.receivers if one.email or one.url]
        is_mailed = bool(ticket.mail and ticket.mail.to)
        # An e-mail that is ready says to whom: "no address on record" beside it would confuse.
        if receivers := reached if is_mailed else ticket.receivers:
            places = BETWEEN.join(map(self.place, receivers))
            lines.append(self.words.draft.send_to.format(addresses=places))
        if ticket.mail and ticket.delivery not in SENT:
            addresses = self.joined([*map(self.markup.mail, ticket.mail.to)], every=True)
            to = self.words.draft.mail_to.format(addresses=addresses) if addresses else ""
            subject = self.markup.text(ticket.mail.subject)
            draft = self.words.draft
            sentence = draft.mail if ticket.mail.link_in_full else draft.mail_shortened
            lines.append(sentence.format(to=to, subject=subject))
        return lines

    def submitters(self, ticket: DraftTicket) -> str:
        """The roles that may submit a request; empty where nobody is named."""
        roles = self.joined([*map(self.requester, ticket.requesters)])
        return self.words.draft.submitters.format(roles=roles) if roles else ""

    def status(self, draft: DraftTicket | DraftSummary) -> str:
        """Where a draft is, in a few words."""
        return status_of(draft, self.labels)

    def sent_to(self, sent: SentTo) -> str:
        """Who was e-mailed a draft."""
        return people_of(sent, self.labels)

    def summary(self, draft: DraftSummary) -> str:
        """A draft in a line."""
        return self.labels.draft.line.format(
            reference=draft.id, title=draft.title, status=self.status(draft)
        )

    def numbers(self, phones: Sequence[PhoneRef]) -> str:
        """Numbers of the same owner."""
        return self.joined([self.markup.phone(phone.number) for phone in phones])

    def fact(self, facet: Facet, value: Any) -> list[str]:
        """The lines of one fact: the value of that field of a procedure, whatever its shape."""
        write: dict[Facet, Callable[[Any], str]] = {
            "forms": self.form,
            "requesters": self.requester,
            "phones": self.phone,
            "send_to": self.place,
            "include": self.item,
            "steps": self.step,
            "policies": self.policy,
            "detail": self.labeled,
        }
        values = [value] if isinstance(value, str) else value or ()
        return [write.get(facet, self.markup.text)(one) for one in values]

    def joined(self, parts: Sequence[str], *, every: bool = False) -> str:
        """`a`, `a or b`, `a, b or c`; with `every`, "and" in place of "or"."""
        return joined(parts, self.words.list_and if every else self.words.list_or)


def _shortened(value: str, longest: int = 120) -> str:
    line = " ".join(value.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _with_remark(text: str, remark: str | None) -> str:
    """The text with a remark in brackets, if there is one."""
    return f"{text} ({remark})" if remark else text
