// ALSA's sequencer and raw MIDI. The sequencer fills events by inline functions and by macros over unions,
// which Swift sees; nothing else of the library is taken.
#ifndef CALSA_SHIM_H
#define CALSA_SHIM_H
#include <alsa/asoundlib.h>
#endif
