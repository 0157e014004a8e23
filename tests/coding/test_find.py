"""Every operator and trap of the rule language, by hand, in both languages."""

import pytest

from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.coding.explain import find
from civic_qual.errors import CodingError, RuleError
from tests.coding.comparing import found


def quoted(rule, text, language="en", **options):
    return [text[start:end] for start, end in found(rule, text, language, **options)]


WORDS = [
    ("protect", "They protect us, protected them.", "en", ["protect", "protected"]),
    ("protect", "Protection is a word of its family.", "en", []),
    ("protect*", "Protection, protecting and a proton.", "en", ["Protection", "protecting"]),
    ("col?r", "Color, colar, colour.", "en", ["Color", "colar"]),
    ("=Force", "The Force will not force them.", "en", ["Force"]),
    ("UN", "The UN and the U.N. have un plan.", "en", ["UN", "U.N."]),
    ("UN", "Un homme de l'ONU et l'UN.", "fr", ["UN"]),
    ("CAN", "We can call the CAN.", "en", ["CAN"]),
    ("can", "We can call, says CAN the tin can.", "en", ["can", "CAN", "can"]),
    ("CAR", "The car came to CAR.", "en", ["CAR"]),
    ("marche", "La marche, le marché, les marches.", "fr", ["marche", "marches"]),
    ("marché", "Le marche et le marché.", "fr", ["marche", "marché"]),
    ("dédommag*", "dédommagés, dedommagement", "fr", ["dédommagés", "dedommagement"]),
    ("dedommag*", "dédommagés, dedommagement", "fr", ["dedommagement"]),
    ("armée", "L’armée, l'Armée et d'armée en armées", "fr", ["armée", "Armée", "armée", "armées"]),
    ("aujourd'hui", "Aujourd’hui ou hier", "fr", ["Aujourd’hui"]),
    ("tuer", "Ils ont été tués, elle fut tuée.", "fr", ["tués", "tuée"]),
]


@pytest.mark.parametrize(("rule", "text", "language", "expected"), WORDS)
def test_words(rule, text, language, expected):
    assert quoted(rule, text, language) == expected


PHRASES = [
    ("alert network", "Alert networks; the alert, network.", "en", ["Alert networks"]),
    (
        "alert network",
        "an alert\nnetwork and an alert-network",
        "en",
        ["alert\nnetwork", "alert-network"],
    ),
    ("alert network", "an alert. Network. alert; network alert (network)", "en", []),
    ("cease-fire", "A cease-fire, a cease fire, a ceasefire.", "en", ["cease-fire", "cease fire"]),
    ('"of the"', "the rest of the road", "en", ["of the"]),
    ('"not" come', "They do not come and not, come.", "en", ["not come"]),
    ("chase (them OR us) away", "chased us away, chase him away", "en", ["chased us away"]),
    (
        "(alert OR early warning) network",
        "an early warning network",
        "en",
        ["early warning network"],
    ),
    (
        "avoir _2 peur",
        "Ils ont peur, ont très peur, ont tous un peu peur.",
        "fr",
        ["ont peur", "ont très peur"],
    ),
    ("avoir _2 peur", "Ils ont, je crois, peur.", "fr", []),
    (
        "se protéger",
        "On se protège, nous nous protégeons, il s'est protégé.",
        "fr",
        ["se protège", "nous protégeons"],
    ),
    (
        "se _1 protéger",
        "Il s’est protégé, tu t'es protégée.",
        "fr",
        ["s’est protégé", "t'es protégée"],
    ),
    ("=se protéger", "Ils se protègent, vous vous protégez.", "fr", ["se protègent"]),
    ("l'alerte", "L’alerte, une alerte, les alertes", "fr", ["L’alerte", "les alertes"]),
    ("réseau d'alerte", "des réseaux d’alerte", "fr", ["réseaux d’alerte"]),
    ("casque bleu", "les casques bleus et un casque, bleu", "fr", ["casques bleus"]),
]


@pytest.mark.parametrize(("rule", "text", "language", "expected"), PHRASES)
def test_phrases(rule, text, language, expected):
    assert quoted(rule, text, language) == expected


OPERATORS = [
    ("alert OR patrol", "The patrol got the alert.", ["patrol", "alert"]),
    ("alert AND patrol", "The patrol got the alert, an alert.", ["patrol", "alert", "alert"]),
    ("alert AND patrol", "Only the patrol.", []),
    ("alert AND patrol AND base", "alert, patrol, base", ["alert", "patrol", "base"]),
    ("alert NOT patrol", "An alert and an alert.", ["alert", "alert"]),
    ("alert NOT patrol", "An alert. A patrol.", []),
    ("UN NEAR/2 protect", "The UN came to protect us.", ["UN came to protect"]),
    ("UN NEAR/1 protect", "The UN came to protect us.", []),
    ("UN NEAR/2 protect", "protect, says the UN", ["protect, says the UN"]),
    ("UN BEFORE/2 protect", "protect, says the UN", []),
    ("UN BEFORE/0 protect", "UN protects", ["UN protects"]),
    ("UN NEAR/9 kill", "the UN saw them kill and kill", ["UN saw them kill"]),
    ("UN NEAR/9 kill", "kill UN kill", ["kill UN kill"]),  # two windows, and one passage
    ("kill NEAR/5 kill", "They kill.", []),
    ("kill NEAR/5 kill", "They kill and kill.", ["kill and kill"]),
    ("(UN force) NEAR/3 force", "the UN forces", []),
    ("(UN OR mission) NEAR/3 protect", "The mission protects", ["mission protects"]),
    ("(alert network) NEAR/2 work", "alert networks that work", ["alert networks that work"]),
    ("alert NOT NEAR/2 false", "A false alert. Then a real alert.", ["alert"]),
    ("kill NOT NEAR/5 kill", "They kill.", ["kill"]),
    ("kill NOT NEAR/5 kill", "They kill and kill.", []),
    ("force NOT NEAR/1 (air force)", "the air force and so on of the force", ["force"]),
    (r"/\d+ km/", "a base at 12 km, not 3 km", ["12 km", "3 km"]),
    (r"/\d+ km/ AND base", "a base at 12 km", ["base", "12 km"]),
    (r"/(?i)UN/", "the un", ["un"]),
]


@pytest.mark.parametrize(("rule", "text", "expected"), OPERATORS)
def test_operators(rule, text, expected):
    assert quoted(rule, text) == expected


def test_sentences_are_scopes_where_the_rule_says_so():
    text = "The UN came. They protect us. The UN protects."
    assert quoted("UN NEAR/4 protect", text, within="sentence") == ["UN protects"]
    assert quoted("UN AND protect", text, within="sentence") == ["UN", "protects"]
    assert quoted("UN NOT protect", text, within="sentence") == ["UN"]
    assert len(quoted("UN AND protect", text)) == 4


def test_phrases_do_not_care_about_scope_or_case():
    assert quoted("blue helmet", "BLUE HELMETS. Blue\u00ad helmet", within="sentence") == [
        "BLUE HELMETS",
        "Blue\u00ad helmet",
    ]


NEGATION = [
    ("come", "They never came. They came.", "en", ["came"]),
    ("come", "They didn’t come, but they came later.", "en", ["came"]),
    ("come", "Not only did they come.", "en", ["come"]),
    ("venir", "Ils ne viennent pas. Ils viennent.", "fr", ["viennent"]),
    ("avoir _2 peur", "On n'a pas peur.", "fr", []),
    ("never come", "They never came.", "en", ["never came"]),
    ("UN NEAR/4 come", "The UN did not come. The UN came.", "en", ["UN came"]),
    ("come NOT warn", "They came. Nobody was warned.", "en", []),
]


@pytest.mark.parametrize(("rule", "text", "language", "expected"), NEGATION)
def test_unless_negated(rule, text, language, expected):
    assert quoted(rule, text, language, unless_negated=True) == expected


def test_lists():
    lists = {
        "helmets": {"en": tuple(parse_rule(item) for item in ["peacekeeper", "blue helmet", "UN"])}
    }
    assert quoted("@helmets", "Blue helmets of the UN.", lists=lists) == ["Blue helmets", "UN"]
    assert quoted("@helmets come", "peacekeepers came, blue helmets come", lists=lists) == [
        "peacekeepers came",
        "blue helmets come",
    ]
    assert quoted("@helmets NEAR/1 come", "un come", lists=lists) == []


def test_missing_list_and_bad_rule_say_so():
    with pytest.raises(CodingError, match="no word list @helmets in en; its lists: none"):
        find("@helmets", "Blue helmets")
    with pytest.raises(RuleError):
        find("alert AND", "alert")
