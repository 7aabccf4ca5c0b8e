// The binary interface of VST 3 on Linux: what a host needs to list classes and their parameters.
// Order, sizes and ids are facts of the standard; the names are ours. An object is the address of
// the address of a table of functions, of which the first three are the same everywhere. What
// listing never calls is a plain address.
#ifndef PIPELINE_VST3_H
#define PIPELINE_VST3_H

#include <stdbool.h>
#include <stdint.h>

/// 0 is success, and "yes".
typedef int32_t vst3_result;
/// UTF-16, ended by 0 where it is shorter.
typedef uint16_t vst3_text[128];

enum {
    vst3_param_automatable = 1 << 0,
    vst3_param_read_only = 1 << 1,
    vst3_param_wraps = 1 << 2,
    vst3_param_list = 1 << 3,
    vst3_param_hidden = 1 << 4,
    vst3_param_program = 1 << 15,
    vst3_param_bypass = 1 << 16,
};

/// What every object answers.
struct vst3_unknown_table {
    vst3_result (*query)(void *self, const uint8_t *id, void **object);
    uint32_t (*retain)(void *self);
    uint32_t (*release)(void *self);
};

struct vst3_factory_info {
    char maker[64];
    char page[256];
    char mail[128];
    int32_t flags;
};

struct vst3_class {
    uint8_t id[16];
    int32_t cardinality;
    char category[32];
    char name[64];
};

struct vst3_class_2 {
    uint8_t id[16];
    int32_t cardinality;
    char category[32];
    char name[64];
    uint32_t flags;
    char subcategories[128];
    char maker[64];
    char version[64];
    char standard[64];
};

struct vst3_class_3 {
    uint8_t id[16];
    int32_t cardinality;
    char category[32];
    uint16_t name[64];
    uint32_t flags;
    char subcategories[128];
    uint16_t maker[64];
    uint16_t version[64];
    uint16_t standard[64];
};

/// The factory; its second and third version add functions at the end.
struct vst3_factory_table {
    struct vst3_unknown_table unknown;
    vst3_result (*info)(void *self, struct vst3_factory_info *info);
    int32_t (*count)(void *self);
    vst3_result (*describe)(void *self, int32_t place, struct vst3_class *info);
    vst3_result (*create)(
        void *self, const uint8_t *class_id, const uint8_t *interface_id, void **object);
};

struct vst3_factory_2_table {
    struct vst3_factory_table first;
    vst3_result (*describe)(void *self, int32_t place, struct vst3_class_2 *info);
};

struct vst3_factory_3_table {
    struct vst3_factory_2_table second;
    vst3_result (*describe)(void *self, int32_t place, struct vst3_class_3 *info);
    vst3_result (*set_host)(void *self, void *host);
};

struct vst3_base_table {
    struct vst3_unknown_table unknown;
    vst3_result (*start)(void *self, void *host);
    void *end;
};

struct vst3_component_table {
    struct vst3_base_table base;
    vst3_result (*controller_class)(void *self, uint8_t *class_id);
    void *set_mode;
    void *bus_count;
    void *bus;
    void *routing;
    void *activate_bus;
    void *activate;
    void *set_state;
    vst3_result (*state)(void *self, void *stream);
};

struct vst3_param {
    uint32_t id;
    vst3_text name;
    vst3_text short_name;
    vst3_text unit;
    int32_t steps;
    double initial;
    int32_t group;
    int32_t flags;
};

struct vst3_controller_table {
    struct vst3_base_table base;
    vst3_result (*take_component_state)(void *self, void *stream);
    void *set_state;
    void *state;
    int32_t (*count)(void *self);
    vst3_result (*describe)(void *self, int32_t place, struct vst3_param *param);
    vst3_result (*text)(void *self, uint32_t id, double normalised, uint16_t *text);
    void *parse;
    double (*plain)(void *self, uint32_t id, double normalised);
    void *normalised;
    void *value;
    void *set_value;
    vst3_result (*set_handler)(void *self, void *handler);
    void *view;
};

struct vst3_connection_table {
    struct vst3_unknown_table unknown;
    vst3_result (*connect)(void *self, void *other);
    vst3_result (*disconnect)(void *self, void *other);
    vst3_result (*notify)(void *self, void *message);
};

struct vst3_unit {
    int32_t id;
    int32_t parent;
    vst3_text name;
    int32_t programs;
};

struct vst3_units_table {
    struct vst3_unknown_table unknown;
    int32_t (*count)(void *self);
    vst3_result (*describe)(void *self, int32_t place, struct vst3_unit *unit);
    void *others[10];
};

struct vst3_midi_table {
    struct vst3_unknown_table unknown;
    vst3_result (*assignment)(
        void *self, int32_t bus, int16_t channel, int16_t controller, uint32_t *id);
};

// What a plugin is given to call.

struct vst3_host_table {
    struct vst3_unknown_table unknown;
    vst3_result (*name)(void *self, uint16_t *name);
    vst3_result (*create)(void *self, uint8_t *class_id, uint8_t *interface_id, void **object);
};

struct vst3_handler_table {
    struct vst3_unknown_table unknown;
    vst3_result (*begin)(void *self, uint32_t id);
    vst3_result (*perform)(void *self, uint32_t id, double normalised);
    vst3_result (*end)(void *self, uint32_t id);
    vst3_result (*restart)(void *self, int32_t flags);
};

struct vst3_stream_table {
    struct vst3_unknown_table unknown;
    vst3_result (*read)(void *self, void *bytes, int32_t count, int32_t *done);
    vst3_result (*write)(void *self, void *bytes, int32_t count, int32_t *done);
    vst3_result (*seek)(void *self, int64_t offset, int32_t from, int64_t *place);
    vst3_result (*tell)(void *self, int64_t *place);
};

struct vst3_message_table {
    struct vst3_unknown_table unknown;
    const char *(*id)(void *self);
    void (*set_id)(void *self, const char *id);
    void *(*values)(void *self);
};

struct vst3_values_table {
    struct vst3_unknown_table unknown;
    vst3_result (*set_integer)(void *self, const char *key, int64_t value);
    vst3_result (*integer)(void *self, const char *key, int64_t *value);
    vst3_result (*set_number)(void *self, const char *key, double value);
    vst3_result (*number)(void *self, const char *key, double *value);
    vst3_result (*set_text)(void *self, const char *key, const uint16_t *text);
    vst3_result (*text)(void *self, const char *key, uint16_t *text, uint32_t space);
    vst3_result (*set_bytes)(void *self, const char *key, const void *bytes, uint32_t count);
    vst3_result (*bytes)(void *self, const char *key, const void **bytes, uint32_t *count);
};

/// `GetPluginFactory`.
typedef void *(*vst3_get_factory)(void);
/// `ModuleEntry`, with the library's own handle.
typedef bool (*vst3_module_entry)(void *library);

#endif
