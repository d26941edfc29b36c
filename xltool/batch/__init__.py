"""One returned file or many: read, checked against what was given, validated."""
