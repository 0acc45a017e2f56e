"""What a console shows, made from the real records and the sample listing."""

import csv
from collections.abc import Iterator
from typing import Any

from bot.operations.settings import ROOT
from faq_kb.answers import form_ref, notes, phone, pictures, policies, send_to, source
from faq_kb.knowledge import KnowledgeBase
from faq_kb.model import Procedure, Role

Record = dict[str, Any]
LISTING = ROOT / "contacts" / "sample" / "contacts.csv"
ROLES = {
    "Compliance": Role.COMPLIANCE,
    "Human Resources": Role.HR,
    "IT Services": Role.IT_SERVICES,
    "Management": Role.MANAGEMENT,
    "Security": Role.SECURITY,
}
# Facts of this kind are late in the samples, so that one sees how that looks.
LATE = "cost"
DUE, NOT_DUE = "2026-11-25", "2027-11-21"
PAIRS = {
    "shared_mailbox_access": "mailbox_delegation",
    "mailbox_delegation": "shared_mailbox_access",
}


class Listing:
    """The people of the sample listing, and their agencies."""

    def __init__(self) -> None:
        with LISTING.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        names = sorted({row["Agency"] for row in rows})
        self.agencies = {
            number: {
                "id": number,
                "name": name,
                "acronym": next(row["Acronym"] for row in rows if row["Agency"] == name),
                "cabinet": next(row["Cabinet"] for row in rows if row["Agency"] == name),
            }
            for number, name in enumerate(names, start=1)
        }
        numbers = {agency["name"]: number for number, agency in self.agencies.items()}
        self.people: dict[int, Record] = {}
        by_name: dict[tuple[str, str], Record] = {}
        for row in rows:
            agency = {"id": numbers[row["Agency"]], "name": row["Agency"]}
            person = by_name.setdefault(
                (row["Name"], row["Agency"]),
                {
                    "person": len(by_name) + 1,
                    "name": row["Name"],
                    "email": row["E-mail"],
                    "phone": row["Phone"],
                    "title": row["Title"],
                    "agency": agency,
                    "authorizations": [],
                },
            )
            person["authorizations"].append(_authorization(row))
        self.people = {person["person"]: person for person in by_name.values()}

    def of_agency(self, number: int) -> list[Record]:
        """Its people."""
        return [one for one in self.people.values() if one["agency"]["id"] == number]


def _authorization(row: dict[str, str]) -> Record:
    return {
        "role": str(ROLES[row["Role"]]),
        "role_title": f"{row['Role']} Contact" if row["Role"] != "Management" else "Management",
        "agency": row["Agency"],
        "since": row["Valid from"] or None,
        "until": row["Valid until"] or None,
        "verified": row["Verified on"] or None,
        "source": "Agency Contact Listing (sample)",
        "imported": "2026-11-21",
    }


class Answers:
    """The answers of the console, as the contract has them."""

    def __init__(self, knowledge: KnowledgeBase, listing: Listing) -> None:
        self.knowledge, self._listing = knowledge, listing

    def lines(self) -> list[Record]:
        """Every procedure, by title."""
        topics = self.knowledge.directory.topics
        lines = [
            {
                "entry": entry,
                "title": one.title,
                "question": one.question,
                "topic": one.topic,
                "topic_title": topics[one.topic].title if one.topic in topics else "Other",
                "is_public": self.is_public(one),
            }
            for entry, one in self.knowledge.procedures.items()
        ]
        return sorted(lines, key=lambda line: str(line["title"]))

    def is_public(self, procedure: Procedure) -> bool:
        """Whether anybody may ask."""
        roles = {rule.role for rule in procedure.requesters}
        return not roles or Role.ANYONE in roles

    def answer(self, entry: str, agency: int | None, person: int | None) -> Record:
        """The whole answer, for a caller."""
        one, directory = self.knowledge.procedures[entry], self.knowledge.directory
        titles = [directory.roles[rule.role].title for rule in one.requesters]
        public = self.is_public(one)
        other = PAIRS.get(entry)
        shown = {picture.passage: picture for picture in pictures(one)}
        return {
            "entry": entry,
            "title": one.title,
            "question": one.question,
            "summary": one.summary,
            "topic": one.topic,
            "help_url": f"/help/{entry}",
            "call_first": one.call_first,
            "can_draft": one.can_draft,
            "access": {
                "kind": "public" if public else "restricted",
                "summary": "Anybody may ask."
                if public
                else f"{' or '.join(titles)} asks for this.",
                "roles": [
                    {"role": rule.role, "title": title, "note": rule.note}
                    for rule, title in zip(one.requesters, titles, strict=True)
                ],
                "approval": one.approval,
            },
            "authority": self.authority(one, agency, person),
            "facts": list(self._facts(entry, one)),
            "steps": [
                {
                    "key": (key := f"steps.{step.key}"),
                    "text": step.text,
                    "picture": {
                        "url": f"/help/pictures/{shown[key].name}.svg",
                        "alt": shown[key].alt,
                    }
                    if key in shown
                    else None,
                    "disputed": None,
                }
                for step in one.steps
            ],
            "questions": [
                {
                    "key": (key := f"conditions.{case.key}"),
                    "when": case.when,
                    "question": f"{case.when.rstrip('.')}?",
                    "then": case.then,
                    "disputed": None,
                }
                for case in one.conditions
            ],
            "notes": notes(one),
            "source": source(one, directory).model_dump(),
            "confusable": [{"entry": other, "title": self.knowledge.procedures[other].title}]
            if other
            else [],
        }

    def authority(
        self, procedure: Procedure, agency: int | None, person: int | None
    ) -> Record | None:
        """Whether the caller may ask."""
        caller = self._listing.people.get(person or 0)
        agency = agency or (caller["agency"]["id"] if caller else None)
        if not agency:
            return None
        counted = {str(rule.role) for rule in procedure.requesters}
        who = [
            {**one, "authorizations": found}
            for one in self._listing.of_agency(agency)
            if (found := [each for each in one["authorizations"] if each["role"] in counted])
        ]
        mine = next((one for one in who if one["person"] == person), None)
        public = self.is_public(procedure)
        verdict = "agency_only" if not caller else "authorized" if mine else "not_authorized"
        sentences = {
            "open": "Anybody may ask for this.",
            "agency_only": "The people below may ask. Find out who is calling.",
            "authorized": f"{caller['name']} may ask for this." if caller else "",
            "not_authorized": f"{caller['name']} isn't listed for this." if caller else "",
        }
        verdict = "open" if public else verdict
        return {
            "verdict": verdict,
            "sentence": sentences[verdict],
            "authorizations": mine["authorizations"] if mine else [],
            "who": [] if public else who,
            "call_back": {"phone": caller["phone"], "label": caller["name"]}
            if caller and not public
            else None,
            "sample": True,
        }

    def _facts(self, entry: str, one: Procedure) -> Iterator[Record]:
        directory = self.knowledge.directory
        for rule in one.requesters:
            title = directory.roles[rule.role].title
            text = f"{title} ({rule.note})" if rule.note else title
            yield self._fact(entry, f"requesters.{rule.role}", "Who may submit", text)
        if one.approval:
            yield self._fact(entry, "approval", "Approval", one.approval)
        for use in one.forms:
            form = form_ref(use.number, directory, use.use)
            remark = f" ({form.use})" if form.use else ""
            yield self._fact(
                entry, f"forms.{form.number}", "Form", f"{form.number}, {form.title}{remark}",
                (form.url, form.number) if form.url else None,
            )  # fmt: skip
        for key in one.send_to:
            place = send_to(key, directory)
            at = place.email or place.url or place.phone or ""
            kind = "mailto:" if place.email else "" if place.url else "tel:"
            yield self._fact(
                entry, f"send_to.{key}", "Where", f"{place.name}, {at}", (f"{kind}{at}", at)
            )
        for key in one.phones:
            number = phone(key, directory)
            yield self._fact(
                entry, f"phones.{key}", "Call", f"{number.label}: {number.number}",
                (f"tel:{number.number}", number.number),
            )  # fmt: skip
        if one.lead_time:
            yield self._fact(entry, "lead_time", "Lead time", one.lead_time)
        if one.cost:
            yield self._fact(entry, "cost", "Cost", one.cost)
        for policy in policies(one, directory):
            text = (
                policy.number
                if policy.title == policy.number
                else f"{policy.number}, {policy.title}"
            )
            link = (policy.url, policy.number) if policy.url else None
            yield self._fact(entry, f"policies.{policy.number}", "Policy", text, link)
        for item in one.include:
            yield self._fact(entry, f"include.{item.key}", "Include", item.label)

    def _fact(
        self, entry: str, key: str, label: str, text: str, link: tuple[str, str] | None = None
    ) -> Record:
        procedure = self.knowledge.procedures[entry]
        kind = key.partition(".")[0]
        return {
            "key": key,
            "kind": kind,
            "label": label,
            "text": text,
            "link": {"href": link[0], "text": link[1]} if link else None,
            "source": source(procedure, self.knowledge.directory).model_dump(),
            "review": {"due": DUE if kind == LATE else NOT_DUE, "is_due": kind == LATE},
            "disputed": None,
        }
