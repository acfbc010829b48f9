"""Impor: here is a file from somewhere; what is wrong in it, and put the rest in."""

from pages._parts import intake
from pages._parts.page import page

with page("impor") as here:
    batch = intake.opened(here)
    if batch is None:
        intake.choose_file(here)
        intake.unfinished(here)
        intake.finished(here)
    else:
        intake.head(batch)
        if batch.preset == intake.CASELOAD:
            intake.summary(batch)
        elif intake.at_work(here, batch):
            pass
        elif batch.state == "checking":
            intake.columns(here, batch)
            intake.check(here, batch)
        elif batch.state == "checked":
            intake.columns(here, batch)
            intake.summary(batch)
            intake.confirm(here, batch)
            intake.changes(here, batch)
            intake.problems(here, batch)
        elif batch.state == "written":
            intake.written(here, batch)
            intake.summary(batch)
            intake.changes(here, batch)
            intake.problems(here, batch)
        else:
            intake.undone(here, batch)
