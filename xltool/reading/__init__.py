"""What came back: from bytes that nobody trusts to values with their cells. No pandas here."""
