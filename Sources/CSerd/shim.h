// serd parses Turtle text and hands on its statements. No wrappers are needed.
#ifndef CSERD_SHIM_H
#define CSERD_SHIM_H
#include <serd/serd.h>
#endif
