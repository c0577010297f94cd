"""Sets documents on pages and keeps them: templates, PDF and the document store."""
