"""Report packs: loaded, bound by id, held to what they must be."""
