"""The language of rules: its nodes, the words that build them, and the texts they look into."""
