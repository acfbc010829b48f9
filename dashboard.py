"""The entry: prepares what the browser loads, then the menu with the screens this visitor may open."""

from pages._parts.menu import menu

menu().run()
