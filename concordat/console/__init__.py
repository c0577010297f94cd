"""What the director sees in Prefect's UI beside runs and forms: the board, and each place's story."""
