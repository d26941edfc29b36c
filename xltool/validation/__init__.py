"""Submissions → findings: checks of columns with pandera, and rules."""
