"""All checks together, for `helpdesk check`."""

from pathlib import Path

from actions.actions import ACTIONS
from bot.operations.checks import (
    conversations,
    dialogue,
    drafts,
    pictures,
    procedures,
    training_data,
)
from bot.operations.checks.conversation_files import DRAFTS, read_folder
from common.settings import ROOT
from faq_kb.confusable import pair_faults
from faq_kb.model import Procedure
from faq_kb.passages import passages
from faq_kb.source import SourceError, read_knowledge_base
from faq_kb.source.yaml_file import SourceFault, YamlFile
from locales import load_catalog, locales
from tickets.delivery.registry import missing_phrases

DOMAIN, CONFIG = "domain.yml", "config.yml"
DRAFT_WORDS = "tickets/items.yml"
CONFUSABLE = "faq_kb/confusable.yml"


def check_everything(root: Path = ROOT) -> list[SourceFault]:
    """Every fault of knowledge base, directory, training data, domain and rules, by place."""
    faults = _delivery_words()
    records: dict[str, Procedure] = {}
    keys: dict[str, list[str]] = {}
    try:
        knowledge = read_knowledge_base(root / "faq_kb")
        records = dict(knowledge.procedures)
        for entry, procedure in records.items():
            keys[entry] = [one.key for one in passages(procedure, knowledge.directory)]
    except SourceError as error:
        faults += error.faults
    faults += pictures.picture_faults(records, root / "faq_kb" / "pictures", "faq_kb/pictures")
    entries = {path.stem for path in (root / "faq_kb" / "procedures").glob("*.yml")}
    intents, unreadable = training_data.read_intents(root / "data" / "nlu", "data/nlu")
    faults += unreadable
    faults += training_data.example_faults(intents)
    faults += procedures.example_files(entries, intents, {fault.file for fault in unreadable})
    faults += procedures.unseen_questions(entries, root / "tests" / "nlu", "tests/nlu")
    faults += conversations.conversation_faults(entries, keys, root / "data/nlu", "data/nlu")
    marked, _ = read_folder(root / "data/nlu" / DRAFTS, f"data/nlu/{DRAFTS}")
    faults += drafts.draft_faults(records, marked, f"data/nlu/{DRAFTS}")
    files = _read(root, faults)
    if config := files.get(CONFIG):
        faults += drafts.type_faults(records, config)
    if words := files.pop(DRAFT_WORDS, None):
        faults += procedures.draft_words(records, words)
    if pairs := files.pop(CONFUSABLE, None):
        faults += pair_faults(pairs, entries)
    if domain := files.pop(DOMAIN, None):
        faults += dialogue.kind_faults(domain, intents)
        faults += dialogue.action_faults(domain, {action.action_name for action in ACTIONS})
        faults += dialogue.entity_faults(domain, _of(files, "entities"))
        faults += dialogue.unruled_intents(_of(files, "rules"), domain)
        for section in ("rules", "stories"):
            for file in _of(files, section):
                faults += dialogue.step_faults(file, section, domain)
    return sorted(faults)


def _read(root: Path, faults: list[SourceFault]) -> dict[str, YamlFile]:
    """The files of the dialogue by name; what cannot be read becomes a fault."""
    names = [DOMAIN, CONFIG, DRAFT_WORDS, CONFUSABLE]
    for folder in ("rules", "entities", "stories"):
        paths = sorted((root / "data" / folder).glob("*.yml"))
        names += [f"data/{folder}/{path.name}" for path in paths]
    files = {}
    for name in names:
        try:
            files[name] = YamlFile.read(root / name, name)
        except SourceError as error:
            faults += error.faults
    return files


def _of(files: dict[str, YamlFile], folder: str) -> list[YamlFile]:
    return [file for name, file in files.items() if name.startswith(f"data/{folder}/")]


def _delivery_words() -> list[SourceFault]:
    """What no language may lack: how a request reaches its receiver, for each method."""
    return [
        SourceFault(f"locales/{locale}/replies.yml", 1, f"draft.handed.{key}", "is missing: add it")
        for locale in locales()
        for key in missing_phrases(load_catalog(locale).replies.draft.handed)
    ]
