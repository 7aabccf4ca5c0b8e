import CALSA

/// Version of the ALSA library that the program runs with.
public func alsaLibraryVersion() -> String { String(cString: snd_asoundlib_version()) }
