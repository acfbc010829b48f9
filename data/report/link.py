"""Where a report's numbers stand on a screen: a link that says the same filter, date and time of knowledge."""

from dataclasses import dataclass
from urllib.parse import urlencode

from data.report.model import Report, address_params
from data.settings import settings
from data.text import LANGUAGES

SCREEN = "senin"


@dataclass(frozen=True)
class Address:
    """Where the app is reached ("https://damping.example.go.id/sub"), and the register its screens show."""

    base: str
    register: str

    def of(self, report: Report) -> str:
        """The whole link of a report."""
        params = address_params(report.wanted) | {"metric": report.metric.name, "lang": report.language}
        params["register"] = self.register
        usual = {"metric": "coverage", "lang": LANGUAGES[0], "register": settings().default_register}
        said = {name: value for name, value in params.items() if usual.get(name) != value}
        return f"{self.base.rstrip('/')}/{SCREEN}?{urlencode(said, safe=',:')}"
