"""What an import knows of a batch and of the register it goes to; its steps are commands, its screens ask queries."""
