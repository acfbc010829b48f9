"""Today in the office's own time zone, now in UTC, and ids that sort by their time of birth."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import uuid_utils
from dateutil.relativedelta import relativedelta

from data.settings import region


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The date on the office's wall calendar."""
    return office_day(now())


def office_day(moment: datetime) -> date:
    """The date of a moment on the office's wall calendar."""
    return moment.astimezone(ZoneInfo(region().timezone)).date()


def months_before(day: date, months: int) -> date:
    """`day` minus calendar months; the 31st becomes the last day of a shorter month."""
    earlier: date = day - relativedelta(months=months)
    return earlier


def new_id() -> str:
    """A UUIDv7 as text."""
    return str(uuid_utils.uuid7())
