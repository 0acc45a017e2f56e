"""The assistant itself: understanding, engine, channels and the console."""

import sys

# httpx has a command of its own, for which it would import click, rich and pygments into every
# process, 4 MB each; it does without them where they are not installed.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
