"""The supporting sheets of a consolidated workbook, cell by cell, before they are drawn."""
