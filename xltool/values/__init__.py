"""Decimals and texts: the arithmetic, and what was typed in a cell."""
