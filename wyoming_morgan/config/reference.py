"""The documentation of every setting, generated from the schema."""

from __future__ import annotations

from collections.abc import Iterator

from wyoming_morgan.config.environment import variable
from wyoming_morgan.config.example import inline
from wyoming_morgan.config.tree import Node

_INTRODUCTION = """\
# Configuration

Morgan works without any. Settings are in up to five files, `core.yaml`, `llm.yaml`, `tts.yaml`,
`stt.yaml` and `vad.yaml`; `morgan config init` creates them, with every setting in a comment.

**Folder.** The first of these: `--config-dir`; `MORGAN_CONFIG_DIR`; `config` in the current folder, if
one of the files is in it; the user's own, `~/.config/morgan`.

**Precedence.** Command-line options win over the environment, the environment over the files, the files
over the defaults. The options of [the app for Home Assistant](home-assistant-app.md) come between the
environment and the files. Mappings are joined, lists are replaced; an empty mapping of names of your own
(`MORGAN_STT__BY_LANGUAGE='{{}}'`) takes away those that are there.

**Environment.** Every setting has a variable: `MORGAN_` and the full path of the setting, in capitals,
joined by two underscores. `stt.ear.max_seconds` is `MORGAN_STT__EAR__MAX_SECONDS`; a hyphen becomes an
underscore. Lists and mappings are JSON: `MORGAN_CORE__LANGUAGES='["en", "de"]'`. A variable with `_FILE`
after its name contains the path of a file with the value, for secrets; each line of the file is one
element of a list: `{api_keys}_FILE=/run/secrets/morgan`. `LOG_LEVEL` is short for `{log_level}`,
`POSTGRES_URL` and `REDIS_URL` for the two URLs under `core.store`. Empty variables are ignored; a
variable with the prefix that is not a setting is an error.

**Check.** `morgan config check` reports every error with file and line. `morgan config show` prints every
value and what set it, and hides secrets.

**Renamed settings.** Old names are still accepted, with a warning that gives the new name, its file and
line. Setting both in one file, or both in the environment, is an error.

Sizes are in bytes, times in seconds. Relative paths start at the folder in which Morgan is started.
"""


def reference(tree: Node) -> str:
    """Return the documentation in Markdown: how to configure Morgan, and a table for each file."""
    introduction = _INTRODUCTION.format(
        api_keys=variable(("core", "http", "api_keys")), log_level=variable(("core", "log_level"))
    )
    lines = [introduction]
    for name, root in tree.children.items():
        lines += [f"## {name}.yaml", "", root.description, "", *_table(root), ""]
    return "\n".join(lines)


def _table(root: Node) -> Iterator[str]:
    yield "| Setting | Default | Description | Value |"
    yield "|---|---|---|---|"
    for node in root.leaves():
        name = ".".join(str(part) for part in node.path[1:])
        default = (
            "required" if node.required else "unset" if node.default is None else f"`{inline(node.default)}`"
        )
        cells = (f"`{name}`", default, node.description, node.expects)
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
