"""What the public screens are made of: each part is drawn from one published document and nothing else."""
