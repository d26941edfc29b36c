"""Where a form stands in a returned sheet, found by the texts that the form prints."""
