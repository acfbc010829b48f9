"""One shape for what goes wrong: a code and its details; the sentence lives in the catalogue (`problem.<code>`)."""


class Problem(Exception):
    """Something a person can understand and put right.

    `code` is a key of the catalogue (`problem.<code>`), `details` fill its placeholders. Details never hold personal
    data, because a Problem may be logged.
    """

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        inside = ", ".join(f"{name}={value!r}" for name, value in self.details.items())
        return f"{self.code}({inside})"
