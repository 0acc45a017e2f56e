"""Removes secrets from a text before anything stores or logs it: numbers, passwords, keys."""

from common.masking.conversation import ConversationMasker
from common.masking.masker import MaskedText, mask

__all__ = ["ConversationMasker", "MaskedText", "mask"]
