"""The timelines: order and waiting, nothing else."""
