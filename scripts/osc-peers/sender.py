"""Sends what python-osc can send: sender.py udp|tcp|slip PORT

First a message with every type, then a bundle with a time tag half a second ahead.
"""

import sys
import time

from pythonosc.osc_bundle_builder import OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder
from pythonosc.tcp_client import TCPClient
from pythonosc.udp_client import UDPClient

kind, port = sys.argv[1], int(sys.argv[2])
client = (
    UDPClient("127.0.0.1", port) if kind == "udp"
    else TCPClient("127.0.0.1", port, mode="1.1" if kind == "slip" else "1.0")
)


def message(address, *values):
    builder = OscMessageBuilder(address)
    for type, value in values:
        builder.add_arg(value, type)
    return builder.build()


client.send(message(
    "/all/types", ("i", -7), ("f", 1.5), ("s", "text"), ("h", 5000000000), ("d", -0.25),
    ("b", bytes([0xC0, 0xDB, 1])), ("T", True), ("F", False), ("N", None), ("m", (0, 0x90, 60, 100)),
    ("r", 0x11223344), (["i", ["f", "s"]], [1, [2.5, "x"]]),
))
bundle = OscBundleBuilder(time.time() + 0.5)
bundle.add_content(message("/one", ("i", 1)))
bundle.add_content(message("/two", ("i", 2)))
client.send(bundle.build())
if kind != "udp":
    # The receiver takes what is there before it sees the end.
    time.sleep(0.2)
