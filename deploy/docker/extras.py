"""Print what extras require, a line each: `python extras.py pyproject.toml kokoro,piper`."""

import sys
import tomllib
from pathlib import Path

project = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["project"]
extras = project["optional-dependencies"]
for name in filter(None, sys.argv[2].replace(",", " ").split()):
    if name not in extras:
        sys.exit(f"there is no extra {name!r}: there are {', '.join(sorted(extras))}")
    print("\n".join(extras[name]))
