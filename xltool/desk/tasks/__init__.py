"""What the desk starts in a process of its own: one file for each kind of job."""
