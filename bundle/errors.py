"""What stops a build."""

from __future__ import annotations


class BundleError(Exception):
    """A bundle cannot be built, with what to do about it."""
