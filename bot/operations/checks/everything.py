"""All checks together, for `helpdesk check`."""

from pathlib import Path

from actions.server import ACTIONS
from bot.operations.checks import dialogue, training_data
from common.settings import ROOT
from faq_kb.source import SourceError, read_knowledge_base
from faq_kb.source.yaml_file import SourceFault, YamlFile


def check_everything(root: Path = ROOT) -> list[SourceFault]:
    """Every fault of knowledge base, directory, training data, domain and rules, by place."""
    faults: list[SourceFault] = []
    try:
        procedures = set(read_knowledge_base(root / "faq_kb").procedures)
    except SourceError as error:
        faults += error.faults
        procedures = {path.stem for path in (root / "faq_kb" / "procedures").glob("*.yml")}
    examples, unreadable = training_data.read_examples(root / "data" / "nlu", "data/nlu")
    faults += unreadable
    files = {}
    for name in (
        "domain.yml",
        "config.yml",
        *_yaml_names(root, "rules"),
        *_yaml_names(root, "entities"),
        *_yaml_names(root, "stories"),
    ):
        try:
            files[name] = YamlFile.read(root / name, name)
        except SourceError as error:
            faults += error.faults
    domain, config = files.get("domain.yml"), files.get("config.yml")
    if domain is None or config is None:
        return sorted(faults)
    faults += training_data.example_faults(examples, dialogue.dialogue_intents(config))
    trained = {example.intent for example in examples}
    faults += dialogue.intent_faults(domain, config, trained, procedures)
    faults += dialogue.action_faults(domain, {action.action_name for action in ACTIONS})
    faults += dialogue.entity_faults(
        domain, [file for name, file in files.items() if name.startswith("data/entities/")]
    )
    faults += dialogue.orphaned_intents(domain, config, procedures)
    rules = [file for name, file in files.items() if name.startswith("data/rules/")]
    faults += dialogue.unruled_intents(rules, domain)
    for file in rules:
        faults += dialogue.step_faults(file, "rules", domain)
    for name, file in files.items():
        if name.startswith("data/stories/"):
            faults += dialogue.step_faults(file, "stories", domain)
    return sorted(faults)


def _yaml_names(root: Path, folder: str) -> list[str]:
    return [f"data/{folder}/{path.name}" for path in sorted((root / "data" / folder).glob("*.yml"))]
