/* The inner loops of reading words, compiled. Each is the twin of a few lines of numpy and finds
   exactly the same: `runs` of raw_runs.py, hashes of interning.py and flags of gaps.py in one go
   over the text, `intern` of HashTable.intern, `places` of in_places.

   Arrays come as buffers: plain memory with a length. Every function first makes sure that they
   are long enough, then lets other Python threads run while it works (the GIL is released). */

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000 /* one build serves Python 3.11 and all later ones */
#include <Python.h>
#include <stdint.h>
#include <string.h>

#ifdef _MSC_VER
#include <intrin.h>
static int lowest(uint64_t bits) { unsigned long at; _BitScanForward64(&at, bits); return at; }
#else
static int lowest(uint64_t bits) { return __builtin_ctzll(bits); }
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "hashes are pictures of bytes in little-endian order; without this part Python does the work"
#endif
#endif

enum { BETWEEN, WITHIN, MARK, UNSEEN };           /* kinds of characters, as in raw_runs.py */
enum { HARD = 1, TIGHT = 2, UNKNOWN = 128 };      /* flags of gaps, as in gaps.py */
enum { PADDING = 8, LONG = 64, POINTS = 0x110000 };
#define ODD 0x9E3779B97F4A7C15u

typedef Py_ssize_t Size;

typedef struct {
    const uint8_t *text; Size size;               /* its last PADDING bytes are zero */
    const int64_t *lead, *extra; Size leads;      /* characters outside ASCII, in order */
    const uint8_t *kinds, *alone, *pairs;         /* of code points; of gaps of one and two bytes */
    int64_t *start, *end; uint64_t *hash;         /* one a word */
    uint8_t *gap;                                 /* one before every word, one after the last */
    int64_t *marked;                              /* words that begin with a mark, room for leads */
    Size words, marks, longs;
    int unseen;                                   /* whether there are characters of no known kind */
} Scan;

/* ---- runs: where words stand ---- */

/* Return the kind of the character that begins at `byte`, outside ASCII, with `more` bytes. */
static int kind_of(const Scan *scan, const uint8_t *byte, int more)
{
    uint32_t point = *byte & (0x3F >> more);      /* the padding lets us read three bytes more */
    for (int i = 1; i <= more; i++)
        point = point << 6 | (byte[i] & 0x3F);
    return point < POINTS ? scan->kinds[point] : BETWEEN;
}

/* Clear the bits of characters outside ASCII, from the `next` one on, that begin among the 64
   bytes from `at` on and are in no word; return bits for the 64 after them. */
static uint64_t look_at_others(Scan *scan, Size at, Size *next, uint64_t *mask)
{
    uint64_t spilt = 0;
    for (; *next < scan->leads && scan->lead[*next] < at + 64; ++*next) {
        int i = (int)(scan->lead[*next] - at), more = (int)scan->extra[*next];
        int kind = kind_of(scan, scan->text + at + i, more);
        scan->unseen |= kind == UNSEEN;
        if (kind == BETWEEN) {
            uint64_t ones = (2u << more) - 1;
            *mask &= ~(ones << i);
            if (i + more > 63)
                spilt = ones >> (64 - i);
        }
    }
    return spilt;
}

/* Find where runs start and end, 64 bytes at a time: a bit a byte says whether it is within a
   word, and where neighbouring bits differ a run starts or ends, by turns. */
static void find_runs(Scan *scan)
{
    int64_t *side[2] = {scan->start, scan->end};
    uint8_t within[256], last[64] = {0};
    uint64_t before = 0, spilt = 0;
    Size edges = 0, next = 0;
    for (int byte = 0; byte < 256; byte++)
        within[byte] = byte > 127 || scan->kinds[byte] != BETWEEN;
    for (Size at = 0; at < scan->size; at += 64) {
        const uint8_t *byte = scan->text + at;
        int count = scan->size - at < 64 ? (int)(scan->size - at) : 64;
        if (count < 64)
            byte = memcpy(last, byte, count);
        uint64_t mask = 0;
        for (int i = 0; i < 64; i++)
            mask |= (uint64_t)within[byte[i]] << i;
        mask &= ~spilt;
        spilt = look_at_others(scan, at, &next, &mask);
        for (uint64_t change = mask ^ (mask << 1 | before); change; change &= change - 1) {
            side[edges & 1][edges >> 1] = at + lowest(change);
            edges++;
        }
        before = mask >> 63;
    }
    scan->words = edges / 2;                      /* the zeros at the end close the last run */
}

/* ---- what is known of each word and of the gap before it ---- */

static uint64_t eight(const uint8_t *at, Size length) /* up to eight bytes as one number */
{
    uint64_t value;
    memcpy(&value, at, 8);
    return length < 8 ? value & (((uint64_t)1 << 8 * length) - 1) : value;
}

static uint64_t hash(const uint8_t *at, Size length)
{
    uint64_t value = eight(at, length) * ODD;
    for (Size done = 8; done < length; done += 8) {
        value ^= value >> 29;
        value += eight(at + done, length - done);
        value *= ODD;
    }
    return value ? value : 1;
}

static uint8_t gap(const Scan *scan, Size start, Size end)
{
    const uint8_t *byte = scan->text + start;
    if (end - start == 1)
        return scan->alone[*byte];
    return end - start == 2 ? scan->pairs[byte[0] | byte[1] << 8] : UNKNOWN;
}

static void describe_words(Scan *scan)
{
    Size before = 0;
    for (Size i = 0; i < scan->words; i++) {
        Size start = scan->start[i], length = scan->end[i] - start;
        scan->gap[i] = gap(scan, before, start);
        scan->hash[i] = length > LONG ? 0 : hash(scan->text + start, length);
        scan->longs += length > LONG;             /* Python sees to these, whose hash is 0 */
        if (scan->text[start] >= 0xC0 && scan->marks < scan->leads) {
            const uint8_t *byte = scan->text + start;
            if (kind_of(scan, byte, 1 + (*byte >= 0xE0) + (*byte >= 0xF0)) == MARK)
                scan->marked[scan->marks++] = i;
        }
        before = start + length;
    }
    scan->gap[scan->words] = gap(scan, before, scan->size - PADDING);
    scan->gap[0] = HARD;
}

/* ---- intern: numbers for hashes ---- */

/* Number the hashes from `at` on whose number is -1; new ones are kept, with numbers from `next`
   on, until the table is a quarter full. Return how far this came. */
static Size number_all(const uint64_t *hash, int32_t *number, Size at, Size size, uint64_t *key,
                       int32_t *value, int bits, Size room, int32_t next, int64_t *first, Size *new)
{
    uint64_t last = ((uint64_t)1 << bits) - 1;
    for (; at < size; at++) {
        if (number[at] >= 0)
            continue;
        uint64_t place = hash[at] >> (64 - bits);
        while (key[place] != hash[at] && key[place])
            place = (place + 1) & last;
        if (!key[place]) {
            if (*new == room)
                break;
            key[place] = hash[at];
            value[place] = next + (int32_t)*new;
            first[(*new)++] = at;
        }
        number[at] = value[place];
    }
    return at;
}

/* ---- places: from bytes to code points ---- */

typedef struct { const int64_t *lead, *extra; Size leads, passed; int64_t more; } Counted;

/* Return how many bytes before one are not the first of their character; asked in rising order. */
static int64_t more_before(Counted *counted, int64_t byte)
{
    while (counted->passed < counted->leads && counted->lead[counted->passed] < byte)
        counted->more += counted->extra[counted->passed++];
    return counted->more;
}

static void put(Py_buffer *places, Size at, int64_t place)
{
    if (places->itemsize == 8)
        ((int64_t *)places->buf)[at] = place;
    else
        ((int32_t *)places->buf)[at] = (int32_t)place;
}

static void count_places(Counted counted, const int64_t *begin, const int64_t *first,
                         const int64_t *count, Size pieces, const int64_t *start,
                         const int64_t *end, Py_buffer *starts, Py_buffer *ends)
{
    Size word = 0;
    for (Size piece = 0; piece < pieces; piece++) {
        int64_t move = first[piece] - begin[piece] + more_before(&counted, begin[piece]);
        for (int64_t i = 0; i < count[piece]; i++, word++) {
            put(starts, word, start[word] + move - more_before(&counted, start[word]));
            put(ends, word, end[word] + move - more_before(&counted, end[word]));
        }
    }
}

/* ---- what Python calls ---- */

static int enough(const Py_buffer *array, Size length, int item) /* 1, or 0 and an exception */
{
    if (array->len / item >= length)
        return 1;
    PyErr_SetString(PyExc_ValueError, "an array is too short");
    return 0;
}

static void release(Py_buffer *arrays, int count)
{
    while (count--)
        PyBuffer_Release(arrays + count);
}

/* Whether characters follow one another inside a text, each with one to three bytes more. */
static int sound_leads(const int64_t *lead, const int64_t *extra, Size leads, Size size)
{
    for (Size i = 0; i < leads; i++)
        if (lead[i] < (i ? lead[i - 1] + 1 : 0) || extra[i] < 1 || extra[i] > 3
            || lead[i] + extra[i] >= size)
            return 0;
    return 1;
}

static PyObject *py_runs(PyObject *module, PyObject *args)
{
    Py_buffer a[11];
    PyObject *found = NULL;
    if (!PyArg_ParseTuple(args, "y*y*y*y*y*y*w*w*w*w*w*", a, a + 1, a + 2, a + 3, a + 4, a + 5,
                          a + 6, a + 7, a + 8, a + 9, a + 10))
        return NULL;
    Size size = a[0].len, most = size / 2 + 1, leads = a[1].len / 8;
    if (size < PADDING || memcmp((uint8_t *)a[0].buf + size - PADDING, "\0\0\0\0\0\0\0\0", PADDING))
        PyErr_SetString(PyExc_ValueError, "a text must end in zeros");
    else if (enough(a + 2, leads, 8) && enough(a + 3, POINTS, 1) && enough(a + 4, 256, 1)
             && enough(a + 5, 1 << 16, 1) && enough(a + 6, most, 8) && enough(a + 7, most, 8)
             && enough(a + 8, most, 8) && enough(a + 9, most + 1, 1) && enough(a + 10, leads, 8)) {
        Scan scan = {a[0].buf, size, a[1].buf, a[2].buf, leads, a[3].buf, a[4].buf, a[5].buf,
                     a[6].buf, a[7].buf, a[8].buf, a[9].buf, a[10].buf, 0, 0, 0, 0};
        int sound;
        Py_BEGIN_ALLOW_THREADS
        sound = sound_leads(scan.lead, scan.extra, leads, size);
        if (sound)
            find_runs(&scan);
        if (sound && !scan.unseen)
            describe_words(&scan);
        Py_END_ALLOW_THREADS
        if (sound)
            found = Py_BuildValue("nnni", scan.words, scan.marks, scan.longs, scan.unseen);
        else
            PyErr_SetString(PyExc_ValueError, "characters outside ASCII must stand in the text");
    }
    release(a, 11);
    return found;
}

static PyObject *py_intern(PyObject *module, PyObject *args)
{
    Py_buffer a[5];
    Size at, room, new = 0;
    int bits, next;
    PyObject *found = NULL;
    if (!PyArg_ParseTuple(args, "y*w*nw*w*iniw*", a, a + 1, &at, a + 2, a + 3, &bits, &room, &next,
                          a + 4))
        return NULL;
    Size size = a[0].len / 8;
    if (bits < 1 || bits > 40 || at < 0 || room < 0 || room >= (Size)1 << bits)
        PyErr_SetString(PyExc_ValueError, "a table must keep a free place");
    else if (enough(a + 1, size, 4) && enough(a + 2, (Size)1 << bits, 8)
             && enough(a + 3, (Size)1 << bits, 4) && enough(a + 4, room, 8)) {
        Py_BEGIN_ALLOW_THREADS
        at = number_all(a[0].buf, a[1].buf, at, size, a[2].buf, a[3].buf, bits, room, next,
                        a[4].buf, &new);
        Py_END_ALLOW_THREADS
        found = Py_BuildValue("nn", at, new);
    }
    release(a, 5);
    return found;
}

static PyObject *py_places(PyObject *module, PyObject *args)
{
    Py_buffer a[9];
    PyObject *found = NULL;
    if (!PyArg_ParseTuple(args, "y*y*y*y*y*y*y*w*w*", a, a + 1, a + 2, a + 3, a + 4, a + 5, a + 6,
                          a + 7, a + 8))
        return NULL;
    Size pieces = a[4].len / 8, words = 0;
    const int64_t *count = a[4].buf;
    for (Size i = 0; i < pieces; i++)
        words += count[i] > 0 ? count[i] : 0;
    int item = a[7].itemsize == 8 ? 8 : 4;        /* places of large corpora have 64 bits */
    if (a[7].itemsize != item || a[8].itemsize != item)
        PyErr_SetString(PyExc_ValueError, "places must have 32 or 64 bits");
    else if (enough(a + 1, a[0].len / 8, 8) && enough(a + 2, pieces, 8) && enough(a + 3, pieces, 8)
             && enough(a + 5, words, 8) && enough(a + 6, words, 8) && enough(a + 7, words, item)
             && enough(a + 8, words, item)) {
        Counted counted = {a[0].buf, a[1].buf, a[0].len / 8, 0, 0};
        Py_BEGIN_ALLOW_THREADS
        count_places(counted, a[2].buf, a[3].buf, count, pieces, a[5].buf, a[6].buf, a + 7, a + 8);
        Py_END_ALLOW_THREADS
        found = Py_NewRef(Py_None);
    }
    release(a, 9);
    return found;
}

static PyMethodDef methods[] = {
    {"runs", py_runs, METH_VARARGS, "Find the runs of a text; return how many there are of what."},
    {"intern", py_intern, METH_VARARGS, "Number hashes; return how far this came, and how many are new."},
    {"places", py_places, METH_VARARGS, "Turn the bytes where words start and end into places."},
    {NULL, NULL, 0, NULL}};
static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_tokens", NULL, 0, methods};

PyMODINIT_FUNC PyInit__tokens(void) { return PyModuleDef_Init(&definition); }
