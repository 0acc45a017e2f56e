"""Checks of everything that editors write, beyond one file alone."""

from bot.operations.checks.everything import check_everything

__all__ = ["check_everything"]
