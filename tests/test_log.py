"""What the server says, and what its libraries say: one line of JSON a fact where a machine reads it."""

import json
import subprocess
import sys

SAYS = """
import logging, structlog
from signage.log import start_logging
start_logging()
structlog.get_logger().info("started", port=8080)
logging.getLogger("apscheduler.scheduler").warning("Execution of job %s skipped", "look")
logging.getLogger("apscheduler.executors.default").warning("%s is late", "look")
try:
    secret = "hunter2"
    raise ValueError("no such thing")
except ValueError:
    logging.getLogger("library").exception("it failed")
"""


def test_what_libraries_say_is_said_in_the_servers_form() -> None:
    said = subprocess.run([sys.executable, "-c", SAYS], capture_output=True, check=True, text=True).stderr
    started, late, failed = (json.loads(line) for line in said.splitlines())
    assert (started["event"], started["level"], started["port"]) == ("started", "info", 8080)
    assert (late["event"], late["level"]) == ("look is late", "warning")
    assert (failed["event"], failed["level"]) == ("it failed", "error")
    assert failed["exception"][0]["exc_type"] == "ValueError"
    assert "hunter2" not in said.replace(SAYS, "")
    assert started["timestamp"] < late["timestamp"]
