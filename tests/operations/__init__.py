"""The helpdesk command, settings, supervisor, evaluation."""
