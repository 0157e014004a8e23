"""Make the documents of this folder with LibreOffice, so that tests read what real programs write.

Run `python tests/documents/make_documents.py` after a change here, and commit what it makes. All
interviews are invented. The subtitle and text files beside are written by hand in the style of
Teams, Zoom and Otter.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent

LABELLED = """\
<h1>Entretien 7 : chef de quartier</h1>
<p>Date : mai 2022</p>
<p>Lieu : Kolongo (village inventé)</p>
<h2>Sécurité</h2>
<p><b>Enquêtrice :</b> Qui est venu, ce jour-là ?</p>
<p><b>Chef :</b> Personne. [pause] Les casques bleus sont arrivés le samedi.</p>
<p>Ils ont pris des photos de la fumée (rires).</p>
<h2>Alerte</h2>
<p><b>Enquêtrice :</b> Et vous avez appelé ?</p>
<p><b>Chef :</b> On a bipé trois fois, voir https://exemple.org pour le numéro.</p>
"""

TABLE = """\
<p>Focus group, Malakal</p>
<table border="1">
<tr><th>Time</th><th>Speaker</th><th>Words</th></tr>
<tr><td>00:00:05</td><td>Moderator</td><td>Who fetches the firewood?</td></tr>
<tr><td>00:00:12</td><td>P1</td><td><p>We do. The women.</p><p>Before sunrise.</p></td></tr>
<tr><td>00:00:31</td><td>P2</td><td>[laughs] And the patrol comes after breakfast.</td></tr>
<tr><td>00:00:40</td><td>Moderator</td><td>Every day?</td></tr>
<tr><td>00:00:44</td><td>P1</td><td>On Tuesdays.</td></tr>
</table>
<p></p>
"""

TEAMS = """\
<p>Interview 12-20230511_100302-Meeting Recording</p>
<p>May 11, 2023, 9:03AM</p>
<p>12m 4s</p>
<p><br>Hannah Verlind started transcription</p>
<p><b>Hannah Verlind</b>&nbsp;&nbsp;&nbsp;0:03<br>Can you hear me? How does a task reach you?</p>
<p><b>Koné, Awa</b>&nbsp;&nbsp;&nbsp;0:09<br>Yes. The sector sends it on Thursday.</p>
<p><b>Koné, Awa</b>&nbsp;&nbsp;&nbsp;0:15<br>Usually at 10:30, by e-mail.</p>
<p><b>Hannah Verlind</b>&nbsp;&nbsp;&nbsp;1:02:20<br>And who decides?</p>
<p><br>Hannah Verlind stopped transcription</p>
"""

PLAIN = """\
<h1>Interview 3</h1>
<p>MODERATOR: Could you tell me about the last time?</p>
<p>They came at night.</p>
<p>Nobody answered the phone. (The participant looks away)</p>
<p>MODERATOR: Nobody?</p>
<p>Not one of them.</p>
"""

QUESTIONS = """\
<p>Entretien avec un ancien, Kolongo (village inventé)</p>
<table border="1">
<tr><th>Question</th><th>Réponse</th></tr>
<tr><td colspan="2">Partie 1 : La nuit</td></tr>
<tr><td>Qui est venu, cette nuit-là ?</td>
<td><p>Des hommes armés.</p><p>Ils ont dit : partez.</p></td></tr>
<tr><td rowspan="2">Et vous, qu'avez-vous fait ?</td><td>Nous avons fui.</td></tr>
<tr><td>Au marché, puis à la base.</td></tr>
<tr><td>La base a-t-elle répondu ?</td><td>Non : personne.</td></tr>
</table>
<p></p>
"""

# Everything that stands beside the words of an interview, in one document of two columns.
BESIDE_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles>
<style:style style:name="B" style:family="text">
 <style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Box" style:family="graphic">
 <style:graphic-properties style:wrap="none" draw:stroke="none"/></style:style>
<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="15cm"
 fo:page-height="12cm" fo:margin="1.5cm"><style:columns fo:column-count="2" fo:column-gap="0.8cm"/>
 </style:page-layout-properties><style:header-style/><style:footer-style/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L">
<style:header><text:p>Projet Kolongo, confidentiel</text:p></style:header>
<style:footer><text:p>Page <text:page-number>1</text:page-number></text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>
<text:tracked-changes><text:changed-region text:id="d1"><text:deletion><office:change-info>
<dc:creator>A</dc:creator><dc:date>2022-05-01T10:00:00</dc:date></office:change-info>
<text:p>Nzala a été tué. </text:p></text:deletion></text:changed-region>
<text:changed-region text:id="i1"><text:insertion><office:change-info>
<dc:creator>A</dc:creator><dc:date>2022-05-01T10:00:00</dc:date></office:change-info>
</text:insertion></text:changed-region></text:tracked-changes>
"""
BESIDE_TALK = """\
<text:p>ASKS Qui est venu au bord du fleuve ?</text:p>
<text:p>SAYS <text:change text:change-id="d1"/>Des hommes.
<text:change-start text:change-id="i1"/>Ils étaient douze.<text:change-end
 text:change-id="i1"/></text:p>
<text:p>ASKS Et la base<office:annotation>
<dc:creator>A</dc:creator><dc:date>2022-05-01T10:00:00</dc:date>
<text:p>À vérifier.</text:p></office:annotation>, qu'a-t-elle fait ?</text:p>
<text:p>SAYS Rien<text:note text:note-class="footnote">
<text:note-citation>1</text:note-citation><text:note-body><text:p>La base était fermée.</text:p>
</text:note-body></text:note>. Nous avons attendu jusqu'au matin avant de traverser.</text:p>
"""
BESIDE_MORE = """\
<text:p>ASKS Et le jour {n}, qui vous a protégés ?</text:p>
<text:p>SAYS Le jour {n}, les voisins du quartier nous ont
cachés dans leurs greniers et personne n'a parlé.</text:p>
"""
BOLD = '<text:span text:style-name="B">{} :</text:span>'
BESIDE = (
    BESIDE_HEAD
    + BESIDE_TALK
    + "".join(BESIDE_MORE.format(n=n) for n in range(3, 15))
    + "</office:text></office:body></office:document>"
)
BESIDE = BESIDE.replace("ASKS", BOLD.format("Enquêtrice")).replace("SAYS", BOLD.format("Chef"))

WITHOUT_DELETION = BESIDE.replace('<text:change text:change-id="d1"/>', "").replace(
    BESIDE[BESIDE.index('<text:changed-region text:id="d1">') :].partition(
        '<text:changed-region text:id="i1">'
    )[0],
    "",
)

SHEET = """\
locuteur,texte,début,pays,langue
Animateur,"Qui vous protège ?",00:00:04,DRC,fr
Jeune 1,"Personne, vraiment.",00:00:09,DRC,fr
Jeune 2,"Nous-mêmes !
Avec des sifflets.",00:00:15,DRC,fr
"""


def convert(source: str, suffix: str, target: str, *options: str) -> None:
    """Let LibreOffice convert a source text of one format to a document of another."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{Path(target).stem}{suffix}"
        head = '<html><head><meta charset="utf-8"></head><body>' if suffix == ".html" else ""
        path.write_text(head + source, encoding="utf-8")
        subprocess.run(
            [
                "soffice",
                "--headless",
                f"-env:UserInstallation=file://{folder}/profile",
                *options,
                "--convert-to",
                Path(target).suffix[1:],
                "--outdir",
                f"{folder}/out",
                str(path),
            ],
            check=True,
            capture_output=True,
        )
        shutil.copy(Path(folder) / "out" / target, HERE / target)


if __name__ == "__main__":
    word = "--infilter=HTML (StarWriter)"
    convert(LABELLED, ".html", "labelled.docx", word)
    convert(LABELLED, ".html", "labelled_odt.odt", word)
    convert(TABLE, ".html", "table.docx", word)
    convert(TABLE, ".html", "table_odt.odt", word)
    convert(TEAMS, ".html", "teams.docx", word)
    convert(PLAIN, ".html", "half_labelled.odt", word)
    for ending in ("rtf", "html", "pdf"):
        convert(LABELLED, ".html", f"labelled_{ending}.{ending}", word)
        convert(TABLE, ".html", f"table_{ending}.{ending}", word)
    for ending in ("docx", "odt", "rtf", "html", "pdf"):
        convert(QUESTIONS, ".html", f"questions_{ending}.{ending}", word)
    for ending in ("docx", "odt", "rtf", "html", "pdf"):
        # LibreOffice shows what was deleted on pages: there nobody can know it from the rest.
        shown = BESIDE if ending in ("docx", "odt", "rtf") else WITHOUT_DELETION
        convert(shown, ".fodt", f"beside_{ending}.{ending}")
    convert(SHEET, ".csv", "sheet.xlsx", "--infilter=CSV:44,34,76,1,,0,false,true")
