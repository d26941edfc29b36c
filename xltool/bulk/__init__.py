"""Many workbooks of one form size, written from one template workbook."""
