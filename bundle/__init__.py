"""Builds the folder that runs without an installed Python: for Windows, and for Linux with one."""
