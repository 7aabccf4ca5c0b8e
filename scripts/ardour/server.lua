-- A small server inside Ardour: reads commands from standard input, one a line, and answers each
-- with lines that start with "> " (values) or "! " (an error), the last being ">." or "! …".
-- Everything is decided by the Python side; this side only acts and reads.
--
--   plugin FORMAT ID         puts the plugin into slot 1 of the selected track, alone
--   set I V [I V …]          sets parameters (0-based, as Ardour counts control ports)
--   read                     all values
--   send B [B …]             sends one or more complete MIDI messages
--   act T Q S I LO HI B …    sends messages; waits until parameter I is in LO…HI, at most T ms, or
--                            Q ms when it is already; then S ms more; then all values and the
--                            time it took in ms
--   saved                    saves the session
local directory, name, buffer = arg[1], arg[2], tonumber(arg[3])
local now, sleep = ARDOUR.LuaAPI.monotonic_time, ARDOUR.LuaAPI.usleep
local value = ARDOUR.LuaAPI.get_processor_param

local function say(...)
  print("> " .. table.concat({...}, "\t"))
end

local function done()
  print(">.")
  io.stdout:flush()
end

local backend = AudioEngine:set_backend("None (Dummy)", "ardour", "")
backend:set_buffer_size(buffer)
local session = load_session(directory, name)
local engine = session:engine()
local port = engine:get_port_by_name("ardour:x-virtual-keyboard"):to_asyncmidiport()
local parser = ARDOUR.RawMidiParser()
local track, slot, count = nil, nil, 0

for route in session:get_routes():iter() do
  if route:is_selected() then track = route end
end

local function connect()
  for _ = 1, 200 do
    local input = engine:get_port_by_name("ardour:MIDI Control In")
    if not input:isnil() then
      return engine:connect("ardour:x-virtual-keyboard", "ardour:MIDI Control In") == 0
    end
    sleep(10000)
  end
  return false
end

local function send(bytes)
  for _, byte in ipairs(bytes) do
    if parser:process_byte(byte) then
      port:write(parser:midi_buffer(), parser:buffer_size(), 0)
    end
  end
end

local function values()
  local all = {}
  for i = 0, count - 1 do
    all[#all + 1] = string.format("%.9g", (value(slot, i, true)))
  end
  return table.concat(all, " ")
end

local command = {}
local formats = {
  lv2 = ARDOUR.PluginType.LV2, ladspa = ARDOUR.PluginType.LADSPA,
  vst2 = ARDOUR.PluginType.LXVST, vst3 = ARDOUR.PluginType.VST3,
}

function command.plugin(format, id)
  while not track:nth_plugin(0):isnil() do
    track:remove_processor(track:nth_plugin(0), nil, true)
  end
  slot = nil
  local plugin = ARDOUR.LuaAPI.new_plugin(session, id, formats[format], "")
  if plugin:isnil() then error("no plugin " .. id) end
  if track:add_processor_by_index(plugin, 0, nil, true) ~= 0 then error("no room for " .. id) end
  slot = track:nth_plugin(0)
  local insert = slot:to_insert():plugin(0)
  count = 0
  -- A VST2 plugin has a parameter of every number, if one asks like this.
  local most = format == "vst2" and insert:parameter_count() or math.huge
  while count < most do
    local _, answer = value(slot, count, true)
    if not answer[3] then break end
    local index = insert:nth_parameter(count, true)
    local _, about = insert:get_parameter_descriptor(index, ARDOUR.ParameterDescriptor())
    local d = about[2]
    say(count, insert:parameter_is_input(index) and 1 or 0, d.lower, d.upper, d.normal,
      d.toggled and 1 or 0, d.logarithmic and 1 or 0, d.integer_step and 1 or 0, d.label)
    count = count + 1
  end
end

function command.set(...)
  local pairs_ = {...}
  for i = 1, #pairs_, 2 do
    ARDOUR.LuaAPI.set_processor_param(slot, tonumber(pairs_[i]), tonumber(pairs_[i + 1]))
  end
end

function command.read()
  say(values())
end

function command.send(...)
  local bytes = {}
  for _, text in ipairs({...}) do bytes[#bytes + 1] = tonumber(text) end
  send(bytes)
end

function command.act(timeout, quiet, settle, index, low, high, ...)
  index, low, high = tonumber(index), tonumber(low), tonumber(high)
  local function there()
    local v = value(slot, index, true)
    return v >= low and v <= high
  end
  local begin, was = now(), there()
  command.send(...)
  if was then
    sleep(tonumber(quiet) * 1000)
  else
    local stop = begin + tonumber(timeout) * 1000
    while not there() and now() < stop do sleep(250) end
  end
  local took = (now() - begin) / 1000
  sleep(tonumber(settle) * 1000)
  say(values())
  say(string.format("%.3f", was and 0 or took))
end

function command.saved()
  session:save_state("")
end

if track == nil or not connect() then
  print("! the session did not come up")
  io.stdout:flush()
  return
end
say("ready")
done()
for line in io.lines() do
  local words = {}
  for word in line:gmatch("%S+") do words[#words + 1] = word end
  local ok, problem = pcall(command[words[1]], table.unpack(words, 2))
  if ok then done() else
    print("! " .. tostring(problem):gsub("\n", " "))
    io.stdout:flush()
  end
end
