"""English inflection that the dictionary misses: irregular verbs and plurals, and regular endings.

The dictionary gives a form one lemma, so `left` is an adjective and never a form of `leave`,
and `warning` is a noun. Here each verb and noun gets its own forms back. A regular form is made
only for a lemma the dictionary shows to be a verb, and never when the form is another word's.
"""

from __future__ import annotations

from civic_qual.language.lexicon import lexicon

# Each line: a verb, then its past and participle forms. Prefixes below apply to all of them.
IRREGULAR_VERBS = """
arise arose arisen
awake awoke awoken
be am is are was were been being
bear bore borne born
beat beat beaten
become became become
befall befell befallen
beget begot begotten begetting
begin began begun beginning
behold beheld
bend bent
bet bet
bid bid bade bidden
bind bound
bite bit bitten
bleed bled
blow blew blown
break broke broken
breed bred
bring brought
broadcast broadcast
build built
burn burnt burned
burst burst
buy bought
cast cast
catch caught
choose chose chosen
cling clung
come came come
cost cost
creep crept
cut cut
deal dealt
dig dug
dive dove dived
do does did done
draw drew drawn
dream dreamt dreamed
drink drank drunk
drive drove driven
dwell dwelt dwelled
eat ate eaten
fall fell fallen
feed fed
feel felt
fight fought
find found
flee fled
fling flung
fly flew flown
forbid forbade forbidden forbidding
forget forgot forgotten forgetting
forgive forgave forgiven
forsake forsook forsaken
freeze froze frozen
get got gotten
give gave given
go goes went gone
grind ground
grow grew grown
hang hung hanged
have has had
hear heard
hide hid hidden
hit hit
hold held
hurt hurt
keep kept
kneel knelt kneeled
know knew known
lay laid
lead led
lean leant leaned
leap leapt leaped
learn learnt learned
leave left
lend lent
let let
lie lay lain lied
light lit lighted
lose lost
make made
mean meant
meet met
mow mown mowed
overcome overcame overcome
panic panicked panicking
pay paid
plead pled pleaded
prove proven proved
put put
quit quit quitted quitting
read read
rend rent
rid rid
ride rode ridden
ring rang rung
rise rose risen
run ran run
saw sawn sawed
say said
see saw seen
seek sought
sell sold
send sent
set set
sew sewn sewed
shake shook shaken
shear shorn sheared
shed shed
shine shone shined
shoot shot
show shown showed
shrink shrank shrunk
shut shut
sing sang sung
sink sank sunk
sit sat
slay slew slain
sleep slept
slide slid
sling slung
slit slit
smell smelt smelled
sow sown sowed
speak spoke spoken
speed sped speeded
spend spent
spill spilt spilled
spin spun
spit spat spit
split split
spoil spoilt spoiled
spread spread
spring sprang sprung
stand stood
steal stole stolen
stick stuck
sting stung
stink stank stunk
strike struck stricken
string strung
strive strove striven
swear swore sworn
sweep swept
swell swelled swollen
swim swam swum
swing swung
take took taken
teach taught
tear tore torn
tell told
think thought
throw threw thrown
thrust thrust
tread trod trodden
upset upset upsetting
wake woke woken waked
wear wore worn
weave wove woven
weep wept
win won
wind wound
withdraw withdrew withdrawn
withhold withheld
withstand withstood
wring wrung
write wrote written
"""
PREFIXES = ("over", "under", "out", "re", "mis", "un", "fore", "up")

IRREGULAR_PLURALS = """
analysis analyses      axis axes            basis bases          calf calves
child children         crisis crises        criterion criteria   diagnosis diagnoses
dwarf dwarves          elf elves            emphasis emphases    foot feet
goose geese            grandchild grandchildren                  half halves
hoof hooves            hypothesis hypotheses                     knife knives
leaf leaves            life lives           loaf loaves          louse lice
man men                mouse mice           oasis oases          ox oxen
paralysis paralyses    phenomenon phenomena scarf scarves        self selves
sheaf sheaves          shelf shelves        thesis theses        thief thieves
tooth teeth            wife wives           wolf wolves          woman women
"""

# Regular endings that lead to quite another word.
OTHER_WORDS = frozenset({
    ("ear", "earring"), ("fee", "feed"), ("ceil", "ceiling"), ("dure", "during"),
    ("even", "evening"), ("hip", "hipped"), ("new", "news"),
})  # fmt: skip

VOWELS = "aeiou"


def _table(text: str) -> dict[str, tuple[str, ...]]:
    """Read one entry a line: a headword and its forms."""
    rows = (line.split() for line in text.strip().splitlines())
    return {first: tuple(forms) for first, *forms in rows}


_VERBS = _table(IRREGULAR_VERBS)
_PAIRS = IRREGULAR_PLURALS.split()
_PLURALS = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))


def paradigm(lemma: str) -> frozenset[str]:
    """Return the inflected forms of an English lemma that the dictionary may not give it.

    Examples
    --------
    >>> sorted(paradigm("leave"))
    ['leaves', 'leaving', 'left']
    >>> sorted(paradigm("wife"))
    ['wives']
    """
    known = lexicon("en")
    past = irregular_past(lemma)
    plural = _PLURALS.get(lemma) or _with_s(lemma)
    ed, ing = _ended(lemma, "ed"), _ended(lemma, "ing")
    forms = {plural} if lemma in _PLURALS else set()
    if past:
        forms |= {*past, plural} | {form for form in ing if len(ing) == 1 or known.knows(form)}
    elif any(known.lemma.get(form) == lemma for form in ed | ing):
        forms |= {form for form in {plural} | ed | ing if _own(form, lemma)}
    elif len(known.forms.get(lemma, ())) < 2 and not known.knows(plural):
        forms |= {plural}  # a word the dictionary does not know, or not in the plural
    return frozenset(form for form in forms if (lemma, form) not in OTHER_WORDS)


def candidates(form: str) -> set[str]:
    """Return lemmas that a form might belong to; `paradigm` decides.

    Examples
    --------
    >>> "leave" in candidates("left"), "deny" in candidates("denied")
    (True, True)
    """
    found = {verb for verb, past in _VERBS.items() if form in past}
    for prefix in PREFIXES:
        if form.startswith(prefix):
            base = form.removeprefix(prefix)
            found |= {prefix + verb for verb, past in _VERBS.items() if base in past}
    found |= {one for one, many in _PLURALS.items() if form == many}
    stems = {form[:-cut] + end for cut in (1, 2, 3, 4) for end in ("", "e", "y", "ie")}
    return found | {stem for stem in stems if lexicon("en").headword(stem)}


def irregular_past(lemma: str) -> tuple[str, ...]:
    """Return past and participle forms of an irregular verb, prefixed or not; else nothing."""
    if lemma in _VERBS:
        return _VERBS[lemma]
    for prefix in PREFIXES:
        base = lemma.removeprefix(prefix)
        if base != lemma and base in _VERBS:
            return tuple(prefix + form for form in _VERBS[base])
    return ()


def _own(form: str, lemma: str) -> bool:
    """Say whether a regular form is of the lemma, not of a word like it (`hoped` and `hop`)."""
    # Slips of the dictionary: `travelling` under `travell`, `trafficked` under `traffick`.
    return lexicon("en").lemma.get(form, form) in (lemma, form, lemma + lemma[-1], lemma + "k")


def _with_s(lemma: str) -> str:
    """Return a lemma with the ending -s."""
    if lemma.endswith("y") and lemma[-2:-1] not in VOWELS:
        return lemma[:-1] + "ies"
    return lemma + ("es" if lemma.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _ended(lemma: str, ending: str) -> set[str]:
    """Return the possible spellings of a lemma with the ending -ed or -ing."""
    if lemma.endswith("ie") and ending == "ing":
        return {lemma[:-2] + "ying"}
    if lemma.endswith("e"):
        mute = ending == "ed" or not lemma.endswith(("ee", "oe", "ye"))
        return {(lemma[:-1] if mute else lemma) + ending}
    if lemma.endswith("y") and lemma[-2:-1] not in VOWELS and ending == "ed":
        return {lemma[:-1] + "ied"}
    return {stem + ending for stem in _stems(lemma)}


def _stems(lemma: str) -> set[str]:
    """Return the stems a verb has before -ed and -ing: plain, doubled, or with a k."""
    if lemma.endswith("c"):
        return {lemma + "k"}
    # A stem that would do for another verb in -e is not plain: `breathing` is of `breathe`.
    other = lexicon("en").headword(lemma + "e") and not irregular_past(lemma)
    plain: set[str] = set() if other else {lemma}
    vowels = [place for place, letter in enumerate(lemma) if letter in VOWELS]
    if "qu" in lemma:
        vowels.remove(lemma.index("qu") + 1)
    closed = vowels and vowels[-1] == len(lemma) - 2 and lemma[-1] not in "wxy"
    if not closed or len(lemma) - 3 in vowels:
        return plain
    return {lemma + lemma[-1]} if len(vowels) == 1 else plain | {lemma + lemma[-1]}
