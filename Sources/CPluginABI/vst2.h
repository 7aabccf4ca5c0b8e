// The binary interface of VST 2.4: what a host needs to list parameters.
// Offsets, numbers and ids are facts of the standard; the names are ours.
#ifndef PIPELINE_VST2_H
#define PIPELINE_VST2_H

#include <stdint.h>

/// What a plugin's `ask` can be asked, and what the text or value goes to or comes from.
enum {
    vst2_open = 0,
    vst2_parameter_label = 6,
    vst2_parameter_display = 7,
    vst2_parameter_name = 8,
    vst2_is_automatable = 26,
    vst2_category = 35,
    vst2_effect_name = 45,
    vst2_maker = 47,
    vst2_product = 48,
    vst2_maker_version = 49,
    vst2_parameter_properties = 56,
    vst2_next_shell_plugin = 70,
};

/// What a plugin asks its host.
enum {
    vst2_host_version = 1,
    vst2_host_wanted_id = 2,
    vst2_host_sample_rate = 16,
    vst2_host_block_size = 17,
    vst2_host_process_level = 23,
    vst2_host_automation_state = 24,
    vst2_host_maker = 32,
    vst2_host_product = 33,
    vst2_host_maker_version = 34,
    vst2_host_can_do = 37,
    vst2_host_language = 38,
};

/// Categories of plugins; a shell holds others.
enum {
    vst2_category_effect = 1,
    vst2_category_synth = 2,
    vst2_category_shell = 10,
};

enum { vst2_magic = 0x56737450 };

struct vst2_plugin;

typedef intptr_t (*vst2_ask)(
    struct vst2_plugin *plugin, int32_t what, int32_t place, intptr_t value, void *text, float number);

/// The object that a plugin's entry gives; functions that listing never calls are plain addresses.
struct vst2_plugin {
    int32_t magic;
    vst2_ask ask;
    void *former_process;
    void *set_parameter;
    float (*parameter)(struct vst2_plugin *plugin, int32_t place);
    int32_t program_count;
    int32_t parameter_count;
    int32_t input_count;
    int32_t output_count;
    int32_t flags;
    intptr_t reserved[2];
    int32_t delay;
    int32_t qualities[2];
    float rate;
    void *own;
    void *of_host;
    int32_t id;
    int32_t version;
    void *processes[2];
    char rest[56];
};

enum {
    vst2_is_switch = 1,
    vst2_has_integer_range = 2,
    vst2_has_float_step = 4,
    vst2_has_integer_step = 8,
};

/// What a plugin may say of a parameter besides its name.
struct vst2_properties {
    float step;
    float small_step;
    float large_step;
    char label[64];
    int32_t flags;
    int32_t minimum;
    int32_t maximum;
    int32_t integer_step;
    int32_t large_integer_step;
    char short_label[8];
    int16_t place_shown;
    int16_t category;
    int16_t category_count;
    int16_t reserved;
    char category_label[24];
    char rest[16];
};

/// `VSTPluginMain`, or `main` in old plugins.
typedef struct vst2_plugin *(*vst2_entry)(vst2_ask host);

#endif
