"""The operator's name, color and logo, and what follows from them."""
