// libxml2's writer and reader. Its variadic functions are not importable; the plain ones suffice.
#ifndef CXML2_SHIM_H
#define CXML2_SHIM_H
#include <libxml/xmlwriter.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlerror.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#endif
