-- Ardour with its OSC surface: loads a session, then prints the gain of its first strip when it is asked.
--
--   ardour.lua FOLDER NAME      a line of input asks; answers "> GAIN" and ">."
local backend = AudioEngine:set_backend("None (Dummy)", "ardour", "")
backend:set_buffer_size(256)
local session = load_session(arg[1], arg[2])
print(">.")
io.stdout:flush()
for _ in io.stdin:lines() do
  for route in session:get_routes():iter() do
    if not route:is_master() and not route:is_monitor() then
      print(string.format("> %.4f", route:gain_control():get_value()))
      break
    end
  end
  print(">.")
  io.stdout:flush()
end
