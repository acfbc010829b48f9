"""Measurements: each prints a table and writes it as JSON; ratios within one run, never a time that must be kept."""
