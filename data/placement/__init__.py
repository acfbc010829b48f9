"""Placement: which facilitator could stand beside which desa, proven how good, beside today; nothing is written.

A `Case` (`queries.placement_case`) and a `Wish` make a `Table` (`costs.table`); `solving.solve` finds a `Found`,
`comparing.compare` says it in numbers beside today's and a simple rule's, `marginal` looks at one more and one less.
All of it is pure and may run in a thread of its own: `tell` hears of progress, `cancel` (a threading.Event) ends it.
"""
