/* A plugin that does nothing, for checking maps of plugins that are not installed: Turtle says
   which ports it has, PLUGIN_URI what it is called. */
#include <stddef.h>
#include <stdint.h>

typedef struct Descriptor {
    const char *uri;
    void *(*instantiate)(const struct Descriptor *, double, const char *, const void *);
    void (*connect_port)(void *, uint32_t, void *);
    void (*activate)(void *);
    void (*run)(void *, uint32_t);
    void (*deactivate)(void *);
    void (*cleanup)(void *);
    const void *(*extension_data)(const char *);
} Descriptor;

static int instance;

static void *instantiate(const Descriptor *d, double rate, const char *path, const void *features) {
    (void)d, (void)rate, (void)path, (void)features;
    return &instance;
}

static void connect_port(void *handle, uint32_t port, void *data) {
    (void)handle, (void)port, (void)data;
}

static void run(void *handle, uint32_t frames) { (void)handle, (void)frames; }

static void nothing(void *handle) { (void)handle; }

static const void *no_extension(const char *uri) {
    (void)uri;
    return NULL;
}

static const Descriptor descriptor = {
    PLUGIN_URI, instantiate, connect_port, nothing, run, nothing, nothing, no_extension};

__attribute__((visibility("default"))) const Descriptor *lv2_descriptor(uint32_t index) {
    return index == 0 ? &descriptor : NULL;
}
