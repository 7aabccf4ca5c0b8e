"""Prints the OSC that python-osc receives: receiver.py udp|tcp|slip PORT

A line 'ready' first, then for each message its address and its arguments as Python writes them.
"""

import sys

from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_server import BlockingOSCUDPServer
from pythonosc.osc_tcp_server import MODE_1_0, MODE_1_1, ThreadingOSCTCPServer

kind, port = sys.argv[1], int(sys.argv[2])
dispatcher = Dispatcher()
dispatcher.set_default_handler(lambda address, *values: print(address, list(values), flush=True))
place = ("127.0.0.1", port)
if kind == "udp":
    server = BlockingOSCUDPServer(place, dispatcher)
else:
    server = ThreadingOSCTCPServer(place, dispatcher, MODE_1_1 if kind == "slip" else MODE_1_0)
print("ready", flush=True)
server.serve_forever()
