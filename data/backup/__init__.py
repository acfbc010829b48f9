"""A register in one file and back: taken while people work, proved by restoring it, the same file for both engines.

The file is a zip of text, one JSON array a line, so that a backup of PostgreSQL restores onto SQLite and the other way
round. It holds personal data: whoever may not read the register may not read the file.
"""

from data.backup.restoring import restore
from data.backup.taking import Taken, backup

__all__ = ["Taken", "backup", "restore"]
