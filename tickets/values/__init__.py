"""Typed values of a draft: found in what people type, checked, refused with a reason."""

from tickets.values.checking import check
from tickets.values.finding import find
from tickets.values.refusal import Refusal
from tickets.values.spans import Span

__all__ = ["Refusal", "Span", "check", "find"]
