"""Takes secrets out of a text before anything stores or logs it: numbers, passwords, keys."""

from bot.masking.conversation import ConversationMasker
from bot.masking.masker import Masked, mask

__all__ = ["ConversationMasker", "Masked", "mask"]
