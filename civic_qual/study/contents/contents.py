"""`Contents`: all that can be seen in a study; `Study` adds what can be done to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, Self

from civic_qual.calls import helpful
from civic_qual.coding.coders import together
from civic_qual.corpus.settings import Settings
from civic_qual.errors import StudyError
from civic_qual.messages import Message, quoted, typed
from civic_qual.study.acts.keep import fingerprint_of, kept_model, kept_release
from civic_qual.study.acts.sample import kept_sample
from civic_qual.study.acts.settings import LastRefresh, held_by, last_refresh, settings_of
from civic_qual.study.checking import problems
from civic_qual.study.contents.book_history import (
    CodebookHistory,
    codebook_history,
    earlier_codebook,
)
from civic_qual.study.contents.codings import Chosen, Names, chosen_codings, held_codings
from civic_qual.study.contents.kept import (
    AreaTable,
    ConsentTable,
    ModelTable,
    ReleaseTable,
    SettingTable,
    area_table,
    consent_table,
    model_table,
    release_table,
    setting_table,
)
from civic_qual.study.contents.open_questions import (
    Conflicts,
    Unplaced,
    conflicts,
    study_disagreements,
    unplaced,
)
from civic_qual.study.contents.tables import (
    AuditTrail,
    CoderTable,
    CodingTable,
    MemoTable,
    RulingTable,
    SampleTable,
    audit_trail,
    coder_table,
    coding_table,
    memo_table,
    ruling_table,
    sample_table,
)
from civic_qual.study.opening import explained
from civic_qual.study.records import Coding, Decision, Memo, Reading
from civic_qual.study.session import AsOf, Session

if TYPE_CHECKING:
    from civic_qual.analysis.agreement.disagreements import Disagreements
    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.codebook.model import Codebook
    from civic_qual.coding.carried import Level
    from civic_qual.coding.codings import Codings
    from civic_qual.coding.columns import Origin, Shown, Status
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.segments import Unit
    from civic_qual.learning.theme_classifier import ThemeClassifier


class Contents:
    """All that can be seen in a study file that is open.

    Parameters
    ----------
    path
        The file.
    session
        The file, opened.
    """

    def __init__(self, path: Path, session: Session) -> None:
        self.path = path
        self._session = session

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. Corpora and codings taken from it stay usable while it is there."""
        self._session.store.close()

    def __repr__(self) -> str:
        store = self._session.store
        if store.closed:
            return f"Study({str(self.path)!r}, closed)"
        if store.damage:
            return f"Study({str(self.path)!r}, damaged)"
        return (
            f"Study({str(self.path)!r}: {len(self.corpus)} transcripts; "
            f"{store.count(Coding):,} codings, {store.count(Reading):,} readings, "
            f"{store.count(Decision):,} decisions, {store.count(Memo):,} memos)"
        )

    def __reduce__(self) -> NoReturn:
        raise StudyError(
            Message(
                "a study is an open file, and cannot be copied, pickled or sent to another "
                "process; send its path, and open it there with Study({path}), or send what comes "
                "out of it, as study.codings(); for a copy of the file there is study.backup(...)",
                path=quoted(str(self.path)),
            )
        )

    # What was said, and by what it is coded

    @property
    def corpus(self) -> Corpus:
        """The transcripts in their latest revisions; texts are read from the file when needed."""
        with self._session.reading() as snapshot:
            return snapshot.corpus

    @property
    def codebook(self) -> Codebook:
        """The latest version of the codebook."""
        with self._session.reading() as snapshot:
            return snapshot.codebook

    @property
    def codebook_version(self) -> str:
        """The name of the version of the codebook that holds; it changes whenever that does."""
        with self._session.reading() as snapshot:
            return snapshot.book_heads[0][0].hex()

    @property
    def codebook_history(self) -> CodebookHistory:
        """What was changed in the codebook: version, line, time, who, action, why, code, and more.

        The latest is first, a row each: change (as in `change_codebook`), becomes, of (the version
        that was changed), holds (whether that version holds now).
        """
        with self._session.reading() as snapshot:
            return codebook_history(snapshot)

    @helpful
    def earlier_codebook(self, version: str) -> Codebook:
        """Return an earlier version of the codebook, by its name in `codebook_history`.

        Raises
        ------
        StudyError
            If there was none of that name.
        """
        with self._session.reading() as snapshot:
            return earlier_codebook(snapshot, version)

    # What was coded

    @helpful
    def codings(
        self,
        *,
        code: Names = None,
        theme: Names = None,
        coder: Names = None,
        origin: Origin | Sequence[Origin] | None = None,
        status: Status | Sequence[Status] | None = None,
        transcript: Names = None,
        fields: Mapping[str, str | Sequence[str]] | None = None,
        shown: Shown | Sequence[Shown] | None = None,
        as_of: AsOf = None,
        **attributes: object,
    ) -> Codings:
        """Return codings and readings, with what was decided on them, as they hold.

        Parameters
        ----------
        code, theme, coder, origin, status, transcript, fields, shown, **attributes
            Only those, as `Codings.filter` chooses them: codes and themes with all below them;
            `status` as it was decided. Readings are chosen by coder, origin, transcript, shown and
            attributes.
        as_of
            A line of the audit trail or a time (UTC unless it says otherwise; a day alone is
            meant to its end): the study as it was then, transcripts and codebook included.

        Returns
        -------
        Codings
            They outlive the study: texts are read from the file when needed, and copies and
            pickles hold them.

        Raises
        ------
        StudyError
            If the study did not exist at `as_of`.
        CodingError
            If there is no such code, coder, transcript, field, attribute or value.

        See Also
        --------
        coding_table : The same with ids, decisions and reasons.
        """
        chosen = Chosen(
            code=code,
            theme=theme,
            coder=coder,
            origin=origin,
            status=status,
            transcript=transcript,
            fields=fields,
            shown=shown,
            attributes=attributes,
        )
        with self._session.reading(as_of) as snapshot:
            return chosen_codings(snapshot, chosen).codings

    @helpful
    def coding_table(
        self,
        *,
        code: Names = None,
        theme: Names = None,
        coder: Names = None,
        origin: Origin | Sequence[Origin] | None = None,
        status: Status | Sequence[Status] | None = None,
        transcript: Names = None,
        fields: Mapping[str, str | Sequence[str]] | None = None,
        shown: Shown | Sequence[Shown] | None = None,
        as_of: AsOf = None,
        **attributes: object,
    ) -> CodingTable:
        """Return the codings as a table with their ids, who decided on each, and why.

        Parameters
        ----------
        code, theme, coder, origin, status, transcript, fields, shown, as_of, **attributes
            Only those: see `codings`.

        Raises
        ------
        StudyError, CodingError
            As `codings`.

        See Also
        --------
        civic_qual.study.study.Study.decide : Accept, reject or change one by its id.
        """
        chosen = Chosen(
            code=code,
            theme=theme,
            coder=coder,
            origin=origin,
            status=status,
            transcript=transcript,
            fields=fields,
            shown=shown,
            attributes=attributes,
        )
        with self._session.reading(as_of) as snapshot:
            return coding_table(snapshot, chosen_codings(snapshot, chosen))

    @property
    def coders(self) -> CoderTable:
        """Who has coded and read how much: coder, origin, codings, readings, last."""
        with self._session.reading() as snapshot:
            return coder_table(snapshot)

    @property
    def memos(self) -> MemoTable:
        """The memos that hold: id, about, target, transcript, start, end, text, coder, time."""
        with self._session.reading() as snapshot:
            return memo_table(snapshot)

    # What people do not agree on, and what they settled

    @helpful
    def disagreements(
        self,
        codings: Codings | None = None,
        *,
        coders: Sequence[str] | None = None,
        unit: Unit | None = None,
        level: Level = "code",
        blind: bool = True,
        agreed: bool = False,
    ) -> Disagreements:
        """List what coders disagree on, with the memos.

        Parameters
        ----------
        codings
            Codings of the corpus of this study; if left out all that it holds.
        coders
            Whose; if left out people's, and no reference coding that `adjudicate` made of them.
        unit, level, blind, agreed
            As `civic_qual.disagreements` takes them.

        Raises
        ------
        EstimateError
            If there are fewer than two coders.

        See Also
        --------
        civic_qual.disagreements : The same without memos of a study.
        civic_qual.adjudicate : Settle them.
        """
        with self._session.reading() as snapshot:
            compared = held_codings(snapshot).codings if codings is None else together(codings)
            return study_disagreements(
                snapshot,
                compared,
                coders=coders,
                unit=unit,
                level=level,
                blind=blind,
                agreed=agreed,
            )

    @property
    def adjudicated(self) -> RulingTable:
        """What `adjudicate` settled of every passage and code, once added: by whom, and why."""
        with self._session.reading() as snapshot:
            return ruling_table(snapshot)

    @property
    def conflicts(self) -> Conflicts:
        """What was decided, corrected or changed in different ways by people who worked apart."""
        with self._session.reading() as snapshot:
            return conflicts(snapshot)

    @property
    def unplaced(self) -> Unplaced:
        """What has no place in the latest transcripts and codebook, for a person to place."""
        with self._session.reading() as snapshot:
            return unplaced(snapshot)

    # Samples

    @helpful
    def sample(self, name: str) -> Sample:
        """Return a kept sample by its name.

        Raises
        ------
        StudyError
            If none is called so.

        See Also
        --------
        samples : All that are kept.
        """
        with self._session.reading() as snapshot:
            return kept_sample(snapshot, name)

    @property
    def samples(self) -> SampleTable:
        """The kept samples: sample, design, unit, seed, by, frame_hash, frame_size, size."""
        with self._session.reading() as snapshot:
            return sample_table(snapshot)

    # What it is set to, and what it keeps beside codings

    @property
    def settings(self) -> Settings:
        """What is set of the study; what nobody set is empty."""
        with self._session.reading() as snapshot:
            return settings_of(snapshot)

    @property
    def setting_table(self) -> SettingTable:
        """The settings that hold: id, setting, value, who, why, time."""
        with self._session.reading() as snapshot:
            return setting_table(snapshot)

    @property
    def held(self) -> str:
        """32 hexadecimal digits of all that figures rest on: two states that hold the same have it.

        Releases and what refreshes told are not in it.
        """
        with self._session.reading() as snapshot:
            return held_by(snapshot)

    @property
    def last_refresh(self) -> LastRefresh | None:
        """What the last refresh told and when, and whether anything changed; None if none was."""
        with self._session.reading() as snapshot:
            return last_refresh(snapshot)

    @property
    def consents(self) -> ConsentTable:
        """What people agreed to: id, about, target, consent, who, why, time."""
        with self._session.reading() as snapshot:
            return consent_table(snapshot)

    @property
    def releases(self) -> ReleaseTable:
        """What has left the study: id, release, study, who, why, time."""
        with self._session.reading() as snapshot:
            return release_table(snapshot)

    @helpful
    def release(self, name: str) -> dict[str, Any]:
        """Return the contents of a release, as they were kept.

        Raises
        ------
        StudyError
            If none is called so.
        """
        with self._session.reading() as snapshot:
            return kept_release(snapshot, name)

    @property
    def models(self) -> ModelTable:
        """The kept models: id, model, bytes, fingerprints of the codebook, who, why, time."""
        with self._session.reading() as snapshot:
            return model_table(snapshot)

    @helpful
    def model(self, name: str | None = None, *, encoder: object = None) -> ThemeClassifier:
        """Return a kept model by its name.

        Parameters
        ----------
        name
            As it was kept; None: the latest that was made for the codebook as it is now.
        encoder
            The encoder it was trained with, if that was not the default.

        Raises
        ------
        StudyError
            If none is called so, or none is for the codebook.
        ModelError
            If it was trained with another encoder.
        """
        with self._session.reading() as snapshot:
            if name is None:
                name = model_table(snapshot).fitting(snapshot.codebook)
            if name is None:
                raise StudyError(
                    Message(
                        "no model is kept that was made for the codebook as it is now: {train}",
                        train=typed(
                            "train one, and keep it with keep_model",
                            "civic-qual train",
                            Message("train one on the page Model"),
                        ),
                    )
                )
            return kept_model(snapshot, name, encoder)

    @property
    def areas(self) -> AreaTable:
        """The areas: id, area, within, kind, names, who, time, and one column an attribute."""
        with self._session.reading() as snapshot:
            return area_table(snapshot)

    # What it rests on

    @property
    def audit(self) -> AuditTrail:
        """The audit trail: everything that was ever done, a line each, numbered from 1."""
        with self._session.reading() as snapshot:
            return audit_trail(snapshot)

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits of all records: two studies that hold the same have the same."""
        store = self._session.store
        store.refuse_damage()
        with explained(self.path):
            return fingerprint_of(store)

    def integrity(self) -> list[str]:
        """Return what is wrong with the file, a line each; an empty list if all is well.

        Pages, references, texts, every record, and that the audit trail accounts for all of them.
        What is wrong is told and never raised. A study that is damaged shows nothing else.
        """
        with explained(self.path):
            return problems(self._session.store)
