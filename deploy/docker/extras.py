"""Print what extras require, and further packages: `extras.py pyproject.toml kokoro 'misaki[zh]'`."""

import shlex
import sys
import tomllib
from pathlib import Path

project = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["project"]
extras = project["optional-dependencies"]
for name in filter(None, sys.argv[2].replace(",", " ").split()):
    if name not in extras:
        sys.exit(f"there is no extra {name!r}: there are {', '.join(sorted(extras))}")
    print("\n".join(extras[name]))
for package in shlex.split(sys.argv[3]):
    print(package)
