"""Submissions → findings, for one file or many."""
