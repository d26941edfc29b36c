"""Submissions drawn as workbooks."""
