"""Processes that read untrusted files and may die."""
