"""Writes the site into a folder, all of it or nothing: whoever reads meanwhile sees the old site or the new one."""

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from data.problem import Problem
from data.public.site.pages import pages

# The file that says whose the folder is, then the path of every other file in it, one a line.
LIST = "SITUS.txt"
HEAD = "Situs angka terbuka, ditulis oleh `python -m data publish`. Seluruh isi folder ini diganti setiap kali.\n"


def write(register: str, folder: Path) -> None:
    """The site of a register into `folder`, which is made, or holds an earlier site and nothing else.

    Problem("site_folder_not_ours", folder) when anything in it is not ours: it would be lost.
    """
    folder = folder.absolute()
    check(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    swap(folder, pages(register))


def check(folder: Path) -> None:
    """Problem("site_folder_not_ours", folder) unless it is missing, empty or an earlier site and nothing else."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Problem("site_folder_not_ours", folder=str(folder))
    found = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()
    }
    if found and not found <= _listed(folder / LIST):
        raise Problem("site_folder_not_ours", folder=str(folder))


def _listed(path: Path) -> set[str]:
    """The files that an earlier site says it has; none where there is no earlier site."""
    if path.is_symlink() or not path.is_file():
        return set()
    content = path.read_bytes()
    if not content.startswith(HEAD.encode()):
        return set()
    return {LIST, *content.decode("utf-8", "replace").removeprefix(HEAD).splitlines()}


def swap(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """These files become the folder; whatever fails before, the folder stays as it was."""
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    new, old = beside / "new", beside / "old"
    try:
        _fill(new, files)
        check(folder)  # what came into it meanwhile is not ours either
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
    finally:
        shutil.rmtree(beside)


def _fill(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    folder.mkdir()
    written = []
    for path, content in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:  # a path that comes twice is a mistake of ours
            file.write(content)
        written.append(path)
    (folder / LIST).write_text(HEAD + "".join(f"{path}\n" for path in sorted(written)), encoding="utf-8")
