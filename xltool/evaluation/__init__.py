"""What rules come to: in decimals, in words, in Excel."""
