"""Where every title, label and fact of a sheet stands."""
