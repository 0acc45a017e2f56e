"""Reading the knowledge base from the YAML files that editors change."""

from faq_kb.source.reader import FOLDER, read_knowledge_base
from faq_kb.source.yaml_file import SourceError

__all__ = ["FOLDER", "SourceError", "read_knowledge_base"]
