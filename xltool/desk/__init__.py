"""The desk: the pages of a campaign in the browser, served on this computer to its user only."""
