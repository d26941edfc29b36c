"""An official workbook → the draft of a pack; only user of openpyxl."""
