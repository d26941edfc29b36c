"""Rules over one submission: what expressions come to, in decimals and in words."""
