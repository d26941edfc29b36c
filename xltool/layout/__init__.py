"""Where every title, label and value of a sheet stands."""
