"""Microsoft Teams: the bot, what it lets in, how it answers."""
