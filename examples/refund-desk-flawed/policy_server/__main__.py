"""`python -m policy_server`: serve the refund policy over stdio."""

import logging
import sys

from policy_server.server import server

if __name__ == "__main__":
    print("refund-policy 1.2.0 is ready", flush=True)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    server.run("stdio")
