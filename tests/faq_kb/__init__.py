"""The knowledge base: records, files, facts."""
