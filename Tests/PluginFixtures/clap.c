// A library of CLAP plugins that are what their ids say; some files' names make the library itself
// odd. The standard's tables are written out here once more, so that the reader's are held against
// them. What listing must never call ends the process.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct description {
    uint32_t version[3];
    const char *id, *name, *vendor, *url, *manual, *support, *release, *text;
    const char *const *features;
};

struct host {
    uint32_t version[3];
    void *data;
    const char *name, *vendor, *url, *release;
    const void *(*get_extension)(const struct host *, const char *);
    void (*request_restart)(const struct host *);
    void (*request_process)(const struct host *);
    void (*request_callback)(const struct host *);
};

struct host_params {
    void (*rescan)(const struct host *, uint32_t);
    void (*clear)(const struct host *, uint32_t, uint32_t);
    void (*request_flush)(const struct host *);
};

struct host_log {
    void (*log)(const struct host *, int32_t, const char *);
};

// In order: description, data, init, destroy, activate, deactivate, start_processing,
// stop_processing, reset, process, get_extension, on_main_thread.
struct plugin {
    const struct description *description;
    const struct host *host;
    void *functions[10];
    bool was_called;
};

struct param {
    uint32_t id, flags;
    void *cookie;
    char name[256], module[1024];
    double minimum, maximum, initial;
};

enum { STEPPED = 1, PERIODIC = 2, HIDDEN = 4, READ_ONLY = 8, BYPASS = 16, AUTOMATABLE = 32, ENUM = 65536 };

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

static bool is(const struct plugin *plugin, const char *id) {
    return strcmp(plugin->description->id, id) == 0;
}

// ---- parameters

static void fill(struct param *p, uint32_t id, uint32_t flags, const char *name, const char *module,
                 double minimum, double maximum, double initial) {
    p->id = id;
    p->flags = flags;
    p->cookie = (void *)never;
    strcpy(p->name, name);
    strcpy(p->module, module);
    p->minimum = minimum;
    p->maximum = maximum;
    p->initial = initial;
}

/// Of misbehaving.c, where that is linked.
void misbehave(void) __attribute__((weak));

static uint32_t count(const struct plugin *plugin) {
    if (misbehave != NULL) misbehave();
    if (is(plugin, "plain")) return 10;
    if (is(plugin, "many")) return 2234;
    if (is(plugin, "grouped") || is(plugin, "with-symbols")) return 4;
    if (is(plugin, "late")) return plugin->was_called ? 1 : 0;
    if (is(plugin, "asking") || is(plugin, "repeated")) return 2;
    if (is(plugin, "endless")) return file_is("endless") ? UINT32_MAX : 0;
    if (is(plugin, "short")) return 10;
    if (is(plugin, "not-numbers")) return 4;
    return 1;
}

static bool describe(const struct plugin *plugin, uint32_t place, struct param *p) {
    static const char *const groups[] = {"osc/1", "/osc/1/", "filter", "filter"};
    static const char *const symbols[] = {"attack", "decay", "sustain", "release"};
    if (is(plugin, "plain")) {
        switch (place) {
        case 0: fill(p, 7, AUTOMATABLE, "Cutoff", "", 20, 20000, 440); break;
        case 1: fill(p, 8, AUTOMATABLE | STEPPED, "Mode", "", 0, 3, 1); break;
        case 2: fill(p, 9, STEPPED, "Voices", "", 1, 16, 8); break;
        case 3: fill(p, 10, AUTOMATABLE | STEPPED | BYPASS, "Off", "", 0, 1, 0); break;
        case 4: fill(p, 11, READ_ONLY | HIDDEN, "Meter", "", -60, 0, -60); break;
        case 5: fill(p, 12, AUTOMATABLE | PERIODIC, "Phase", "", 0, 360, 0); break;
        case 6: fill(p, UINT32_MAX - 1, STEPPED | ENUM, "Colour", "", 0, 1, 0); break;
        case 7: fill(p, 14, STEPPED, "Delay", "", 0, 1000, 0); break;
        case 8: fill(p, 15, STEPPED | ENUM, "Sample", "", 0, 999, 0); break;
        case 9: fill(p, 16, STEPPED, "Speed", "", 0, 2.5, 0); break;
        default: return false;
        }
    } else if (is(plugin, "many")) {
        char name[32];
        snprintf(name, sizeof name, "Parameter %u", place);
        fill(p, 1000 + place, AUTOMATABLE, name, "", 0, 1, place / 2233.0);
    } else if (is(plugin, "grouped") || is(plugin, "with-symbols")) {
        fill(p, place, AUTOMATABLE, symbols[place],
             is(plugin, "grouped") ? groups[place] : symbols[place], 0, 1, 0);
    } else if (is(plugin, "not-numbers")) {
        switch (place) {
        case 0: fill(p, 0, 0, "No number", "", NAN, NAN, NAN); break;
        case 1: fill(p, 1, 0, "Endless", "", -INFINITY, INFINITY, INFINITY); break;
        case 2: fill(p, 2, 0, "Falling", "", 1, 0, 0.5); break;
        case 3: fill(p, 3, STEPPED, "Huge", "", -1e300, 1e300, 0); break;
        }
    } else if (is(plugin, "not-texts")) {
        fill(p, 0, 0, "", "", 0, 1, 0);
        memset(p->name, 'x', sizeof p->name);
        p->name[0] = (char)0xFF;
        memset(p->module, 0xFE, sizeof p->module);
    } else if (is(plugin, "short") && place > 3) {
        return false;
    } else if (is(plugin, "endless") || is(plugin, "repeated")) {
        fill(p, 5, 0, "Same", "", 0, 1, 0);
    } else {
        fill(p, place, 0, "Only", "", 0, 1, 0);
    }
    return true;
}

static bool text(const struct plugin *plugin, uint32_t id, double value, char *text, uint32_t space) {
    static const char *const modes[] = {"Saw", "Square", "Sine", "Noise"};
    static const char *const speeds[] = {"0: off", "1: slow", "2: fast"};
    if (is(plugin, "not-texts")) {
        memset(text, 0xFF, space);
        return true;
    }
    if (is(plugin, "endless")) return false;
    switch (id) {
    case 7: snprintf(text, space, "%.1f Hz", value); break;
    case 8: snprintf(text, space, "%s", modes[(int)value]); break;
    case 16: snprintf(text, space, "%s", speeds[(int)value]); break;
    case 9: snprintf(text, space, "%.0f voices", value); break;
    case UINT32_MAX - 1: snprintf(text, space, "%s", value > 0 ? "Cold" : "Warm"); break;
    default: snprintf(text, space, "%f", value); break;
    }
    return true;
}

// In order: count, get_info, get_value, value_to_text, text_to_value, flush.
static void *const params[] = {count, describe, never, text, never, never};
static void *const no_params[6];

// ---- plugins

static bool start(struct plugin *plugin) {
    const struct host *host = plugin->host;
    if (is(plugin, "not-starting")) return false;
    if (is(plugin, "late")) host->request_callback(host);
    if (is(plugin, "asking")) {
        const struct host_params *asked = host->get_extension(host, "clap.params");
        const struct host_log *log = host->get_extension(host, "clap.log");
        if (!asked || !log || host->get_extension(host, "clap.gui")) return false;
        if (host->get_extension(host, NULL) || host->version[0] != 1) return false;
        if (strcmp(host->name, "pipeline") != 0 || !host->release[0]) return false;
        asked->rescan(host, 1);
        asked->clear(host, 3, 1);
        asked->request_flush(host);
        log->log(host, 0, "started");
        host->request_restart(host);
        host->request_process(host);
    }
    return true;
}

static const void *extension(const struct plugin *plugin, const char *id) {
    if (strcmp(id, "clap.params") != 0 || is(plugin, "without-params")) return NULL;
    return is(plugin, "without-functions") ? no_params : params;
}

static void call(struct plugin *plugin) { plugin->was_called = true; }

static const char *const features[] = {"instrument", "synthesizer", NULL};
#define PLUGIN(id) {{1, 1, 1}, id, "The " id, "Maker", "", "", "", "1.2.3", "", features}
static const struct description plugins[] = {
    PLUGIN("plain"), PLUGIN("many"), PLUGIN("grouped"), PLUGIN("with-symbols"), PLUGIN("late"),
    PLUGIN("asking"), PLUGIN("repeated"), PLUGIN("short"), PLUGIN("not-numbers"),
    PLUGIN("not-texts"), PLUGIN("without-params"), PLUGIN("without-functions"),
    PLUGIN("not-starting"), PLUGIN("refused"), PLUGIN("endless"),
};
enum { plugin_count = sizeof plugins / sizeof plugins[0] };

// ---- factory

static uint32_t plugins_count(const void *factory) {
    if (file_is("endless-plugins")) return UINT32_MAX;
    if (file_is("nameless-plugins")) return 4;
    return plugin_count;
}

static const struct description *plugin_at(const void *factory, uint32_t place) {
    static const struct description odd[] = {
        {{1, 1, 1}, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL},
        {{1, 1, 1}, "", "No id", NULL, NULL, NULL, NULL, NULL, NULL, NULL},
        {{1, 1, 1}, "without-params", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL},
        {{1, 1, 1}, "without-params", "Second", NULL, NULL, NULL, NULL, NULL, NULL, NULL},
    };
    if (file_is("nameless-plugins")) return &odd[place];
    return place < plugin_count ? &plugins[place] : NULL;
}

static const struct plugin *create(const void *factory, const struct host *host, const char *id) {
    if (file_is("only-listed")) never();
    if (strcmp(id, "refused") == 0) return NULL;
    struct plugin *made = calloc(1, sizeof *made);
    void *functions[] = {start, never, never, never, never, never, never, never, extension, call};
    memcpy(made->functions, functions, sizeof functions);
    made->host = host;
    for (int i = 0; i < plugin_count; i++) {
        if (strcmp(id, plugins[i].id) == 0) made->description = &plugins[i];
    }
    return made;
}

static void *const factory[] = {plugins_count, plugin_at, create};
static void *const no_factory[3];

// ---- entry

static bool entry_start(const char *path) {
    Dl_info info;
    return !file_is("not-starting") && dladdr((void *)entry_start, &info) != 0 &&
           strcmp(path, info.dli_fname) == 0;
}

static const void *get_factory(const char *id) {
    if (strcmp(id, "clap.plugin-factory") != 0 || file_is("without-factory")) return NULL;
    return file_is("without-functions") ? no_factory : factory;
}

struct {
    uint32_t version[3];
    void *functions[3];
} clap_entry = {{1, 1, 1}, {entry_start, never, get_factory}};

__attribute__((constructor)) static void change_entry(void) {
    if (file_is("draft")) clap_entry.version[0] = 0;
    if (file_is("empty-entry")) memset(clap_entry.functions, 0, sizeof clap_entry.functions);
}
