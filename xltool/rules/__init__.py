"""The language of rules: terms, statements, and the texts they look into."""
