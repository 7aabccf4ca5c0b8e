"""Draws what `perf script` prints as a flame graph: flame.py OUTPUT.svg < SAMPLES."""

import html
import sys

WIDTH, ROW, LEAST = 1200, 17, 0.3


def stacks(lines):
    """Each sample as the names from the outermost call to the innermost."""
    names, command = [], None
    for line in lines:
        line = line.rstrip("\n")
        if not line.strip():
            if command is not None:
                yield [command] + names[::-1]
            names, command = [], None
        elif line[0] in "\t ":
            _, _, name = line.strip().partition(" ")
            names.append(name.strip() or "[unknown]")
        else:
            command = line.strip()
    if command is not None:
        yield [command] + names[::-1]


class Frame:
    def __init__(self):
        self.samples, self.own, self.below = 0, 0, {}

    def add(self, stack):
        frame = self
        frame.samples += 1
        for name in stack:
            frame = frame.below.setdefault(name, Frame())
            frame.samples += 1
        frame.own += 1

    def depth(self):
        return 1 + max((frame.depth() for frame in self.below.values()), default=0)


def color(name):
    """Warm, and the same for the same name."""
    seed = sum(name.encode()) % 55
    return f"rgb({205 + seed % 50},{80 + seed * 2},{40 + seed % 30})"


def draw(root):
    height = ROW * (root.depth() + 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="monospace" font-size="11">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fdfaf4"/>',
    ]

    def place(name, frame, left, level):
        width = WIDTH * frame.samples / root.samples
        if width < LEAST:
            return
        top = height - ROW * (level + 1)
        share = 100 * frame.samples / root.samples
        shown = html.escape(name[: int(width / 6.7)]) if width > 30 else ""
        parts.append(
            f"<g><title>{html.escape(name)}: {frame.samples} samples, {share:.1f} %</title>"
            f'<rect x="{left:.2f}" y="{top}" width="{width:.2f}" height="{ROW - 1}" '
            f'fill="{color(name)}" rx="1"/>'
            f'<text x="{left + 3:.2f}" y="{top + 12}">{shown}</text></g>')
        for below, inner in sorted(frame.below.items()):
            place(below, inner, left, level + 1)
            left += WIDTH * inner.samples / root.samples

    place("all", root, 0, 0)
    return "\n".join(parts + ["</svg>", ""])


def own_samples(frame, name="all", found=None):
    found = {} if found is None else found
    found[name] = found.get(name, 0) + frame.own
    for below, inner in frame.below.items():
        own_samples(inner, below, found)
    return found


def main():
    sys.setrecursionlimit(10000)
    root = Frame()
    for stack in stacks(sys.stdin):
        root.add(stack)
    if not root.samples:
        sys.exit("profile: no samples: the program ran for less than a millisecond")
    with open(sys.argv[1], "w") as file:
        file.write(draw(root))
    widest = sorted(own_samples(root).items(), key=lambda entry: (-entry[1], entry[0]))
    for name, samples in widest[:15]:
        print(f"{100 * samples / root.samples:5.1f} %  {name[:110]}")
    print(f"{root.samples} samples; {sys.argv[1]} is the flame graph")


if __name__ == "__main__":
    main()
