"""KBLI code -> sector, by the longest prefix the register knows for that version."""

import sqlalchemy as sa

from data import schema

OTHER = "other"


class SectorOf:
    """The prefixes of one register; call it with a code and its version."""

    def __init__(self, prefixes: dict[tuple[str, str], str]) -> None:
        self._prefixes = prefixes

    def __call__(self, kbli: str | None, version: str = "2020") -> str:
        """The sector's code; `other` for no code or one outside the prefixes."""
        for length in range(len(kbli or ""), 0, -1):
            found = self._prefixes.get((version, (kbli or "")[:length]))
            if found:
                return found
        return OTHER


def sector_of(conn: sa.Connection, kab: str) -> SectorOf:
    """The register's prefixes, read once."""
    table = schema.sector_prefix
    asked = sa.select(table.c.kbli_version, table.c.prefix, table.c.sector).where(table.c.kab_code == kab)
    return SectorOf({(version, prefix): sector for version, prefix, sector in conn.execute(asked)})
