"""The documentation of every setting, made from the schema."""

from __future__ import annotations

from collections.abc import Iterator

from wyoming_morgan.config.environment import variable
from wyoming_morgan.config.example import inline
from wyoming_morgan.config.tree import Node

_INTRODUCTION = """\
# Configuration

Morgan needs none. Whoever wants something else writes it into up to five files, `core.yaml`, `llm.yaml`,
`tts.yaml`, `stt.yaml` and `vad.yaml`; `morgan config init` makes them, with every setting in a comment.

**Where.** The folder is the first of these: `--config-dir`; `MORGAN_CONFIG_DIR`; `config` in the current
folder, if one of the files is in it; the user's own, `~/.config/morgan`.

**What wins.** An option of the command line wins over the environment, that over the files, those over the
defaults. Mappings are joined, lists are replaced.

**Environment.** Every setting has a variable: `MORGAN_`, the file, and the way to the setting, in capitals,
joined by two underscores. `stt.ear.max_seconds` is `MORGAN_STT__EAR__MAX_SECONDS`; a hyphen becomes
an underscore. Lists and mappings are JSON: `MORGAN_CORE__LANGUAGES='["en", "de"]'`. With `_FILE` behind its
name a variable holds the path of a file with the value, for secrets; of a list each line is an element:
`{api_keys}_FILE=/run/secrets/morgan`. `LOG_LEVEL` is short for `{log_level}`,
`POSTGRES_URL` and `REDIS_URL` for the two URLs under `core.store`.
An empty variable says nothing; one that is no setting is a mistake.

**Is it right?** `morgan config check` tells every mistake by file and line. `morgan config show` tells every
value and what set it, and hides secrets.

Sizes are in bytes, times in seconds. Relative paths start at the folder in which Morgan is started.
"""


def reference(tree: Node) -> str:
    """Return the documentation in Markdown: how it is set, and a table for each file."""
    introduction = _INTRODUCTION.format(
        api_keys=variable(("core", "http", "api_keys")), log_level=variable(("core", "log_level"))
    )
    lines = [introduction]
    for name, root in tree.children.items():
        lines += [f"## {name}.yaml", "", root.description, "", *_table(root), ""]
    return "\n".join(lines)


def _table(root: Node) -> Iterator[str]:
    yield "| Setting | Default | What it is | Expected |"
    yield "|---|---|---|---|"
    for node in root.leaves():
        name = ".".join(str(part) for part in node.path[1:])
        default = "none" if node.required else f"`{inline(node.default)}`"
        cells = (f"`{name}`", default, node.description, node.expects)
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
