"""What files of a folder know of each other."""

from itertools import cycle

ASKS = ["Who came?", "And then?", "Did you call?", "Why is that?"]
SAYS = ["Nobody.", "We ran to the river.", "Yes.", "They were afraid."]


def talk(asker: str, other: str, *, ask: bool = True, turns: int = 4) -> str:
    questions, answers = cycle(ASKS if ask else SAYS), cycle(SAYS)
    lines = [f"{asker}: {next(questions)}\n{other}: {next(answers)}\n" for _ in range(turns)]
    return "".join(lines)


def roles(corpus, transcript):
    table = corpus.roles
    return dict(table[table.transcript == transcript][["speaker", "role"]].values.tolist())


def test_who_interviews_in_other_files_interviews_here(read):
    clear = {f"{name}.txt": talk("Ada Lund", other) for name, other in [("a", "Bo"), ("b", "Cy")]}
    files = {**clear, "c.txt": talk("Ada Lund", "Di", ask=False)}
    corpus = read(files)
    assert roles(corpus, "c") == {"Ada Lund": "interviewer", "Di": "respondent"}
    assert any("c: Ada Lund taken for interviewer (as in other files)" in n for n in corpus.notes)
    assert not any(note.startswith("a") and "as in other files" in note for note in corpus.notes)


def test_a_file_alone_does_not_know(read):
    corpus = read({"c.txt": talk("Ada Lund", "Di", ask=False)})
    assert set(roles(corpus, "c").values()) == {"unknown"}
    assert "the role of Ada Lund, Di is unknown" in corpus.notes[0]


def test_codes_are_never_carried(read):
    asking = {f"{name}.txt": talk("S1", other) for name, other in [("a", "Bo"), ("b", "Cy")]}
    corpus = read({**asking, "c.txt": talk("S1", "Di", ask=False)})
    assert set(roles(corpus, "c").values()) == {"unknown"}


def test_files_that_disagree_say_nothing(read):
    files = {"a.txt": talk("Ada Lund", "Bo"), "b.txt": talk("Cy", "Ada Lund")}
    corpus = read({**files, "c.txt": talk("Ada Lund", "Di", ask=False)})
    assert set(roles(corpus, "c").values()) == {"unknown"}


def test_what_is_told_wins(read):
    clear = {f"{name}.txt": talk("Ada Lund", other) for name, other in [("a", "Bo"), ("b", "Cy")]}
    table = "transcript,speaker,role\nc,Ada Lund,respondent\nc,Di,interviewer\n"
    files = {**clear, "c.txt": talk("Ada Lund", "Di", ask=False), "participants.csv": table}
    assert roles(read(files), "c") == {"Ada Lund": "respondent", "Di": "interviewer"}


def test_a_doubtful_label_is_read_again_with_what_others_know(read):
    strange = "Ancestor: we stayed.\n"
    group = talk("Moderator", "Zed") + strange + talk("Moderator", "Zed")
    asked = "'Ancestor' was seen once and is taken for a speaker: is it one?"
    assert any(asked in note for note in read({"c.txt": group}).notes)
    others = {f"{name}.txt": talk("Moderator", "Ancestor") for name in "ab"}
    assert not any(asked in note for note in read(others | {"c.txt": group}).notes)
