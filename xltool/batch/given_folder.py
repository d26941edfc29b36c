"""The folders of a campaign with the facts that its workbooks are filled in with."""

GIVEN = "given"
PREFILL = "prefill"
"""Facts that are filled in for people to change, unlike those in ``given``."""
