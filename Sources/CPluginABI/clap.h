// The binary interface of CLAP 1: what a host needs to list plugins and their parameters.
// Order and sizes are facts of the standard; the names are ours. What listing never calls is a
// plain address.
#ifndef PIPELINE_CLAP_H
#define PIPELINE_CLAP_H

#include <stdbool.h>
#include <stdint.h>

enum {
    clap_param_stepped = 1 << 0,
    clap_param_periodic = 1 << 1,
    clap_param_hidden = 1 << 2,
    clap_param_read_only = 1 << 3,
    clap_param_bypass = 1 << 4,
    clap_param_automatable = 1 << 5,
    clap_param_enum = 1 << 16,
};

struct clap_numbers {
    uint32_t major;
    uint32_t minor;
    uint32_t revision;
};

/// What a library says of one of its plugins, before there is an instance.
struct clap_description {
    struct clap_numbers standard;
    const char *id;
    const char *name;
    const char *maker;
    const char *page;
    const char *manual_page;
    const char *support_page;
    const char *version;
    const char *text;
    /// Ends with null; so may the list itself be.
    const char *const *features;
};

/// What a plugin is given to call.
struct clap_host {
    struct clap_numbers standard;
    void *own;
    const char *name;
    const char *maker;
    const char *page;
    const char *version;
    const void *(*extension)(const struct clap_host *host, const char *id);
    void (*request_restart)(const struct clap_host *host);
    void (*request_process)(const struct clap_host *host);
    void (*request_call)(const struct clap_host *host);
};

/// An instance.
struct clap_plugin {
    const struct clap_description *description;
    void *own;
    bool (*start)(const struct clap_plugin *plugin);
    void *destroy;
    void *activate;
    void *deactivate;
    void *start_processing;
    void *stop_processing;
    void *reset;
    void *process;
    const void *(*extension)(const struct clap_plugin *plugin, const char *id);
    void (*on_main_thread)(const struct clap_plugin *plugin);
};

/// `clap_entry`, a variable of the library.
struct clap_entry {
    struct clap_numbers standard;
    bool (*start)(const char *path);
    void *end;
    const void *(*factory)(const char *id);
};

/// The factory `clap.plugin-factory`.
struct clap_factory {
    uint32_t (*count)(const struct clap_factory *factory);
    const struct clap_description *(*description)(
        const struct clap_factory *factory, uint32_t place);
    const struct clap_plugin *(*create)(
        const struct clap_factory *factory, const struct clap_host *host, const char *id);
};

struct clap_param {
    uint32_t id;
    uint32_t flags;
    void *cookie;
    char name[256];
    char module[1024];
    double minimum;
    double maximum;
    double initial;
};

/// The extension `clap.params` of a plugin.
struct clap_params {
    uint32_t (*count)(const struct clap_plugin *plugin);
    bool (*describe)(const struct clap_plugin *plugin, uint32_t place, struct clap_param *param);
    void *value;
    bool (*text)(
        const struct clap_plugin *plugin, uint32_t id, double value, char *text, uint32_t space);
    void *parse;
    void *flush;
};

/// The extension `clap.params` of a host.
struct clap_host_params {
    void (*rescan)(const struct clap_host *host, uint32_t flags);
    void (*clear)(const struct clap_host *host, uint32_t id, uint32_t flags);
    void (*request_flush)(const struct clap_host *host);
};

/// The extension `clap.log` of a host.
struct clap_host_log {
    void (*log)(const struct clap_host *host, int32_t severity, const char *message);
};

#endif
