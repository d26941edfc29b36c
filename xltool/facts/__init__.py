"""Submissions as flat rows, as records with labels, and as Parquet."""
