"""`civic-qual code`: transcripts and a codebook in, theme tables and a report out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic_qual.cli import options
from civic_qual.cli.opening import open_here
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.targets import folder_beside, refuse_folder
from civic_qual.cli.telling import (
    note,
    say,
    tell_machine,
    tell_minimum,
    tell_reading,
    tell_written,
    warn,
)
from civic_qual.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civic_qual.coding.codings import Codings
    from civic_qual.coding.combine.policies import Policy
    from civic_qual.coding.files.coverage import Coverage
    from civic_qual.corpus.segments import Unit
    from civic_qual.routines.coding import Machine
    from civic_qual.routines.results import Results
    from civic_qual.routines.source import Source


def policies() -> Sequence[str]:
    """Return the ways in which rules and a model go together, the usual one first."""
    from civic_qual.coding.combine.policies import POLICIES

    return ("model_with_rules", "model", *(one for one in POLICIES if "model" not in one))


@click.command(
    cls=SpeakingCommand,
    help=Message(
        "Code SOURCE, a study file or transcripts (a folder or a file), by the rules of its "
        "codebook and count the themes.\n\n"
        "A model trained on what people coded decides on the codes that it has learned, and the "
        "rules code the others: the model that a study keeps, or that of --model.\n\n"
        "Writes codings.csv, theme_table.csv, report.html and notes.txt. They are protected: "
        "numbers behind which few people stand are suppressed, and codings.csv holds none. With "
        "--internal everything is written, and every number can be recounted from codings.csv."
    ),
    epilog=Message(
        "Example: civic-qual code interviews/ --codebook codebook.yaml --out results/ --by country "
        "--earlier none"
    ),
)
@options.source
@options.codebook
@options.option(
    "--out",
    type=options.FOLDER,
    help=Message("The folder for the results; SOURCE_results if you name none."),
)
@options.by
@options.unit
@options.model
@options.rules
@options.option(
    "--policy",
    type=options.Names(policies),
    help=Message(
        "With a model, who decides: the model on the codes that it has learned and the rules on "
        "the others (model_with_rules, the default; rules are named as reasons too), the model "
        "alone (model), whoever finds something (either), only both together (both), or the rules "
        "(rules)."
    ),
)
@options.option(
    "--people-first",
    "people",
    is_flag=True,
    help=Message("Where people have read, their word stands; the machine codes the rest."),
)
@options.codings
@options.coverage
@options.coder
@options.internal
@options.minimum
@options.earlier
@options.reading
@options.quiet
def code(
    source: Path,
    codebook_file: Path | None,
    out: Path | None,
    by: tuple[str, ...],
    unit: Unit,
    model: str | None,
    rules: bool,
    policy: Policy | None,
    people: bool,
    codings_files: tuple[Path, ...],
    coverage: Coverage | Path | None,
    coder: str | None,
    internal: bool,
    minimum: int | None,
    earlier: tuple[Path, ...] | None,
    quiet: bool,
) -> None:
    """Code a source and write what comes of it."""
    from civic_qual.coding.combine.combine import combine
    from civic_qual.routines.coding import machine_codings, machine_of, refuse_groups
    from civic_qual.routines.released import released_before
    from civic_qual.routines.results import save_results

    out = out or folder_beside(source, "results")
    refuse_folder(out)
    options.refuse_rules_and_model(rules, model)
    _refuse_people_without_use(people, coder, codings_files)
    opened = open_here(
        source,
        codebook_file=codebook_file,
        codings_files=codings_files,
        coverage=coverage,
    )
    tell_reading(opened.corpus, quiet=quiet)
    tell_minimum(opened.corpus, minimum)
    refuse_groups(opened.corpus, by, unit)
    before = released_before(opened, earlier, internal=internal)
    human = _people(opened, coder, quiet) if people else None
    machine = machine_of(opened, model=model, rules=rules)
    tell_machine(machine, quiet=quiet)
    _refuse_policy_without_model(policy, machine)
    codings = machine_codings(opened, machine, policy=policy, progress=not quiet)
    if human is not None:
        codings = combine(codings, human)
    warn(codings.problems)
    results = save_results(
        codings,
        out,
        by=tuple(dict.fromkeys(by)),
        unit=unit,
        internal=internal,
        minimum=minimum,
        earlier=before,
    )
    warn(results.to_the_team)
    if not quiet:
        show(results)


def _refuse_policy_without_model(policy: Policy | None, machine: Machine) -> None:
    if policy and machine.model is None:
        raise click.UsageError(
            Message("--policy says how rules and a model go together: give --model too")
        )


def _refuse_people_without_use(
    people: bool, coder: str | None, codings_files: tuple[Path, ...]
) -> None:
    if (coder or codings_files) and not people:
        raise click.UsageError(
            Message("--coder and --codings say what people coded: give --people-first too")
        )


def _people(source: Source, coder: str | None, quiet: bool) -> Codings:
    """Return what people coded, of several made one."""
    from civic_qual.routines.training import gold_of

    if coder is not None:
        return source.people_called(coder)
    gold = gold_of(source.readers_called(()), source.settled(None))
    note([] if quiet else gold.told)
    return gold.codings


_PROTECTED = Message(
    "Protected: these files may leave the study. Small cells are suppressed, interviews are not "
    "quoted, and codings.csv holds no codings. Everything, for the study team only: --internal"
)
_NO_CODINGS = Message(
    "Protected: these files may leave the study. Small cells are suppressed, and interviews are "
    "not quoted. Everything, for the study team only: --internal"
)


def show(results: Results) -> None:
    """Show the table as it was written, and say where all is."""
    from civic_qual.routines.results import CODINGS

    say(results.table.to_text())
    say()
    tell_written(results.files)
    if results.proposal:
        say()
        say(results.proposal)
    if results.to_confirm:
        say()
        say(results.to_confirm)
    elif results.protected:
        say()
        say(_PROTECTED if any(one.name == CODINGS for one in results.files) else _NO_CODINGS)
