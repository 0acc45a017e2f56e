"""The assistant itself: understanding, engine, channels and the console."""

import sys
from importlib.util import find_spec

# httpx has a command of its own, for which it would import click, rich and pygments into every
# process, 4 MB each; it does without them where they are not installed.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]

# httpx's transport looks for it dozens of times in a request and does without it where it is not
# installed. Each look then searches all folders: a tenth of the web app's time for a message.
if find_spec("sniffio") is None:
    sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]
