"""Where a form stands in a sheet that came back."""
