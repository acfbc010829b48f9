"""What is asked of group sessions: what they are about, how far people come, how many fit; nothing heavy is loaded."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from data.population import BASIC

PERMITS = BASIC
WITHIN = (5, 10, 15)  # km
SIZES = (8, 12, 15, 20, 25, 30)
MOST = (1, 3, 5, 10, 20)
TOPIC = "session"  # in a URL: what they are about; the numbers stand beside it
_NUMBERS = {"within": WITHIN, "least": SIZES, "capacity": SIZES, "most": MOST}


@dataclass(frozen=True)
class Topic:
    """What a session is about: an open need of this kind ("need"), or a missing permit of it ("permit")."""

    source: str
    kind: str


@dataclass(frozen=True)
class Wish:
    """`within` km of the session's desa; `least` to `capacity` people in each of at most `most` sessions."""

    within: int = 10
    least: int = 8
    capacity: int = 20
    most: int = 5


def to_params(topic: Topic, wish: Wish) -> dict[str, str]:
    """The URL's query parameters: the topic, and of the numbers those that differ from the default."""
    usual = Wish()
    chosen = {name: getattr(wish, name) for name in _NUMBERS if getattr(wish, name) != getattr(usual, name)}
    return {TOPIC: f"{topic.source}.{topic.kind}"} | {f"{TOPIC}_{name}": str(value) for name, value in chosen.items()}


def from_params(params: Mapping[str, str], topics: Collection[Topic]) -> tuple[Topic | None, Wish]:
    """What a URL asks for; what is on no list is dropped, and nobody can be asked for fewer people than the least."""
    source, _, kind = params.get(TOPIC, "").partition(".")
    topic = Topic(source, kind)
    found = {name: _number(params.get(f"{TOPIC}_{name}", ""), among) for name, among in _NUMBERS.items()}
    wish = Wish(**{name: value for name, value in found.items() if value is not None})
    if wish.capacity < wish.least:
        wish = Wish(wish.within, wish.least, wish.least, wish.most)
    return topic if topic in topics else None, wish


PARAMS = (TOPIC, *(f"{TOPIC}_{name}" for name in _NUMBERS))


def _number(said: str, among: Sequence[int]) -> int | None:
    return next((one for one in among if str(one) == said), None)
