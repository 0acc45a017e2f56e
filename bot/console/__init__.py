"""The `helpdesk` command."""

from bot.console.app import main

__all__ = ["main"]
