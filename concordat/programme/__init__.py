"""A programme's config: read from YAML, checked, and turned into the domain's terms."""
