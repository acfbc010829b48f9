"""The whole of what is published as a static site: plain files that any web host can carry to any number of readers."""

from data.public.site.folder import write
from data.public.site.pages import Material, made, pages

__all__ = ["Material", "made", "pages", "write"]
