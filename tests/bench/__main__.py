"""`make bench`: every figure of docs/figures.md, one program after the other; what missed its bar is named at the end.

Takes some forty minutes on two otherwise idle cores; name some to run only these: python -m tests.bench poll push.
"""

import argparse
import subprocess
import sys

BENCHES = (
    "poll",
    "redirect",
    "push",
    "heartbeats",
    "reconnect",
    "compile",
    "slides",
    "legibility",
    "media",
    "files",
    "health",
    "fleet",
    "glass",
    "play_year",
    "pages",
    "results",
    "posters",
)


def missed(name: str) -> bool:
    print(f"\n== {name}", flush=True)
    return subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=False).returncode != 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("benches", nargs="*", metavar="bench", help=" ".join(BENCHES))
    wanted = parser.parse_args().benches or BENCHES
    if foreign := set(wanted) - set(BENCHES):
        parser.error(f"no such figure: {', '.join(sorted(foreign))}; there are {', '.join(BENCHES)}")
    if found := [name for name in wanted if missed(name)]:
        sys.exit(f"missed: {', '.join(found)}")


if __name__ == "__main__":
    main()
