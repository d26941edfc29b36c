"""Findings and listings as text, JSON and a page."""
