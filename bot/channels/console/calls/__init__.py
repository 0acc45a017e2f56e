"""The person on the phone: who it may be, what they may ask for, and that they were called back."""
