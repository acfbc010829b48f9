"""What is invented before it becomes rows: an actor with its contacts."""

from dataclasses import dataclass, field
from datetime import date, datetime

from data.samples.facts import Product


@dataclass
class Contact:
    """One contact; `topics` may still grow while permits and needs are invented."""

    id: str
    on: date
    recorded: datetime
    facilitator: str
    mode: str = "di_tempat"
    outcome: str = "bertemu"
    topics: list[str] = field(default_factory=list)
    session: str | None = None
    result: str | None = None
    next_step: str | None = None
    next_due: date | None = None

    @property
    def visit(self) -> bool:
        """In person, and they met."""
        return self.mode != "telepon" and self.outcome == "bertemu"


@dataclass
class Exit:
    """How an actor stopped being active: closed or moved."""

    on: date
    recorded: datetime
    state: str
    reason: str


@dataclass
class Actor:
    """One invented business; `start` is the day its dated rows begin."""

    id: str
    name: str
    owner: str
    woman: bool
    kind: str  # the product's key
    product: Product
    form: str | None
    kecamatan: str
    desa: str | None
    start: date
    recorded: datetime
    known_since: date | None
    precision: str
    source: str | None
    old_licence: bool = False
    moved_from: tuple[str, str | None] | None = None
    moved_on: date | None = None
    exit: Exit | None = None
    merged_into: str | None = None
    merged_at: datetime | None = None
    contacts: list[Contact] = field(default_factory=list)

    @property
    def counted(self) -> bool:
        """Active today and not merged away."""
        return self.exit is None and self.merged_into is None

    @property
    def visits(self) -> list[Contact]:
        """The contacts that make it served, oldest first."""
        return sorted((one for one in self.contacts if one.visit), key=lambda one: (one.on, one.id))
