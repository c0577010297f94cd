"""Signs, seals and checks PDFs with the service's own key."""
