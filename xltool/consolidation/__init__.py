"""Submissions of children → submission of the parent. Plain decimals."""
