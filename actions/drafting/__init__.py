"""Draft tickets in conversation: opened, filled in, shown, confirmed, handed over."""
