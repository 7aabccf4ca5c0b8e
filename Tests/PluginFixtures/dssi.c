// A DSSI library with the one plugin of `misbehaving.c`, which does what the file's name says.
#include "misbehaving.c"

static const struct {
    int version;
    const void *ladspa;
    void *rest[9];
} synthesizer = { 1, &plugin, { 0 } };

const void *dssi_descriptor(unsigned long place) {
    return place == 0 && ladspa_descriptor(0) != NULL ? &synthesizer : NULL;
}
