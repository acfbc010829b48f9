"""A plan as plain JSON values and back, exactly; what cannot be read is said in one sentence."""

import types
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime
from typing import Any, Union, get_args, get_origin, get_type_hints

from data.placement.plan import Counted, Plan
from data.problem import Problem

FORM = 1  # raised when what is kept changes its form


def as_words(plan: Plan, counted: Counted) -> dict[str, Any]:
    """What is kept; facilitators by their ids, places by their codes."""
    said = asdict(counted) | {"as_of": counted.as_of.isoformat(), "known_at": counted.known_at.isoformat()}
    return {"form": FORM, "counted": said, "plan": asdict(plan)}


def from_words(words: object) -> tuple[Plan, Counted]:
    """What `as_words` made, after its way through the database; Problem("placement_draft_unreadable")."""
    try:
        kept = _mapping(words)
        if kept["form"] != FORM:
            raise ValueError(kept["form"])
        return _read(Plan, kept["plan"]), _read(Counted, kept["counted"])
    except (KeyError, TypeError, ValueError) as wrong:
        raise Problem("placement_draft_unreadable") from wrong


def _read(kind: Any, value: Any) -> Any:
    """A value of this type; KeyError, TypeError or ValueError where it is none."""
    if is_dataclass(kind):
        hints, kept = get_type_hints(kind), _mapping(value)
        made: Any = kind
        return made(**{one.name: _read(hints[one.name], kept[one.name]) for one in fields(kind)})
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (types.UnionType, Union):  # something or None
        return None if value is None else _read(next(one for one in inner if one is not types.NoneType), value)
    if origin is tuple:
        return _tuple(inner, value)
    if origin is Mapping:
        return {_read(inner[0], key): _read(inner[1], one) for key, one in _mapping(value).items()}
    return _plain(kind, value)


def _tuple(inner: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    listed = list(value) if isinstance(value, list | tuple) else None
    if listed is None:
        raise TypeError(value)
    kinds = [inner[0]] * len(listed) if inner[1:] == (...,) else inner
    return tuple(_read(kind, one) for kind, one in zip(kinds, listed, strict=True))


def _plain(kind: Any, value: Any) -> Any:
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if kind is float and type(value) is int:  # a database may write 2.0 as 2
        return float(value)
    if type(value) is not kind:
        raise TypeError(value)
    return value


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(value)
    return value
