"""What is true where readers err: truth drawn again and again, given what everybody ticked.

Each reader r misses a code where it is with chance m, and adds it where it is not with chance a;
readers err independently given the truth. Of a band b of the machine's scores a share p carries
the code, so a segment that is ticked t_1, t_2, ... has

    P(t | b) = p Π_r P(t_r | true) + (1 - p) Π_r P(t_r | false).

A reader's rates differ by code about a common mean, m ~ Beta(μν, (1 - μ)ν), which all codes tell.
`latent_truth` draws the truth of what nobody settled, shares, rates and means in turn (Gibbs
sampling), and gives the draws of what each band holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import betaln, expit

from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.statistics.readers.cells import ABSENT, FOUND, Cells
from civic_qual.statistics.recalibration import logit

# Kinds of error.
MISSED, ADDED = 0, 1
# Weak beliefs on a reader, by kind: centre and spread of logit μ, then of log ν.
_CENTRE, _SPREAD = logit([0.10, 0.005]), np.array([1.0, 1.3])
_ALIKE, _ALIKE_SPREAD = np.log([12.0, 100.0]), np.array([1.0, 1.2])
_MOST = 0.6  # a reader who errs more often is none; below it truth and error keep their names
_STEPS_OF_MEAN, _STEPS_OF_ALIKE = 0.35, 0.8  # of Metropolis, on the scales of logit μ and log ν
Drawn = TypeVar("Drawn", bound=np.generic)
_EVERY = 2  # of which steps one is kept
_SEED = 20_261_130


class Chains(NamedTuple):
    """How many chains a law, and how many steps each takes before and while draws are kept.

    With these, limits wander by a hundredth or two of their width from seed to seed.
    """

    number: int = 4
    warm: int = 250
    kept: int = 1000


LONG = Chains()


class Added(NamedTuple):
    """Cases with and without the code that are added in each band, (n_laws, n_bands, n_columns)."""

    carried: Floats
    not_carried: Floats


@dataclass(frozen=True, eq=False, kw_only=True)
class LatentTruth:
    """Draws of what the sampled segments truly hold, D of them.

    Attributes
    ----------
    share
        (n_laws, D, n_bands, n_columns): the (weighted) share of each band's sampled segments that
        carry the code.
    nothing
        (n_laws, D, n_columns): whether none of them does.
    wrong, right
        (D, R, 2, K): how often each reader missed, or added, each code, and how often not; of the
        law in the middle.
    chance
        (m,): how probably what is open in a cell is true.
    """

    share: npt.NDArray[np.float32]
    nothing: Bools
    wrong: npt.NDArray[np.float32]
    right: npt.NDArray[np.float32]
    chance: Floats

    @property
    def rates(self) -> Floats:
        """Draws of the rates at which each reader missed and added, (D, R, 2)."""
        wrong, right = (one.sum(axis=3, dtype=np.float64) for one in (self.wrong, self.right))
        rates: Floats = wrong / np.maximum(wrong + right, 1)
        return rates

    @property
    def rates_by_code(self) -> Floats:
        """The same for each code, (D, R, 2, K); NaN where nothing could be missed or added."""
        both = (self.wrong + self.right).astype(np.float64)
        return np.where(both > 0, self.wrong / np.maximum(both, 1), np.nan)


def latent_truth(
    cells: Cells,
    added: Added,
    *,
    codes: int,
    apart: Ints,
    feeds: Bools | None = None,
    chains: Chains = LONG,
) -> LatentTruth:
    """Draw what is true, given what readers ticked and what was settled.

    Parameters
    ----------
    cells
        What was counted. A column's code is its number modulo `codes`.
    added
        What is believed of each band before anything was read, by law: the second law is the one
        that tells of readers.
    codes
        How many codes there are.
    apart
        (n_bands,): the group of each band; readers' rates are learned in each group apart.
    feeds
        (m,): from which cells the rates are learned; others only use them. All, if left out.
    chains
        How long it is drawn.

    References
    ----------
    Dawid, A. P. and Skene, A. M. (1979). Maximum likelihood estimation of observer error-rates
    using the EM algorithm. Journal of the Royal Statistical Society C 28, 20-28.
    Hui, S. L. and Walter, S. D. (1980). Estimating the error rates of diagnostic tests.
    Biometrics 36, 167-171.
    Joseph, L., Gyorkos, T. W. and Coupal, L. (1995). Bayesian estimation of disease prevalence and
    the parameters of diagnostic tests in the absence of a gold standard. American Journal of
    Epidemiology 141, 263-272.
    """
    laws, bands, columns = added.carried.shape
    each, warm, kept = chains
    many = laws * each
    rng = np.random.Generator(np.random.PCG64(_SEED))
    feeds = np.ones(len(cells), dtype=np.bool_) if feeds is None else feeds
    counts = _Counts(cells, columns, codes, apart, feeds)
    prior = [np.repeat(one.reshape(laws, -1).T, each, axis=1) for one in added]
    state = _start(cells, counts, prior, many)
    share = np.empty((kept // _EVERY, bands * columns, many), np.float32)
    nothing = np.empty((kept // _EVERY, columns, many), np.bool_)
    told = np.empty((2, kept // _EVERY, counts.readers, 2, codes, each), np.float32)
    chance = np.zeros(len(cells))
    middle = slice(each, 2 * each)
    for step in range(warm + kept):
        likely = _likely(state, counts)
        true = rng.binomial(cells.open[:, None], likely)
        held = counts.held(true)
        state.share = np.clip(
            rng.beta(prior[0] + held, prior[1] + counts.read[:, None] - held), 1e-7, 1 - 1e-7
        )
        wrong, right = counts.judged(true)
        if step % 2:
            _move_means(state, wrong, right, rng, which=step // 2 % 2)
        state.rate = _rates(state, wrong, right, rng)
        if step >= warm and (at := step - warm) % _EVERY == 0:
            share[at // _EVERY] = counts.parts(true)
            nothing[at // _EVERY] = held.reshape(bands, columns, many).sum(axis=0) == 0
            told[:, at // _EVERY] = [one.sum(axis=3)[..., middle] for one in (wrong, right)]
            chance += likely[:, middle].mean(axis=1) / (kept // _EVERY)
    return LatentTruth(
        share=_by_law(share.reshape(len(share), bands, columns, many), laws),
        nothing=_by_law(nothing, laws),
        wrong=_by_law(told[0], 1)[0],
        right=_by_law(told[1], 1)[0],
        chance=chance,
    )


def _by_law(draws: npt.NDArray[Drawn], laws: int) -> npt.NDArray[Drawn]:
    """Return draws by law, those of its chains one after another: (n_laws, D, ...)."""
    steps, inner, chains = len(draws), draws.shape[1:-1], draws.shape[-1] // laws
    apart = np.moveaxis(draws.reshape(steps, *inner, laws, chains), (-2, -1), (0, 1))
    return apart.reshape(laws, chains * steps, *inner)


@dataclass(eq=False)
class _State:
    """Where the chains stand; the last axis of each array are chains.

    `share` (n_bands * n_columns, C), `rate` (R, 2, K, G, C), `mean` and `alike` (R, 2, G, C):
    logit μ and log ν.
    """

    share: Floats
    rate: Floats
    mean: Floats
    alike: Floats


def _start(cells: Cells, counts: _Counts, prior: list[Floats], many: int) -> _State:
    """Begin with readers who are nearly trusted."""
    ticked = (cells.ticks == FOUND).any(axis=1)
    found = counts.held(np.where(ticked, cells.open, 0)[:, None])
    share = 0.8 * (found + 0.5 * prior[0]) / (counts.read[:, None] + 1)
    shape_of_means = (counts.readers, 2, counts.groups, many)
    rate = np.array([0.1, 0.01])[None, :, None, None, None]
    return _State(
        share=np.clip(share, 1e-4, 0.999),
        rate=np.broadcast_to(rate, (counts.readers, 2, counts.codes, counts.groups, many)).copy(),
        mean=np.broadcast_to(_CENTRE[None, :, None, None], shape_of_means).copy(),
        alike=np.broadcast_to(_ALIKE[None, :, None, None], shape_of_means).copy(),
    )


class _Counts:
    """Adds up what is drawn for the cells: by band and column, and by reader, code and group."""

    def __init__(self, cells: Cells, columns: int, codes: int, apart: Ints, feeds: Bools) -> None:
        self.codes, self.groups = codes, int(apart.max()) + 1
        self.readers = cells.ticks.shape[1]
        code, group = cells.column % codes, apart[cells.band]
        self.place = cells.band * columns + cells.column
        size, number = len(apart) * columns, np.arange(len(cells))
        self._into_bands = _sums(self.place, number, None, (size, len(cells)))
        drawn = self._into_bands @ (cells.open + cells.true + cells.false)
        self.read: Floats = drawn.astype(np.float64)
        self._settled = (self._into_bands @ cells.true).astype(np.float64)[:, None]
        each = cells.open_part / np.maximum(cells.open, 1)
        self._part_of_bands = _sums(self.place, number, each, (size, len(cells)))
        whole = _sums(self.place, number, cells.true_part, (size, len(cells)))
        self._settled_part = whole @ np.ones((len(cells), 1))
        self.ratio_at, rows = [], []
        for reader in range(self.readers):
            tick = cells.ticks[:, reader].astype(np.int64)
            self.ratio_at.append(((reader * 3 + tick) * codes + code) * self.groups + group)
            rows.append(((reader * 2 + tick) * codes + code) * self.groups + group)
        read = np.concatenate([(cells.ticks[:, r] <= FOUND) & feeds for r in range(self.readers)])
        self._shape = (self.readers, 2, codes, self.groups)
        every = np.concatenate([number] * self.readers)
        size = int(np.prod(self._shape))
        self._by_tick = _sums(np.concatenate(rows)[read], every[read], None, (size, len(cells)))
        self._true = (self._by_tick @ cells.true)[:, None]
        self._not = (self._by_tick @ (cells.false + cells.open))[:, None]

    def held(self, true: Ints) -> Floats:
        """Return how many of each band and column carry the code, (n_bands * n_columns, C)."""
        return np.asarray(self._settled + self._into_bands @ true, np.float64)

    def parts(self, true: Ints) -> Floats:
        """Return the weighted share of each band and column that carries it."""
        return np.asarray(self._settled_part + self._part_of_bands @ true, np.float64)

    def judged(self, true: Ints) -> tuple[Floats, Floats]:
        """Return how often readers were wrong and right, (R, 2, K, G, C) each."""
        drawn = self._by_tick @ true
        carried = (self._true + drawn).reshape(*self._shape, -1)
        without = (self._not - drawn).reshape(*self._shape, -1)
        wrong = np.stack([carried[:, ABSENT], without[:, FOUND]], axis=1)
        right = np.stack([carried[:, FOUND], without[:, ABSENT]], axis=1)
        return wrong.astype(np.float64), right.astype(np.float64)


def _sums(
    rows: Ints, columns: Ints, values: Floats | None, shape: tuple[int, int]
) -> sparse.csr_array:
    ones = np.ones(len(rows), dtype=np.int64) if values is None else values
    return sparse.csr_array((ones, (rows, columns)), shape=shape)


def _likely(state: _State, counts: _Counts) -> Floats:
    """Return how probably what is open in a cell is true, given everything else, (m, C)."""
    missed, added = state.rate[:, MISSED], state.rate[:, ADDED]
    ones = np.ones_like(missed)
    # By tick: not found, found, not read.
    ratio = np.stack([missed / (1 - added), (1 - missed) / added, ones], axis=1)
    ratio = ratio.reshape(-1, ratio.shape[-1])
    odds = (state.share / (1 - state.share))[counts.place]
    for at in counts.ratio_at:
        odds = odds * ratio[at]
    likely: Floats = odds / (1 + odds)
    return likely


def _rates(state: _State, wrong: Floats, right: Floats, rng: np.random.Generator) -> Floats:
    mean, alike = expit(state.mean)[:, :, None], np.exp(state.alike)[:, :, None]
    drawn = rng.beta(mean * alike + wrong, (1 - mean) * alike + right)
    return np.clip(drawn, 1e-6, _MOST)


def _move_means(
    state: _State, wrong: Floats, right: Floats, rng: np.random.Generator, which: int
) -> None:
    """Move the readers' means, or how alike codes are: a step of Metropolis, rates summed out."""
    mean, alike = state.mean, state.alike
    step = rng.normal(0, (_STEPS_OF_MEAN, _STEPS_OF_ALIKE)[which], mean.shape)
    new = (mean, alike + step) if which else (mean + step, alike)
    gain = _log_density(*new, wrong, right) - _log_density(mean, alike, wrong, right)
    taken = np.log(rng.random(gain.shape)) < gain
    state.mean, state.alike = (
        np.where(taken, one, old) for one, old in zip(new, (mean, alike), strict=True)
    )


def _log_density(mean: Floats, alike: Floats, wrong: Floats, right: Floats) -> Floats:
    """Return the log density of logit μ and log ν, (R, 2, G, C), all codes' rates summed out."""
    centre, number = expit(mean), np.exp(alike)
    a, b = centre * number, (1 - centre) * number
    codes = betaln(a[:, :, None] + wrong, b[:, :, None] + right).sum(axis=2)
    believed = _squares(mean, _CENTRE, _SPREAD) + _squares(alike, _ALIKE, _ALIKE_SPREAD)
    density: Floats = codes - wrong.shape[2] * betaln(a, b) - believed / 2
    return density


def _squares(value: Floats, centre: Floats, spread: Floats) -> Floats:
    squares: Floats = ((value - centre[None, :, None, None]) / spread[None, :, None, None]) ** 2
    return squares
