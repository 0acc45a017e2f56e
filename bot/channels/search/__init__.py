"""One search over the records, for every channel: the catalog pages, Teams' agents."""
