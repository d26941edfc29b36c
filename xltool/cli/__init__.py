"""The commands: each in the file of its name, about a dozen lines; heavy imports stand inside."""
