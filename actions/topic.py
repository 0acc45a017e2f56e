"""The procedure that a question about people names, too: "caller is at KDLA, needs ssl"."""

from faq_kb.knowledge import CONTACT_LOOKUP, CONTACT_ROLE_ENTRIES, KnowledgeBase
from faq_kb.model import Procedure
from faq_kb.registry.queries import Agency
from faq_kb.registry.wording import BESIDE, LISTS, ORDINARY, Message
from faq_kb.search_index import Document, Index

PEOPLE = frozenset({CONTACT_LOOKUP, "requesting_services", *CONTACT_ROLE_ENTRIES})
CLEARLY = 1.2  # the best is so much better than the next


def procedure_named(text: str, agency: Agency, knowledge: KnowledgeBase) -> str | None:
    """The one entry whose title has the words that are no agency's and tell something."""
    known = (
        BESIDE
        | ORDINARY
        | LISTS["everyday"]
        | {word for name in agency.names for word in Message(name).words}
    )
    index = Index(
        Document(entry, procedure.title)
        for entry, procedure in knowledge.procedures.items()
        if entry not in PEOPLE
    )
    titles = {word for procedure in knowledge.procedures.values() for word in _words(procedure)}
    words = [word for word in Message(text).words if word in titles and word not in known]
    best, *others = [*index.find(" ".join(words)), None]
    if best is None or (others[0] and best.score < others[0].score * CLEARLY):
        return None
    return best.key


def _words(procedure: Procedure) -> list[str]:
    return Message(procedure.title).words
