"""A publication 公开: document, public tables and proofs, made from one department workbook."""
