"""The procedure that a question about people names, too: "caller is at KDLA, needs ssl"."""

from collections.abc import Iterator

from common.search_index import Document, Index
from contacts.columns import CONTACT_ROLES
from contacts.message_words import BESIDE, LISTS, ORDINARY, MessageWords
from contacts.queries import Agency
from faq_kb.knowledge import CONTACT_ROLE_ENTRIES, KnowledgeBase
from faq_kb.model import Procedure

CLEARLY = 1.2  # the best is so much better than the next


def procedure_named(text: str, agency: Agency, knowledge: KnowledgeBase) -> str | None:
    """The one entry that contacts request and whose name has words that tell something."""
    names = {
        entry: list(_words(entry, procedure))
        for entry, procedure in knowledge.procedures.items()
        if entry not in CONTACT_ROLE_ENTRIES
        and not {rule.role for rule in procedure.requesters}.isdisjoint(CONTACT_ROLES)
    }
    ordinary = BESIDE | ORDINARY | LISTS["everyday"]
    known = {word for words in names.values() for word in words} - ordinary
    known -= {word for name in agency.names for word in MessageWords(name).words}
    words = [word for word in MessageWords(text).words if word in known]
    index = Index(Document(entry, " ".join(words)) for entry, words in names.items())
    best, *others = [*index.find(" ".join(words)), None]
    if best is None or (others[0] and best.score < others[0].score * CLEARLY):
        return None
    return best.key


def _words(entry: str, procedure: Procedure) -> Iterator[str]:
    """The words of title and id, without the verb that a title begins with."""
    yield from MessageWords(procedure.title).words[1:]
    yield from MessageWords(entry.replace("_", " ")).words
