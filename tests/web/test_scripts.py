"""Scripts of the pages under Node, where they need no page: *.test.js here. Real browsers open the pages in other files."""

import subprocess
from pathlib import Path

HERE = Path(__file__).parent


def test_scripts_of_the_pages_keep_their_rules_under_node() -> None:
    files = [str(path) for path in sorted(HERE.glob("*.test.js"))]
    done = subprocess.run(["node", "--test", *files], capture_output=True, text=True, timeout=120, check=False)
    assert files and done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
