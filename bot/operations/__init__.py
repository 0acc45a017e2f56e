"""What runs the assistant: settings, supervisor, checks, evaluation and the `helpdesk` command."""
