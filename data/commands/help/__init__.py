"""Asking for help, and what the office makes of it."""

from data.commands.help.answer import accept_help, decline_help, erase_help, hand_over_help, open_help
from data.commands.help.ask import ask_help, nobody_came

__all__ = [
    "accept_help",
    "ask_help",
    "decline_help",
    "erase_help",
    "hand_over_help",
    "nobody_came",
    "open_help",
]
