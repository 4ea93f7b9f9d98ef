"""`python -m policy_server`: serve the refund policy over stdio. Logs go to stderr only."""

import logging
import sys

from policy_server.server import server

if __name__ == "__main__":
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    server.run("stdio")
