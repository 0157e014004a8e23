/* One pass over the words of a text for all that a plan looks for: the compiled twin of
   one_pass.py, which says what is done and why. It needs no more than the stable ABI.

   The columns of a text and the tables of a plan come from Python as arrays. They are checked
   before they are used, so that no mistake in them can read or write beyond them. */

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>
#include <stdint.h>

/* What Python hands over, in this order, and the bytes of one number in each. */
enum { WORD, HARD, CLASS_OF_TYPE, PAIRS, PAIRS_BEGIN, PAIRS_KEYS, BEFORE, AFTER,
       RIGHT_GROW, RIGHT, RIGHT_BEGIN, RIGHT_KEYS, RIGHT_TARGET,
       LEFT_GROW, LEFT, LEFT_BEGIN, LEFT_KEYS, LEFT_TARGET,
       ENDS_FIRST, ENDS_VALUES, ANCHOR, CHECK_FIRST, CHECK_VALUES,
       MEMBERS, MEMBERS_BEGIN, MEMBERS_KEYS, FIRST, LEAF, N_ARRAYS };
static const char BYTES[N_ARRAYS] = {
    4, 1, 4, 1, 4, 8, 4, 4, 1, 1, 4, 8, 4, 1, 1, 4, 8, 4, 8, 4, 4, 8, 4, 1, 4, 8, 8, 4};

typedef struct { const uint8_t *bitmap; const int32_t *begin; const int64_t *keys;
                 int64_t n; int bits, coarser; } Pairs;                 /* PairTable */
typedef struct { const uint8_t *grow; Pairs pairs; const int32_t *target; } Steps;
typedef struct { const int64_t *first; const int32_t *values; int64_t n; } Listed;

typedef struct {
    const int32_t *word; const uint8_t *hard; int64_t n;                /* the text */
    const int32_t *class_of_type; int64_t n_types, n_heads, first_pair; /* the plan */
    Pairs pairs;
    const int32_t *before, *after;
    Steps right, left;
    Listed ends;
    const int32_t *anchor;
    Listed check;
    Pairs members;
    int64_t *first; int32_t *leaf; int64_t room, found;                 /* what is found */
} Search;

enum { NO_CLASS = INT32_MAX, NO_CHECK = -1, NOT_THERE = -1 };

static int32_t class_at(const Search *s, int64_t token) {
    int32_t type = s->word[token];
    return type >= 0 && type < s->n_types ? s->class_of_type[type] : NO_CLASS;
}

static uint32_t place_of(const Pairs *pairs, int32_t left, int32_t right) {
    uint32_t mixed = ((uint32_t)left * 0x9E3779B1u ^ (uint32_t)right) * 0x85EBCA6Bu;
    return mixed >> (32 - pairs->bits);
}

/* The number of a pair in a table. */
static int32_t find(const Pairs *pairs, int32_t left, int32_t right) {
    uint32_t place = place_of(pairs, left, right);
    if (!pairs->bitmap[place]) return NOT_THERE;
    int64_t key = (int64_t)((uint64_t)(uint32_t)left << 32 | (uint32_t)right);
    place >>= pairs->coarser;
    for (int32_t number = pairs->begin[place]; number < pairs->begin[place + 1]; number++)
        if (pairs->keys[number] == key) return number;
    return NOT_THERE;
}

/* Whether all words of a phrase stand where it would begin, as far as states do not tell. */
static int stands(const Search *s, int64_t first, int32_t leaf) {
    int64_t begin = s->check.first[leaf], length = s->check.first[leaf + 1] - begin;
    if (first < 0 || first + length > s->n) return 0;
    for (int64_t step = 0; step < length; step++) {
        int32_t item = s->check.values[begin + step];
        if (step && s->hard[first + step]) return 0;
        if (item != NO_CHECK && find(&s->members, item, class_at(s, first + step)) == NOT_THERE)
            return 0;
    }
    return 1;
}

/* Note the leaves met with a state at a token; beyond the room they are only counted. */
static void note(Search *s, int64_t at, int32_t state) {
    for (int64_t end = s->ends.first[state]; end < s->ends.first[state + 1]; end++) {
        int32_t value = s->ends.values[end], leaf = value < 0 ? -1 - value : value;
        int64_t first = at - s->anchor[leaf];
        if (value < 0 && !stands(s, first, leaf)) continue;
        if (s->found < s->room) { s->first[s->found] = first; s->leaf[s->found] = leaf; }
        s->found++;
    }
}

/* Note what is met with a state at a token, and with all states that it leads to. */
static void follow(Search *s, int64_t at, int32_t state) {
    note(s, at, state);
    if (s->right.grow[state]) {
        int64_t next = at + s->after[state];
        if (next < s->n && !s->hard[next]) {
            int32_t step = find(&s->right.pairs, state, class_at(s, next));
            if (step != NOT_THERE) follow(s, at, s->right.target[step]);
        }
    }
    if (s->left.grow[state]) {
        int64_t next = at - s->before[state];
        if (next > 0 && !s->hard[next]) {
            int32_t step = find(&s->left.pairs, state, class_at(s, next - 1));
            if (step != NOT_THERE) follow(s, at, s->left.target[step]);
        }
    }
}

/* Note where signs may stand in a block of tokens: at 2 * token one word, then a pair. What comes
   next never waits for what was seen, so that the processor looks at many tokens at once. */
static int signs(const Search *s, int64_t token, int size, int32_t *class_, int32_t *sign) {
    int n = 0;
    for (int i = 0; i <= size; i++)
        class_[i] = token + i < s->n ? class_at(s, token + i) : NO_CLASS;
    for (int i = 0; i < size; i++) {
        sign[n] = 2 * i;
        n += class_[i] < s->n_heads;
        if (!s->pairs.n) continue;
        sign[n] = 2 * i + 1;
        n += s->pairs.bitmap[place_of(&s->pairs, class_[i], class_[i + 1])];
    }
    return n;
}

enum { BLOCK = 1024 };

/* Look at tokens from one to before another; return the first that there was no room for. */
static int64_t scan(Search *s, int64_t token, int64_t end) {
    int32_t class_[BLOCK + 1], sign[2 * BLOCK + 1];
    while (token < end) {
        int size = end - token < BLOCK ? (int)(end - token) : BLOCK;
        int n = signs(s, token, size, class_, sign);
        int64_t before = s->found;
        for (int one = 0; one < n; one++) {
            int i = sign[one] / 2;
            int64_t at = token + i;
            if (sign[one] % 2 == 0) {
                follow(s, at, class_[i]);
            } else if (at + 1 < s->n && !s->hard[at + 1]) {
                int32_t pair = find(&s->pairs, class_[i], class_[i + 1]);
                if (pair != NOT_THERE) follow(s, at, (int32_t)(s->first_pair + pair));
            }
        }
        if (s->found > s->room) { s->found = before; break; }
        token += size;
    }
    return token;
}

/* From here on: arrays of Python, and whether they can be trusted. */

static int64_t size(const Py_buffer *array) { return array->len / array->itemsize; }

static int within(const int32_t *values, int64_t n, int64_t low, int64_t below) {
    for (int64_t i = 0; i < n; i++) if (values[i] < low || values[i] >= below) return 0;
    return 1;
}

static int logarithm(int64_t power) {  /* -1 of what is no power of two */
    int bits = 0;
    while (bits < 40 && (int64_t)1 << bits < power) bits++;
    return (int64_t)1 << bits == power ? bits : -1;
}

static int take_pairs(Pairs *pairs, const Py_buffer *arrays) {
    int rows = logarithm(size(arrays + 1) - 1);
    *pairs = (Pairs){arrays[0].buf, arrays[1].buf, arrays[2].buf, size(arrays + 2) - 1,
                     logarithm(size(arrays)), 0};
    pairs->coarser = pairs->bits - rows;
    return pairs->bits >= 1 && pairs->bits <= 31 && rows >= 0 && pairs->coarser >= 0
        && pairs->n >= 0 && within(pairs->begin, size(arrays + 1), 0, pairs->n + 1);
}

static int take_listed(Listed *listed, const Py_buffer *arrays) {
    *listed = (Listed){arrays[0].buf, arrays[1].buf, size(arrays) - 1};
    for (int64_t key = 0; key <= listed->n; key++)
        if (listed->first[key] < 0 || listed->first[key] > size(arrays + 1)) return 0;
    return listed->n >= 0;
}

/* States lead to later states only, so that following them comes to an end. */
static int take_steps(Steps *steps, const Py_buffer *arrays, int64_t n_states) {
    if (!take_pairs(&steps->pairs, arrays + 1)) return 0;
    steps->grow = arrays[0].buf;
    steps->target = arrays[4].buf;
    for (int64_t step = 0; step < steps->pairs.n && step < size(arrays + 4); step++)
        if (steps->target[step] <= steps->pairs.keys[step] >> 32) return 0;
    return size(arrays) == n_states && size(arrays + 4) == steps->pairs.n
        && within(steps->target, steps->pairs.n, 0, n_states);
}

static int take(Search *s, const Py_buffer *a) {
    s->word = a[WORD].buf; s->hard = a[HARD].buf; s->n = size(a + WORD);
    s->class_of_type = a[CLASS_OF_TYPE].buf; s->n_types = size(a + CLASS_OF_TYPE);
    s->before = a[BEFORE].buf; s->after = a[AFTER].buf; s->anchor = a[ANCHOR].buf;
    s->first = a[FIRST].buf; s->leaf = a[LEAF].buf; s->room = size(a + FIRST); s->found = 0;
    if (!take_listed(&s->ends, a + ENDS_FIRST) || !take_listed(&s->check, a + CHECK_FIRST))
        return 0;
    int64_t n_states = s->ends.n, n_leaves = s->check.n;
    return take_pairs(&s->pairs, a + PAIRS) && take_pairs(&s->members, a + MEMBERS)
        && take_steps(&s->right, a + RIGHT_GROW, n_states)
        && take_steps(&s->left, a + LEFT_GROW, n_states)
        && s->first_pair >= 0 && s->first_pair <= n_states - s->pairs.n && n_states < NO_CLASS
        && within(s->class_of_type, s->n_types, 0, s->first_pair) && s->n_heads <= s->first_pair
        && size(a + BEFORE) == n_states && within(s->before, n_states, 0, NO_CLASS)
        && size(a + AFTER) == n_states && within(s->after, n_states, 0, NO_CLASS)
        && within(s->ends.values, size(a + ENDS_VALUES), -n_leaves, n_leaves)
        && size(a + ANCHOR) == n_leaves && size(a + HARD) == s->n && size(a + LEAF) == s->room;
}

static PyObject *searched(const Py_buffer *arrays, PyObject *numbers) {
    Search s;
    long long token, end, n_heads, first_pair;
    if (!PyArg_ParseTuple(numbers, "LLLL", &token, &end, &n_heads, &first_pair)) return NULL;
    s.n_heads = n_heads;
    s.first_pair = first_pair;
    int sound;
    Py_BEGIN_ALLOW_THREADS
    sound = take(&s, arrays) && token >= 0 && end <= s.n;
    if (sound) token = scan(&s, token, end);
    Py_END_ALLOW_THREADS
    if (sound) return Py_BuildValue("LL", token, (long long)s.found);
    PyErr_SetString(PyExc_ValueError, "the columns of a text and a plan do not fit together");
    return NULL;
}

static PyObject *py_scan(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *arrays, *numbers, *result = NULL;
    Py_buffer views[N_ARRAYS];
    int n;
    if (!PyArg_ParseTuple(arguments, "O!O!", &PyTuple_Type, &arrays, &PyTuple_Type, &numbers))
        return NULL;
    if (PyTuple_Size(arrays) != N_ARRAYS)
        return PyErr_Format(PyExc_ValueError, "%d arrays are needed", (int)N_ARRAYS);
    for (n = 0; n < N_ARRAYS; n++) {
        int flags = PyBUF_ND | (n >= FIRST ? PyBUF_WRITABLE : 0);
        if (PyObject_GetBuffer(PyTuple_GetItem(arrays, n), views + n, flags)) break;
    }
    for (int one = 0; one < n; one++)
        if (views[one].itemsize != BYTES[one])
            PyErr_Format(PyExc_ValueError, "array %d holds numbers of another size", one);
    if (!PyErr_Occurred()) result = searched(views, numbers);
    while (n--) PyBuffer_Release(views + n);
    return result;
}

static PyMethodDef methods[] = {
    {"scan", py_scan, METH_VARARGS,
     "scan(arrays, (token, end, n_heads, first_pair)) -> (token that had no room, found)"},
    {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_scan", "The compiled twin of one_pass.", 0, methods,
    NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__scan(void) { return PyModuleDef_Init(&module); }
