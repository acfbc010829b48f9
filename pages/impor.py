"""Impor: here is a file from somewhere; what is wrong in it, and put the rest in."""

from pages._parts import intake
from pages._parts.page import page

with page("impor") as here:
    file = intake.choose_file()
    if file:
        table, kind, mapping = intake.choose_columns(file)
        checked = intake.check(here, file, table, kind, mapping)
        intake.summary(checked)
        intake.confirm(here, file, kind, checked)
        intake.rejected(file, table, checked)
        intake.problems(checked)
