// A VST2 library that is what its file's name says: `good.so`, `shell.so`, and so on. Written from
// the interface's facts, not from the header that the reader uses.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef ENTRY
#define ENTRY "VSTPluginMain"
#endif

struct effect;
typedef intptr_t (*host)(struct effect *, int32_t, int32_t, intptr_t, void *, float);

struct effect {
    int32_t magic;
    intptr_t (*dispatcher)(struct effect *, int32_t, int32_t, intptr_t, void *, float);
    void *process;
    void (*set)(struct effect *, int32_t, float);
    float (*get)(struct effect *, int32_t);
    int32_t programs, parameters, inputs, outputs, flags;
    intptr_t reserved1, reserved2;
    int32_t delay, real, off;
    float ratio;
    void *object, *user;
    int32_t id, version;
    void *replacing, *double_replacing;
    char future[56];
};

static host master;

static int is(const char *name) {
    Dl_info info;
    char file[64];
    if (dladdr((void *)is, &info) == 0) return 0;
    snprintf(file, sizeof file, "/%s.so", name);
    size_t length = strlen(info.dli_fname), tail = strlen(file);
    return length > tail && strcmp(info.dli_fname + length - tail, file) == 0;
}

static void set(struct effect *effect, int32_t place, float value) {
    (void)effect, (void)place, (void)value;
    abort(); // no one may set a parameter to learn of it
}

static float get(struct effect *effect, int32_t place) {
    (void)effect;
    return place == 2 ? NAN : place == 3 ? 0.5f : 0.25f;
}

static int next_of_shell;

/// Of misbehaving.c, where that is linked.
void misbehave(void) __attribute__((weak));

static intptr_t name(struct effect *effect, int32_t place, char *text) {
    if (misbehave != NULL) misbehave();
    static const char *names[] = { "  Gain  ", "Caf\xe9", "", "Mode", "On" };
    if (is("overrun")) { memset(text, 'x', 2000); text[2000] = 0; return 1; }
    if (effect->id != 0x46495854 || place >= 5) { snprintf(text, 32, "P%d", place); return 1; }
    strcpy(text, names[place]);
    return 1;
}

static intptr_t properties(int32_t place, char *record) {
    int32_t *numbers = (int32_t *)(record + 76); // flags, least, most, step
    strcpy(record + 12, place == 3 ? "Mode of the filter " : "Switched on"); // not the name, but longer
    if (is("tiny-step")) { numbers[0] = 4; *(float *)record = 1e-45f; return 1; }
    if (is("wide-range")) { numbers[0] = 10; numbers[1] = INT32_MIN; numbers[2] = INT32_MAX; numbers[3] = INT32_MIN; return 1; }
    if (place == 3) { numbers[0] = 2; numbers[1] = 1; numbers[2] = 5; return 1; }
    if (place == 4) { numbers[0] = 1; return 1; }
    return 0;
}

static intptr_t ask(
    struct effect *effect, int32_t what, int32_t place, intptr_t value, void *text, float number
) {
    (void)value, (void)number;
    switch (what) {
    case 6: strcpy(text, place == 0 ? "dB" : ""); return 1;
    case 8: return name(effect, place, text);
    case 26: return place != 1;
    case 35: return is("shell") && effect->id == 0x5348454c ? 10 : 2;
    case 45: strcpy(text, is("nameless") ? "" : "Fixture"); return 1;
    case 47: strcpy(text, "Nobody"); return 1;
    case 49: return 1203;
    case 56: return properties(place, text);
    case 70:
        if (next_of_shell == 4) return 0;
        // The third is the first again.
        sprintf(text, "Part %d", next_of_shell % 2);
        next_of_shell++;
        return 0x53454331 + (next_of_shell - 1) % 2;
    case 1: case 24: abort(); // closed
    default: return 0;
    }
}

struct effect *make(host given) __asm__(ENTRY);

struct effect *make(host given) {
    char maker[64] = "";
    master = given;
    if (is("null")) return NULL;
    if (given(NULL, 1, 0, 0, NULL, 0) < 2400 || given(NULL, 32, 0, 0, maker, 0) != 1) return NULL;
    struct effect *effect = calloc(1, sizeof *effect);
    effect->magic = is("no-magic") ? 7 : 0x56737450;
    effect->dispatcher = ask;
    effect->set = set;
    effect->get = get;
    effect->parameters = is("negative") ? -1 : is("absurd") ? 2000000000 : 5;
    effect->id = 0x46495854;
    if (is("shell")) {
        intptr_t wanted = given(effect, 2, 0, 0, NULL, 0);
        effect->id = wanted != 0 ? (int32_t)wanted : 0x5348454c;
        effect->parameters = wanted == 0x53454331 ? 1 : wanted != 0 ? 2 : 0;
    }
    return effect;
}
