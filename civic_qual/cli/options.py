"""What commands have in common: SOURCE, and the options that mean the same in each."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from civic_qual.cli.speaking import SpeakingArgument, SpeakingOption
from civic_qual.messages import Message, quoted, render

Command = TypeVar("Command", bound=Callable[..., Any])

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
ANY = click.Path(path_type=Path)
STANDING = click.Path(exists=True, path_type=Path)


class Names(click.Choice[str]):
    """A choice of names that the library knows; they are loaded when somebody asks for them."""

    def __init__(self, load: Callable[[], Sequence[str]]) -> None:
        self._load = load
        self.case_sensitive = True

    @property
    def choices(self) -> Sequence[str]:  # type: ignore[override]  # click keeps a list
        """The names."""
        return tuple(self._load())


class NamesOrFile(Names):
    """A choice of names, or a file that tells."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the name, or the path of the file."""
        path = Path(value)
        return path if path.is_file() else super().convert(value, param, ctx)


def option(*names: str, **attributes: Any) -> Callable[[Command], Command]:
    """Declare an option whose help is a message."""
    return click.option(*names, cls=SpeakingOption, **attributes)


def argument(name: str, metavar: str, **attributes: Any) -> Callable[[Command], Command]:
    """Declare an argument; what help calls it is a message."""
    return click.argument(name, cls=SpeakingArgument, metavar=metavar, **attributes)


def units() -> Sequence[str]:
    """Return the units of counting."""
    from typing import get_args

    from civic_qual.corpus.segments import Unit

    return get_args(Unit)


def levels() -> Sequence[str]:
    """Return the levels of rows."""
    from typing import get_args

    from civic_qual.coding.carried import Level

    return get_args(Level)


def judges() -> Sequence[str]:
    """Return whose codings may judge a machine or another coder."""
    from typing import get_args

    from civic_qual.coding.blind import Judges

    return get_args(Judges)


def coverages() -> Sequence[str]:
    """Return what people may be taken to have read."""
    from typing import get_args

    from civic_qual.coding.files.coverage import Coverage

    return get_args(Coverage)


ASSIGNED = "assigned"  # a coder has read just what a study says that they were assigned


def coverages_of_a_study() -> Sequence[str]:
    """Return what people may be taken to have read of a study."""
    return (ASSIGNED, *coverages())


def known_encoding(_: click.Context, __: click.Parameter, name: str | None) -> str | None:
    """Refuse an encoding that nobody knows, as a wrong call."""
    try:
        return name and codecs.lookup(name).name
    except LookupError:
        raise click.BadParameter(
            render(Message("{name} is no encoding; try utf-8, cp1252 or utf-16", name=quoted(name)))
        ) from None


def ledgers(_: click.Context, __: click.Parameter, said: Sequence[str]) -> tuple[Path, ...] | None:
    """Return the ledgers of earlier releases, none for "none"; None where nothing was said."""
    if not said:
        return None
    files = tuple(Path(one) for one in said if one != NONE)
    if len(files) < len(said) and len(said) > 1:
        raise click.BadParameter(
            render(Message("{none} stands alone: either something was given or not", none=NONE))
        )
    for file in files:
        if not file.is_file():
            raise click.BadParameter(render(Message("{file} is no file", file=file)))
    return files


NONE = "none"
source = argument("source", Message("SOURCE"), type=STANDING)
study = argument("study", Message("STUDY"), type=ANY)
codebook = option(
    "--codebook",
    "codebook_file",
    type=FILE,
    help=Message(
        "The codebook, a YAML file. A study has its own; of a folder it is codebook.yaml "
        "unless you name one."
    ),
)
earlier = option(
    "--earlier",
    multiple=True,
    metavar=Message("none|FILE"),
    callback=ledgers,
    help=Message(
        "What was given to others of these interviews before: none, or the release.ledger beside "
        "it; repeat for several. A study knows it by itself."
    ),
)
codings = option(
    "--codings",
    "codings_files",
    multiple=True,
    type=FILE,
    help=Message(
        "What people coded, a csv or xlsx; repeat for several. A study has its own; of a "
        "folder it is codings.csv unless you name one."
    ),
)
coverage = option(
    "--coverage",
    type=NamesOrFile(coverages),
    help=Message(
        "What people have read, where their file does not say so: all of an interview in which "
        "they coded something (taken of a folder if you say nothing), only the turns they coded "
        "in, or all interviews, also those in which they found nothing; or a table that tells, "
        "with the columns transcript and coder."
    ),
)
coverage_of_a_study = option(
    "--coverage",
    type=NamesOrFile(coverages_of_a_study),
    help=Message(
        "What people have read, where their file does not say so: just what they were assigned "
        "in the study (assigned), all of an interview in which they coded something (taken if you "
        "say nothing and nobody reads samples), only the turns they coded in, or all interviews, "
        "also those in which they found nothing; or a table that tells, with the columns "
        "transcript and coder."
    ),
)
model = option(
    "--model",
    metavar=Message("FILE|NAME"),
    help=Message(
        "A model made by civic-qual train: a file, or the name of one that a study keeps. Without "
        "it the latest of a study that fits its codebook; if there is none, the rules code."
    ),
)
rules = option(
    "--rules",
    is_flag=True,
    help=Message("The rules of the codebook alone, whatever models the study keeps."),
)


def refuse_rules_and_model(rules: bool, model: str | None) -> None:
    """Refuse a call that asks for the rules alone, and for a model."""
    if rules and model:
        raise click.UsageError(
            Message("--rules is without a model, and --model with one: leave one of them out")
        )


settled = option(
    "--settled",
    metavar=Message("FILE|NAME"),
    help=Message(
        "What a third look settled of passages that two people read: the file of decisions that "
        "adjudicate takes, or the name of a third person, or of a reference coding of a study."
    ),
)
by = option(
    "--by",
    multiple=True,
    metavar=Message("ATTRIBUTE"),
    help=Message("Groups by an attribute of transcripts or participants; repeat for several."),
)
unit = option(
    "--unit", default="turn", show_default=True, type=Names(units), help=Message("What is counted.")
)
coder = option(
    "--coder", metavar=Message("NAME"), help=Message("Whose codings, if several people coded.")
)
coders = option(
    "--coder",
    "coders",
    multiple=True,
    metavar=Message("NAME"),
    help=Message("Whose codings, if not those of all people; repeat it, the first reader first."),
)
internal = option(
    "--internal",
    is_flag=True,
    help=Message(
        "For the study team only: small cells, quotations and every coding are written too."
    ),
)
shown = option(
    "--shown",
    default="blind",
    show_default=True,
    type=Names(judges),
    help=Message(
        "Whose codings may judge: of those who saw no answer of others, or of any; then the first "
        "note says that people were shown one."
    ),
)
who = option("--who", default="", help=Message("Your name, for the audit trail."))
quiet = option("--quiet", is_flag=True, help=Message("Print nothing but errors and warnings."))
READ_AS = "civic_qual.read_as"  # under this name the context of a call keeps how it reads
STRICT = "civic_qual.strict"


def read_as() -> dict[str, Any]:
    """Return what the call says of how files are read, by the keywords of `read_corpus`."""
    told: dict[str, Any] = click.get_current_context().meta.get(READ_AS, {})
    return dict(told)


def _keeps(name: str) -> dict[str, Any]:
    """Let the context keep an option by a name, so that no command hands it on."""

    def keep(context: click.Context, _: click.Parameter, value: Any) -> None:
        context.meta.setdefault(READ_AS, {})[name] = value

    return {"expose_value": False, "callback": keep}


def _keep_encoding(context: click.Context, parameter: click.Parameter, name: str | None) -> None:
    context.meta.setdefault(READ_AS, {})["encoding"] = known_encoding(context, parameter, name)


def _keep_strict(context: click.Context, _: click.Parameter, strict: bool) -> None:
    context.meta[STRICT] = strict


_READING = (
    option(
        "--people",
        "people_file",
        type=FILE,
        **_keeps("people"),
        help=Message(
            "The workbook that civic-qual look wrote and you corrected. Of a folder it is "
            "people.xlsx unless you name one."
        ),
    ),
    option(
        "--folders",
        metavar=Message("ATTRIBUTE"),
        **_keeps("folders"),
        help=Message(
            "What sub-folders are, such as country; country,group for two levels. They are read, "
            "and their names are the attribute."
        ),
    ),
    option(
        "--large",
        is_flag=True,
        **_keeps("large"),
        help=Message("Read files of more than 10 MB of text as well."),
    ),
    option(
        "--encoding",
        expose_value=False,
        callback=_keep_encoding,
        help=Message("The encoding of text files, if it is guessed wrong."),
    ),
    option(
        "--strict",
        is_flag=True,
        expose_value=False,
        callback=_keep_strict,
        help=Message("Stop if it is not sure who says what in a transcript, and name all doubts."),
    ),
)


def reading(command: Command) -> Command:
    """Give a command what reading takes: `--people`, `--folders`, `--large`, ..., `--strict`.

    `opening.open_here` obeys them; whoever calls `telling.tell_reading`, the last one.
    """
    for one in reversed(_READING):
        command = one(command)
    return command


def level(default: str) -> Callable[[Command], Command]:
    """Give a command `--level`, with what it takes if nobody says."""
    return option(
        "--level",
        default=default,
        show_default=True,
        type=Names(levels),
        help=Message("Themes alone, or with their codes."),
    )


minimum = option(
    "--minimum",
    type=click.IntRange(min=1),
    help=Message(
        "How many people must stand behind a number that leaves the study; by default what is set "
        "of the study, else 5."
    ),
)
