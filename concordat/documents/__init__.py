"""Documents from templates, and the store that keeps them by hash."""
