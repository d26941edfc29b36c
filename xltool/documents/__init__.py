"""What people are handed, as data: pages of titles, lines and tables, before a format is chosen."""
