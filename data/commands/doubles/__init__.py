"""Two entries of one business: found, told apart, merged, and a merge taken back."""

from data.commands.doubles.deciding import ask_again, keep_both, open_double
from data.commands.doubles.finding import find_doubles
from data.commands.doubles.merging import merge_actors
from data.commands.doubles.undoing import undo_merge

__all__ = [
    "ask_again",
    "find_doubles",
    "keep_both",
    "merge_actors",
    "open_double",
    "undo_merge",
]
