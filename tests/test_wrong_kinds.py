"""Every public call, given another kind of thing than it takes, ends in a sentence of the tree.

`CALLS` has one good call of every public function and method; each of its arguments is given, one
after the other, what people give by mistake. Whatever is refused must be refused in words.
"""

import inspect
import shutil
import sys
import warnings
from dataclasses import replace
from typing import get_args

import numpy as np
import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.arguments import ALIASES
from civic_qual.errors import ArgumentError
from civic_qual.messages import Message
from tests.small_codebook import CODEBOOK

LATE, MAIZE = "They came late that night.", "We planted maize this year."


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make all that calls need, each by the name that its good argument has."""
    folder = tmp_path_factory.mktemp("kinds")
    frame = pd.DataFrame({
        "text": [LATE if number % 3 else MAIZE for number in range(12)],
        "country": ["Mali", "CAR"] * 6,
    })  # fmt: skip
    corpus = cq.Corpus.from_frame(frame, language="en")
    (folder / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    codebook = cq.read_codebook(folder / "codebook.yaml")
    machine = cq.RuleCoder(codebook).code(corpus)
    rows = [
        {
            **{"transcript": str(number), "start": 0, "end": len(LATE), "coder": coder},
            "code": "perf" if (number - 1) % 3 else "crop",
        }
        for number in range(1, 13)
        for coder in (("Awa", "Issa") if number % 4 else ("Awa",))
    ]
    people = cq.read_codings(pd.DataFrame(rows), corpus, codebook)
    human = people.filter(coder="Awa")
    sample = cq.draw_sample(corpus, n=8)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = cq.ThemeClassifier(encoder=None, rules=False).fit_corpus(human)
        performance = cq.cross_validate(model, human, folds=2, draws=2)
    with cq.Study.create(folder / "a.study", corpus, codebook) as study:
        study.add(people)
        study.keep_sample(sample)
        cq.worksheet(study, "Awa", folder / "sheet.xlsx", sample=sample.name)
        coding = study.coding_table().frame["id"].tolist()[0]
        version = study.codebook_version
        study.change_codebook(replace(codebook, version="2"))
    corpus.to_csv(folder / "turns.csv")
    sample.to_csv(folder / "sample.csv")
    model.save(folder / "model.skops")
    (folder / "talks").mkdir()
    (folder / "talks" / "a.txt").write_text(f"R: {LATE}\n", encoding="utf-8")
    return {
        "folder": folder, "frame": frame, "corpus": corpus, "codebook": codebook,
        "machine": machine, "people": people, "human": human, "sample": sample, "model": model,
        "performance": performance, "rows": pd.DataFrame(rows), "coding": coding,
        "version": version, "table": cq.theme_table(machine),
        "stated": pd.DataFrame({"transcript": ["1"], "country": ["Mali"]}),
    }  # fmt: skip


@pytest.fixture
def study(made, tmp_path):
    shutil.copy(made["folder"] / "a.study", tmp_path / "a.study")
    with cq.Study(tmp_path / "a.study") as opened:
        yield opened


# A good call of each: the owner of a method, then arguments. A text that begins with "@" is made.
SPAN = {"transcript": "2", "start": 0, "end": 26}
TWO = {"machine": "@machine", "human": "@human"}
TABLE = {"level": "theme", "unit": "turn", "coder": "rules"}
JOINT = {"codings": "@people", "coders": ["Awa", "Issa"], "level": "code"}
CHOSEN = {"code": "perf", "theme": "perf", "coder": "Awa", "origin": "human", "transcript": "2"}
CHOSEN |= {"status": "accepted", "shown": "unknown", "fields": {}}
TEXTS = {"texts": [LATE, MAIZE], "languages": ["en", "en"]}
CALLS = {
    "Code.label": ("@code", {"language": "en"}),
    "Codebook.children": ("@codebook", {"code_id": "perf"}),
    "Codebook.save": ("@codebook", {"path": "b.yaml", "language": "en"}),
    "Codebook.to_markdown": ("@codebook", {"language": "en"}),
    "Codebook.top": ("@codebook", {"code_id": "perf"}),
    "Codebook.with_descendants": ("@codebook", {"code_id": "perf"}),
    "Codings.equals": ("@people", {"other": "@people"}),
    "Codings.filter": ("@people", CHOSEN),
    "Codings.from_frames": ("@people", {
        "corpus": "@corpus", "codebook": "@codebook", "rows": "@coded", "readings": "@read",
        "evidence": "@evidence",
    }),
    "Codings.head": ("@people", {"n": 2}),
    "Codings.to_csv": ("@people", {"path": "c.csv", "unit": "turn"}),
    "Codings.to_csv_frame": ("@people", {"unit": "turn", "evidence": True}),
    "Codings.to_excel": ("@people", {"path": "c.xlsx", "unit": "turn"}),
    "Corpus": (None, {"transcripts": (), "participants": "@participants"}),
    "Corpus.filter": ("@corpus", {"country": "Mali"}),
    "Corpus.from_frame": ("@corpus", {
        "frame": "@frame", "text": "text", "id": "country", "attributes": ["country"],
        "language": "en", "speaker": "country", "participant": "country", "languages": ["en"],
    }),
    "Corpus.segments": ("@corpus", {"unit": "turn"}),
    "Corpus.to_csv": ("@corpus", {"path": "c.csv"}),
    "Corpus.to_excel": ("@corpus", {"path": "c.xlsx"}),
    "Corpus.with_people": ("@corpus", {"people": "@stated"}),
    "Corpus.with_roles": ("@corpus", {"roles": {"R": "respondent"}}),
    "Corpus.with_transcripts": ("@corpus", {"transcripts": []}),
    "RuleCoder": (None, {"codebook": "@codebook", "include_interviewers": False}),
    "RuleCoder.code": ("@rules", {"corpus": "@corpus"}),
    "Sample.check": ("@sample", {"corpus": "@corpus"}),
    "Sample.equals": ("@sample", {"other": "@sample"}),
    "Sample.from_frame": ("@sample", {"frame": "@drawn"}),
    "Sample.head": ("@sample", {"n": 2}),
    "Sample.how_many_more": ("@sample", {
        **TWO, "width": 0.2, "by": "country", "level": "theme", "coder": "rules",
        "confidence": 0.9, "unread": "refuse",
    }),
    "Sample.only": ("@sample", {"transcript": "2"}),
    "Sample.passages": ("@sample", {"corpus": "@corpus"}),
    "Sample.query": ("@sample", {"condition": "start == 0"}),
    "Sample.rows_in": ("@sample", {"corpus": "@corpus"}),
    "Sample.sort_values": ("@sample", {"by": "start", "ascending": True}),
    "Sample.to_csv": ("@sample", {"path": "s.csv"}),
    "Sample.to_excel": ("@sample", {"path": "s.xlsx"}),
    "Sample.to_html": ("@sample", {}),
    "Sample.to_text": ("@sample", {}),
    "Sample.worklists": ("@sample", {"coders": ["Awa"]}),
    "Study": (None, {"path": "a.study", "backup_to": None}),
    "Study.act": ("@study", {"acts": [], "coder": "Awa", "queue": ""}),
    "Study.add": ("@study", {"what": "@people", "who": "Awa", "why": ""}),
    "Study.assign": ("@study", {
        "name": "q", "what": "@drawn", "coders": ["Awa", "Issa"], "kind": "search",
        "unit": "turn", "codes": "*", "shown": "rules", "share": False, "asked": "",
        "who": "Bo",
    }),
    "Study.backup": ("@study", {"path": "b.study"}),
    "Study.change_codebook": ("@study", {
        "codebook": "@codebook", "moves": None, "who": "Awa", "why": "", "seen": None,
    }),
    "Study.close": ("@study", {}),
    "Study.code": ("@study", {**SPAN, "code": "perf", "coder": "Awa", "memo": "", "why": ""}),
    "Study.coding_table": ("@study", {**CHOSEN, "as_of": None}),
    "Study.codings": ("@study", {**CHOSEN, "as_of": None}),
    "Study.consent": ("@study", {
        "consent": "quote", "participant": None, "transcript": "2", "who": "Awa", "why": "",
    }),
    "Study.correct": ("@study", {"transcript": "@transcript", "who": "Awa", "why": ""}),
    "Study.create": ("@study", {
        "path": "n.study", "corpus": "@corpus", "codebook": "@codebook", "who": "Awa",
    }),
    "Study.decide": ("@study", {
        "coding": "@coding", "verdict": "reject", "coder": "Awa", "why": "", "start": None,
        "end": None, "code": None, "fields": None,
    }),
    "Study.disagreements": ("@study", {
        "codings": "@people", "coders": ["Awa", "Issa"], "unit": "turn", "level": "code",
        "blind": True,
    }),
    "Study.earlier_codebook": ("@study", {"version": "@version"}),
    "Study.export": ("@study", {"folder": "out"}),
    "Study.import_folder": ("@study", {"folder": "out", "path": "i.study"}),
    "Study.integrity": ("@study", {}),
    "Study.keep_area": ("@study", {
        "name": "Bria", "within": "", "kind": "", "names": {}, "attributes": {}, "who": "Awa",
    }),
    "Study.keep_model": ("@study", {"name": "m", "model": "@model", "who": "", "why": ""}),
    "Study.keep_refresh": ("@study", {
        "told": {"passages": 3}, "held": "0" * 32, "made": [], "who": "",
    }),
    "Study.keep_release": ("@study", {
        "name": "r", "contents": {}, "policy": {}, "who": "Awa", "why": "",
    }),
    "Study.keep_sample": ("@study", {"sample": "@sample", "who": "Awa"}),
    "Study.new_code": ("@study", {
        "name": "Night patrols", "who": "Awa", "definition": "", "parent": "perf", "language": "en",
        "transcript": "2", "start": 0, "end": 26, "why": "", "anyway": False,
    }),
    "Study.not_given": ("@study", {"name": "r", "who": "Awa", "why": ""}),
    "Study.memo": ("@study", {
        "text": "Why?", "coder": "Awa", **SPAN, "code": None, "participant": None,
        "coding": None, "instead_of": "",
    }),
    "Study.merge": ("@study", {"other": "a.study", "who": "Awa"}),
    "Study.model": ("@study", {"name": "m", "encoder": None}),
    "Study.place": ("@study", {"record": "@coding", "start": 0, "end": 26, "coder": "Awa"}),
    "Study.queue": ("@study", {"name": "q", "coder": "Awa"}),
    "Study.read": ("@study", {
        **SPAN, "coder": "Awa", "codes": "*", "unit": "turn", "sample": "", "shown": "unknown",
    }),
    "Study.release": ("@study", {"name": "r"}),
    "Study.restore_codebook": ("@study", {
        "version": "@version", "who": "Awa", "why": "", "seen": None,
    }),
    "Study.reveal": ("@study", {"queue": "q", "who": "Awa", "why": ""}),
    "Study.sample": ("@study", {"name": "s"}),
    "Study.set": ("@study", {
        "author": "Awa", "organisation": "", "period": "", "minimum": 5, "languages": ["en"],
        "consent": "quote", "release_policy": {}, "who": "Awa", "why": "",
    }),
    "Study.sight": ("@study", {"coder": "Awa"}),
    "Study.state_people": ("@study", {"people": "@stated", "who": "Awa", "why": ""}),
    "Study.undo": ("@study", {"record": "@coding", "coder": "Awa", "why": ""}),
    "Study.undo_line": ("@study", {"line": 2, "coder": "Awa", "why": ""}),
    "ThemeClassifier.card": ("@model", {"performance": "@performance", "gold": "@human"}),
    "ThemeClassifier.code": ("@model", {
        "corpus": "@corpus", "provisional": False, "codebook": "@codebook", "progress": False,
    }),
    "ThemeClassifier.column": ("@model", {"code": "perf"}),
    "ThemeClassifier.fit": ("@unfitted", {**TEXTS, "Y": [[1], [0]], "groups": ["a", "b"]}),
    "ThemeClassifier.fit_corpus": ("@unfitted", {
        "codings": "@human", "unit": "turn", "coder": "Awa",
    }),
    "ThemeClassifier.load": ("@model", {"path": "model.skops", "codebook": "@codebook"}),
    "ThemeClassifier.predict": ("@model", TEXTS),
    "ThemeClassifier.predict_proba": ("@model", TEXTS),
    "ThemeClassifier.save": ("@model", {"path": "m.skops"}),
    "ThemeClassifier.score": ("@model", {"texts": [LATE, MAIZE], "Y": [[1, 0], [0, 1]]}),
    "ThemeClassifier.student": ("@model", {"texts": [LATE, MAIZE], "penalty": 0.3, "seed": 0}),
    "ThemeClassifier.suggest": ("@model", {"corpus": "@corpus", "n": 2}),
    "ThemeClassifier.why": ("@model", {"passages": LATE, "codes": ["perf"], "most": 2}),
    "ThemeTable.equals": ("@table", {"other": "@table"}),
    "ThemeTable.head": ("@table", {"n": 2}),
    "ThemeTable.only": ("@table", {"theme": "perf"}),
    "ThemeTable.passages": ("@table", {"row": "perf", "column": None}),
    "ThemeTable.plot": ("@table", {}),
    "ThemeTable.query": ("@table", {"condition": "all > 0"}),
    "ThemeTable.sort_values": ("@table", {"by": "all", "ascending": True}),
    "ThemeTable.to_csv": ("@table", {"path": "t.csv"}),
    "ThemeTable.to_excel": ("@table", {"path": "t.xlsx"}),
    "ThemeTable.to_html": ("@table", {"caption": ""}),
    "ThemeTable.to_text": ("@table", {}),
    "adjudicate": (None, {
        **JOINT, "decisions": None, "coder": "reference", "unit": "turn", "read_by_one": True,
    }),
    "agreement": (None, {**JOINT, "unit": "turn", "confidence": 0.9, "draws": 3, "seed": 0}),
    "case_matrix": (None, {
        "codings": "@machine", "case": "transcript", **TABLE, "value": "count",
    }),
    "check_codebook": (None, {"codebook": "@codebook"}),
    "check_files": (None, {"files": "sample.csv", "corpus": "@corpus", "minimum": 5, "words": 8}),
    "check_quotes": (None, {
        "quotes": "@quotes", "corpus": "@corpus", "minimum": 5, "use_spacy": False,
    }),
    "combine": (None, {"policy": "either"}),
    "compare": (None, {"before": "@machine", "after": "@machine"}),
    "concordance": (None, {
        "corpus": "@corpus", "rule": "late", "codebook": "@codebook", "language": "en",
        "width": 20, "within": "turn", "include_interviewers": False,
    }),
    "confusion": (None, {**JOINT, "unit": "turn", "families": False}),
    "cooccurrence": (None, {
        "codings": "@machine", **TABLE, "value": "count", "confidence": 0.9,
    }),
    "cross_validate": (None, {
        "model": "@model", "gold": "@human", "unit": "turn", "coder": "Awa", "folds": 2,
        "draws": 2, "progress": False,
    }),
    "crosstab": (None, {
        "codings": "@machine", "by": "country", "measure": "segments", **TABLE,
        "confidence": 0.9, "errors": None,
    }),
    "disagreements": (None, {**JOINT, "unit": "turn", "blind": True, "memos": None}),
    "draw_sample": (None, {
        "corpus": "@corpus", "n": 4, "unit": "turn", "by": "country", "scores": None,
        "design": None, "seed": 1, "double": 0.0, "minimum": 1, "name": "s",
    }),
    "earlier_releases": (None, {"members": "talks.members"}),
    "error_by": (None, {
        **TWO, "by": "country", **TABLE, "rate": 0.05,
    }),
    "estimate_themes": (None, {
        **TWO, "sample": "@sample", "by": "country", **TABLE, "measure": "segments",
        "confidence": 0.9, "unread": "refuse",
    }),
    "example_codebook": (None, {}),
    "example_codings": (None, {}),
    "example_corpus": (None, {}),
    "explain": (None, {
        "word": "late", "language": "en", "corpus": "@corpus", "codebook": "@codebook",
    }),
    "framework_matrix": (None, {
        "codings": "@machine", "case": "transcript", "level": "theme", "n": 2, "coder": "rules",
    }),
    "look": (None, {"corpus": "@corpus"}),
    "quotes": (None, {"codings": "@machine", "level": "theme", "n": 2, "coder": "rules"}),
    "read_codebook": (None, {"path": "codebook.yaml"}),
    "read_codings": (None, {
        "source": "@rows", "corpus": "@corpus", "codebook": "@codebook",
        "coverage": "whole_transcripts", "unit": "turn",
    }),
    "read_corpus": (None, {
        "path_or_paths": "talks", "attributes": None, "participants": None, "people": None,
        "languages": ["en"],
        "roles": {}, "encoding": "utf-8", "large": False, "split_backchannels": False,
    }),
    "read_sample": (None, {"path": "sample.csv"}),
    "read_worksheets": (None, {
        "study": "@study", "files": "sheet.xlsx", "coder": "Awa", "language": "en", "who": "",
    }),
    "review": (None, {
        "study": "@study", "queue": "", "coder": "Awa", "transcript": "", "language": "en",
    }),
    "refresh": (None, {
        "study": "@study", "out": "out", "by": "country", "unit": "turn", "sample": None,
        "rules": True, "who": "", "progress": False,
    }),
    "release": (None, {
        "results": "@table", "by": "country", "unit": "turn", "minimum": 5, "earlier": None,
        "internal": False,
    }),
    "saturation": (None, {
        "codings": "@machine", "level": "code", "coder": "rules", "confidence": 0.9, "draws": 2,
        "seed": 0,
    }),
    "suppress_small_cells": (None, {
        "tables": "@table", "minimum": 5, "method": "suppress", "base": 3, "hide_zeros": False,
        "margin": "all",
    }),
    "theme_differences": (None, {
        **TWO, "sample": "@sample", "by": "country", "versus": None, "level": "theme",
        "measure": "segments", "coder": "rules", "confidence": 0.9, "unread": "refuse",
    }),
    "theme_report": (None, {
        "codings": "@machine", "by": "country", "unit": "turn", "coder": "rules",
        "internal": False, "minimum": 5,
    }),
    "theme_table": (None, {
        "codings": "@machine", "by": "country", "measure": "segments", "normalise": None,
        **TABLE, "cross": None, "include_interviewers": False, "families": False, "errors": None,
    }),
    "unitised_agreement": (None, {
        **JOINT, "distance": "word", "confidence": 0.9, "draws": 2, "seed": 0,
    }),
    "worksheet": (None, {
        "study": "@study", "coders": "Awa", "path": "late.xlsx", "sample": None, "search": "late",
        "suggest": None, "disagreements": False, "transcripts": False, "code": "perf",
        "model": None, "name": None, "shown": None, "unit": "turn", "share": False, "again": True,
        "word": False, "language": "en", "who": "Awa",
    }),
}  # fmt: skip

# What cannot be called wrongly by what it is given: records by name, the contract of scikit-learn.
RECORDS = {"Code", "Codebook", "Codings", "Rule", "Sample", "ThemeTable", "Transcript", "Turn"}
OTHERS = {"CivicQualError", "CivicQualWarning", "ThemeClassifier", "__version__"}
LEARN = ("get_metadata_routing", "get_params", "set_params")

WRONG = {
    "nothing": None,
    "a number": 5,
    "a share": 2.5,
    "a text": "Awa",
    "names": ["Awa", "Issa"],
    "a dictionary": {"Awa": 1},
    "a table": pd.DataFrame({"name": ["Awa"]}),
    "an array": np.array([1.5, 2.5]),
    "an array of names": np.array(["Awa", "Issa"]),
    "a function": cq.theme_table,
}


def surface():
    """Return the public functions, and the methods of public classes that are ours."""
    for name in cq.__all__:
        one = getattr(cq, name)
        if inspect.isfunction(one):
            yield name
        elif inspect.isclass(one) and name not in OTHERS:
            if name not in RECORDS:
                yield name
            for method in dir(one):
                what = inspect.getattr_static(one, method)
                callable_ = inspect.isfunction(what) or isinstance(what, classmethod)
                if callable_ and not method.startswith("_") and method not in LEARN:
                    yield f"{name}.{method}"
        elif name == "ThemeClassifier":
            yield from (
                f"{name}.{method}"
                for method in dir(one)
                if not method.startswith("_")
                and method not in LEARN
                and (
                    inspect.isfunction(what := inspect.getattr_static(one, method))
                    or isinstance(what, classmethod)
                )
            )


def test_every_public_call_is_tried():
    assert set(CALLS) == set(surface())


def value_of(given, made, study):
    """Return what stands for a name of the table."""
    if not (isinstance(given, str) and given.startswith("@")):
        return given
    match given[1:]:
        case "study":
            return study
        case "code":
            return made["codebook"]["perf"]
        case "rules":
            return cq.RuleCoder(made["codebook"])
        case "unfitted":
            return cq.ThemeClassifier(encoder=None, rules=False)
        case "participants":
            return made["corpus"].participants
        case "transcript":
            return made["corpus"]["2"]
        case "drawn":
            return made["sample"].frame
        case "coded":
            return made["machine"].rows
        case "read":
            return made["machine"].readings
        case "evidence":
            return made["machine"].evidence
        case "quotes":
            return cq.quotes(made["machine"])
        case name:
            return made[name]


def refused_without_words(call, arguments):
    """Call it; return what it ended in, unless it worked or was refused in words."""
    try:
        worked = call(**arguments)
        if isinstance(worked, cq.Study):
            worked.close()
    except cq.CivicQualError as error:
        said = str(error)
        return "" if " " in said else f"says only {said!r}"
    except (TypeError, KeyError) as error:
        in_words = error.args and isinstance(error.args[0], Message)
        return "" if in_words else f"{type(error).__name__}: {error}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


@pytest.mark.parametrize("name", [name for name in CALLS if CALLS[name][1]])
@pytest.mark.filterwarnings("ignore")
def test_wrong_kinds_are_refused_in_words(name, made, study, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for file in ("codebook.yaml", "sample.csv", "model.skops"):
        shutil.copy(made["folder"] / file, tmp_path)
    shutil.copytree(made["folder"] / "talks", tmp_path / "talks")
    owner, good = CALLS[name]
    call = getattr(value_of(owner, made, study) if owner else cq, name.rpartition(".")[2])
    good = {argument: value_of(given, made, study) for argument, given in good.items()}
    wrong = {
        f"{argument}={kind}": said
        for argument in good
        for kind, value in WRONG.items()
        if (said := refused_without_words(call, good | {argument: value}))
    }
    assert not wrong, "\n".join(f"{call}: {said}" for call, said in wrong.items())


@pytest.mark.parametrize("name", sorted(name for name in ALIASES if ALIASES[name] == "str"))
def test_words_of_a_list_are_what_rooms_call_so(name):
    called = [
        one
        for module in list(sys.modules.values())
        if getattr(module, "__name__", "").startswith("civic_qual.")
        and (one := vars(module).get(name)) is not None
    ]
    assert any(get_args(one) and set(map(type, get_args(one))) == {str} for one in called)


def test_a_wrong_kind_is_an_error_of_the_tree_and_of_python(made):
    with pytest.raises(ArgumentError, match=r"theme_table takes codings as codings, and got None"):
        cq.theme_table(None)
    with pytest.raises(TypeError, match=r"write \['Awa'\]"):
        cq.agreement(made["people"], coders="Awa")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("head", "Corpus has no head: filter"),
        ("only", "Corpus has no only: filter"),
        ("filters", "did you mean filter"),
        ("groupby", "take .frame.groupby"),
    ],
)
def test_near_misses_of_a_corpus(made, name, said):
    with pytest.raises(AttributeError, match=said):
        getattr(made["corpus"], name)
    assert not hasattr(made["corpus"], "_anything")
