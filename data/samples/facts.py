"""What the generator knows of the regency: `sample.toml` beside the other reference files, as frozen objects."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Kecamatan:
    """How many actors live there and how many of them are served; `visits_since` in months before today."""

    population: int
    industry: float
    coverage: float
    visits_since: int | None = None
    total: int | None = None


@dataclass(frozen=True)
class Sentra:
    """A product made in some desa of one kecamatan; `count` in a register of 4,000 actors."""

    product: str
    count: int
    desa: tuple[str, ...]


@dataclass(frozen=True)
class Product:
    """What a kind of business makes, how it is named and how big it usually is; `fresh` food needs no PIRT."""

    kbli: str
    weight: float
    word: tuple[str, ...]
    commodity: str
    product: tuple[str, ...]
    unit: str
    capacity: tuple[int, int]
    price: int
    invest: tuple[int, int]
    workers: tuple[int, int]
    kbli_2025: str | None = None
    needs: tuple[str, ...] = ()
    fresh: bool = False


@dataclass(frozen=True)
class Source:
    """Where an actor was first written down; without a precision its known_since is unknown."""

    weight: float
    name: str | None = None
    first: date | None = None
    final: date | None = None
    months: tuple[int, int] | None = None
    precision: str | None = None
    old_licence: bool = False


@dataclass(frozen=True)
class Post:
    """A facilitator's work; months before today, negative in the future. `first` and `hole` are earlier years."""

    home: str
    state: str
    since: int
    until: int | None = None
    capacity: int | None = None
    kecamatan: tuple[str, ...] = ()
    desa: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    hole: bool = False
    demo: bool = False
    personal: tuple[str, int] | None = None  # product, how many


@dataclass(frozen=True)
class Topic:
    """A need and what is said about it."""

    weight: float
    session: str
    result: tuple[str, ...]
    next: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """Where the people of a desa live when its label point is elsewhere."""

    lon: float
    lat: float
    radius_km: float


@dataclass(frozen=True)
class Outside:
    """Somebody else's count: `share` is registered ÷ counted, `over` where it is above one; see the file."""

    title: str
    year: int
    counts: str
    reference: str
    share: tuple[float, float]
    missing: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    desa: tuple[str, ...] = ()
    fixed: Mapping[str, int] = field(default_factory=dict)
    sectors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listed:
    """Desa that somebody went through so many months ago."""

    months: int
    desa: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """The whole file."""

    kecamatan: dict[str, Kecamatan]
    point: dict[str, Point]
    sentra: tuple[Sentra, ...]
    product: dict[str, Product]
    source: tuple[Source, ...]
    facilitator: tuple[Post, ...]
    names: dict[str, tuple[str, ...]]
    topic: dict[str, Topic]
    exits: dict[str, tuple[str, ...]]
    said: dict[str, tuple[str, ...]]
    outside: tuple[Outside, ...]
    enumeration: tuple[Listed, ...]


def load_facts(path: Path) -> Facts:
    """The facts of a `sample.toml`; what the objects do not know is a TypeError."""
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    sources = [{_RENAMED.get(key, key): value for key, value in one.items()} for one in found["source"]]
    posts = [one | {"personal": _personal(one.get("personal"))} for one in found["facilitator"]]
    return Facts(
        kecamatan={code: Kecamatan(**one) for code, one in found["kecamatan"].items()},
        point={code: Point(**one) for code, one in found["point"].items()},
        sentra=tuple(Sentra(**_frozen(one)) for one in found["sentra"]),
        product={code: Product(**_frozen(one)) for code, one in found["product"].items()},
        source=tuple(Source(**_frozen(one)) for one in sources),
        facilitator=tuple(Post(**_frozen(one)) for one in posts),
        names=_frozen(found["names"]),
        topic={code: Topic(**_frozen(one)) for code, one in found["topic"].items()},
        exits=_frozen(found["exits"]),
        said=_frozen(found["said"]),
        outside=tuple(Outside(**_frozen(one)) for one in found["outside"]),
        enumeration=tuple(Listed(**_frozen(one)) for one in found["enumeration"]),
    )


_RENAMED = {"from": "first", "to": "final"}


def _personal(one: Mapping[str, object] | None) -> tuple[object, object] | None:
    return (one["product"], one["count"]) if one else None


def _frozen(one: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in one.items()}
