"""Lists that people keep in Excel: entities, projects, codes, facts."""
