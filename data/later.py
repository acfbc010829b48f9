"""Names of a package that are fetched when they are first asked for: what a screen does not use is never loaded."""

import ast
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any


def later(package: str, file: str) -> Callable[[str], Any]:
    """The `__getattr__` of a package for all that its `__init__` imports under `if TYPE_CHECKING`.

    The type checker and the reader see ordinary imports; at run time the first use of a name makes its import.
    """
    homes = dict(_imports(ast.parse(Path(file).read_text(encoding="utf-8"))))

    def fetch(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(homes[name]), name)

    return fetch


def _imports(tree: ast.Module) -> list[tuple[str, str]]:
    blocks = [node.body for node in tree.body if isinstance(node, ast.If)]
    found = [node for block in blocks for node in block if isinstance(node, ast.ImportFrom)]
    return [(name.name, node.module) for node in found if node.module for name in node.names]
