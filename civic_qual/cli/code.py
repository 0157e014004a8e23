"""`civic-qual code`: transcripts and a codebook in, theme tables and a report out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic_qual.cli.coders import POLICY_CHOICES, coded
from civic_qual.cli.refusals import known_encoding, refuse_folder, refuse_groups
from civic_qual.cli.results import Request, save_results
from civic_qual.cli.study_files import read_study
from civic_qual.privacy.policy import MINIMUM

if TYPE_CHECKING:
    from civic_qual.coding.combine.policies import Policy
    from civic_qual.corpus.segments import Unit

UNIT_CHOICES = ("turn", "sentence", "paragraph", "transcript")


@click.command(
    epilog="Example: civic-qual code interviews/ --codebook codebook.yaml --out results/"
    " --by country"
)
@click.argument("transcripts", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--codebook",
    "codebook_file",
    required=True,
    help="The codebook, a YAML file.",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--out",
    required=True,
    help="The folder for the results; made if missing.",
    type=click.Path(file_okay=False, path_type=Path),
)
@click.option(
    "--by",
    multiple=True,
    metavar="ATTRIBUTE",
    help="Break the table down by an attribute of transcripts or participants; repeat for several.",
)
@click.option(
    "--unit",
    default="turn",
    show_default=True,
    type=click.Choice(UNIT_CHOICES),
    help="What is counted.",
)
@click.option(
    "--model",
    "model_file",
    help="A model made by civic-qual train: it codes what rules cannot see.",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--policy",
    type=click.Choice(POLICY_CHOICES),
    help="With --model, who decides: the model, which has learned how far to trust each "
    "rule (model_with_rules: rules are named as reasons; this is the default, and "
    "model: they are not), whoever finds something (either), only both together "
    "(both), or the rules (rules).",
)
@click.option(
    "--internal",
    is_flag=True,
    help="For the study team only: small cells, quotations and codings.csv are written too.",
)
@click.option(
    "--minimum",
    default=MINIMUM,
    show_default=True,
    type=click.IntRange(min=1),
    help="How many people must stand behind a number that leaves the study.",
)
@click.option("--large", is_flag=True, help="Read files of more than 10 MB of text as well.")
@click.option(
    "--encoding",
    callback=known_encoding,
    help="The encoding of text files, if it is guessed wrong.",
)
@click.option("--quiet", is_flag=True, help="Print nothing but errors and warnings.")
def code(
    transcripts: Path,
    codebook_file: Path,
    out: Path,
    by: tuple[str, ...],
    unit: Unit,
    model_file: Path | None,
    policy: Policy | None,
    internal: bool,
    minimum: int,
    large: bool,
    encoding: str | None,
    quiet: bool,
) -> None:
    """Code TRANSCRIPTS (a folder or a file) by the rules of a codebook and count the themes.

    With --model, a model trained on what people coded decides instead of the rules.

    Writes codings.csv, theme_table.csv and report.html into the --out folder. They are protected:
    numbers behind which few people stand are suppressed, and codings.csv holds none. With
    --internal everything is written, and every number can be recounted from codings.csv.
    """
    refuse_folder(out)
    if policy and not model_file:
        raise click.UsageError("--policy says how rules and a model go together: give --model too")
    corpus, codebook = read_study(transcripts, codebook_file, large, encoding, quiet)
    refuse_groups(corpus, by, unit)
    codings = coded(corpus, codebook, model_file, policy or "model_with_rules", quiet)
    save_results(codings, Request(out, tuple(dict.fromkeys(by)), unit, internal, minimum, quiet))
