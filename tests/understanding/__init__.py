"""How well unseen questions are understood, and that they are unseen."""
