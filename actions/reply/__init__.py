"""What the assistant says, in the words of the catalog."""

from actions.reply.text import TextRenderer
from replies import Audience

__all__ = ["Audience", "TextRenderer"]
