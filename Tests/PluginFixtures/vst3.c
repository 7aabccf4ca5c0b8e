// A library of VST3 plugins that are what their classes' names say; some files' names make the
// library itself odd. The standard's tables are written out here once more, so that the reader's
// are held against them. What listing must never call ends the process.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint8_t id[16];
typedef uint16_t wide[128];

#define WORD(w) (uint8_t)((w) >> 24), (uint8_t)((w) >> 16), (uint8_t)((w) >> 8), (uint8_t)(w)
#define ID(a, b, c, d) {WORD(a##u), WORD(b##u), WORD(c##u), WORD(d##u)}
static const id unknown = ID(0x00000000, 0x00000000, 0xC0000000, 0x00000046);
static const id factory_2 = ID(0x0007B650, 0xF24B4C0B, 0xA464EDB9, 0xF00B2ABB);
static const id factory_3 = ID(0x4555A2AB, 0xC1234E57, 0x9B122910, 0x36878931);
static const id component = ID(0xE831FF31, 0xF2D54301, 0x928EBBEE, 0x25697802);
static const id controller = ID(0xDCD7BBE3, 0x7742448D, 0xA874AACC, 0x979C759E);
static const id connection = ID(0x70A4156F, 0x6E6E4026, 0x989148BF, 0xAA60D8D1);
static const id unit_info = ID(0x3D4BD6B5, 0x913A4FD2, 0xA886E768, 0xA5EB92C1);
static const id midi_mapping = ID(0xDF0FF9F7, 0x49B74669, 0xB63AB732, 0x7ADBF5E5);
static const id host_editing = ID(0xC1271208, 0x70594098, 0xB9DD34B3, 0x6BB0195E);
static const id host_application = ID(0x58E595CC, 0xDB2D4969, 0x8B6AAF8C, 0x36A664E5);
static const id component_handler = ID(0x93A0BEA3, 0x0BD045DB, 0x8E890B0C, 0xC1E46AC6);
static const id message = ID(0x936F033B, 0xC6C047DB, 0xBB0882F8, 0x13C1E613);

enum { AUTOMATABLE = 1, READ_ONLY = 2, WRAPS = 4, LIST = 8, HIDDEN = 16, PROGRAM = 1 << 15, BYPASS = 1 << 16 };

struct param {
    uint32_t id;
    wide title, short_title, units;
    int32_t steps;
    double initial;
    int32_t unit, flags;
};

struct unit {
    int32_t id, parent;
    wide name;
    int32_t programs;
};

struct class_1 {
    id class_id;
    int32_t cardinality;
    char category[32], name[64];
};

struct class_2 {
    struct class_1 first;
    uint32_t flags;
    char subcategories[128], vendor[64], version[64], sdk[64];
};

struct class_w {
    id class_id;
    int32_t cardinality;
    char category[32];
    uint16_t name[64];
    uint32_t flags;
    char subcategories[128];
    uint16_t vendor[64], version[64], sdk[64];
};

// Functions of an object of the host by their places in its table.
#define CALL(object, place, result, ...) \
    ((result(*)(void *, ##__VA_ARGS__))(*(void ***)(object))[place])

static void never(void) {
    fprintf(stderr, "called what must not be called\n");
    abort();
}

static bool file_is(const char *name) {
    Dl_info info;
    if (dladdr((void *)file_is, &info) == 0) return false;
    const char *slash = strrchr(info.dli_fname, '/');
    slash = slash ? slash + 1 : info.dli_fname;
    return strncmp(slash, name, strlen(name)) == 0 && slash[strlen(name)] == '.';
}

static void widen(uint16_t *target, const char *text) {
    while ((*target++ = (uint8_t)*text++)) {}
}

static uint32_t one(void *self) { return 1; }

// ---- instances: a component and a controller, each with the faces that it has

struct instance;
struct face {
    void *const *table;
    struct instance *own;
};
struct instance {
    const char *name;
    bool is_component;
    void *host, *handler, *peer;
    int32_t known;
    struct face component, controller, connection, units, midi, editing;
};

static bool is(const struct instance *own, const char *name) { return strcmp(own->name, name) == 0; }
#define OWN(self) (((struct face *)(self))->own)

static int32_t query(void *self, const id wanted, void **object) {
    struct instance *own = OWN(self);
    bool is_single = is(own, "single");
    *object = NULL;
    if (memcmp(wanted, unknown, 16) == 0) *object = self;
    if (memcmp(wanted, component, 16) == 0 && own->is_component) *object = &own->component;
    if (memcmp(wanted, controller, 16) == 0 && (!own->is_component || is_single))
        *object = &own->controller;
    if (memcmp(wanted, connection, 16) == 0) *object = &own->connection;
    if (own->is_component && !is_single) return *object ? 0 : -1;
    if (memcmp(wanted, unit_info, 16) == 0 && is(own, "with-units")) *object = &own->units;
    if (memcmp(wanted, midi_mapping, 16) == 0 && (is(own, "many") || is(own, "with-volume")))
        *object = &own->midi;
    if (memcmp(wanted, host_editing, 16) == 0 && is(own, "plain")) *object = &own->editing;
    return *object ? 0 : -1;
}

static int32_t start(void *self, void *host) {
    struct instance *own = OWN(self);
    void *found = NULL;
    wide name;
    own->host = host;
    if (own->is_component && is(own, "not-starting")) return 1;
    if (!own->is_component && is(own, "controller-not-starting")) return 1;
    if (CALL(host, 0, int32_t, const uint8_t *, void **)(host, host_application, &found) != 0) return 1;
    if (CALL(host, 0, int32_t, const uint8_t *, void **)(host, message, &found) == 0) return 1;
    if (CALL(host, 3, int32_t, uint16_t *)(host, name) != 0 || name[0] != 'p' || name[8] != 0) return 1;
    return 0;
}

// ---- connection

static int32_t notify(void *self, void *sent) {
    struct instance *own = OWN(self);
    void *values = CALL(sent, 5, void *)(sent);
    int64_t integer = 0;
    double number = 0;
    wide text;
    const void *bytes = NULL;
    uint32_t size = 0;
    if (strcmp(CALL(sent, 3, const char *)(sent), "hello") != 0) return 1;
    if (CALL(values, 4, int32_t, const char *, int64_t *)(values, "i", &integer) != 0) return 1;
    if (CALL(values, 6, int32_t, const char *, double *)(values, "n", &number) != 0) return 1;
    if (CALL(values, 8, int32_t, const char *, uint16_t *, uint32_t)(values, "t", text, 6) != 0) return 1;
    if (CALL(values, 10, int32_t, const char *, const void **, uint32_t *)(values, "b", &bytes, &size) != 0)
        return 1;
    if (CALL(values, 4, int32_t, const char *, int64_t *)(values, "n", &integer) == 0) return 1;
    if (integer == -7 && number == 0.5 && text[0] == 'a' && text[1] == 'b' && text[2] == 0 && size == 3 &&
        memcmp(bytes, "xyz", 3) == 0)
        own->known = 1;
    return 0;
}

static int32_t connect(void *self, void *other) {
    struct instance *own = OWN(self);
    own->peer = other;
    if (is(own, "connected") && !own->is_component) own->known = 1;
    if (is(own, "sending") && !own->is_component) {
        void *sent = NULL;
        void *peer_host = own->host;
        wide text;
        if (CALL(peer_host, 4, int32_t, const uint8_t *, const uint8_t *, void **)(peer_host, message, message, &sent) != 0)
            return 1;
        void *values = CALL(sent, 5, void *)(sent);
        widen(text, "abcd");
        CALL(sent, 4, void, const char *)(sent, "hello");
        CALL(values, 3, int32_t, const char *, int64_t)(values, "i", -7);
        CALL(values, 5, int32_t, const char *, double)(values, "n", 0.5);
        CALL(values, 7, int32_t, const char *, const uint16_t *)(values, "t", text);
        CALL(values, 9, int32_t, const char *, const void *, uint32_t)(values, "b", "xyz", 3);
        notify(self, sent);
        CALL(sent, 2, uint32_t)(sent);
    }
    return 0;
}

// ---- component

static int32_t controller_class(void *self, id class_id) {
    struct instance *own = OWN(self);
    if (is(own, "without-class")) return 1;
    memset(class_id, 0xCC, 16);
    strncpy((char *)class_id, own->name, 15);
    return 0;
}

static int32_t state(void *self, void *stream) {
    int32_t done = 0;
    int64_t place = 0;
    if (CALL(stream, 4, int32_t, void *, int32_t, int32_t *)(stream, "stateXX", 7, &done) != 0 || done != 7)
        return 1;
    CALL(stream, 5, int32_t, int64_t, int32_t, int64_t *)(stream, -2, 1, &place);
    if (place != 5) return 1;
    return CALL(stream, 4, int32_t, void *, int32_t, int32_t *)(stream, "!", 1, NULL);
}

// ---- controller

static int32_t take_state(void *self, void *stream) {
    char bytes[16] = {0};
    int32_t done = 0;
    int64_t place = 0;
    CALL(stream, 3, int32_t, void *, int32_t, int32_t *)(stream, bytes, 16, &done);
    CALL(stream, 6, int32_t, int64_t *)(stream, &place);
    OWN(self)->known |= done == 7 && place == 7 && memcmp(bytes, "state!X", 7) == 0 ? 2 : 0;
    return 0;
}

/// Of misbehaving.c, where that is linked.
void misbehave(void) __attribute__((weak));

static int32_t count(void *self) {
    if (misbehave != NULL) misbehave();
    struct instance *own = OWN(self);
    if (is(own, "plain")) return 10;
    if (is(own, "many")) return 154 + 16 * 130;
    if (is(own, "with-units")) return 5;
    if (is(own, "repeated")) return 2;
    if (is(own, "with-volume")) return 3;
    if (is(own, "connected") || is(own, "sending")) return own->known & 1;
    if (is(own, "with-state")) return own->known >> 1;
    if (is(own, "without-parameters")) return 0;
    if (is(own, "negative")) return -1;
    if (is(own, "endless")) return file_is("endless") ? 2000000000 : 0;
    if (is(own, "short")) return 10;
    if (is(own, "not-numbers")) return 5;
    return 1;
}

static void fill(struct param *p, uint32_t number, const char *title, const char *units, int32_t steps,
                 double initial, int32_t flags) {
    p->id = number;
    widen(p->title, title);
    widen(p->short_title, "short");
    widen(p->units, units);
    p->steps = steps;
    p->initial = initial;
    p->flags = flags;
}

static int32_t describe(void *self, int32_t place, struct param *p) {
    struct instance *own = OWN(self);
    char name[32];
    if (is(own, "plain")) {
        switch (place) {
        case 0: fill(p, 100, "Cutoff", "Hz", 0, 0.5, AUTOMATABLE); break;
        case 1: fill(p, 101, "Mode", "", 3, 1 / 3.0, AUTOMATABLE | LIST); break;
        case 2: fill(p, 102, "Voices", " ", 15, 7 / 15.0, 0); break;
        case 3: fill(p, 103, "Off", "", 1, 0, AUTOMATABLE | BYPASS); break;
        case 4: fill(p, 104, "Meter", "", 0, 0, READ_ONLY | HIDDEN); break;
        case 5: fill(p, 105, "Program", "", 2, 0, PROGRAM | LIST); break;
        case 6: fill(p, 106, "Phase", "", 0, 0, AUTOMATABLE | WRAPS); break;
        case 7: fill(p, 107, "Gain", "dB", 0, 0.75, AUTOMATABLE); break;
        case 8: fill(p, 4000000000u, "Quality", "", 2, 0.5, AUTOMATABLE); break;
        case 9: fill(p, 109, "", "", 300, 0, LIST); break;
        }
    } else if (is(own, "many")) {
        snprintf(name, sizeof name, place < 154 ? "Own %d" : "MIDI CC %d", place);
        fill(p, 1000 + place, name, "", 0, 0, place < 154 ? AUTOMATABLE : 0);
    } else if (is(own, "with-volume")) {
        static const char *const titles[] = {"Volume", "Sustain", "Program"};
        static const int32_t flags[] = {AUTOMATABLE, AUTOMATABLE | HIDDEN, PROGRAM};
        fill(p, place, titles[place], "", 0, 0, flags[place]);
    } else if (is(own, "with-units")) {
        static const int32_t units[] = {0, 2, 2, 3, 99};
        fill(p, place, "In a unit", "", 0, 0, AUTOMATABLE);
        p->unit = units[place];
    } else if (is(own, "not-numbers")) {
        fill(p, place, "Not a number", "", place == 3 ? -5 : place == 4 ? 3 : 0, place == 0 ? NAN : 0.5, 0);
    } else if (is(own, "not-texts")) {
        fill(p, 0, "", "", 0, 0, 0);
        for (int i = 0; i < 128; i++) p->title[i] = i == 0 ? 0xD800 : 'x';
    } else if (is(own, "short") && place > 3) {
        return 1;
    } else if (is(own, "endless") || is(own, "repeated")) {
        fill(p, 5, "Same", "", 0, 0, 0);
    } else {
        fill(p, place, "Only", "", 0, 0.25, AUTOMATABLE);
    }
    return 0;
}

static double plain(void *self, uint32_t number, double value) {
    struct instance *own = OWN(self);
    if (is(own, "not-numbers")) {
        switch (number) {
        case 0: return value;
        case 1: return NAN;
        case 2: return 1 - value;
        case 4: return value <= 0 ? -1.7e308 : value >= 1 ? 1.7e308 : NAN;
        default: return value > 0 ? INFINITY : 0;
        }
    }
    if (!is(own, "plain")) return value;
    switch (number) {
    case 100: return 20 + value * 19980;
    case 101: return value * 3;
    case 102: return 1 + value * 15;
    case 105: return value * 2;
    default: return value;
    }
}

static int32_t text(void *self, uint32_t number, double value, wide text) {
    static const char *const modes[] = {"Saw", "Square", "Sine", "Noise"};
    static const char *const levels[] = {"Low", "Middle", "High"};
    struct instance *own = OWN(self);
    char narrow[64];
    if (is(own, "not-texts")) {
        for (int i = 0; i < 128; i++) text[i] = 0xDC00;
        return 0;
    }
    if (is(own, "endless")) return 1;
    switch (is(own, "plain") ? number : 0) {
    case 101: widen(text, modes[(int)lround(value * 3)]); return 0;
    case 102: snprintf(narrow, sizeof narrow, "%.0f", 1 + value * 15); break;
    case 107: snprintf(narrow, sizeof narrow, "%.1f", value * 66 - 60); break;
    case 105:
    case 4000000000u: widen(text, levels[(int)lround(value * 2)]); return 0;
    default: snprintf(narrow, sizeof narrow, "%.3f", plain(self, number, value)); break;
    }
    widen(text, narrow);
    return 0;
}

static int32_t set_handler(void *self, void *handler) {
    void *found = NULL;
    if (CALL(handler, 0, int32_t, const uint8_t *, void **)(handler, component_handler, &found) != 0) never();
    if (CALL(handler, 3, int32_t, uint32_t)(handler, 1) != 0) never();
    if (CALL(handler, 4, int32_t, uint32_t, double)(handler, 1, 0.5) != 0) never();
    if (CALL(handler, 5, int32_t, uint32_t)(handler, 1) != 0) never();
    if (CALL(handler, 6, int32_t, int32_t)(handler, 1) != 0) never();
    OWN(self)->handler = handler;
    return 0;
}

// ---- units and MIDI

static int32_t unit_count(void *self) { return 5; }

static int32_t unit_at(void *self, int32_t place, struct unit *unit) {
    // The root, Oscillators, Oscillators/Osc 1, and two that lie in each other.
    static const int32_t parents[] = {-1, 0, 1, 4, 3};
    static const char *const names[] = {"Root", "Oscillators", "Osc 1", "A", "B"};
    unit->id = place;
    unit->parent = parents[place];
    unit->programs = -1;
    widen(unit->name, names[place]);
    return 0;
}

static int32_t assignment(void *self, int32_t bus, int16_t channel, int16_t cc, uint32_t *number) {
    struct instance *own = OWN(self);
    if (bus != 0 || channel < 0 || channel > 15 || cc < 0 || cc > 129) never();
    if (is(own, "many")) {
        *number = 1154 + channel * 130 + cc;
        return 0;
    }
    *number = cc == 7 ? 0 : cc == 64 ? 1 : 2;
    return cc == 7 || cc == 64 || cc == 0 ? 0 : 1;
}

// ---- tables, in the standard's order

static void *const component_table[] = {
    query, one, one, start, never, controller_class, never, never, never, never, never, never, never, state};
static void *const controller_table[] = {
    query, one, one, start, never, take_state, never, never, count, describe, text, never, plain, never,
    never, never, set_handler, never};
static void *const empty_controller_table[18] = {query, one, one, start};
static void *const connection_table[] = {query, one, one, connect, never, notify};
static void *const units_table[15] = {query, one, one, unit_count, unit_at, never, never, never, never,
                                      never, never, never, never, never, never};
static void *const midi_table[] = {query, one, one, assignment};
static void *const editing_table[] = {query, one, one, never, never};

// ---- factory

static const char *const names[] = {
    "plain", "many", "with-volume", "with-units", "connected", "sending", "with-state", "single",
    "without-parameters", "without-class", "controller-refused", "controller-not-starting",
    "not-starting", "refused", "negative", "endless", "short", "repeated", "not-numbers", "not-texts",
    "without-functions"};
enum { name_count = sizeof names / sizeof names[0] };
static bool was_entered;

static int32_t create(void *self, const uint8_t *class_id, const uint8_t *wanted, void **object) {
    if (file_is("only-listed")) never();
    for (int i = 0; i < name_count; i++) {
        if (strncmp((const char *)class_id, names[i], 15) != 0) continue;
        bool is_component = memcmp(wanted, component, 16) == 0;
        if (is_component != (class_id[15] == 0)) continue;
        if (strcmp(names[i], "refused") == 0) continue;
        if (!is_component && strcmp(names[i], "controller-refused") == 0) continue;
        struct instance *own = calloc(1, sizeof *own);
        own->name = names[i];
        own->is_component = is_component;
        own->component = (struct face){component_table, own};
        own->controller = (struct face){
            strcmp(names[i], "without-functions") == 0 ? empty_controller_table : controller_table, own};
        own->connection = (struct face){connection_table, own};
        own->units = (struct face){units_table, own};
        own->midi = (struct face){midi_table, own};
        own->editing = (struct face){editing_table, own};
        *object = is_component ? &own->component : &own->controller;
        return 0;
    }
    *object = NULL;
    return 1;
}

static int32_t info(void *self, char *text) {
    strcpy(text, "The library's maker");
    return 0;
}

static int32_t class_count(void *self) {
    if (file_is("endless-classes")) return 2000000000;
    if (file_is("negative-classes")) return -1;
    if (file_is("garbage")) return 6;
    return 2 * name_count;
}

// Plugins and their controllers take turns.
static int32_t class_at(void *self, int32_t place, struct class_1 *class) {
    if (place >= 2 * name_count) return 1;
    strncpy((char *)class->class_id, names[place / 2], 15);
    class->class_id[15] = place % 2 == 0 ? 0 : 0xCC;
    class->cardinality = INT32_MAX;
    strcpy(class->category, place % 2 == 0 ? "Audio Module Class" : "Component Controller Class");
    strcpy(class->name, names[place / 2]);
    if (!file_is("garbage")) return 0;
    memset(class->class_id, place == 0 ? 0 : place < 3 ? 1 : place, 16);
    strcpy(class->category, "Audio Module Class");
    if (place == 3) memset(class->name, 0xFF, 64);
    if (place == 4) memset(class->category, 'A', 32);
    return place == 5 ? 7 : 0;
}

static int32_t class_2_at(void *self, int32_t place, struct class_2 *class) {
    class_at(self, place, &class->first);
    strcpy(class->subcategories, "Instrument|Synth");
    strcpy(class->vendor, "Maker 2");
    strcpy(class->version, "1.2.3");
    strcpy(class->sdk, "VST 3.7");
    return 0;
}

static int32_t class_w_at(void *self, int32_t place, struct class_w *class) {
    class_at(self, place, (struct class_1 *)class);
    memset(class->name, 0, sizeof class->name);
    widen(class->name, "The ");
    widen(class->name + 4, names[place / 2]);
    strcpy(class->subcategories, "Instrument|Synth");
    widen(class->vendor, "M");
    class->vendor[1] = 0xFC;
    widen(class->version, "1.2.3");
    widen(class->sdk, "VST 3.7");
    return 0;
}

static int32_t set_host(void *self, void *host) { return 0; }

static int32_t factory_query(void *self, const id wanted, void **object) {
    bool is_known = memcmp(wanted, factory_2, 16) == 0 || memcmp(wanted, factory_3, 16) == 0;
    *object = is_known && !file_is("version-1") && !file_is("garbage") ? self : NULL;
    return *object ? 0 : -1;
}

static void *const factory_table[] = {
    factory_query, one, one, info, class_count, class_at, create, class_2_at, class_w_at, set_host};
static void *const empty_table[10];

bool ModuleEntry(void *library) {
    was_entered = library != NULL;
    return !file_is("not-starting");
}

void *GetPluginFactory(void) {
    static struct face factory = {factory_table, NULL};
    static struct face empty = {empty_table, NULL};
    static struct face no_table = {NULL, NULL};
    if (file_is("without-factory") || !was_entered) return NULL;
    if (file_is("without-table")) return &no_table;
    return file_is("without-functions") ? &empty : &factory;
}
