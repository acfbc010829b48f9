"""Colours carry one meaning each, on every screen and on paper alike."""

# Shares: a teal ramp with fixed breaks. Waiting: amber to brown. Never visited: violet. No data: grey, hatched.
TEAL = ("#e4f2f0", "#b9dedb", "#80c3bd", "#3f9e98", "#0f6e66")
AMBER = ("#fdf0d5", "#f7d08a", "#e5a23d", "#b8701b", "#7a4310")
WAITING = {
    "under_6": "#2a9d8f",
    "6_12": "#f2c572",
    "12_24": "#d98e32",
    "over_24": "#8a4b12",
    "never": "#6f4aa8",
}
# How a place stands, beside "no data": reached as in the shares, waiting as in the bands.
SERVED, UNTOUCHED = TEAL[3], AMBER[2]
# How much more of a sector is here than elsewhere: blue. How much two plans differ: neither good nor bad, slate.
SPECIAL = ("#e8eef7", "#c2d3ea", "#8fb0d8", "#4f81b8", "#1f4f86")
DIFFERENT = ("#d5dbe6", "#b3bed1", "#8b9ab5", "#647496", "#435376")
OVER = "#b5476f"  # more are registered than somebody else has counted: two things are counted
NO_DATA = "#e9ecec"  # the ground under the hatch, on a light page
HATCH = "#b9c2c0"

INK, PAPER = "#17302d", "#ffffff"  # the two colours a label may have; the one with more contrast is taken


def readable_on(fill: str) -> str:
    """Dark or white, whichever has more contrast on `fill` (WCAG)."""
    light = _luminance(fill)
    return INK if (light + 0.05) / (_luminance(INK) + 0.05) >= 1.05 / (light + 0.05) else PAPER


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
