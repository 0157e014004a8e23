"""French verbs, conjugated in full.

The dictionary gives a form one lemma, so `attaque` is a noun and never a form of `attaquer`,
and `tués` stops at `tué`. Here every verb the dictionary knows gets all its simple forms back.
"""

from __future__ import annotations

import re
from functools import cache

from civic_qual.language.lexicon import lexicon

# Verbs by the end of their infinitive, the longest that fits; `^` stands for the whole verb.
# ending | present: je tu il nous vous ils | participle | future stem | simple past stem
#        | subjunctive stem, where it is not that of `ils`
IRREGULAR_VERBS = """
enir      | iens iens ient enons enez iennent             | enu      | iendr   | in
courir    | cours cours court courons courez courent      | couru    | courr   | couru
mourir    | meurs meurs meurt mourons mourez meurent      | mort     | mourr   | mouru
quérir    | quiers quiers quiert quérons quérez quièrent  | quis     | querr   | qui
vrir      | vre vres vre vrons vrez vrent                 | vert     | vrir    | vri
ffrir     | ffre ffres ffre ffrons ffrez ffrent           | ffert    | ffrir   | ffri
cueillir  | cueille cueilles cueille cueillons cueillez cueillent | cueilli | cueiller | cueilli
aillir    | aille ailles aille aillons aillez aillent     | ailli    | aillir  | ailli
bouillir  | bous bous bout bouillons bouillez bouillent   | bouilli  | bouillir | bouilli
dormir    | dors dors dort dormons dormez dorment         | dormi    | dormir  | dormi
ntir      | ns ns nt ntons ntez ntent                     | nti      | ntir    | nti
rtir      | rs rs rt rtons rtez rtent                     | rti      | rtir    | rti
servir    | sers sers sert servons servez servent         | servi    | servir  | servi
vêtir     | vêts vêts vêt vêtons vêtez vêtent             | vêtu     | vêtir   | vêti
fuir      | fuis fuis fuit fuyons fuyez fuient            | fui      | fuir    | fui
haïr      | hais hais hait haïssons haïssez haïssent      | haï      | haïr    | haï
vaincre   | vaincs vaincs vainc vainquons vainquez vainquent | vaincu | vaincr | vainqui
battre    | bats bats bat battons battez battent          | battu    | battr   | batti
mettre    | mets mets met mettons mettez mettent          | mis      | mettr   | mi
prendre   | prends prends prend prenons prenez prennent   | pris     | prendr  | pri
dre       | ds ds d dons dez dent                         | du       | dr      | di
indre     | ins ins int ignons ignez ignent               | int      | indr    | igni
coudre    | couds couds coud cousons cousez cousent       | cousu    | coudr   | cousi
moudre    | mouds mouds moud moulons moulez moulent       | moulu    | moudr   | moulu
soudre    | sous sous sout solvons solvez solvent         | sous soute sous soutes | soudr | solu
résoudre  | résous résous résout résolvons résolvez résolvent | résolu | résoudr | résolu
rompre    | romps romps rompt rompons rompez rompent      | rompu    | rompr   | rompi
faire     | fais fais fait faisons faites font            | fait     | fer     | fi      | fass
plaire    | plais plais plaît plaisons plaisez plaisent   | plu      | plair   | plu
taire     | tais tais tait taisons taisez taisent         | tu       | tair    | tu
raire     | rais rais rait rayons rayez raient            | rait     | rair    |
dire      | dis dis dit disons dites disent               | dit      | dir     | di
maudire   | maudis maudis maudit maudissons maudissez maudissent | maudit | maudir | maudi
ffire     | ffis ffis ffit ffisons ffisez ffisent         | ffi      | ffir    | ffi
confire   | confis confis confit confisons confisez confisent | confit | confir | confi
lire      | lis lis lit lisons lisez lisent               | lu       | lir     | lu
croire    | crois crois croit croyons croyez croient      | cru      | croir   | cru
boire     | bois bois boit buvons buvez boivent           | bu       | boir    | bu
rire      | ris ris rit rions riez rient                  | ri       | rir     | ri
crire     | cris cris crit crivons crivez crivent         | crit     | crir    | crivi
uire      | uis uis uit uisons uisez uisent               | uit      | uir     | uisi
^luire    | luis luis luit luisons luisez luisent         | lui      | luir    | luisi
^nuire    | nuis nuis nuit nuisons nuisez nuisent         | nui      | nuir    | nuisi
clore     | clos clos clôt closons closez closent         | clos     | clor    |
clure     | clus clus clut cluons cluez cluent            | clu      | clur    | clu
inclure   | inclus inclus inclut incluons incluez incluent | inclus  | inclur  | inclu
occlure   | occlus occlus occlut occluons occluez occluent | occlus  | occlur  | occlu
suivre    | suis suis suit suivons suivez suivent         | suivi    | suivr   | suivi
vivre     | vis vis vit vivons vivez vivent               | vécu     | vivr    | vécu
aître     | ais ais aît aissons aissez aissent            | u        | aîtr    | u
^naître   | nais nais naît naissons naissez naissent      | né       | naîtr   | naqui
renaître  | renais renais renaît renaissons renaissez renaissent | rené | renaîtr | renaqui
connaître | connais connais connaît connaissons connaissez connaissent | connu | connaîtr | connu
croître   | crois crois croît croissons croissez croissent | cru     | croîtr  | cru
^croître  | croîs croîs croît croissons croissez croissent | crû crue crus crues | croîtr | crû
voir      | vois vois voit voyons voyez voient            | vu       | verr    | vi
prévoir   | prévois prévois prévoit prévoyons prévoyez prévoient | prévu | prévoir | prévi
pourvoir  | pourvois pourvois pourvoit pourvoyons pourvoyez pourvoient | pourvu | pourvoir | pourvu
cevoir    | çois çois çoit cevons cevez çoivent           | çu       | cevr    | çu
devoir    | dois dois doit devons devez doivent           | dû due dus dues | devr | du
savoir    | sais sais sait savons savez savent            | su       | saur    | su      | sach
pouvoir   | peux peux peut pouvons pouvez peuvent         | pu       | pourr   | pu      | puiss
vouloir   | veux veux veut voulons voulez veulent         | voulu    | voudr   | voulu   | veuill
valoir    | vaux vaux vaut valons valez valent            | valu     | vaudr   | valu    | vaill
mouvoir   | meus meus meut mouvons mouvez meuvent         | mu       | mouvr   | mu
asseoir   | assieds assieds assied asseyons asseyez asseyent | assis | assiér  | assi
"""

# Verbs that follow nobody, with the forms to add.
WHOLE_VERBS = """
être suis es est sommes êtes sont étais était étions étiez étaient serai seras sera serons serez
  seront serais serait serions seriez seraient fus fut fûmes fûtes furent sois soit soyons soyez
  soient fusse fût fussent étant été
avoir ai as a avons avez ont avais avait avions aviez avaient aurai auras aura aurons aurez auront
  aurais aurait aurions auriez auraient eus eut eûmes eûtes eurent aie aies ait ayons ayez aient
  eût eussent ayant eu eue eues
aller vais vas va allons allez vont allais allait allions alliez allaient irai iras ira irons irez
  iront irais irait irions iriez iraient allai alla allèrent aille ailles aillent allât allant
  allé allée allés allées
falloir faut fallait faudra faudrait fallu fallut faille fallût
pleuvoir pleut pleuvent pleuvait pleuvaient pleuvra pleuvrait plu plut pleuve pleuvant
échoir échoit échu échue échus échues échéant
déchoir déchoit déchu déchue déchus déchues
faillir failli faillit faillirent faillira faillirait faillirais
"""

# Verb forms that are nearly always another word (a preposition, a pronoun, the army): only that
# word reaches them. `devant` and `suivant` are kept: a rule for devoir or suivre means them too.
_OTHER = """
entre contre outre puis tu tus lui nuit plus pendant maintenant durant excepté point cela
armée armées
"""
OTHER_WORDS = frozenset(_OTHER.split())

PRESENT_ER = ("e", "es", "ent")
FULL_ER = ("ons", "ez", "ais", "ait", "ions", "iez", "aient", "ant", "ai", "as", "a", "âmes",
           "âtes", "èrent", "asse", "asses", "ât", "assions", "assiez", "assent",
           "é", "ée", "és", "ées")  # fmt: skip
IMPERFECT = ("ais", "ait", "ions", "iez", "aient", "ant")
FUTURE = ("ai", "as", "a", "ons", "ez", "ont", "ais", "ait", "ions", "iez", "aient")
SUBJUNCTIVE = ("e", "es", "ent")
# A stem in é or mute e and what may close its syllable: céder, célébrer, léguer, lever, sevrer.
_CLOSED_E = re.compile("(.*)(é(?=[bcdfghjklmnpqrstvz]+u?$)|e(?=(?:[cdglmnprstv]|vr|ch)$))(.+)")
_HATS = {"i": "î", "u": "û", "ï": "ï", "û": "û"}


@cache
def _irregular() -> dict[str, tuple[str, ...]]:
    """Return ending → forms of the same ending, the longest endings first."""
    table = {}
    for line in IRREGULAR_VERBS.strip().splitlines():
        ending, *cells = (cell.strip() for cell in line.split("|"))
        table[ending] = tuple(_conjugation(*cells))
    return dict(sorted(table.items(), key=lambda row: -len(row[0])))


@cache
def _whole() -> dict[str, tuple[str, ...]]:
    """Return verb → forms, of the verbs that follow nobody."""
    lines = WHOLE_VERBS.replace("\n ", " ").strip().splitlines()
    return {verb: tuple(forms) for verb, *forms in (line.split() for line in lines)}


def _conjugation(
    present: str, participle: str, future: str, past: str, subjunctive: str = ""
) -> set[str]:
    """Return all forms that follow from the principal parts of a verb."""
    forms = set(present.split())
    *_, nous, _, ils = present.split()
    forms |= {nous.removesuffix("ons") + end for end in IMPERFECT}
    forms |= {future + end for end in FUTURE}
    stem = subjunctive or ils.removesuffix("ent")
    forms |= {stem + end for end in SUBJUNCTIVE}
    if subjunctive:
        forms |= {stem + end for end in ("ions", "iez", "ant", "ons", "ez")}
    return forms | _simple_past(past) | _participles(participle)


def _simple_past(stem: str) -> set[str]:
    """Return the simple past and the past subjunctive of a stem in -i, -u or -in."""
    if not stem:
        return set()
    vowel = stem.removesuffix("n")
    hat = vowel[:-1] + _HATS[vowel[-1]] + stem[len(vowel) :]
    plain = ("s", "t", "rent", "sse", "sses", "ssions", "ssiez", "ssent")
    return {stem + end for end in plain} | {hat + end for end in ("mes", "tes", "t")}


def _participles(participle: str) -> set[str]:
    """Return the masculine, feminine and plural forms of a participle."""
    if " " in participle:
        return set(participle.split())
    return {participle, participle + "e", participle + "es", participle.removesuffix("s") + "s"}


@cache
def conjugated(verb: str) -> frozenset[str]:
    """Return the simple forms of a French verb, by its infinitive; nothing if it is none.

    Examples
    --------
    >>> sorted(form for form in conjugated("perdre") if form.startswith("perdu"))
    ['perdu', 'perdue', 'perdues', 'perdus']
    """
    if verb in _whole():
        return frozenset(_whole()[verb]) - OTHER_WORDS
    if verb.endswith("er"):
        groups = [_first_group(verb)]
    elif verb.endswith("ir"):
        groups = [_second_group(verb), _third_group(verb)]
    else:
        groups = [_third_group(verb)]
    # `ressortir` has two conjugations, most verbs one, and `hiver` none: the dictionary knows.
    known = lexicon("fr").lemma
    if _new_verb(verb):
        return frozenset(form for form in groups[0] if form not in known) - OTHER_WORDS
    forms: set[str] = set()
    for group in groups:
        past = {form for form in group if form.endswith("ait")} - {verb + "ait"}
        if any(known.get(form) == verb for form in past):
            forms |= group
    return frozenset(forms - OTHER_WORDS)


def _new_verb(verb: str) -> bool:
    """Whether a word in -er is one the dictionary knows not: `bipper`, `whatsapper`."""
    known = lexicon("fr")
    return len(verb) > 4 and verb.endswith("er") and not (known.knows(verb) or verb in known.forms)


def _second_group(verb: str) -> set[str]:
    """Conjugate a verb like finir."""
    stem = verb[:-1]
    present = " ".join(stem + end for end in ("s", "s", "t", "ssons", "ssez", "ssent"))
    return _conjugation(present, stem, verb, stem)


def _third_group(verb: str) -> set[str]:
    """Conjugate a verb as the table says; nothing if it is not there."""
    for ending, forms in _irregular().items():
        if ending == "^" + verb:
            return set(forms)
        if verb.endswith(ending):
            return {verb.removesuffix(ending) + form for form in forms}
    return set()


def _first_group(verb: str) -> set[str]:
    """Conjugate a verb in -er, with the spellings of -ger, -cer, -yer, -eler, céder and lever."""
    stem = verb[:-2]
    soft = {"g": stem + "e", "c": stem[:-1] + "ç"}.get(stem[-1:], stem)
    forms = {(soft if end[0] in "aoâ" else stem) + end for end in FULL_ER}
    for mute in _mute_stems(stem):
        forms |= {mute + end for end in PRESENT_ER}
    future = {"envoyer": {"enverr"}, "renvoyer": {"renverr"}}.get(verb) or {
        mute + "er" for mute in _mute_stems(stem) | ({stem} if "é" in stem[-4:] else set())
    }
    return forms | {one + end for one in future for end in FUTURE}


def _mute_stems(stem: str) -> set[str]:
    """Return the stems of a verb in -er before a mute e: `lèv`, `appell`, `essai`, `cèd`."""
    if stem.endswith(("ay", "oy", "uy")):
        return {stem[:-1] + "i"} | ({stem} if stem.endswith("ay") else set())
    closed = _CLOSED_E.fullmatch(stem)
    if closed is None:
        return {stem}
    head, vowel, tail = closed.groups()
    grave = head + "è" + tail
    if vowel == "é" or tail not in ("l", "t"):
        return {grave}
    known = lexicon("fr").lemma
    doubled = stem + tail
    return {one for one in (grave, doubled) if known.get(one + "e") == stem + "er"} or {grave}
