"""What is asked of group sessions: what they are about, how far people come, how many fit; nothing heavy is loaded."""

from dataclasses import dataclass

from data.population import BASIC

PERMITS = BASIC
WITHIN = (5, 10, 15)  # km
SIZES = (8, 12, 15, 20, 25, 30)
MOST = (1, 3, 5, 10, 20)


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
