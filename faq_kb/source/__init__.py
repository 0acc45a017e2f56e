"""Reading the knowledge base from the YAML files that editors change."""

from faq_kb.source.reader import SourceError, read_knowledge_base

__all__ = ["SourceError", "read_knowledge_base"]
