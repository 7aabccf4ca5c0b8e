// The binary interface of LADSPA 1.1 and, around it, DSSI 1.0: what a host needs to list ports.
// Offsets and constants are facts of the standard; the names are ours.
#ifndef PIPELINE_LADSPA_H
#define PIPELINE_LADSPA_H

enum {
    ladspa_port_input = 1,
    ladspa_port_output = 2,
    ladspa_port_control = 4,
    ladspa_port_audio = 8,
};

enum {
    ladspa_bounded_below = 0x1,
    ladspa_bounded_above = 0x2,
    ladspa_toggled = 0x4,
    ladspa_sample_rate = 0x8,
    ladspa_logarithmic = 0x10,
    ladspa_integer = 0x20,
    ladspa_default_mask = 0x3C0,
    ladspa_default_minimum = 0x40,
    ladspa_default_low = 0x80,
    ladspa_default_middle = 0xC0,
    ladspa_default_high = 0x100,
    ladspa_default_maximum = 0x140,
    ladspa_default_0 = 0x200,
    ladspa_default_1 = 0x240,
    ladspa_default_100 = 0x280,
    ladspa_default_440 = 0x2C0,
};

/// Bounds of a port; each counts only if its hint is set.
struct ladspa_range {
    int hints;
    float lower;
    float upper;
};

/// A plugin; functions that listing never calls are plain addresses.
struct ladspa_plugin {
    unsigned long number;
    const char *label;
    int properties;
    const char *name;
    const char *maker;
    const char *copyright;
    unsigned long port_count;
    const int *port_kinds;
    const char *const *port_names;
    const struct ladspa_range *port_ranges;
    void *implementation;
    void *functions[8];
};

/// A DSSI plugin: a LADSPA one with functions for programs and MIDI, which listing never calls.
struct dssi_plugin {
    int version;
    const struct ladspa_plugin *ladspa;
    void *functions[8];
};

/// `ladspa_descriptor`: the plugin at a place of the library, null after the last.
typedef const struct ladspa_plugin *(*ladspa_entry)(unsigned long place);
/// `dssi_descriptor`.
typedef const struct dssi_plugin *(*dssi_entry)(unsigned long place);

#endif
