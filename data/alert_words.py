"""An alert as a sentence, the same on the screen and in the digest."""

from collections.abc import Mapping

from data import formats
from data.queries import Alert
from data.text import text


def alert_sentence(alert: Alert, permit_kinds: Mapping[str, str], language: str = "id") -> str:
    """One alert in the reader's words; `permit_kinds` are code -> name."""

    def number(value: int) -> str:
        return formats.number(value, language)

    names = ", ".join(name for _, name in alert.names)
    if alert.names and alert.count > len(alert.names):
        names = text("alerts.more", language, names=names, count=number(alert.count - len(alert.names)))
    most = sorted(alert.by_kind.items(), key=lambda pair: (-pair[1], pair[0]))
    kinds = ", ".join(f"{permit_kinds.get(kind, kind)} {number(count)}" for kind, count in most)
    numbers = {name: number(value) for name, value in alert.rule.items()}
    return text(f"alerts.{alert.kind}", language, count=number(alert.count), names=names, kinds=kinds, **numbers)
