"""How fast and in how much memory a file comes in, beside the bare read of the same file by the same library.

`python -m tests.bench.imports [rows …]`; each step runs in a process of its own, whose peak memory is its own.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.files import write_csv, write_xlsx

SIZES = (10_000, 100_000, 200_000)
STEPS = ("bare", "check", "write", "again")


def bare(file: Path) -> int:
    """Every row of a file through the library that reads it, and nothing else."""
    if file.suffix == ".csv":
        with file.open(encoding="utf-8", newline="") as lines:
            return sum(1 for _ in csv.reader(lines)) - 1
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0)
    return sum(1 for _ in sheet.iter_rows()) - 1


def check(file: Path) -> int:
    """Bring a file into the register and check it."""
    from data import commands, queries
    from data.people import system

    who = system("uji")
    commands.ensure_register("uji", "uji")
    batch_id = commands.bring_file(who, file.name, file.read_bytes())
    commands.check_batch(who, batch_id)
    return queries.batch(who, batch_id).counts["rows"]


def write(file: Path) -> int:
    """Write the batch that was checked."""
    from data import commands, queries
    from data.people import system

    who = system("uji")
    batch_id = queries.batches(who)["id"].iloc[0]
    commands.write_batch(who, batch_id)
    return queries.batch(who, batch_id).added


DO = {"bare": bare, "check": check, "write": write, "again": check}


def measured(step: str, file: Path, folder: Path) -> dict[str, Any]:
    """Rows, seconds and peak memory in MiB of one step in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "tests.bench.imports", "--step", step, "--file", str(file)]
    done = subprocess.run(
        command, env=environment | {"DAMPING_VAR": str(folder)}, capture_output=True, text=True, check=True
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Measure, print, write `var/bench-imports.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--step", choices=STEPS)
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    if options.step:
        begun = time.perf_counter()
        rows = DO[options.step](options.file)
        seconds, peak = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"rows": rows, "seconds": round(seconds, 2), "peak_mib": round(peak)}))
        return
    results = []
    print(f"{'file':>14} {'step':>6} {'rows':>8} {'rows/s':>8} {'peak MiB':>9} {'x bare':>7}")
    for count in options.rows:
        for suffix, make in ((".csv", write_csv), (".xlsx", write_xlsx)):
            results += _of_file(suffix, make, count)
    target = Path("var/bench-imports.json")
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(results, indent=1), encoding="utf-8")
    print(f"-> {target}")


def _of_file(suffix: str, make: Any, count: int) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as made:
        file = Path(made) / f"register{suffix}"
        make(file, count)
        for step in STEPS:
            found = {"file": f"{count}{suffix}", "step": step, **measured(step, file, Path(made) / "var")}
            bare_seconds = results[0]["seconds"] if results else found["seconds"]
            found["times_bare"] = round(found["seconds"] / max(bare_seconds, 0.01), 1)
            results.append(found)
            rate = round(found["rows"] / max(found["seconds"], 0.01))
            print(
                f"{found['file']:>14} {step:>6} {found['rows']:>8} {rate:>8} {found['peak_mib']:>9}"
                f" {found['times_bare']:>7}",
                flush=True,
            )
    return results


if __name__ == "__main__":
    main()
