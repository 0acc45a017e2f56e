"""The facts of a record, each under the key of its passage, in the order one says them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.channels.cards.markdown import mail_address, phone_address, web_address
from bot.channels.console.answers.schemas import FactKind, LinkBody
from faq_kb.answers import form_ref, phone, policies, send_to
from faq_kb.contract import Facet, FormRef, Item, PhoneRef, PolicyRef, Requester, SendTo
from faq_kb.knowledge import Directory
from faq_kb.model import Procedure
from locales import Labels
from replies import FactFormatter
from replies.markup import PlainMarkup

FactValue = Requester | FormRef | SendTo | PhoneRef | PolicyRef | Item | str


@dataclass(frozen=True)
class RecordFact:
    """One typed fact under the key of its passage."""

    key: str
    kind: FactKind
    value: FactValue
    link: LinkBody | None = None

    def write(self, formatter: FactFormatter) -> str:
        """The fact in words, in the markup of the formatter."""
        if isinstance(self.value, str):
            return formatter.markup.text(self.value)
        facet: Facet = self.kind  # type: ignore[assignment]  # an approval is a sentence
        return formatter.fact(facet, [self.value])[0]


class LabelMarkup(PlainMarkup):
    """Plain text in which a link is its label alone: where it leads stands beside the fact."""

    def web(self, label: str, url: str) -> str:
        """The label."""
        return label


def facts_of(procedure: Procedure, directory: Directory) -> tuple[RecordFact, ...]:
    """Who may ask, what approves it, the form, where, the number, deadline, cost, and the rest."""
    return tuple(_facts(procedure, directory))


def kind_label(kind: FactKind, procedure: Procedure, labels: Labels) -> str:
    """What stands before facts of a kind."""
    if kind == "approval":
        return labels.card.approval
    if kind == "send_to" and procedure.can_draft:
        return labels.card.send_to
    facet: Facet = kind
    return labels.facts[facet]


def _facts(procedure: Procedure, directory: Directory) -> Iterator[RecordFact]:
    for rule in procedure.requesters:
        requester = Requester(role=rule.role, note=rule.note)
        yield _fact("requesters", rule.role, requester)
    yield from _sentence("approval", procedure.approval)
    for use in procedure.forms:
        form = form_ref(use.number, directory, use.use)
        link = _link(form.number, web_address(form.url or ""))
        yield _fact("forms", use.number, form, link)
    for key in procedure.send_to:
        place = send_to(key, directory)
        yield _fact("send_to", key, place, _way_to(place))
    for key in procedure.phones:
        number = phone(key, directory)
        link = _link(number.number, phone_address(number.number))
        yield _fact("phones", key, number, link)
    yield from _sentence("lead_time", procedure.lead_time)
    yield from _sentence("cost", procedure.cost)
    for policy in policies(procedure, directory):
        link = _link(policy.number, web_address(policy.url or ""))
        yield _fact("policies", policy.number, policy, link)
    for item in procedure.include:
        wanted = Item(key=item.key, label=item.label, required=item.required)
        yield _fact("include", item.key, wanted)


def _fact(kind: FactKind, key: str, value: FactValue, link: LinkBody | None = None) -> RecordFact:
    return RecordFact(f"{kind}.{key}", kind, value, link)


def _sentence(kind: FactKind, text: str | None) -> Sequence[RecordFact]:
    if not text:
        return ()
    return (RecordFact(kind, kind, text),)


def _way_to(place: SendTo) -> LinkBody | None:
    """The page of a place, else its address, else its number."""
    return (
        _link(place.name, web_address(place.url or ""))
        or _link(place.email or "", mail_address(place.email or ""))
        or _link(place.phone or "", phone_address(place.phone or ""))
    )


def _link(text: str, href: str) -> LinkBody | None:
    return LinkBody(href=href, text=text) if href else None
