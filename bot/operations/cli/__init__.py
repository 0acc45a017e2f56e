"""The `helpdesk` command."""

from bot.operations.cli.app import main

__all__ = ["main"]
