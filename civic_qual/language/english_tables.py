"""Irregular English verbs and plurals, as tables."""

from __future__ import annotations

# Each line: a verb, then its past and participle forms. Prefixes below apply to all of them.
_VERBS = """
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

_PLURALS = """
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

_PAIRS = _PLURALS.split()

#: Verb → its past and participle forms.
VERBS: dict[str, tuple[str, ...]] = {
    verb: tuple(forms) for verb, *forms in map(str.split, _VERBS.strip().splitlines())
}
#: Noun → its plural.
PLURALS: dict[str, str] = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
