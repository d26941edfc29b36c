"""Expressions and rules as Excel formulas."""
