"""What changed between two refreshes, sentence by sentence."""

import copy

import pytest

from civic_qual.messages import Message, speaking
from civic_qual.routines.changes import changes

BEFORE = {
    "transcripts": 24,
    "codebook": {"fingerprints": ["a", "b"], "codes": ["plan", "harm"]},
    "people": {"Awa": [162, 377]},
    "passages": 250,
    "kappa": {"Awa, Issa": {"plan": [0.5, 75], "harm": [0.7, 75], "all codes": [0.6, 150]}},
    "model": {"name": "model", "fingerprint": "1", "micro": 0.5, "macro": 0.4},
    "estimates": {"plan": [0.3, 0.25, 0.35], "harm": [0.1, 0.08, 0.12], "eng": [0.2, 0.1, 0.3]},
}


def after(*path, value):
    """Return the same, but for one thing."""
    made = copy.deepcopy(BEFORE)
    inside = made
    for name in path[:-1]:
        inside = inside[name]
    inside[path[-1]] = value
    return made


def test_of_the_same_nothing_is_said():
    assert changes(BEFORE, copy.deepcopy(BEFORE)) == ()


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (after("transcripts", value=26), ["Transcripts: 26, before 24."]),
        (
            after("codebook", value={"fingerprints": ["c", "b"], "codes": ["plan", "status"]}),
            ["New in the codebook: status.", "No longer in the codebook: harm."],
        ),
        (
            after("people", "Issa", value=[1, 2]),
            ["Issa: 1 passage read, before 0; 2 codings, before 0."],
        ),
        (after("people", value={}), ["Awa: 0 passages read, before 162; 0 codings, before 377."]),
        (after("passages", value=260), ["Passages that people have read: 260, before 250."]),
        (
            after("kappa", "Awa, Issa", "plan", value=[0.6, 75]),
            ["Awa, Issa: kappa moved most for plan (0.60, before 0.50)."],
        ),
        (
            after("kappa", "Awa, Issa", "all codes", value=[None, 0]),
            [
                "Awa, Issa: kappa of all codes is undefined, of 0 judgements on passages that "
                "both read; before 0.60, of 150."
            ],
        ),
        (
            after("model", value=None),
            ["No model fits the codebook any more: the rules code alone."],
        ),
        (
            after("model", value={"name": "m", "fingerprint": "2", "micro": 0.55, "macro": None}),
            [
                "The model 'm' was trained again: F1 0.55 over all codes together, before 0.50; "
                "undefined as the mean over codes, before 0.40."
            ],
        ),
        (
            after("estimates", "plan", value=[0.345, 0.3, 0.39]),
            ["plan: estimated at 34.5 % (30.0 to 39.0), before 30.0 % (25.0 to 35.0)."],
        ),
        (after("estimates", "plan", value=[0.30001, 0.25, 0.35]), []),
        (
            after("estimates", "plan", value=[None, None, None]),
            ["plan: estimated at nothing that can be defended, before 30.0 % (25.0 to 35.0)."],
        ),
        (after("estimates", value={}), ["There are no estimates any more."]),
    ],
)
def test_what_is_another_is_said_with_what_it_was(now, said):
    found = changes(BEFORE, now)
    assert [*found] == said
    assert all(isinstance(one, Message) for one in found)


def test_it_is_said_in_french():
    (said,) = changes(BEFORE, after("estimates", "plan", value=[0.345, 0.3, 0.39]))
    from civic_qual.messages import render

    with speaking("fr"):
        told = render(said)
    assert (
        told == "plan\u00a0: estimé à 34,5\u00a0% (30,0 à 39,0), avant 30,0\u00a0% (25,0 à 35,0)."
    )
