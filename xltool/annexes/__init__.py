"""What explains a consolidated workbook: its sheets, cell by cell, before they are drawn."""
