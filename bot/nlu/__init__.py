"""Understanding: the components of Rasa's NLU pipeline (engine environment)."""
