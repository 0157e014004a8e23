"""A folder as it comes from the field: ten files, two languages; one cannot be read."""

import csv
import itertools

ENGLISH = (
    "We were afraid to sleep, and nobody told us {when} they would come back.",
    "They looted the market and the clinic {when}, and what was left they burned.",
    "The peacekeepers stopped at the bridge {when} and helped us to carry the wounded.",
    "My sister sells onions and she still goes to the fields {when}.",
    "The soldiers looted our house {when}, and the children were afraid of them.",
    "There was a meeting of the elders {when} about the well and the road.",
    "Since then the school is closed, and the girls stay at home {when}.",
    "A patrol passed {when}; they greeted us, and they helped the women at the well.",
    "I cannot say who they were, it was dark {when}.",
)
FRENCH = (
    "Nous avions peur de dormir, et personne ne disait ce qui viendrait {when}.",
    "Ils ont pillé le marché et le dispensaire {when}, puis ils ont brûlé le reste.",
    "Les casques bleus ont aidé les blessés {when}, jusqu'à la route de Gao.",
    "Ma sœur vend des oignons et elle va encore aux champs {when}.",
    "Les hommes armés ont pillé notre maison {when}, et les enfants avaient peur.",
    "Les anciens se sont réunis {when} pour parler du puits et de la piste.",
    "Depuis, l'école est fermée, et les filles restent à la maison {when}.",
    "Une patrouille est passée {when} ; ils ont aidé les femmes près du puits.",
    "Je ne sais pas qui c'était, il faisait nuit {when}.",
)
WHEN = {
    "en": ("that night", "after the rains", "on market day", "before dawn", "in the dry season"),
    "fr": ("cette nuit-là", "après les pluies", "le jour du marché", "avant l'aube", "en saison"),
}
ASKED = {
    "en": ("What happened then?", "And who was there?", "How do you live now?"),
    "fr": ("Que s'est-il passé ensuite ?", "Et qui était là ?", "Comment vivez-vous ?"),
}

CODEBOOK = """\
title: A small day
version: "1"
languages: [en, fr]
codes:
  - id: fear
    kind: theme
    name: {en: Fear, fr: Peur}
    definition: {en: Somebody says that they are or were afraid., fr: Quelqu'un dit sa peur.}
    rules: {en: ["afraid"], fr: ["peur"]}
  - id: looting
    kind: theme
    name: {en: Looting, fr: Pillage}
    definition: {en: Somebody takes what is not theirs by force., fr: On prend de force.}
    rules: {en: ["looted"], fr: ["pillé"]}
  - id: response
    kind: theme
    name: {en: Response, fr: Réponse}
    definition: {en: The mission comes and helps., fr: La mission vient et aide.}
    rules: {en: ["peacekeepers"], fr: ["casques bleus"]}
"""


def said(language, count, first):
    """Return questions and answers: as many answers, none twice in the folder."""
    bank = ENGLISH if language == "en" else FRENCH
    rows = []
    for i in range(first, first + count):
        when = WHEN[language][(i // len(bank) + first) % len(WHEN[language])]
        rows.append(("q", ASKED[language][i % 3]))
        rows.append(("a", bank[i % len(bank)].format(when=when)))
    return rows


def labelled(rows, asks, answers, mark=": "):
    """Write turns a line, each behind the label of who speaks."""
    return "\n".join(f"{asks if who == 'q' else answers}{mark}{words}" for who, words in rows)


def subtitles(rows):
    """Write turns as subtitles, three seconds each."""
    stamp = "00:{:02}:{:02},000".format
    return "\n\n".join(
        f"{n + 1}\n{stamp(*divmod(3 * n, 60))} --> {stamp(*divmod(3 * n + 2, 60))}\n{line}"
        for n, line in enumerate(labelled(rows, "I", "Chief").splitlines())
    )


def write_folder(folder):
    """Write ten files into a folder, and a codebook beside the interviews."""
    from docx import Document

    folder.mkdir(parents=True)
    write = lambda name, text, encoding="utf-8": (folder / name).write_bytes(  # noqa: E731
        (text + "\n").encode(encoding)
    )
    first = itertools.count(0, 3)
    write("01_gao.txt", labelled(said("en", 9, next(first)), "Interviewer", "Chief"))
    write("02_gao.txt", labelled(said("en", 9, next(first)), "Q", "A", ". "))
    write("03_mopti.txt", labelled(said("fr", 9, next(first)), "Enquêteur", "Cheffe", " : "))
    write("04_mopti.txt", labelled(said("fr", 9, next(first)), "Q", "R", " - "), "cp1252")
    document = Document()
    for line in labelled(said("en", 9, next(first)), "Interviewer", "Teacher").splitlines():
        document.add_paragraph(line)
    document.save(folder / "05_teacher.docx")
    write("06_chief.srt", subtitles(said("en", 9, next(first))))
    with (folder / "07_table.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [
            ("Interviewer" if who == "q" else "Hawa Diallo", words)
            for who, words in said("en", 9, next(first))
        ]
        csv.writer(file).writerows([("speaker", "text"), *rows])
    write(
        "08_hope.txt",
        labelled(said("en", 9, next(first)), "I", "R")
        + "\nI: What is left?\nR: Nothing.\nHope: is all we had.\nI: Why?\nR: The river rose.",
    )
    write("09_bambari.txt", labelled(said("fr", 9, next(first)), "ENQUÊTEUR", "RÉPONDANTE", " : "))
    (folder / "10_broken.docx").write_bytes(b"PK\x03\x04 no zip at all")
    write("codebook.yaml", CODEBOOK)
    return folder
