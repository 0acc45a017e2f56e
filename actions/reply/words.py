"""Short pieces of a reply's text: roles, forms, numbers, addresses, contacts in one line each."""

from collections.abc import Sequence

from contacts.queries import Authorized
from faq_kb.contract import ConditionRef, Contact, Item, SendTo
from faq_kb.knowledge import Directory
from faq_kb.model import IncludeItem, Procedure


def joined(parts: Sequence[str], last: str = "or") -> str:
    """`a`, `a or b`, `a, b or c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def sentences(*parts: str | None) -> str:
    """The parts that are there, each closed by a full stop."""
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)


def requesters(procedure: Procedure, directory: Directory) -> str:
    """Who may submit, with what each may submit for."""
    parts = []
    for rule in procedure.requesters:
        title = directory.roles[rule.role].title
        parts.append(f"{title} ({rule.note})" if rule.note else title)
    return joined(parts)


def forms(procedure: Procedure, directory: Directory) -> str:
    """Each form with its title, its address where known, and when it is the one to use."""
    parts = []
    for use in procedure.forms:
        form = directory.forms[use.number]
        words = use.number if form.title == use.number else f"{use.number}, {form.title}"
        if form.url:
            words = f"{words} <{form.url}>"
        parts.append(f"{words} ({use.use})" if use.use else words)
    return "; ".join(parts)


def phones(procedure: Procedure, directory: Directory) -> str:
    """Each number with whose it is."""
    listed = [directory.phones[key] for key in procedure.phones]
    return "; ".join(f"{phone.number} ({phone.label})" for phone in listed)


def service_desk_phones(directory: Directory) -> str:
    """The numbers of the Service Desk."""
    return joined([phone.number for phone in directory.service_desk_phones])


def policies(procedure: Procedure, directory: Directory) -> str:
    """Each policy with its title where there is one."""
    parts = []
    for number in procedure.policies:
        title = directory.policies[number].title
        parts.append(f"{number} ({title})" if title else number)
    return "; ".join(parts)


def addresses(points: Sequence[SendTo], directory: Directory) -> str:
    """Each place with its address, or with whom to call for it."""
    owners = {phone.number: phone.label for phone in directory.phones.values()}
    parts = []
    for point in points:
        known = [part for part in (point.email, point.url) if part]
        if known:
            parts.append(f"{point.name}, {', '.join(known)}")
        else:
            owner = owners.get(point.phone or "", "number")
            parts.append(f"{point.name} (no address on record; ask the {owner}, {point.phone})")
    return "; ".join(parts)


def item(asked: Item | IncludeItem) -> str:
    """What to include, marked where it may be left out."""
    return asked.label if asked.required else f"{asked.label} (optional)"


def condition(one: ConditionRef) -> str:
    """A sub-case or exception as a sentence."""
    return f"If {one.when[0].lower()}{one.when[1:]}: {one.then}"


def contacts(people: Sequence[Contact], directory: Directory, agency: str = "") -> str:
    """Each person with role and ways to reach them; whose agency is not `agency`, with it."""
    parts = []
    for person in people:
        reach = [part for part in (person.email, person.phone) if part]
        role = directory.roles[person.role].title
        elsewhere = f", {person.agency}" if agency and person.agency != agency else ""
        parts.append(", ".join([f"{person.name} ({role}{elsewhere})", *reach]))
    return "; ".join(parts)


def authorizations(listed: Sequence[Authorized], directory: Directory) -> str:
    """Each role with its agency and since when, in one line."""
    parts = []
    for one in listed:
        dates = [
            f"{word} {day.isoformat()}"
            for word, day in (
                ("since", one.valid_from),
                ("until", one.valid_until),
                ("verified", one.verified),
            )
            if day
        ]
        parts.append(", ".join([f"{directory.roles[one.role].title} at {one.agency}", *dates]))
    return "; ".join(parts)
