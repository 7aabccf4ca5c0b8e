// libxml2's text writer, and its parser with handlers of our own (the context is made by a function of
// parserInternals.h). Variadic functions are not importable; the plain ones suffice.
#ifndef CXML2_SHIM_H
#define CXML2_SHIM_H
// Without ICU's headers, which some builds of libxml2 drag in: Foundation brings an ICU of its own, and the
// two cannot be seen together. Only the hidden tail of an encoding handler depends on the switch.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/xmlwriter.h>
#include <libxml/xmlerror.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#endif
