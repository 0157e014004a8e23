"""What is set of a study, and what is kept in it beside codings: `Study` has these acts, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from civic_qual.calls import helpful
from civic_qual.corpus.settings import Settings
from civic_qual.study.acts.consent import consent as note_consent
from civic_qual.study.acts.keep import keep_area, keep_model, keep_release
from civic_qual.study.acts.released import declare_not_given, releases_of
from civic_qual.study.acts.settings import change_settings, keep_refresh
from civic_qual.study.acts.state_people import state_people
from civic_qual.study.contents.contents import Contents

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from civic_qual.corpus.intake.people_workbook import PeopleWorkbook
    from civic_qual.learning.theme_classifier import ThemeClassifier
    from civic_qual.privacy.memory.earlier import EarlierReleases


class Beside(Contents):
    """A study, with what is set of it and kept in it beside codings."""

    @helpful
    def set(
        self,
        *,
        author: str | None = None,
        organisation: str | None = None,
        period: str | None = None,
        minimum: int | None = None,
        languages: str | Sequence[str] | None = None,
        consent: str | None = None,
        release_policy: Mapping[str, Any] | None = None,
        who: str = "",
        why: str = "",
    ) -> Settings:
        """Set what is named, and leave the rest as it is; return the settings that hold now.

        Parameters
        ----------
        author, organisation, period
            Who writes, for whom, and the time that the interviews cover, as people say it.
        minimum
            How many people must stand behind a number that leaves the study.
        languages
            Codes of the languages in which it is reported.
        consent
            What holds where nobody stated consent: quote, paraphrase or none.
        release_policy
            How releases are made: names and plain values.
        who, why
            Who sets it, and the reason.

        Raises
        ------
        StudyError
            If one cannot be that.
        """
        named = {
            "author": author,
            "organisation": organisation,
            "period": period,
            "minimum": minimum,
            "languages": languages,
            "consent": consent,
            "release_policy": release_policy,
        }
        told = {name: value for name, value in named.items() if value is not None}
        change_settings(self._session, told, who=who, why=why)
        return self.settings

    @helpful
    def consent(
        self,
        consent: str,
        *,
        participant: str | None = None,
        transcript: str | None = None,
        who: str,
        why: str = "",
    ) -> str:
        """Note what somebody agreed to; return its id. The corpus has it from then on.

        Parameters
        ----------
        consent
            "quote", "paraphrase", "none", or "withdrawn" for who takes everything back.
        participant, transcript
            Whose consent it is: of one person, or of everybody in an interview.
        who, why
            Who notes it, and how it is known.

        Raises
        ------
        StudyError
            If the word is not known, or it is of nobody in the study.

        See Also
        --------
        civic_qual.quotes : Obeys the stricter of a person's and an interview's.
        """
        return note_consent(
            self._session,
            consent,
            participant=participant,
            transcript=transcript,
            who=who,
            why=why,
        )

    @helpful
    def state_people(
        self, people: str | Path | pd.DataFrame | PeopleWorkbook, *, who: str = "", why: str = ""
    ) -> tuple[str, ...]:
        """State who speaks, and what is known of people and interviews; return what does not fit.

        It is recorded in one line of the audit trail. Texts stay as they are, and so does all
        that was coded; what is not stated stays as it was read.

        Parameters
        ----------
        people
            A people workbook, or a table of files or of speakers, as `Corpus.with_people` takes
            it. The role "nobody" says that a label is part of the speech.
        who, why
            Who states it, and how it is known.

        Raises
        ------
        ReadError
            If it cannot be read, or has no column it needs.
        StudyError
            If nothing of it fits.

        See Also
        --------
        civic_qual.look : What was read, and what is doubtful.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> import pandas as pd
        >>> import civic_qual as cq
        >>> path = Path(tempfile.mkdtemp()) / "mali.study"
        >>> stated = pd.DataFrame({"transcript": ["mali_13_dogon_elder"], "speaker": ["Ancien"],
        ...                        "participant": ["The elder"]})
        >>> with cq.Study.create(path, cq.example_corpus(), cq.example_codebook()) as study:
        ...     _ = study.state_people(stated, who="Awa")
        ...     study.corpus.participants.of("mali_13_dogon_elder", "Ancien")
        'The elder'
        """
        return state_people(self._session, people, who=who, why=why)

    @helpful
    def keep_release(
        self,
        name: str,
        contents: Mapping[str, Any],
        *,
        policy: Mapping[str, Any] | None = None,
        who: str = "",
        why: str = "",
    ) -> str:
        """Keep what has left the study, which nobody can take back; return its id.

        Parameters
        ----------
        name
            A new one.
        contents, policy
            What left and by which rules: names and plain values, as tables by their names.
        who, why
            Who released it, and what for.

        Raises
        ------
        StudyError
            If a release of that name is kept, or it is no plain data.
        """
        return keep_release(self._session, name, contents, policy=policy or {}, who=who, why=why)

    @property
    def earlier_releases(self) -> EarlierReleases:
        """What was released of this study, for `release(..., earlier=study.earlier_releases)`.

        A release that is saved is kept in the study.
        """
        return releases_of(self._session)

    @helpful
    def not_given(self, name: str, *, who: str, why: str = "") -> None:
        """Declare that a release was given to nobody, so that later ones need not reckon with it.

        Parameters
        ----------
        name
            Of the release, as `earlier_releases` names it.
        who, why
            Who says so, and for what reason.

        Raises
        ------
        StudyError
            If none is called so, or a later one reckons with it.
        """
        declare_not_given(self._session, name, who=who, why=why)

    @helpful
    def keep_model(self, name: str, model: ThemeClassifier, *, who: str = "", why: str = "") -> str:
        """Keep a trained model by a name, of which the latest holds; return its id.

        Raises
        ------
        StudyError
            If it is no model.
        ModelError
            If it was fitted without groups.
        """
        return keep_model(self._session, name, model, who=who, why=why)

    @helpful
    def keep_refresh(
        self, told: Mapping[str, Any], *, held: str, made: Sequence[str] = (), who: str = ""
    ) -> None:
        """Keep what a refresh told, for the next one to compare with.

        Parameters
        ----------
        told
            Names and plain values.
        held
            What the study held when it began: `held` at that moment.
        made
            The ids of what it added itself, as `keep_model` returns them.
        who
            Who refreshed.

        Raises
        ------
        StudyError
            If it is no plain data.

        See Also
        --------
        civic_qual.refresh : Refresh a study.
        """
        keep_refresh(self._session, told, held=held, made=made, who=who)

    @helpful
    def keep_area(
        self,
        name: str,
        *,
        within: str = "",
        kind: str = "",
        names: Mapping[str, str] | None = None,
        attributes: Mapping[str, str] | None = None,
        who: str = "",
    ) -> str:
        """Keep an area, in the place of what was known of it; return its id.

        Parameters
        ----------
        name
            As attributes of interviews name it.
        within, kind
            The area it lies in, and what it is: country, region, village.
        names, attributes
            What it is called, by language; and anything else known of it.

        Raises
        ------
        StudyError
            If what it lies in is no area of the study, or lies in it.
        """
        return keep_area(
            self._session,
            name,
            within=within,
            kind=kind,
            names=names or {},
            attributes=attributes or {},
            who=who,
        )
