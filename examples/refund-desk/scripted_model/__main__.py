"""`python -m scripted_model --port N --script FILE`: serve the stand-in on loopback."""

import argparse
from pathlib import Path

import uvicorn

from scripted_model.app import build
from scripted_model.script import load_script


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripted_model", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1")
    parser.add_argument("--script", type=Path, required=True, help="YAML file of the replies")
    given = parser.parse_args()
    app = build(load_script(given.script))
    uvicorn.run(app, host="127.0.0.1", port=given.port, log_level="warning")


if __name__ == "__main__":
    main()
