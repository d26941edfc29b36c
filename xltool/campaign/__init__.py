"""The campaign folder: who owes what, what was sent, what came back."""
