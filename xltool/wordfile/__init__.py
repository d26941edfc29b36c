"""Documents as files: blocks → .docx and .pdf, and .docx, .txt, .html, .pdf → what they say."""
