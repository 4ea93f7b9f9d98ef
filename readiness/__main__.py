"""`python -m readiness`: as the console script, without the present folder on the import path.

What is assessed is often the present folder, and nothing in it may be imported.
"""

import sys

if not sys.flags.safe_path:
    sys.path.pop(0)

from readiness.cli import main

main()
