"""The classes of a map's colours: on a screen the same as on paper."""

from data.scales import Scale, natural, scale_of

__all__ = ["Scale", "natural", "scale_of"]
