"""xltool: generate, read, validate and consolidate standard Excel forms."""

__version__ = "0.1.0"
