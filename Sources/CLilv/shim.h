// lilv reads LV2 bundles as data; no plugin code runs. No wrappers are needed.
#ifndef CLILV_SHIM_H
#define CLILV_SHIM_H
#include <lilv/lilv.h>
#endif
