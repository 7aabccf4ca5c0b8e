-- Makes a session with one empty audio track, which verify-ardour copies for every run.
AudioEngine:set_backend("None (Dummy)", "ardour", "")
local session = create_session(arg[1], arg[2], 48000)
local tracks = session:new_audio_track(
  1, 2, nil, 1, "Verified", ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true)
for route in tracks:iter() do
  print("> " .. route:to_stateful():id():to_s())
end
session:save_state("")
print(">.")
io.stdout:flush()
