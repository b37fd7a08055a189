"""The player's pure parts under Node: *.test.js here. Real browsers play in the files beside this one."""

import subprocess
from pathlib import Path

HERE = Path(__file__).parent


def test_the_pure_parts_of_the_player_keep_their_rules_under_node() -> None:
    files = [str(path) for path in sorted(HERE.glob("*.test.js"))]
    done = subprocess.run(["node", "--test", *files], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
