// JACK, found when the program runs: nothing of it is needed to build or to start. Why C: the calls are
// pointers that dlsym gives, and one of them is variadic. Only names and shapes of calls are declared here,
// of those that carry MIDI.
#ifndef CJACK_SHIM_H
#define CJACK_SHIM_H
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>

/// One event in a port's buffer.
typedef struct {
    uint32_t frame;
    size_t size;
    uint8_t *bytes;
} pipeline_jack_event;

/// The calls. Clients and ports are the library's.
typedef struct {
    void *library;
    void *(*client_open)(const char *name, int options, int *status, ...);
    int (*client_close)(void *client);
    int (*activate)(void *client);
    int (*set_process_callback)(void *client, int (*call)(uint32_t frames, void *context), void *context);
    void (*on_shutdown)(void *client, void (*call)(void *context), void *context);
    int (*set_port_registration_callback)(void *client, void (*call)(uint32_t port, int is_new, void *context),
                                          void *context);
    int (*set_port_connect_callback)(void *client,
                                     void (*call)(uint32_t one, uint32_t other, int is_new, void *context),
                                     void *context);
    void *(*port_register)(void *client, const char *name, const char *type, unsigned long flags,
                           unsigned long size);
    const char *(*port_name)(const void *port);
    void *(*port_get_buffer)(void *port, uint32_t frames);
    int (*port_connected_to)(const void *port, const char *other);
    int (*connect)(void *client, const char *source, const char *target);
    const char **(*get_connections)(const void *client, const void *port);
    const char **(*get_ports)(void *client, const char *name, const char *type, unsigned long flags);
    void (*free)(void *memory);
    uint32_t (*get_sample_rate)(void *client);
    uint32_t (*get_buffer_size)(void *client);
    int (*get_cycle_times)(const void *client, uint32_t *frames, uint64_t *now_us, uint64_t *next_us,
                           float *period_us);
    uint64_t (*get_time)(void);
    void (*midi_clear_buffer)(void *buffer);
    int (*midi_event_write)(void *buffer, uint32_t frame, const uint8_t *bytes, size_t size);
    size_t (*midi_max_event_size)(void *buffer);
    uint32_t (*midi_get_event_count)(void *buffer);
    int (*midi_event_get)(pipeline_jack_event *event, void *buffer, uint32_t index);
    void (*set_error_function)(void (*call)(const char *text));
    void (*set_info_function)(void (*call)(const char *text));
} pipeline_jack;

static inline void pipeline_jack_silence(const char *text) { (void)text; }

/// Finds the library and its calls, which stay as long as the program.
/// Returns NULL, or what is missing: the library's own words, or the name of a call.
static inline const char *pipeline_jack_load(pipeline_jack *jack, const char *name) {
    jack->library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (!jack->library) return dlerror();
#define CALL(field, symbol) \
    if (!(*(void **)&jack->field = dlsym(jack->library, symbol))) return symbol
    CALL(client_open, "jack_client_open");
    CALL(client_close, "jack_client_close");
    CALL(activate, "jack_activate");
    CALL(set_process_callback, "jack_set_process_callback");
    CALL(on_shutdown, "jack_on_shutdown");
    CALL(set_port_registration_callback, "jack_set_port_registration_callback");
    CALL(set_port_connect_callback, "jack_set_port_connect_callback");
    CALL(port_register, "jack_port_register");
    CALL(port_name, "jack_port_name");
    CALL(port_get_buffer, "jack_port_get_buffer");
    CALL(port_connected_to, "jack_port_connected_to");
    CALL(connect, "jack_connect");
    CALL(get_connections, "jack_port_get_all_connections");
    CALL(get_ports, "jack_get_ports");
    CALL(free, "jack_free");
    CALL(get_sample_rate, "jack_get_sample_rate");
    CALL(get_buffer_size, "jack_get_buffer_size");
    CALL(get_cycle_times, "jack_get_cycle_times");
    CALL(get_time, "jack_get_time");
    CALL(midi_clear_buffer, "jack_midi_clear_buffer");
    CALL(midi_event_write, "jack_midi_event_write");
    CALL(midi_max_event_size, "jack_midi_max_event_size");
    CALL(midi_get_event_count, "jack_midi_get_event_count");
    CALL(midi_event_get, "jack_midi_event_get");
    CALL(set_error_function, "jack_set_error_function");
    CALL(set_info_function, "jack_set_info_function");
#undef CALL
    // What it would print is told in words of ours.
    jack->set_error_function(pipeline_jack_silence);
    jack->set_info_function(pipeline_jack_silence);
    return NULL;
}

/// Opens a client of a server that runs; NULL when there is none. `status` gets the library's bits.
static inline void *pipeline_jack_open(const pipeline_jack *jack, const char *name, int *status) {
    const int no_start_server = 1;
    return jack->client_open(name, no_start_server, status);
}
#endif
