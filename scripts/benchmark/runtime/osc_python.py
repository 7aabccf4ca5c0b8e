"""python-osc as a peer of our sender: osc_python.py COUNT PORT; prints microseconds of processor time."""

import sys
import time

from pythonosc.udp_client import SimpleUDPClient

count, port = int(sys.argv[1]), int(sys.argv[2])
client = SimpleUDPClient("127.0.0.1", port)
for number in range(1000):
    client.send_message("/synth/1/filter/cutoff", float(number))
before = time.process_time()
for number in range(count):
    client.send_message("/synth/1/filter/cutoff", float(number))
print((time.process_time() - before) * 1e6 / count)
