"""The plain text of a typed reply: enough alone, for a screen reader, an e-mail or a terminal."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from faq_kb.contract import (
    ClarifyReply,
    Contact,
    ContactsReply,
    DraftReply,
    DraftTicket,
    FacetReply,
    FallbackReply,
    ProcedureReply,
    Reply,
)
from locales import Labels
from replies.facts import FactFormatter
from replies.first_action import (
    AskRequester,
    Call,
    FillIn,
    FirstAction,
    OpenPage,
    Write,
    first_action,
)
from replies.lines import numbered, optional_line, sentences, spaced
from replies.markup import BETWEEN, PlainMarkup

# The fields of a procedure that say what to do first.
FIRST: dict[type[FirstAction | None], tuple[str, ...]] = {
    Call: ("phones",),
    AskRequester: ("requesters", "authorized"),
    FillIn: ("forms",),
    OpenPage: ("send_to",),
    Write: ("send_to",),
}


class Audience(StrEnum):
    """Who reads the reply: an employee, or a Service Desk agent who wants the facts first."""

    EMPLOYEE = "employee"
    AGENT = "agent"


class ReplyText:
    """Writes every type of reply for one audience."""

    def __init__(self, labels: Labels, audience: Audience = Audience.EMPLOYEE) -> None:
        self.words = labels.sentences
        self.labels = labels
        self.facts = FactFormatter(labels, PlainMarkup())
        self.is_agent = audience is Audience.AGENT

    def of(self, reply: Reply) -> str:
        """What was asked comes first. A type that is not here has only its message."""
        writers: dict[type[Reply], Callable[[Any], str]] = {
            ProcedureReply: self._procedure,
            FacetReply: self._facet,
            ContactsReply: self._contacts,
            ClarifyReply: self._clarify,
            FallbackReply: self._fallback,
            DraftReply: self._draft,
        }
        write = writers.get(type(reply))
        return write(reply).strip() if write else reply.message

    def _procedure(self, reply: ProcedureReply) -> str:
        """What was asked, then what to do first; the record's order for the rest."""
        words = self.words.procedure
        conditions = [*map(self.facts.condition, reply.conditions), *reply.notes]
        notes = [f"- {note}" for note in conditions]
        first = [reply.message, reply.title, *map(self.facts.labeled, reply.lead)]
        # What was asked for is not said twice.
        summary = "" if reply.summary in first else reply.summary
        facts = self._procedure_facts(reply)
        now = [
            line for name in FIRST.get(type(first_action(reply)), ()) for line in facts.pop(name)
        ]
        others = [line for lines in facts.values() for line in lines]
        if self.is_agent:
            lines = [*first, *now, *others, *notes, summary, *numbered(reply.steps)]
        else:
            lines = [*first, *now, summary, *others, *([words.notes, *notes] if notes else [])]
        return "\n".join(filter(None, (*lines, self.facts.source(reply.source))))

    def _procedure_facts(self, reply: ProcedureReply) -> dict[str, list[str]]:
        """The lines of each fact, by the field of the reply."""
        words, value = self.words.procedure, self._values(reply)
        form = words.form if len(reply.forms) == 1 else words.forms
        policy = words.policy if len(reply.policies) == 1 else words.policies
        return {
            "requesters": [self._requesters(reply)],
            "approval": optional_line(words.approval, approval=reply.approval),
            "authorized": [self._at_agency(reply.authorized, reply.agency)],
            "forms": optional_line(form, forms=value["forms"]) or [self._for_agents(words.no_form)],
            "phones": optional_line(
                words.call_first if reply.call_first else words.call, phones=value["phones"]
            ),
            "send_to": optional_line(
                words.send_to if reply.can_draft else words.where, places=value["send_to"]
            ),
            "include": self._include(reply),
            "steps": self._steps(reply),
            "lead_time": optional_line(words.lead_time, lead_time=reply.lead_time),
            "cost": optional_line(words.cost, cost=reply.cost),
            "policies": optional_line(policy, policies=value["policies"]),
        }

    def _values(self, reply: ProcedureReply) -> dict[str, str]:
        return {
            "phones": BETWEEN.join(self.facts.fact("phones", reply.phones)),
            "forms": BETWEEN.join(self.facts.fact("forms", reply.forms)),
            "send_to": BETWEEN.join(self.facts.fact("send_to", reply.send_to)),
            "policies": BETWEEN.join(self.facts.fact("policies", reply.policies)),
        }

    def _requesters(self, reply: ProcedureReply) -> str:
        words = self.words.procedure
        if not reply.requesters:
            return self._for_agents(words.no_requester)
        requesters = self.facts.joined(self.facts.fact("requesters", reply.requesters))
        if reply.asked != "agency":
            return words.requesters.format(requesters=requesters)
        hint = self.words.which_caller if self.is_agent else self.words.tell_agency
        return words.requesters_asking.format(requesters=requesters, hint=hint)

    def _include(self, reply: ProcedureReply) -> list[str]:
        """A list for employees, one line for agents."""
        items = self.facts.fact("include", reply.include)
        if not items:
            return []
        if self.is_agent:
            return [f"{self.words.procedure.include} {BETWEEN.join(items)}"]
        return [self.words.procedure.include, *(f"- {item}" for item in items)]

    def _steps(self, reply: ProcedureReply) -> list[str]:
        """For employees among the facts; for agents they come last."""
        if self.is_agent or not reply.steps:
            return []
        return [self.words.procedure.steps, *numbered(reply.steps)]

    def _for_agents(self, line: str) -> str:
        """A line that says that there is nothing: agents look for it."""
        return line if self.is_agent else ""

    def _facet(self, reply: FacetReply) -> str:
        if not reply.value and not reply.lead:
            return self.facts.missing(self._for_audience(reply))
        lines = self.facts.fact(reply.facet, reply.value)
        if reply.facet == "requesters":
            value = sentences(self.facts.joined(lines), reply.approval)
        elif reply.facet == "steps":
            value = " ".join(numbered(lines))
        elif reply.facet == "detail":
            value = sentences(*lines)
        else:
            value = BETWEEN.join(lines)
        said = self._lead_and_value(reply, value)
        people = sentences(self._at_agency(reply.authorized, reply.agency))
        answer = spaced(reply.message, f"{reply.title}: {said}", people, *reply.notes)
        source = self.facts.source(reply.source) if reply.source else ""
        return "\n".join(filter(None, (answer, source)))

    def _lead_and_value(self, reply: FacetReply, value: str) -> str:
        """The value, after the passages that were asked for; then it has its label."""
        lead = sentences(*(self.facts.labeled(one, reply.facet) for one in reply.lead_beside_value))
        if not lead or not value:
            return lead or value
        label = self.labels.card.field.format(label=self.labels.facts[reply.facet])
        return f"{lead} {label} {value}"

    def _contacts(self, reply: ContactsReply) -> str:
        agency = reply.agency or ""
        message = reply.message
        if not message and reply.contacts and agency:
            message = self.words.contacts.agency.format(agency=agency)
        # Whoever acts for several agencies is reached in one way.
        named = dict.fromkeys(self.facts.person(person, agency) for person in reply.contacts)
        people = BETWEEN.join(named)
        policies = BETWEEN.join(self.facts.fact("policies", reply.policies))
        rule = self.words.contacts.policy.format(policies=policies) if policies else ""
        said = spaced(
            # Why nobody is named comes first.
            *(reply.notes if reply.withheld else ()),
            sentences(*map(self.facts.passage, reply.lead)),
            message,
            *map(self.facts.check, reply.checks),
            sentences(people),
            *(() if reply.withheld else reply.notes),
            "" if self.is_agent else self.facts.whom_to_ask(reply.send_to, reply.phones),
            rule,
        )
        return "\n".join((said, *(f"- {option}" for option in reply.options)))

    def _clarify(self, reply: ClarifyReply) -> str:
        return "\n".join((reply.message, *(f"- {option.title}" for option in reply.options)))

    def _fallback(self, reply: FallbackReply) -> str:
        """An agent of the Service Desk is who is asked."""
        nearest = sentences(*map(self.facts.labeled, reply.lead))
        return spaced(
            reply.message,
            f"{self.words.nearest} {nearest}" if nearest else "",
            self.facts.fallback(self._for_audience(reply)),
        )

    def _draft(self, reply: DraftReply) -> str:
        rows = [f"- {self.facts.summary(row)}" for row in reply.drafts]
        if reply.draft is None:
            heading = self.labels.card.field.format(label=self.labels.draft.list) if rows else ""
            return "\n".join(filter(None, (reply.message, heading, *rows)))
        is_confirmed = reply.draft.status in ("ready", "handed_over")
        says_standing = is_confirmed and not reply.question and not reply.offered
        standing = [*self.facts.receivers(reply.draft), *reply.notes] if says_standing else []
        whole = self._whole_draft(reply, reply.draft) if reply.in_full else []
        said = [part for part in (self.facts.noted(reply), reply.message) if part]
        said += self.facts.refused(reply)
        blank = [" "] if said and whole else []
        lines = (*said, *rows, *blank, *whole, *standing, reply.question or "")
        return "\n".join(line.rstrip(" ") for line in lines if line)

    def _whole_draft(self, reply: DraftReply, ticket: DraftTicket) -> list[str]:
        words = self.words.draft
        missing = [item.label for item in ticket.items if item.key in ticket.missing]
        optional = [one.label for one in ticket.items if not one.required and one.value is None]
        may_act = words.yourself if ticket.may_submit else self._people_of(ticket)
        return [
            words.summary.format(reference=ticket.id, title=ticket.title),
            *(f"- {item.short}: {item.value}" for item in ticket.items if item.value is not None),
            words.missing.format(items=BETWEEN.join(missing)) if missing else "",
            words.may_add.format(items=BETWEEN.join(optional)) if optional else "",
            self.facts.submitters(ticket),
            may_act,
            *reply.notes,
        ]

    def _people_of(self, ticket: DraftTicket) -> str:
        agency = ticket.agency or ""
        named = BETWEEN.join(self.facts.person(person, agency) for person in ticket.authorized)
        return self.words.draft.at_agency.format(agency=agency, people=named) if named else ""

    def _at_agency(self, people: Sequence[Contact], agency: str | None) -> str:
        """People with the agency for which they may act; empty without people."""
        agency = agency or next((person.agency for person in people), "")
        named = BETWEEN.join(self.facts.person(person, agency) for person in people)
        return self.words.at_agency.format(agency=agency, people=named) if named else ""

    def _for_audience[R: Reply](self, reply: R) -> R:
        """Without the Service Desk as whom to ask, where it is the Service Desk that asks."""
        return reply.model_copy(update={"send_to": []}) if self.is_agent else reply
