"""What changed between two refreshes of a study, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from civic_qual.analysis.agreement.agreement import OVERALL, shown_code
from civic_qual.messages import Message, count, decimal, enumerated, quoted

Told: TypeAlias = Mapping[str, Any]  # what a refresh told: plain values, as a study keeps them
_MOVED = 0.05  # of kappa: less is not worth a line
_MOST = 5  # codes in one sentence
_POINT = 0.0005  # of a share: a tenth of a per cent is the least that is told


def changes(before: Told, now: Told) -> tuple[str, ...]:
    """Say what changed, a sentence each; nothing if no figure is another.

    Parameters
    ----------
    before, now
        What two refreshes told, as `refreshing.told_of` gives it.
    """
    return (
        *_transcripts(before, now),
        *_codebook(before["codebook"], now["codebook"]),
        *_people(before, now),
        *_agreement(before["kappa"], now["kappa"]),
        *_model(before["model"], now["model"]),
        *_estimates(before, now),
    )


def _transcripts(before: Told, now: Told) -> Iterator[str]:
    was, has = before["transcripts"], now["transcripts"]
    if was != has:
        yield Message("Transcripts: {now}, before {before}.", now=count(has), before=count(was))


def _codebook(before: Told, now: Told) -> Iterator[str]:
    if before["fingerprints"] == now["fingerprints"]:
        return
    new = [code for code in now["codes"] if code not in set(before["codes"])]
    gone = [code for code in before["codes"] if code not in set(now["codes"])]
    if new:
        yield Message("New in the codebook: {codes}.", codes=enumerated(new, _MOST))
    if gone:
        yield Message("No longer in the codebook: {codes}.", codes=enumerated(gone, _MOST))
    if not new and not gone:
        yield Message(
            "The codebook changed: a name, a definition, an example or a rule of it is another."
        )


def _people(before: Told, now: Told) -> Iterator[str]:
    for coder in sorted({*before["people"], *now["people"]}):
        was, has = before["people"].get(coder, [0, 0]), now["people"].get(coder, [0, 0])
        if was != has:
            yield Message(
                "{coder}: {read} read, before {read_before}; {coded}, before {coded_before}.",
                coder=coder,
                read=Message.plural("{n} passage", "{n} passages", n=has[0]),
                read_before=count(was[0]),
                coded=Message.plural("{n} coding", "{n} codings", n=has[1]),
                coded_before=count(was[1]),
            )
    if before["passages"] != now["passages"]:
        yield Message(
            "Passages that people have read: {now}, before {before}.",
            now=count(now["passages"]),
            before=count(before["passages"]),
        )


def _agreement(before: Told, now: Told) -> Iterator[str]:
    for coders in sorted({*before, *now}):
        was, has = before.get(coders, {}), now.get(coders, {})
        if was == has:
            continue
        if OVERALL in has and has[OVERALL] != was.get(OVERALL):
            yield _overall(coders, was.get(OVERALL), *has[OVERALL])
        moved = {
            code: has[code][0] - was[code][0]
            for code in has
            if code != OVERALL and None not in (has[code][0], was.get(code, [None])[0])
        }
        most = sorted(
            (code for code in moved if abs(moved[code]) >= _MOVED),
            key=lambda code: (-abs(moved[code]), code),
        )
        if most:
            yield Message(
                "{coders}: kappa moved most for {codes}.",
                coders=coders,
                codes=enumerated([_from_to(code, was[code][0], has[code][0]) for code in most], 5),
            )


def _overall(coders: str, was: Sequence[Any] | None, kappa: float | None, units: int) -> str:
    if was is None:
        return Message(
            "{coders}: {of} is {kappa}, of {units} judgements on passages that both read.",
            coders=coders,
            of=_kappa(),
            kappa=_number(kappa),
            units=count(units),
        )
    return Message(
        "{coders}: {of} is {kappa}, of {units} judgements on passages that both read; before "
        "{kappa_before}, of {units_before}.",
        coders=coders,
        of=_kappa(),
        kappa=_number(kappa),
        units=count(units),
        kappa_before=_number(was[0]),
        units_before=count(was[1]),
    )


def _kappa() -> str:
    return Message("kappa of {codes}", codes=shown_code(OVERALL))


def _from_to(code: str, was: float, has: float) -> str:
    return Message(
        "{code} ({now}, before {before})",
        code=code,
        now=decimal(has, 2),
        before=decimal(was, 2),
    )


def _number(value: float | None) -> str:
    return Message("undefined") if value is None else decimal(value, 2)


def _model(before: Told | None, now: Told | None) -> Iterator[str]:
    if before == now:
        return
    if now is None:
        yield Message("No model fits the codebook any more: the rules code alone.")
    elif before is None:
        yield Message(
            "The model {name} codes now: F1 {micro} over all codes together, {macro} as the mean "
            "over codes, on interviews left out.",
            name=quoted(now["name"]),
            micro=_number(now["micro"]),
            macro=_number(now["macro"]),
        )
    else:
        yield Message(
            "The model {name} was trained again: F1 {micro} over all codes together, before "
            "{micro_before}; {macro} as the mean over codes, before {macro_before}.",
            name=quoted(now["name"]),
            micro=_number(now["micro"]),
            macro=_number(now["macro"]),
            micro_before=_number(before["micro"]),
            macro_before=_number(before["macro"]),
        )


def _estimates(before: Told, now: Told) -> Iterator[str]:
    was, has = before["estimates"], now["estimates"]
    if was and not has:
        yield Message("There are no estimates any more.")
    for theme in has:
        if theme not in was:
            yield Message("{theme}: estimated at {now}.", theme=theme, now=_share(has[theme]))
        elif _differ(was[theme], has[theme]):
            yield Message(
                "{theme}: estimated at {now}, before {before}.",
                theme=theme,
                now=_share(has[theme]),
                before=_share(was[theme]),
            )
    for theme in was if has else ():
        if theme not in has:
            yield Message("{theme}: not estimated any more.", theme=theme)


def _differ(was: Sequence[float | None], has: Sequence[float | None]) -> bool:
    return any(
        (one is None) != (other is None)
        or (one is not None and other is not None and abs(one - other) >= _POINT)
        for one, other in zip(was, has, strict=True)
    )


def _share(limits: Sequence[float | None]) -> str:
    share, low, high = limits
    if share is None:
        return Message("nothing that can be defended")
    if low is None or high is None:
        return Message("{share} %", share=decimal(100 * share, 1))
    return Message(
        "{share} % ({low} to {high})",
        share=decimal(100 * share, 1),
        low=decimal(100 * low, 1),
        high=decimal(100 * high, 1),
    )
