"""All words that users see: one folder for each language, one typed catalog.

`en/` holds the American English ones: a file for each section, which an editor may change. To add
a language, copy the folder, translate the values and set LOCALE to its name.
"""

from locales.catalog import Catalog, Labels, load_catalog, locales
from locales.replies import Replies

__all__ = ["Catalog", "Labels", "Replies", "load_catalog", "locales"]
