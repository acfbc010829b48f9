"""An import in a process that may be killed at any moment; what `test_kill` begins and ends."""

import os
from pathlib import Path


def write(folder: Path, batch_id: str) -> None:
    """Write a checked batch of the register in a folder."""
    os.environ["DAMPING_VAR"] = str(folder)
    from data import commands, settings
    from data.people import system

    settings.settings.cache_clear()
    commands.write_batch(system("uji"), batch_id)
