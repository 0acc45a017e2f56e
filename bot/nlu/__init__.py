"""What Rasa's NLU pipeline runs on (engine environment): language, encoder, intents, decision."""
