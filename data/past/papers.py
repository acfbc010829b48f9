"""What was last said of each permit of each entry of a register."""

from dataclasses import dataclass

from data.past.columns import Numbers


@dataclass(frozen=True)
class Papers:
    """Columns with a row per entry and permit kind of which anything is recorded.

    `entry` is its number, `kind` and `status` are numbers of the words; `on` the day on which it was said, `until` the
    last day of its validity (`NEVER` without one). A status here is what was recorded: expired is `terbit` too.
    """

    entry: Numbers
    kind: Numbers
    status: Numbers
    on: Numbers
    until: Numbers
