"""A pack tried out: two units and their parent filled in, written, read back, judged."""
