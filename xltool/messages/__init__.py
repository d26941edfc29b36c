"""The texts of findings, Chinese and English."""
