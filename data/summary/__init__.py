"""What the register is today and was on the same day a year ago, kept exact inside every write.

`actor_day` has a row per active actor, what `population.actors` says of it; `summary` counts those that share all that
the fast filters ask. `keeping` follows the writes, `turning` the calendar, `cube` answers from memory, `verifying`
recounts.
"""
