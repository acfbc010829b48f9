"""The whole register as arrays, one set per process: any past day, as known at any time, is counted from memory.

`population` says in SQL what counts on a day; here the same is said once more for whole columns, because a trend asks
for dozens of days at once. A test compares the two on registers in which anything happens.
"""
