"""Which records are probably one business: probabilistic linkage, pure (no database, no screen); docs/duplicates.md.

Nothing is merged here or because of it: a person decides.
"""

from data.linking.model import Pair, Record
from data.linking.score import REVIEW, SURE, likely_pairs

__all__ = ["REVIEW", "SURE", "Pair", "Record", "likely_pairs"]
