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
    convert(SHEET, ".csv", "sheet.xlsx", "--infilter=CSV:44,34,76,1,,0,false,true")
