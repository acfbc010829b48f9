"""An attacker of the open numbers: independent code that reads only published files, as anybody can.

It imports nothing of the application. `read` takes a folder laid out like the static site, `attack` gives for every
withheld cell the interval that all that is published leaves it.
"""

from tests.attack.attack import FAMILIES, Findings, Found, attack
from tests.attack.reader import Published, read
from tests.attack.tickets import small_numbers

__all__ = ["FAMILIES", "Findings", "Found", "Published", "attack", "read", "small_numbers"]
