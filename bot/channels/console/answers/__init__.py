"""What an agent tells a caller: the facts in the order one says them, and the reply to send."""
