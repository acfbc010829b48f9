"""The command line, `python -m data …`: acts as `system`, answers like the screens."""

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from data import clock, commands, importing, queries
from data.access import Who
from data.commands.imports.jobs import work
from data.commands.imports.sweeping import tidy
from data.filter import FIELDS, LISTS, Filter, parse
from data.formats import day, number
from data.importing.result import as_report
from data.normal import plain
from data.people import system
from data.problem import Problem
from data.queries.figures import LEVELS
from data.schema import ROLES
from data.settings import region, settings
from data.summary.verifying import repair, verify
from data.text import sentence, text


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it went well, 2 with one sentence when something can be put right."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except Problem as problem:
        print(sentence(problem), file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data", description=__doc__)
    parser.add_argument("--register", default=settings().default_register, choices=list(settings().registers))
    steps = parser.add_subparsers(required=True)

    prepare = steps.add_parser("prepare", help="make and migrate the register; fill a new contoh with sample data")
    prepare.add_argument("--kind", default="contoh", choices=["contoh", "uji", "nyata"])
    prepare.set_defaults(run=_prepare)

    person = steps.add_parser("person", help="let a person sign in, or change as what")
    person.add_argument("email")
    person.add_argument("--name", required=True)
    person.add_argument("--role", required=True, choices=ROLES)
    person.add_argument("--facilitator", help="the name in the register, for the role pendamping")
    person.set_defaults(run=_person)

    sample = steps.add_parser("sample", help="fill an empty contoh with invented data")
    sample.add_argument("--actors", type=int, default=4000)
    sample.add_argument("--seed", type=int, default=7)
    sample.set_defaults(run=_sample)

    bring = steps.add_parser("import", help="check a spreadsheet and write what can be used")
    bring.add_argument("file", type=Path)
    bring.add_argument("--dry-run", action="store_true", help="check only, write nothing")
    bring.add_argument("--json", action="store_true")
    bring.add_argument(
        "--updates", choices=["fill", "replace", "none"], default="fill", help="how businesses that are there change"
    )
    bring.set_defaults(run=_import)

    work = steps.add_parser("work", help="do a long job that a screen has begun")
    work.add_argument("job")
    work.set_defaults(run=_work)

    publish = steps.add_parser("publish", help="write all releases as a static site; make a new one first with --new")
    publish.add_argument("--out", type=Path, required=True, metavar="DIR")
    publish.add_argument("--new", action="store_true", help="publish the register as it is now")
    publish.set_defaults(run=_publish)

    verify = steps.add_parser("verify", help="recount every summary from the rows and compare")
    verify.add_argument("--repair", action="store_true", help="count everything anew where they differ")
    verify.set_defaults(run=_verify)

    form = steps.add_parser("xlsform", help="write the visit form for ODK and Kobo, with all active actors")
    form.add_argument("--out", type=Path, required=True)
    form.set_defaults(run=_xlsform)

    backup = steps.add_parser("backup", help="write the register into one file while people work, and prove the file")
    backup.add_argument("--out", type=Path, required=True, metavar="FILE")
    backup.set_defaults(run=_backup)

    restore = steps.add_parser("restore", help="make a register that is not there yet out of a backup")
    restore.add_argument("file", type=Path)
    restore.set_defaults(run=_restore)

    report = steps.add_parser("report", help="write the monthly set of reports as a ZIP, see docs/reports.md")
    report.add_argument("--out", type=Path, required=True, metavar="DIR")
    report.add_argument("--month", metavar="YYYY-MM", help="without it the month of yesterday")
    report.add_argument("--address", metavar="URL", help="where people reach Damping; without it no QR code")
    report.set_defaults(run=_report_set)

    digest = steps.add_parser("digest", help="what needs attention today, as text, for a mail or a notice board")
    digest.add_argument("--out", type=Path, metavar="FILE")
    digest.set_defaults(run=_digest)

    rollup = steps.add_parser("rollup", help="the counts of all regencies that the database knows, see docs/scale.md")
    rollup.add_argument("--json", action="store_true")
    rollup.set_defaults(run=_rollup)

    coverage = steps.add_parser("coverage", help="the numbers of the coverage map")
    for field in FIELDS:
        option = f"--{field.replace('_', '-')}"
        if field in LISTS:
            coverage.add_argument(option, dest=field, action="append", default=[])
        else:
            coverage.add_argument(option, dest=field)
    coverage.add_argument("--by", choices=LEVELS, default="kecamatan")
    coverage.add_argument("--json", action="store_true")
    coverage.set_defaults(run=_coverage)
    return parser


def _prepare(options: argparse.Namespace) -> None:
    made = commands.ensure_register(options.register, options.kind)
    tidy(options.register)
    if made and options.kind == "contoh":
        _fill(options.register, 4000, 7)
    if made and options.kind == "nyata":
        print(text("cli.first_admin", register=options.register))


def _verify(options: argparse.Namespace) -> None:
    who = system(options.register)
    found = verify(who)
    print(text("cli.verified", **asdict(found)))
    if not found.exact and options.repair:
        repair(who)
        print(text("cli.repaired"))
    elif not found.exact:
        raise Problem("summary_wrong")


def _person(options: argparse.Namespace) -> None:
    who, email = system(options.register), options.email.strip().lower()
    known = queries.people(who)
    found = known[known["email"] == email].to_dict("records")
    facilitator = _facilitator(who, options.facilitator) if options.facilitator else None
    person_id, also = (found[0]["id"], found[0]["also"]) if found else (None, ())
    given = (person_id, email, options.name, options.role, facilitator, also)
    commands.save_person(who, *given, form_id=clock.new_id())
    print(text("cli.person_saved", email=email, role=text(f"role.{options.role}")))


def _facilitator(who: Who, name: str) -> str:
    team = queries.facilitators(who)
    same = team[team["name"].map(plain) == plain(name)]
    if len(same) != 1:
        raise Problem("no_such_facilitator")
    return str(same["id"].iloc[0])


def _sample(options: argparse.Namespace) -> None:
    commands.ensure_register(options.register, "contoh")
    _fill(options.register, options.actors, options.seed)


def _fill(register: str, actors: int, seed: int) -> None:
    from data.samples import fill

    for name, rows in fill(system(register), actors, seed).items():
        print(f"{name}: {rows}")
    try:
        _release(register)
    except Problem as problem:
        print(sentence(problem))  # too few for a release: the sample is there all the same


def _publish(options: argparse.Namespace) -> None:
    from data.public import release, site
    from data.public.site.folder import check

    check(options.out.absolute())  # before a release is made that could not be written
    if options.new:
        _release(options.register)
    release(options.register)  # one sentence when there is none, before a folder is made
    site.write(options.register, options.out)
    print(text("cli.site_written", folder=options.out))


def _release(register: str) -> None:
    slug = commands.publish_release(system(register), clock.new_id())
    print(text("cli.published", slug=slug))


def _import(options: argparse.Namespace) -> None:
    who = system(options.register)
    try:
        content = options.file.read_bytes()
    except OSError as error:
        raise Problem("file_unreadable") from error
    if options.dry_run:
        checked = _checked(who, options.file.name, content)
        _report(checked.counts(), checked.problems(), checked.skipped, as_json=options.json, done="cli.dry_run")
        return
    if queries.register_kind(who) == "contoh":
        raise Problem("import_not_into_sample")
    batch_id = commands.bring_file(who, options.file.name, content)
    commands.choose_columns(who, batch_id, options={"updates": options.updates})
    commands.check_batch(who, batch_id)
    commands.write_batch(who, batch_id)
    batch = queries.batch(who, batch_id)
    found, _ = queries.batch_problems(who, batch_id, size=batch.counts["rows"])
    rows: Any = found.drop(columns="verdict").to_dict("records")
    problems = [importing.RowProblem(**row) for row in rows]
    _report(batch.counts, problems, batch.skipped, as_json=options.json, done="cli.imported")


def _checked(who: Who, name: str, content: bytes) -> importing.Checked[Any]:
    book = importing.read_book(name, content)
    table = importing.find_table(book)
    proposal = importing.propose(table, above=importing.lines_above(book, table))
    if proposal.kind == "actors":
        return queries.check_actors(who, table, proposal.mapping, proposal.options)
    return queries.check_visits(who, table, proposal.mapping, proposal.options)


def _report(
    counts: dict[str, Any], problems: list[importing.RowProblem], skipped: dict[str, int], *, as_json: bool, done: str
) -> None:
    if as_json:
        print(json.dumps(as_report(counts, problems, skipped), ensure_ascii=False))
        return
    print(text(done, **counts))
    for problem in problems:
        print(f"{problem.row}\t{problem.column}\t{problem.sentence()}")


def _work(options: argparse.Namespace) -> None:
    work(system(options.register), options.job)


def _xlsform(options: argparse.Namespace) -> None:
    options.out.write_bytes(queries.visit_form(system(options.register)))


def _backup(options: argparse.Namespace) -> None:
    from data.backup import backup

    began = time.monotonic()
    taken = backup(system(options.register), options.out)
    print(_kept("cli.backed_up", options.out, taken.about.kind, taken.about.rows, began))


def _restore(options: argparse.Namespace) -> None:
    from data.backup import restore

    began = time.monotonic()
    about = restore(system(options.register), options.file)
    print(_kept("cli.restored", options.file, about.kind, about.rows, began))


def _kept(key: str, path: Path, kind: str, rows: int, began: float) -> str:
    megabytes, seconds = path.stat().st_size / 1_000_000, time.monotonic() - began
    numbers = {"rows": number(rows), "size": number(megabytes, digits=1), "seconds": number(seconds, digits=1)}
    return text(key, file=path, kind=kind, **numbers)


def _report_set(options: argparse.Namespace) -> None:
    from data.report import Address, month_to_report, write_set

    address = Address(options.address, options.register) if options.address else None
    month = month_to_report(options.month)
    for path in write_set(system(options.register), month, options.out, address):
        print(text("report.written", file=path))


def _digest(options: argparse.Namespace) -> None:
    from data.alert_words import alert_sentence

    who = system(options.register)
    kinds = queries.names(who).permit_kind
    lines = [text("alerts.digest", day=day(clock.today()), office=region().office)]
    lines += [f"- {alert_sentence(alert, kinds)}" for alert in queries.alerts(who)] or [text("alerts.none")]
    written = "\n".join(lines) + "\n"
    if options.out:
        options.out.write_text(written, encoding="utf-8")
    else:
        print(written, end="")


def _rollup(options: argparse.Namespace) -> None:
    answer = queries.rollup(system(options.register))
    print(json.dumps(answer.as_json(), ensure_ascii=False) if options.json else answer.regencies.to_string(index=False))


def _coverage(options: argparse.Namespace) -> None:
    who = system(options.register)
    known = queries.choices(queries.names(who))
    fields: dict[str, Any] = {}
    for name in LISTS:
        given = [value for words in getattr(options, name) for value in words.split(",")]
        fields[name] = known.only(name, given)
        if len(fields[name]) != len(set(given)):
            raise Problem("filter_unknown", field=name, value=", ".join(set(given) - set(fields[name])))
    for name in set(FIELDS) - set(LISTS):
        if getattr(options, name) is not None:
            fields[name] = parse(name, getattr(options, name))
    answer = queries.figures(who, Filter().with_(**fields), options.by)
    if options.json:
        print(json.dumps(answer.as_json(), ensure_ascii=False))
    else:
        print(answer.rows[["code", "name", "actors", "observed", "served", "coverage"]].to_string(index=False))


if __name__ == "__main__":
    sys.exit(main())
