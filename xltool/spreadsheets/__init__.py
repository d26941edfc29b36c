"""From bytes that nobody trusts to the cells of each sheet."""
