"""A sample drawn of a source, kept, and given to coders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from civic_qual.analysis.sampling.draw_sample import draw_sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.coding.codings import Codings
    from civic_qual.routines.source import Source
    from civic_qual.study.study import Study


def drawn_sample(
    source: Source,
    *,
    rules: bool = False,
    model: str | None = None,
    interviews: bool = False,
    progress: bool = False,
    **how: Any,
) -> Sample:
    """Draw a sample of a source; nothing of it is kept yet.

    Parameters
    ----------
    source
        What to draw from.
    rules, model
        Draw more of what the rules find, or of what this model scores high.
    interviews
        Draw whole interviews.
    progress
        Whether a bar tells how far the machine is.
    **how
        What `draw_sample` takes besides: n, unit, by, seed, double, name.

    Raises
    ------
    SampleError
        If there is not so much to draw from, or something asked for does not fit.
    """
    return draw_sample(
        source.corpus,
        scores=_pull(source, rules, model, progress),
        design="interviews" if interviews else None,
        **how,
    )


def _pull(source: Source, rules: bool, model: str | None, progress: bool) -> Codings | None:
    """Return what pulls the sample: what a model scores, what rules find, or nothing."""
    named = source.codebook_file is not None  # a codebook is named for its rules
    if not (rules or named or model):
        return None
    from civic_qual.routines.coding import machine_codings, machine_of

    machine = machine_of(source, model=model, rules=model is None, counted=False)
    return machine_codings(source, machine, policy="model", progress=progress)


def given_to(study: Study, sample: str, people: Sequence[str], who: str) -> dict[str, int]:
    """Let a study give a kept sample to coders; return how many passages each has by now.

    Raises
    ------
    SampleError
        If nothing of it is left for somebody.
    """
    if not people:
        return {}
    queues = study.assign(sample, sample, list(people), who=who)
    return {coder: len(queue.items) for coder, queue in queues.items()}
